"""Looking at the database: whether it answers, is of this version, can be written and is sound; and at what only it knows: the last entry
of the ledger against the clock, heads, and keys that end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from comity.model import DatabaseUnusable
from comity.node.findings import Finding, failed, ok, warning
from comity.storage.database import Database, Reading, migrations

SOON = timedelta(days=30)
"""Keys that end within this time are told."""

BEHIND = timedelta(seconds=5)
"""How far the clock may be behind the last entry: other processes of this node may have clocks of their own."""

UNSIGNED = timedelta(minutes=30)
"""How long entries may wait for a head."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def look_at_database(database: Database, *, is_thorough: bool) -> Iterator[Finding]:
    """Whether the database answers, fits, can be written and, when ``is_thorough``, is sound: that reads all of a SQLite file.

    Raises ``DatabaseUnusable`` when it does not answer.
    """
    kind = "PostgreSQL" if database.file is None else "SQLite"
    with database.reading() as reading:
        step = migrations.standing(reading.connection)
    if step != migrations.newest():
        yield warning(
            "database", f"{kind} answers, with tables of an older version", "back up; the node brings them up to date when it serves"
        )
        return
    yield ok("database", f"{kind} answers, with tables of this version")
    with database.writing() as writing:
        writing.idempotency.sweep(_EPOCH)  # removes nothing: nothing is that old
    yield ok("database", "it can be written")
    if not is_thorough:
        return
    faults = database.check()
    if faults:
        yield failed("database", f"it is damaged: {faults[0]}", "stop the node and restore the last backup")
    elif database.file is not None:
        yield ok("database", "its structure is sound")


def look_at_ledger(reading: Reading, now: datetime) -> Iterator[Finding]:
    """The clock against the last entry, and whether heads keep up."""
    size, head = reading.ledger.size(), reading.ledger.last_head()
    last = reading.ledger.get(size - 1) if size else None
    if last is None:
        yield ok("ledger", "it has no entries yet")
        return
    behind = last[1].at - now
    if behind > BEHIND:
        yield failed(
            "clock",
            f"it is {behind.total_seconds():,.0f} seconds behind the last entry of the ledger",
            "set the clock; check its time service",
        )
    else:
        yield ok("clock", "it is not behind the last entry of the ledger")
    signed = head.head.size if head else 0
    first = reading.ledger.get(signed) if signed < size else None
    if first is not None and now - first[1].at > UNSIGNED:
        yield warning(
            "ledger",
            f"no head covers the last {size - signed:,} of {size:,} entries",
            "comity ledger sign; a serving node does it by itself",
        )
    else:
        yield ok("ledger", f"heads cover {signed:,} of {size:,} entries")


def look_at_keys(reading: Reading, now: datetime) -> Iterator[Finding]:
    """Keys of programs that end soon."""
    alive = [key for key in reading.keys.all() if key.revoked_at is None and key.expires_at > now]
    for key in alive:
        if key.expires_at - now < SOON:
            yield warning("keys", f"the key {key.id} ends on {key.expires_at.date()}", "comity keys issue, then revoke the old one")
    yield ok("keys", f"{len(alive):,} keys for programs are in use")


def is_made(database: Database) -> bool:
    """Whether there is anything to look at: a server, or a file that is there. Raises ``DatabaseUnusable`` for a folder in its place."""
    if database.file is None:
        return True
    if database.file.is_dir():
        raise DatabaseUnusable(f"{database.file} is a folder", "move it away")
    return database.file.exists()
