"""The audit of a node's own ledger: whatever was done to its rows is a fault with its place, and nothing else is one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.ledger import SignedHead
from comity.model import Actor, Entry
from comity.node.ledger import Act
from comity.node.ledger_audit import audit_database, verify_ledger
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VERA = Act(Actor("user:vera"), NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database with ten entries."""
    made = Database.at(f"sqlite:///{tmp_path / 'node.db'}")
    made.prepare()
    write(made, 10)
    yield made
    made.close()


def write(database: Database, count: int) -> None:
    with database.writing() as writing:
        for number in range(count):
            writing.record(Entry(NOW, "user:anna", "case.decide", f"case:{number}"))


def tamper(database: Database, statement: str) -> None:
    """Change rows as the owner of the file can, past the triggers."""
    database.close()
    assert database.file is not None
    connection = sqlite3.connect(database.file)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("change", "first", "last"),
    [
        ("UPDATE ledger_entries SET facts = 'x' WHERE number = 3", 3, 3),
        ("UPDATE ledger_entries SET at = 'x' WHERE number = 3", 3, 3),
        ("UPDATE ledger_entries SET at = 999999999999999999 WHERE number = 3", 3, 3),
        ("UPDATE ledger_entries SET leaf_hash = '' WHERE number = 3", 3, 3),
        ("UPDATE ledger_entries SET actor = 'user:nobody' WHERE number = 3", 3, 3),
        ("DELETE FROM ledger_entries WHERE number = 3", 3, 3),
        ("UPDATE ledger_heads SET at = 999999999999999999", 0, 10),
        ("UPDATE ledger_heads SET key = 'x'", 0, 10),
        ("UPDATE ledger_state SET size = 3", 0, 10),
    ],
)
def test_what_was_changed_is_a_fault_with_its_place(database: Database, tmp_path: Path, change: str, first: int, last: int) -> None:
    keys = SigningKeys.of(tmp_path)
    Signer(database, keys).sign(NOW)
    assert audit_database(database, keys).fault is None
    tamper(database, change)
    fault = verify_ledger(database, keys, VERA).fault
    assert fault is not None
    assert (fault.first, fault.last) == (first, last)


def test_a_head_that_others_sign_while_the_audit_begins_is_no_fault(database: Database, tmp_path: Path) -> None:
    class Busy(SigningKeys):
        """Keys of a home in which another process signs whenever somebody looks."""

        __slots__ = ()

        def last_head(self) -> SignedHead | None:
            write(database, 1)
            Signer(database, SigningKeys.of(tmp_path)).sign(NOW + timedelta(minutes=1))
            return SigningKeys.of(tmp_path).last_head()

    assert audit_database(database, Busy(SigningKeys.of(tmp_path).folder)).fault is None
