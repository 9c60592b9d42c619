"""What an examination of a node finds: each fault by itself, with what to do, and nothing changed by looking."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.identity import KeyOrder, issue, parse_scopes
from comity.model import Actor, Entry, Purpose, Role
from comity.node.doctor import Patient, examine
from comity.node.findings import Finding, State
from comity.node.keys import keep_key
from comity.node.lists import FileToImport, ListDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage import EditionStore
from comity.storage.database import Database

DAY = timedelta(days=1)
ODO = Actor("user:odo", frozenset({Role.SUPERVISOR}))
Examine = Callable[..., list[Finding]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a database, entries, a head and a key."""
    settings = Settings(tmp_path / "home")
    settings.prepare()
    database = opened(settings.home)
    database.prepare()
    now = datetime.now(UTC)
    with database.writing() as writing:
        writing.record(Entry(now, "user:tess", "case.decide", "case:1"))
    add_key(database, now, days=90)
    Signer(database, SigningKeys.of(settings.home)).sign(now)
    database.close()
    return settings.home


def opened(home: Path) -> Database:
    return Database.at(f"sqlite:///{home}/node.db")


def add_key(database: Database, now: datetime, days: int) -> None:
    order = KeyOrder("till", now + days * DAY, frozenset({Purpose.CUSTOMER_SCREENING}), scopes=parse_scopes(["screen"]))
    keep_key(database, issue(order, ODO, now).key, ODO, now)


@pytest.fixture
def examined(home: Path) -> Examine:
    """Examines that node."""

    def looked(now: datetime | None = None, url: str = "") -> list[Finding]:
        settings, store = Settings(home, url), EditionStore(home)
        desk = ListDesk(settings, store, None)  # type: ignore[arg-type]
        return list(examine(Patient(settings, store, desk, now or datetime.now(UTC))))

    return looked


def of(found: list[Finding], area: str, state: State) -> list[str]:
    return [one.what for one in found if (one.area, one.state) == (area, state)]


def failures(found: list[Finding]) -> list[str]:
    return [one.area for one in found if one.state is State.FAILED]


def contents(home: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file() and not path.name.endswith("-shm")}


def test_a_node_that_is_well_is_said_to_be_well_in_every_area(home: Path, examined: Examine) -> None:
    found = examined()
    assert failures(found) == []
    for area in ("home", "database", "ledger", "clock", "disk", "keys"):
        assert of(found, area, State.OK), area
        assert of(found, area, State.WARNING) == []
    assert all(one.todo for one in found if one.state is not State.OK)


def test_looking_changes_nothing(home: Path, examined: Examine) -> None:
    before = contents(home)
    examined()
    assert contents(home) == before


def test_a_home_that_is_not_there_is_no_failure(tmp_path: Path, home: Path, examined: Examine) -> None:
    shutil.rmtree(home)
    found = examined()
    assert of(found, "home", State.WARNING)
    assert of(found, "database", State.WARNING)
    assert "home" not in failures(found)
    assert not home.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_that_others_can_read(home: Path, examined: Examine) -> None:
    home.chmod(0o755)
    assert of(examined(), "home", State.WARNING) == [f"others on this machine can reach {home}"]
    home.chmod(0o700)
    key = home / "keys" / "ledger.pem"
    key.chmod(0o640)
    (found,) = [one for one in examined() if one.state is State.FAILED]
    assert found.area == "keys"
    assert str(key) in found.what
    assert "rotate" in found.todo


def test_a_damaged_database(home: Path, examined: Examine) -> None:
    data = bytearray((home / "node.db").read_bytes())
    data[4096 * 3 : 4096 * 6] = bytes(255 - byte for byte in data[4096 * 3 : 4096 * 6])
    (home / "node.db").write_bytes(data)
    assert "database" in failures(examined())


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_something_else_in_the_place_of_the_database(home: Path, examined: Examine, content: bytes) -> None:
    (home / "node.db").write_bytes(content)
    found = examined()
    assert "database" in failures(found)
    assert of(found, "disk", State.OK), "the rest is looked at all the same"


