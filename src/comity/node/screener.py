"""The index in use, asked by one thread: questions that wait together are answered together.

One index answers many questions at once much faster than one by one, and it is not to be asked by two threads. So every question goes into
a queue; the thread takes what waits, a bounded number at a time, and answers. A single question never waits for a whole batch of another
caller: batches are taken in pieces, one piece of each caller in turn.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from comity.model import Conflict, Edition, Hit, Query, ScreeningRule
from comity.screening import Index

PIECE = 64
"""Questions of one caller answered before the next caller's turn: some milliseconds of work."""

TOGETHER = 128
"""Questions answered at once, at most."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The hits of each question, in their order, and the editions that were searched."""

    hits: tuple[tuple[Hit, ...], ...]
    editions: tuple[Edition, ...]


@dataclass(slots=True, eq=False)
class _Asked:
    """One caller's questions: how many are answered yet, and the answers so far; ``index`` is the one that answers all of them."""

    queries: Sequence[Query]
    rule: ScreeningRule
    answer: Future[Answered]
    hits: list[tuple[Hit, ...]] = field(default_factory=list)
    index: Index | None = None

    def piece(self, room: int) -> Sequence[Query]:
        done = len(self.hits)
        return self.queries[done : done + min(PIECE, room)]


class Screener:
    """Answers questions in a thread of its own, from ``start`` to ``stop``. ``opening`` gives the index to begin with.

    Safe to be called from any thread. All of one caller's questions are answered by one index: ``swap`` puts another in use for those that
    come later, and never mixes two.
    """

    def __init__(self, opening: Callable[[], Index]) -> None:
        self._opening = opening
        self._index: Index | None = None
        self._waiting: deque[_Asked] = deque()
        self._some = threading.Condition()
        self._is_open = False
        self._thread = threading.Thread(target=self._run, name="screener", daemon=True)

    def start(self) -> None:
        """Open the index, load what answering needs, and take questions. Raises what ``opening`` raises."""
        index = self._opening()
        index.warm(every_script=True)
        self._index = index
        self._is_open = True
        self._thread.start()

    def stop(self) -> None:
        """Answer what waits and end the thread; later questions raise ``Conflict``."""
        with self._some:
            self._is_open = False
            self._some.notify()
        if self._thread.is_alive():
            self._thread.join()

    def swap(self, index: Index) -> None:
        """Put ``index`` in use for every question asked from now on."""
        index.warm()
        with self._some:
            self._index = index

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that the index in use was built from; empty before ``start``."""
        return tuple(self._index.editions) if self._index else ()

    def submit(self, queries: Sequence[Query], rule: ScreeningRule) -> Future[Answered]:
        """The answer to come. Raises ``Conflict`` when the screener does not run."""
        asked = _Asked(queries, rule, Future())
        with self._some:
            if not self._is_open:
                raise Conflict("this node is not screening: it is starting or stopping", "ask again in some seconds")
            asked.index = self._index
            self._waiting.append(asked)
            self._some.notify()
        return asked.answer

    def _run(self) -> None:
        while taken := self._take():
            try:
                self._answer(taken)
            except Exception:
                for one in taken:
                    self._answer_alone(one)

    def _answer_alone(self, one: tuple[_Asked, Sequence[Query]]) -> None:
        try:
            self._answer([one])
        except Exception as problem:
            self._fail(one[0], problem)

    def _take(self) -> list[tuple[_Asked, Sequence[Query]]]:
        """The next pieces, of questions under one rule and for one index; empty when all is done and the screener was stopped."""
        with self._some:
            while not self._waiting:
                if not self._is_open:
                    return []
                self._some.wait()
            first = self._waiting[0]
            taken: list[tuple[_Asked, Sequence[Query]]] = []
            room = TOGETHER
            for asked in [one for one in self._waiting if one.rule == first.rule and one.index is first.index]:
                piece = asked.piece(room)
                taken.append((asked, piece))
                room -= len(piece)
                if room <= 0:
                    break
            return taken

    def _answer(self, taken: Sequence[tuple[_Asked, Sequence[Query]]]) -> None:
        first = taken[0][0]
        assert first.index is not None
        queries = [query for _, piece in taken for query in piece]
        found = iter(first.index.screen_many(queries, first.rule) if queries else ())
        for asked, piece in taken:
            asked.hits.extend(tuple(next(found)) for _ in piece)
        self._put_back(taken)

    def _put_back(self, taken: Sequence[tuple[_Asked, Sequence[Query]]]) -> None:
        """Tell those who have all their answers; the others stand at the end of the queue."""
        with self._some:
            for asked, _ in taken:
                self._waiting.remove(asked)
                if len(asked.hits) < len(asked.queries) and not asked.answer.cancelled():
                    self._waiting.append(asked)
        for asked, _ in taken:
            if len(asked.hits) == len(asked.queries) and asked.answer.set_running_or_notify_cancel():
                assert asked.index is not None
                asked.answer.set_result(Answered(tuple(asked.hits), tuple(asked.index.editions)))

    def _fail(self, asked: _Asked, problem: Exception) -> None:
        with self._some:
            self._waiting.remove(asked)
        if asked.answer.set_running_or_notify_cancel():
            asked.answer.set_exception(problem)
