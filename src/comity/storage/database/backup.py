"""Backups: a consistent copy of a database while it is in use, restored into an empty one of either kind.

A SQLite file is copied by SQLite's own online backup (https://www.sqlite.org/backup.html); a server's tables are read in one snapshot into
the portable form (``dump``). What was erased since a backup was made is erased again when it is restored. Sittings and one-time links are
not restored: some of them may have ended since.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from comity.model import Conflict, DatabaseUnusable, UsageError
from comity.safeguards.tombstones import Tombstone
from comity.storage.atomic import sync_file, sync_folder
from comity.storage.database.connecting import Durability
from comity.storage.database.dump import MAGIC, Batch, open_dump, write_dump
from comity.storage.database.engine import Database
from comity.storage.database.faults import as_ours
from comity.storage.database.repository import CHUNK
from comity.storage.database.schema import NEWEST_STEP, ledger_state, metadata
from comity.storage.database.transaction import Writing

_SQLITE = b"SQLite format 3\x00"
_NOT_RESTORED = frozenset({"sittings", "invitations"})


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration did: rows it put back, things it erased again, and tombstones of kinds that it cannot erase."""

    rows: int
    erased: int
    unknown: int


def back_up(database: Database, target: Path, at: datetime) -> None:
    """Copy ``database`` as it is at one moment to the new file ``target``, which only its owner can read.

    A SQLite file of a SQLite database, else the portable form. Raises ``Conflict`` when the file exists, ``DatabaseUnusable`` when the copy
    cannot be made; nothing is left then.
    """
    with _new_file(target) as aside:
        if database.file is None:
            _dump(database, aside, at)
        else:
            _copy(database, aside)


def dump(database: Database, target: Path, at: datetime) -> None:
    """Write ``database`` in the portable form, whatever its kind. Otherwise as ``back_up``."""
    with _new_file(target) as aside:
        _dump(database, aside, at)


def restore(source: Path, database: Database, stones: Iterable[Tombstone]) -> Restored:
    """Put the rows of the backup ``source`` into ``database``, which is prepared and empty; all or nothing.

    ``stones``: everything that was erased, whenever; what the backup still holds of it is erased again. Raises ``DatabaseUnusable`` for a
    backup that is damaged, cut short or of another version, ``Conflict`` when the database is not empty. The ledger's rows are restored as
    they are: audit them afterwards.
    """
    with _rows_of(source) as batches, database.writing(Durability.FULL) as writing:
        _require_empty(writing.connection)
        rows = 0
        with as_ours():
            writing.connection.execute(delete(ledger_state))
            for table, batch in batches:
                if table.name not in _NOT_RESTORED:
                    writing.connection.execute(insert(table), [dict(row) for row in batch])
                    rows += len(batch)
        erased, unknown = _erase_again(writing, stones)
    return Restored(rows, erased, unknown)


def _erase_again(writing: Writing, stones: Iterable[Tombstone]) -> tuple[int, int]:
    erased, unknown = 0, 0
    for stone in stones:
        gone = writing.erasing.erase(stone.kind, stone.id)
        erased += gone is True
        unknown += gone is None
        if not writing.erasures.of(stone.kind, stone.id):
            writing.erasures.add(stone)
    return erased, unknown


def _require_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        used = select(func.count()).select_from(table) if table is not ledger_state else select(ledger_state.c.size)
        if connection.execute(used).scalar():
            raise Conflict("the database to restore into is not empty", "give the address of a new one")


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file beside ``target`` that becomes it when the block ends well, and vanishes when it does not."""
    if target.exists():
        raise Conflict(f"{target} exists", "give a name that is not used")
    aside = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)  # never into what somebody else put there
        os.close(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
        yield aside
        sync_file(aside)
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be written: {error.strerror}", "check the free space and the permissions") from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def _copy(database: Database, aside: Path) -> None:
    try:
        with database.reading() as reading:
            source = reading.connection.connection.driver_connection
            copy = sqlite3.connect(aside, isolation_level=None)
            try:
                source.backup(copy)  # type: ignore[union-attr]
                copy.execute("PRAGMA journal_mode=DELETE")  # so that the backup is one file
            finally:
                copy.close()
    except sqlite3.Error as error:
        raise DatabaseUnusable(f"the copy cannot be written: {error.sqlite_errorname}", "check the free space") from None


def _dump(database: Database, aside: Path, at: datetime) -> None:
    with database.reading() as reading, aside.open("wb") as stream:
        write_dump(stream, _stored(reading.connection), NEWEST_STEP, at)


def _stored(connection: Connection) -> Iterator[Batch]:
    """Every row of every table, in an order that their references allow."""
    for table in metadata.sorted_tables:
        result = connection.execution_options(yield_per=CHUNK).execute(select(table)).mappings()
        for batch in result.partitions():
            yield table, [dict(row) for row in batch]


@contextmanager
def _rows_of(source: Path) -> Iterator[Iterator[Batch]]:
    """The rows of a backup in either form, as of this version."""
    try:
        with source.open("rb") as stream:
            start = stream.read(len(_SQLITE))
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}", "check the name of the backup") from None
    if start.startswith(MAGIC):
        with open_dump(source) as (step, batches):
            if step != NEWEST_STEP:
                raise DatabaseUnusable(f"another version of Comity made this backup ({step})", "restore it with that version, then update")
            yield batches
    elif start == _SQLITE:
        with _opened(source) as database, database.reading() as reading:
            yield _stored(reading.connection)
    else:
        raise DatabaseUnusable(f"{source} is not a backup", "check the name of the file")


@contextmanager
def _opened(source: Path) -> Iterator[Database]:
    """A copy of a SQLite backup beside it, taken to this version; the backup itself stays as it is.

    Beside it, and not where temporary files lie: what a killed restoration leaves holds everything that the node knows of persons.
    """
    with tempfile.TemporaryDirectory(prefix=".comity-restore-", dir=source.parent) as folder:
        copy = Path(folder) / "backup.db"
        try:
            shutil.copyfile(source, copy)
        except OSError as error:
            raise DatabaseUnusable(f"the backup cannot be copied: {error.strerror}", "check the free space beside it") from None
        database = Database.at(f"sqlite:///{copy}")
        try:
            database.prepare()
            if faults := database.check():
                raise DatabaseUnusable(f"the backup is damaged: {len(faults)} faults", "use another backup")
            yield database
        finally:
            database.close()