def test_a_database_of_a_newer_version(home: Path, examined: Examine) -> None:
    with sqlite3.connect(home / "node.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert any("newer version" in what for what in of(examined(), "database", State.FAILED))


def test_a_server_that_is_not_there(examined: Examine, tmp_path: Path) -> None:
    found = examined(url=f"postgresql://nobody@/none?host={tmp_path}")
    assert any("cannot be reached" in what for what in of(found, "database", State.FAILED))
    assert of(found, "keys", State.OK)


def test_a_damaged_or_missing_signing_key(home: Path, examined: Examine) -> None:
    key = home / "keys" / "ledger.pem"
    key.write_bytes(b"-----BEGIN NOTHING-----\n")
    assert failures(examined()) == ["keys"]
    key.unlink()
    found = examined()
    assert failures(found) == []
    assert of(found, "keys", State.WARNING)


def test_keys_that_end_soon_and_keys_that_are_of_no_use_any_more(home: Path, examined: Examine) -> None:
    database = opened(home)
    add_key(database, datetime.now(UTC), days=29)
    database.close()
    assert len(of(examined(), "keys", State.WARNING)) == 1
    later = examined(datetime.now(UTC) + 31 * DAY)
    assert len(of(later, "keys", State.WARNING)) == 0, "it has ended, so nobody has to be told"


def test_a_clock_that_was_set_back(examined: Examine) -> None:
    found = examined(datetime.now(UTC) - 3 * DAY)
    told = of(found, "clock", State.FAILED)
    assert len(told) == 2
    assert any("259,1" in what or "259,2" in what for what in told), "behind the last entry, in seconds"
    assert any("2 days" in what or "3 days" in what for what in told), "behind the files"


def test_entries_that_no_head_covers(home: Path, examined: Examine) -> None:
    database = opened(home)
    with database.writing() as writing:
        writing.record(Entry(datetime.now(UTC), "user:tess", "case.decide", "case:1"))
    database.close()
    assert of(examined(), "ledger", State.WARNING) == []
    assert len(of(examined(datetime.now(UTC) + timedelta(hours=1)), "ledger", State.WARNING)) == 1


@pytest.mark.parametrize(("free", "state"), [(100 << 20, State.FAILED), (1 << 30, State.WARNING), (9 << 30, State.OK)])
def test_the_room_that_is_left(examined: Examine, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    def usage(_: object) -> Any:
        return type("Usage", (), {"free": free})

    monkeypatch.setattr("comity.node.doctor_home.shutil.disk_usage", usage)
    assert [one.state for one in examined() if one.area == "disk"] == [state]


def test_lists_that_are_old_damaged_or_well(home: Path, examined: Examine) -> None:
    found = examined()
    assert of(found, "lists", State.WARNING), "the shipped extract is old"
    settings, store = Settings(home), EditionStore(home)
    (home.parent / "watch.csv").write_text("listing_id,name\nW-1,Anselm Quillmann\n", encoding="utf-8")
    ListDesk(settings, store, None).import_file(FileToImport(home.parent / "watch.csv", "own:watch"), datetime.now(UTC))  # type: ignore[arg-type]
    assert any("own:watch" in what for what in of(examined(), "lists", State.OK))
    (home / "lists" / "own%3Awatch.json").write_text("{", encoding="utf-8")
    assert any("own:watch" in what or "watch" in what for what in of(examined(), "lists", State.FAILED))


def test_an_index_is_there_or_not_or_damaged(home: Path, examined: Examine) -> None:
    from comity.node.indexes import open_index

    assert of(examined(), "index", State.WARNING)
    open_index(Settings(home), EditionStore(home))
    assert of(examined(), "index", State.OK)
    (folder,) = [path for path in (home / "index").iterdir() if path.is_dir()]
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:10])
    assert of(examined(), "index", State.OK) == []


def test_a_restoration_that_was_interrupted(home: Path, examined: Examine) -> None:
    (home / "restoring").mkdir()
    assert any("interrupted" in what for what in of(examined(), "home", State.WARNING))
