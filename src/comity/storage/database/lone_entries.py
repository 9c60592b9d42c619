"""Entries of the ledger that go with no other change, such as those of what was looked at: as few ways to the database as can be."""

from __future__ import annotations

from collections.abc import Sequence

from comity.model import Entry
from comity.storage.database.engine import Database
from comity.storage.database.ledger_growth import Edge, growth


class LoneEntries:
    """Appends entries alone. For one thread; others and other processes may append to the same ledger meanwhile.

    Where the ledger ends is not asked but believed, from the last time; the database refuses when that is wrong. Then it goes the way of
    every change, which holds up who comes next and cannot be refused.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.own_connection()
        self._edge: Edge | None = None

    def append(self, entries: Sequence[Entry]) -> None:
        """Append all or none; when it returns they stand. Raises what ``Database.writing`` and ``Ledger.append`` do."""
        believed, self._edge = self._edge, None
        if believed is not None:
            grown = growth(believed, entries)
            if self._connection.append(grown):
                self._edge = grown.new
        if self._edge is None:
            self._edge = self._in_turn(entries)

    def close(self) -> None:
        """Give up the connection; ``append`` opens it again."""
        self._connection.close()

    def _in_turn(self, entries: Sequence[Entry]) -> Edge:
        with self._database.writing() as writing:
            for entry in entries:
                writing.record(entry)
            writing.settle()
            return writing.ledger.edge()
