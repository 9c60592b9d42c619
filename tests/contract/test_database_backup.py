"""Backups of a database in use, restored into either kind; what was erased since stays erased."""

from __future__ import annotations

import gzip
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.contract.conftest import Server
from tests.contract.rows import DAY, NOON, case, decided, decision, entry, exemption, open_cases, person

from comity.identity.invitations import InvitationKind, Order, invite
from comity.identity.sittings import open_sitting
from comity.identity.users import new_user
from comity.ledger import audit
from comity.model import Conflict, DatabaseUnusable, Pair, Role, UsageError
from comity.safeguards.tombstones import Tombstone
from comity.storage.database import Database, migrations
from comity.storage.database.backup import Restored, back_up, dump, restore
from comity.storage.database.schema import metadata

HERE = {"sittings", "invitations"}
"""Tables that are not restored."""


def fill(database: Database) -> str:
    """Rows in most tables; the id of a subject among them."""
    with database.writing() as writing:
        writing.subjects.put_many("customers", [(str(number), person(f"Ilva Marenko {number}"), None) for number in range(2100)], NOON)
        subject = writing.subjects.by_key("customers", "7")
        assert subject is not None
        theirs = replace(case(1), pair=Pair(subject.id, "own:guests", "G.1"))
        open_cases(writing, theirs, case(2))
        act = decision("decision-1", theirs)
        writing.decisions.add(act)
        writing.exemptions.add(exemption(act, theirs))
        writing.cases.save(decided(theirs), 1)
        writing.idempotency.begin("key:1", "a", "digest", NOON)
        writing.idempotency.finish("key:1", "a", 200, b"\x00\xff{}")
        writing.users.add(new_user("tess", "Tess", [Role.ANALYST], NOON))
        writing.sittings.add(open_sitting("tess", NOON).sitting)
        writing.invitations.add(invite(Order(InvitationKind.RESET, "tess", timedelta(days=1)), "user:odo", NOON).invitation)
        for number in range(300):
            writing.record(entry(number))
    return subject.id


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as reading:
        return {
            table.name: sorted(tuple(row) for row in reading.connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in HERE
        }


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A prepared database of each kind to restore into."""
    server: Server = request.getfixturevalue("postgres")
    address = f"sqlite:///{tmp_path}/restored.db"
    made = Database.at(address if request.param == "sqlite" else server.fresh(server.template))
    made.prepare()
    yield made
    made.close()


@pytest.mark.parametrize("way", [back_up, dump])
def test_a_backup_restores_into_either_kind(database: Database, empty: Database, tmp_path: Path, way: object) -> None:
    assert callable(way)
    fill(database)
    file = tmp_path / "backups" / "today"
    way(database, file, NOON)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["today"]
    with database.writing() as writing:  # what happens later is not in it
        writing.record(entry(999))
    before = rows(database)
    restored = restore(file, empty, [])
    after = rows(empty)
    assert after["ledger_entries"] == before["ledger_entries"][:300]
    changed = {"ledger_entries", "ledger_state"}
    assert {name: found for name, found in after.items() if name not in changed} == {
        name: found for name, found in before.items() if name not in changed
    }
    assert restored == Restored(sum(map(len, after.values())), 0, 0)
    with empty.writing() as writing:
        assert writing.sittings.of("tess") == ()
        writing.record(entry(300))
    with empty.reading() as reading:
        assert audit(reading.ledger.rows(0, 999), [], {}).size == 301
        assert reading.ledger.root() == audit(reading.ledger.rows(0, 999), [], {}).root


@pytest.mark.parametrize("way", [back_up, dump])
def test_what_was_erased_since_does_not_come_back(database: Database, empty: Database, tmp_path: Path, way: object) -> None:
    assert callable(way)
    subject = fill(database)
    way(database, tmp_path / "old", NOON)
    stones = [
        Tombstone("subject", subject, "c0ffee", "request 12", NOON + DAY),
        Tombstone("subject", "not-in-the-backup", "c0ffee", "request 13", NOON + DAY),
        Tombstone("portrait", "of-a-later-version", "c0ffee", "request 14", NOON + DAY),
    ]
    restored = restore(tmp_path / "old", empty, stones)
    assert (restored.erased, restored.unknown) == (1, 1)
    with empty.reading() as reading:
        assert reading.subjects.get(subject) is None
        found = reading.hits.for_subject(subject, "", 9)
        assert [one.hit.evidence for one in found] == [()]
        kept = reading.decisions.get("decision-1")
        assert kept is not None
        assert kept.because.text == ""
        assert {one.stone for one in reading.erasures.each("", 9)} == set(stones)


def test_a_backup_is_not_written_over_another(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "today"
    file.write_bytes(b"kept")
    with pytest.raises(Conflict):
        back_up(database, file, NOON)
    assert file.read_bytes() == b"kept"


def test_a_database_that_is_not_empty_is_not_restored_into(database: Database, empty: Database, tmp_path: Path) -> None:
    fill(database)
    back_up(database, tmp_path / "today", NOON)
    with empty.writing() as writing:
        writing.record(entry(0))
    before = rows(empty)
    with pytest.raises(Conflict, match="not empty"):
        restore(tmp_path / "today", empty, [])
    assert rows(empty) == before


def damage(data: bytes, how: str) -> bytes:
    if how == "cut":
        return data[: len(data) * 2 // 3]
    if how == "changed":
        middle = len(data) // 2
        return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 64]) + data[middle + 64 :]
    if how == "other":
        return b"name,born\n" * 100
    if how == "empty":
        return b""
    lines = gzip.decompress(data).splitlines(keepends=True)
    if how == "no end":
        return gzip.compress(b"".join(lines[:-1]))
    if how == "a row less":
        return gzip.compress(b"".join(lines[:-2] + lines[-1:]))
    if how == "other form":
        return gzip.compress(b"".join([lines[0].replace(b"backup-1", b"backup-9"), *lines[1:]]))
    if how == "other step":
        return gzip.compress(b"".join([lines[0].replace(f'"{migrations.newest()}"'.encode(), b'"0000"'), *lines[1:]]))
    raise AssertionError(how)


@pytest.mark.parametrize("how", ["cut", "changed", "other", "empty", "no end", "a row less", "other form", "other step"])
def test_a_damaged_dump_restores_nothing(database: Database, empty: Database, tmp_path: Path, how: str) -> None:
    fill(database)
    dump(database, tmp_path / "good", NOON)
    (tmp_path / "bad").write_bytes(damage((tmp_path / "good").read_bytes(), how))
    before = rows(empty)
    with pytest.raises(DatabaseUnusable):
        restore(tmp_path / "bad", empty, [])
    assert rows(empty) == before


@pytest.mark.parametrize("how", ["cut"])
def test_a_damaged_sqlite_backup_restores_nothing(tmp_path: Path, empty: Database, how: str) -> None:
    made = Database.at(f"sqlite:///{tmp_path}/node.db")
    made.prepare()
    fill(made)
    back_up(made, tmp_path / "good", NOON)
    made.close()
    (tmp_path / "bad").write_bytes(damage((tmp_path / "good").read_bytes(), how))
    before = rows(empty)
    with pytest.raises(DatabaseUnusable):
        restore(tmp_path / "bad", empty, [])
    assert rows(empty) == before


def test_a_backup_that_is_not_there_is_said_to_be_so(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        restore(tmp_path / "none", database, [])


def test_a_backup_that_cannot_be_written_leaves_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatabaseUnusable, match="cannot be written"):
        back_up(database, tmp_path / "file" / "today", NOON)
    assert [path.name for path in tmp_path.iterdir() if "today" in path.name] == []
