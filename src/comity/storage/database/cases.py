"""Cases: one for each pair that was ever a hit, changed only by whoever saw its present version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Case, CaseState, Conflict, Pair, UnknownName, Verdict
from comity.storage.database import queue, queue_by_due
from comity.storage.database.case_words import CaseWords
from comity.storage.database.queue import QueuedCase, QueuePage, QueueView, Walk, queued, rank_of
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import cases


class Cases(Repository):
    """The cases of all pairs."""

    def open_many(self, opening: Iterable[QueuedCase]) -> int:
        """Add cases of pairs that have none, a stream; how many. Raises ``Conflict`` when a pair has one, or the hit is not kept."""
        count = 0
        for chunk in chunks(opening):
            rows = [_row(one.case) | {"base": one.base, "due_at": one.due_at, "version": one.case.version} for one in chunk]
            self._run(insert(cases), rows)
            count += len(chunk)
        return count

    def get(self, case_id: str) -> QueuedCase | None:
        """The case of that id."""
        row = self._row(select(cases).where(cases.c.id == case_id))
        return queued(row) if row else None

    def by_pair(self, pair: Pair) -> QueuedCase | None:
        """The case of ``pair``."""
        return self.by_pairs([pair]).get(pair)

    def by_pairs(self, pairs: Iterable[Pair]) -> dict[Pair, QueuedCase]:
        """The cases of those pairs that have one, by pair."""
        found: dict[Pair, QueuedCase] = {}
        for chunk in chunks(pairs):
            wanted = set(chunk)
            rows = self._rows(select(cases).where(cases.c.subject_id.in_({pair.subject for pair in wanted})))
            found |= {one.case.pair: one for one in map(queued, rows) if one.case.pair in wanted}
        return found

    def for_subject(self, subject_id: str) -> tuple[QueuedCase, ...]:
        """The cases of one subject, by id."""
        rows = self._rows(select(cases).where(cases.c.subject_id == subject_id).order_by(cases.c.id))
        return tuple(queued(row) for row in rows)

    def for_subjects(self, subject_ids: Iterable[str]) -> tuple[QueuedCase, ...]:
        """The cases of several subjects, by id."""
        found: list[QueuedCase] = []
        for chunk in chunks(subject_ids):
            found.extend(map(queued, self._rows(select(cases).where(cases.c.subject_id.in_(chunk)))))
        return tuple(sorted(found, key=lambda one: one.case.id))

    def first_for_subjects(self, subject_ids: Iterable[str], limit: int) -> tuple[QueuedCase, ...]:
        """The first cases of several subjects, by id."""
        found: list[QueuedCase] = []
        for chunk in chunks(subject_ids):
            asked = select(cases).where(cases.c.subject_id.in_(chunk)).order_by(cases.c.id).limit(bounded(limit))
            found.extend(map(queued, self._rows(asked)))
        return tuple(sorted(found, key=lambda one: one.case.id)[:limit])

    def for_listings(self, list_name: str, listing_ids: Iterable[str]) -> tuple[QueuedCase, ...]:
        """The cases of pairs with these listings of a list, by id."""
        found: list[QueuedCase] = []
        for chunk in chunks(listing_ids):
            rows = self._rows(select(cases).where(cases.c["list"] == list_name, cases.c.listing_id.in_(chunk)))
            found.extend(map(queued, rows))
        return tuple(sorted(found, key=lambda one: one.case.id))

    def for_listing(self, list_name: str, listing_id: str, after_id: str, limit: int) -> tuple[QueuedCase, ...]:
        """The cases of pairs with one listing whose ids come behind ``after_id`` (empty: from the first), by id."""
        mine = (cases.c["list"] == list_name, cases.c.listing_id == listing_id, cases.c.id > after_id)
        return tuple(map(queued, self._rows(select(cases).where(*mine).order_by(cases.c.id).limit(bounded(limit)))))

    def undecided(self, after_id: str, limit: int) -> tuple[Case, ...]:
        """Cases decided as ``cannot_tell`` whose ids come behind ``after_id`` (empty: from the first), by id."""
        told = (cases.c.state == CaseState.DECIDED.value) & (cases.c.verdict == Verdict.CANNOT_TELL.value)
        rows = self._rows(select(cases).where(told, cases.c.id > after_id).order_by(cases.c.id).limit(bounded(limit)))
        return tuple(queued(row).case for row in rows)

    def of_list(self, list_name: str, limit: int) -> tuple[QueuedCase, ...]:
        """Some cases of a list that have not lapsed, by id."""
        mine = (cases.c["list"] == list_name, cases.c.state != CaseState.LAPSED.value)
        return tuple(map(queued, self._rows(select(cases).where(*mine).order_by(cases.c.id).limit(bounded(limit)))))

    def subjects_of_list(self, list_name: str) -> frozenset[str]:
        """The ids of the subjects with a case of a list that has not lapsed."""
        mine = (cases.c["list"] == list_name, cases.c.state != CaseState.LAPSED.value)
        return frozenset(row["subject_id"] for row in self._rows(select(cases.c.subject_id).where(*mine).distinct()))

    def save(self, case: Case, seen_version: int) -> Case:
        """Replace the case that had ``seen_version``; the case as stored, whose version is higher than the one seen.

        Its base and due time stay. Raises ``Conflict`` when somebody changed it since, ``UnknownName`` when there is none of that id.
        """
        version = max(case.version, seen_version + 1)
        same = (cases.c.id == case.id) & (cases.c.version == seen_version)
        if self._run(update(cases).where(same).values(**_row(case), version=version)) == 0:
            if self._row(select(cases.c.id).where(cases.c.id == case.id)) is None:
                raise UnknownName("there is no case of that id", "the queue names the cases")
            raise Conflict("somebody else has changed this case since it was looked at", "look at it again")
        return replace(case, version=version)

    def set_due(self, case_id: str, due_at: datetime | None) -> None:
        """Say until when a case wants a decision; does not count as a change of the case."""
        self._run(update(cases).where(cases.c.id == case_id).values(due_at=due_at))

    def queue(self, view: QueueView, after: str, limit: int) -> QueuePage:
        """The cases that ``view`` shows, riskiest first (outcome, score, then the oldest), behind ``after`` (empty: from the first).

        Takes the same time however many cases are stored. Raises ``UsageError`` when ``after`` is not what a page gave as ``next``, and for
        a search without a word or that finds too many (``CaseWords.narrowed``).
        """
        walk = self._walk(view)
        if walk.found is not None and not after:
            return self._first_found(view, walk, bounded(limit))
        rows = self._shown(queue.page_statement(view, walk, after, bounded(limit)), walk)
        following = queue.next_key(rows[limit - 1]) if len(rows) > limit else ""
        return self._page(view, self._walk_of_count(view, walk), rows[:limit], following)

    def queue_by_due(self, view: QueueView, after: str, limit: int) -> QueuePage:
        """The cases that ``view`` shows, those due first before the others; else as ``queue``."""
        walk = self._walk_by_due(view)
        rows = list(self._shown(queue_by_due.due_statement(view, walk, after, bounded(limit)), walk))
        if len(rows) <= limit and not after.startswith(queue_by_due.NEVER):
            rows += self._shown(queue_by_due.due_statement(view, walk, queue_by_due.NEVER, limit - len(rows)), walk)
        following = queue_by_due.due_key(rows[limit - 1]) if len(rows) > limit else ""
        return self._page(view, self._walk_of_count(view, walk if view.sought else None), rows[:limit], following)

    def _first_found(self, view: QueueView, walk: Walk, limit: int) -> QueuePage:
        """The first page of what was searched for, and how many there are: to sort them all are read, so they are counted then."""
        ids = [row["id"] for row in self._rows(queue.found_statement(view, walk))]
        rows = self._with_ids(ids[:limit])
        following = queue.next_key(rows[-1]) if len(ids) > limit else ""
        return QueuePage(tuple(map(queued, rows)), following, len(ids) if len(ids) <= queue.COUNTED_TO else None)

    def _page(self, view: QueueView, counting: Walk, rows: Sequence[RowMapping], following: str) -> QueuePage:
        return QueuePage(tuple(queued(row) for row in rows), following, self._counted(view, counting))

    def count(self, view: QueueView, most: int | None = None) -> int | None:
        """How many cases ``view`` shows; None when they are more than ``most`` (None: than ``queue.COUNTED_TO``)."""
        return self._counted(view, self._walk_of_count(view), most)

    def _counted(self, view: QueueView, walk: Walk, most: int | None = None) -> int | None:
        total = int(self._scalar(queue.count_statement(view, walk, most)))
        return None if total > (queue.COUNTED_TO if most is None else most) else total

    def _shown(self, statement: Select[Any], walk: Walk) -> Sequence[RowMapping]:
        """The rows of a page, in its order."""
        rows = self._rows(statement)
        if not walk.is_of_others:
            return rows
        return self._with_ids([row["id"] for row in rows])

    def _with_ids(self, ids: Sequence[str]) -> Sequence[RowMapping]:
        """The rows of those cases, in their order."""
        known = {row["id"]: row for chunk in chunks(ids) for row in self._rows(select(cases).where(cases.c.id.in_(chunk)))}
        return [known[one] for one in ids]

    def _walk(self, view: QueueView) -> Walk:
        found = CaseWords(self._connection).narrowed(view.sought) if view.sought else None
        if self._on_postgres or found is not None:
            return Walk(None if self._on_postgres else "id", found)
        if others := queue.walk_of_others(view):
            return others
        due = QueueView(view.state, outcome=view.outcome, overdue_at=view.overdue_at, due_from=view.due_from)
        return queue.sqlite_walk(view, self._part(view), few_due=view.asks_when_due and self._is_few(due, queue.ALONG_DUE))

    def _part(self, view: QueueView) -> str:
        """The filter's column along which SQLite reads: of a list and a base that of which fewer cases are."""
        if view.claimed_by or view.list is None or view.base is None:
            return view.part
        of_list, of_base = QueueView(view.state, list=view.list), QueueView(view.state, base=view.base)
        rare = self._scalar(queue.count_statement(of_base, Walk("base"))) < self._scalar(queue.count_statement(of_list, Walk("list")))
        return "base" if rare else "list"

    def _walk_of_count(self, view: QueueView, known: Walk | None = None) -> Walk:
        """How to count; ``known`` is the walk in the queue's order, where that was found already."""
        return (None if self._on_postgres else queue.counting_walk(view)) or known or self._walk(view)

    def _walk_by_due(self, view: QueueView) -> Walk:
        """How to read the queue by due times: those that were searched for, or a part of few cases, are sorted; else along the index."""
        if self._on_postgres or view.sought or queue.walk_of_others(view):
            return self._walk(view)
        along = self._part(view)
        part, wanted = Walk(along), {along: getattr(view, along)} if along else {}
        return part if wanted and self._is_few(QueueView(view.state, **wanted), part) else queue.ALONG_DUE

    def _is_few(self, view: QueueView, walk: Walk) -> bool:
        """Whether ``walk`` has at most ``queue.COUNTED_TO`` cases to read for ``view``."""
        return int(self._scalar(queue.count_statement(view, walk))) <= queue.COUNTED_TO

    def counts_by_state(self) -> dict[CaseState, int]:
        """How many cases stand in each state; states without cases are 0."""
        rows = self._rows(select(cases.c.state, func.count().label("cases")).group_by(cases.c.state))
        return dict.fromkeys(CaseState, 0) | {CaseState(row["state"]): row["cases"] for row in rows}


def _row(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "subject_id": case.pair.subject,
        "list": case.pair.list,
        "listing_id": case.pair.listing,
        "hit_id": case.hit,
        "outcome": case.outcome.value,
        "score": case.score,
        "state": case.state.value,
        "rank": rank_of(case.outcome, case.score),
        "opened_at": case.opened_at,
        "claimed_by": case.claimed_by,
        "proposed_by": case.proposed_by,
        "verdict": case.verdict.value if case.verdict else "",
    }
