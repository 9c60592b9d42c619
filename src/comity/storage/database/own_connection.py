"""A connection that one thread keeps to itself, between the driver and the ledger with nothing between.

An entry that goes alone is small: taking a connection out of the pool, setting it and giving it back costs as much as writing the entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any

from sqlalchemy.engine import Engine

from comity.storage.database.connecting import SURELY_ALIVE, own_connection
from comity.storage.database.faults import as_ours, meaning_of_driver
from comity.storage.database.ledger_append import append
from comity.storage.database.ledger_growth import Growth


class OwnConnection:
    """Appends to the ledger. For one thread; it is opened when it is needed, and after an error it is opened anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_server = engine.dialect.name == "postgresql"
        self._driver: Any = None
        self._cursor: Any = None
        self._used = 0.0

    def append(self, grown: Growth) -> bool:
        """Write ``grown`` in a transaction of its own, and True: then it stands. False, and nothing is written, when the ledger no longer
        ends where ``grown`` begins.

        On a server that is one way there and back. Raises what ``Database.writing`` does; then nothing was written, or, where the server
        was lost in that moment, nobody knows.
        """
        dialect = self._engine.dialect
        try:
            self._make_ready()
            stands = append(self, grown, is_server=True) if self._is_server else self._in_transaction(grown)
        except dialect.loaded_dbapi.Error as error:
            self.close()
            raise meaning_of_driver(error, dialect) from None
        except BaseException:
            self.close()
            raise
        self._used = monotonic()
        return stands

    def close(self) -> None:
        """Close it; what it had not committed is undone. ``append`` opens it again."""
        driver, self._driver, self._cursor = self._driver, None, None
        if driver is not None:
            driver.close()

    def count(self, statement: str, values: Sequence[Any]) -> int:
        """Run a statement: how many rows it changed or gave."""
        self._cursor.execute(statement, values)
        return int(self._cursor.rowcount)

    def each(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each of ``rows``."""
        self._cursor.executemany(statement, rows)

    def _in_transaction(self, grown: Growth) -> bool:
        self._cursor.execute("BEGIN IMMEDIATE")
        stands = append(self, grown, is_server=False)
        self._cursor.execute("COMMIT" if stands else "ROLLBACK")
        return stands

    def _make_ready(self) -> None:
        if self._driver is not None and self._is_server and monotonic() - self._used > SURELY_ALIVE:
            self._close_if_lost()
        if self._driver is None:
            with as_ours():
                self._driver = own_connection(self._engine)
            self._cursor = self._driver.cursor()

    def _close_if_lost(self) -> None:
        dialect = self._engine.dialect
        try:
            dialect.do_ping(self._driver)
        except dialect.loaded_dbapi.Error:
            self.close()
