"""The database of a node: one file (SQLite) or one server (PostgreSQL), the same tables and promises on both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from comity.model import DatabaseUnusable
from comity.storage.database.connecting import Durability, address, engine_at, reading_options, writing_options
from comity.storage.database.faults import as_ours, is_lost, meaning
from comity.storage.database.own_connection import OwnConnection
from comity.storage.database.schema import NEWEST_STEP
from comity.storage.database.transaction import Reading, Writing
from comity.storage.lock import locked

_MIGRATION_LOCK = 0x434F4D4954594D49  # "COMITYMI" as a number
_STEP = text("SELECT version_num FROM alembic_version")
_PIN = text("SELECT size FROM ledger_state")


class Database:
    """Everything that a node keeps in tables. Safe to share between threads; each transaction has a connection of its own."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = engine_at(url)

    @staticmethod
    def at(url: str) -> Database:
        """The database at ``sqlite:////path/node.db`` or ``postgresql://user@host/name``; nothing is opened yet.

        Raises ``UsageError`` for any other address, ``DatabaseUnusable`` when the driver is not installed.
        """
        return Database(address(url))

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database, None on a server."""
        return Path(str(self.url.database)).absolute() if self.url.get_backend_name() == "sqlite" else None

    def prepare(self) -> None:
        """Make the database, or take it to this version, under a lock: whoever comes second finds it done. All or nothing.

        A new file can be read by its owner only. Raises ``DatabaseUnusable`` when it is damaged, of a newer version, holds other tables, or
        cannot be written.
        """
        if self._is_newest():
            return
        from comity.storage.database import migrations  # loads Alembic, which a node that stands where it should does not need

        with self._sole(), as_ours(), self._engine.connect() as connection:
            writing = writing_options(connection, Durability.FULL)
            with writing.begin():
                if self.file is None:
                    writing.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                migrations.step_up(writing)

    def _is_newest(self) -> bool:
        """Whether the database stands where this code works; False, too, when that cannot be told: then the thorough way says why."""
        if self.file is not None and not self.file.is_file():
            return False
        try:
            with self._engine.connect() as connection:
                return bool(reading_options(connection).execute(_STEP).scalar() == NEWEST_STEP)
        except SQLAlchemyError:
            return False

    def _sole(self) -> AbstractContextManager[None]:
        if self.file is None:
            return nullcontext()
        return self._sole_on_file(self.file)

    @contextmanager
    def _sole_on_file(self, file: Path) -> Iterator[None]:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with locked(file.with_name(file.name + ".lock")):
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
                yield
        except OSError as error:
            raise DatabaseUnusable(f"{file} cannot be opened: {error.strerror}", "check the permissions of the folder") from error

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One consistent snapshot, read only, for the length of a ``with`` block.

        A connection that was lost while nobody used it is replaced once, before the block begins. Raises ``DatabaseUnusable``.
        """
        connection = self._snapshot()
        try:
            with as_ours():
                yield Reading(connection)
        finally:
            connection.close()

    def _snapshot(self) -> Connection:
        try:
            return self._pinned()
        except (DBAPIError, PoolTimeout) as error:
            if not is_lost(error):
                raise meaning(error) from None
        with as_ours():
            return self._pinned()

    def _pinned(self) -> Connection:
        """A connection whose snapshot is taken: on both databases the first statement takes it."""
        connection = self._engine.connect()
        try:
            reading_options(connection).execute(_PIN)
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def writing(self, durability: Durability = Durability.NORMAL) -> Iterator[Writing]:
        """One transaction for the length of a ``with`` block: committed with its ledger entries at the end, undone on any error.

        On SQLite it waits for another writer at the start, at most ``connecting.PATIENCE`` seconds. Raises ``DatabaseUnusable``, and
        ``Conflict`` when another transaction changed the same rows.
        """
        with as_ours(), self._engine.connect() as connection:
            options = writing_options(connection, durability)
            with options.begin():
                writing = Writing(options)
                yield writing
                writing.settle()

    def own_connection(self) -> OwnConnection:
        """A connection for one thread that appends to the ledger alone; not open yet. Who asks for it closes it."""
        return OwnConnection(self._engine)

    def refresh_statistics(self) -> None:
        """Let the database count anew what its tables hold, so that it chooses its indexes well; for after a large import.

        Samples; takes under a few seconds however large the tables are.
        """
        with as_ours(), self._engine.connect() as connection:
            if self.file is None:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
            else:
                with writing_options(connection, Durability.NORMAL).begin():
                    connection.exec_driver_sql("PRAGMA optimize=0x10002")

    def check(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file's structure and references, nothing when it is sound; a server checks itself.

        Reads the whole file: seconds for each gigabyte.
        """
        if self.file is None:
            return ()
        with as_ours(), self._engine.connect() as connection, reading_options(connection).begin():
            structure = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
            references = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        wrong = [str(line) for line in structure if line != "ok"]
        return (*wrong, *(f"table {row[0]}: a row refers to none of {row[2]}" for row in references))

    def compact(self) -> None:
        """Take what was erased out of the write-ahead log of a SQLite file, too; a server does so by itself (PostgreSQL: vacuum).

        Raises ``DatabaseUnusable`` when somebody reads or writes for too long.
        """
        if self.file is None:
            return
        with as_ours(), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] if raw else 0
        if busy:
            raise DatabaseUnusable("the write-ahead log is in use", "try again when no long import, backup or export runs")

    def close(self) -> None:
        """Close the connections that nobody uses; the database may be used again."""
        self._engine.dispose()
