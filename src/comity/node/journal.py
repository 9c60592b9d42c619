"""Entries for the ledger from many callers at once, written by one thread in few transactions.

A transaction for each of a hundred requests a second costs more than the requests. So entries wait in a queue while the one before them is
written, and go together. Whoever needs to know that an entry stands, waits for its future: an answer with personal data leaves only then.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future

from comity.model import Conflict, DatabaseUnusable, Entry
from comity.storage.database import Database, LoneEntries

TOGETHER = 1000
"""Entries written in one transaction, at most."""


class Journal:
    """Writes entries in a thread of its own, from ``start`` to ``stop``. Safe to be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._ledger = LoneEntries(database)
        self._waiting: deque[tuple[Entry, Future[None]]] = deque()
        self._some = threading.Condition()
        self._is_open = False
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self) -> None:
        """Take entries from now on."""
        self._is_open = True
        self._thread.start()

    def stop(self) -> None:
        """Write what waits and end the thread; later entries raise ``Conflict``."""
        with self._some:
            self._is_open = False
            self._some.notify()
        if self._thread.is_alive():
            self._thread.join()

    def write(self, entry: Entry) -> Future[None]:
        """A future, done when ``entry`` stands in the ledger, or failed with ``DatabaseUnusable``. Raises ``Conflict`` when stopped."""
        written: Future[None] = Future()
        with self._some:
            if not self._is_open:
                raise Conflict("this node is starting or stopping", "ask again in some seconds")
            self._waiting.append((entry, written))
            self._some.notify()
        return written

    def _run(self) -> None:
        try:
            self._write_all()
        finally:
            self._ledger.close()

    def _write_all(self) -> None:
        while taken := self._take():
            waiting = [one for one in taken if one[1].set_running_or_notify_cancel()]
            try:
                self._ledger.append([entry for entry, _ in taken])
            except DatabaseUnusable as problem:  # each alone would wait as long for the same, and those behind them longer
                for _, written in waiting:
                    written.set_exception(problem)
            except Exception:
                for one in waiting:
                    self._write_alone(one)
            else:
                for _, written in waiting:
                    written.set_result(None)

    def _write_alone(self, one: tuple[Entry, Future[None]]) -> None:
        entry, written = one
        try:
            self._ledger.append([entry])
        except Exception as problem:
            written.set_exception(problem)
        else:
            written.set_result(None)

    def _take(self) -> list[tuple[Entry, Future[None]]]:
        with self._some:
            while not self._waiting:
                if not self._is_open:
                    return []
                self._some.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
