"""Tombstones beside the database: whole, once each, and enough to keep an older backup from bringing somebody back."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.model import Actor, FormatError, Name, Role, Schema, StoreError, Subject
from comity.node.backups import BackupDesk
from comity.node.burying import SALT, STONES, Burying, copy_tombstones, erase_and_bury, one_line, tombstone_salt, tombstones
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.retention import daily_retention
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.safeguards import Erased, tombstone_bytes
from comity.storage.database import Database
from comity.storage.database.backup import back_up, restore
from comity.storage.database.retained import subject_identity

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    settings.prepare()
    made = Database.at(settings.database)
    made.prepare()
    yield made
    made.close()


def put(database: Database, *keys: str, until: datetime | None = None) -> dict[str, str]:
    with database.writing() as writing:
        arriving = [(key, Subject(Schema.PERSON, (Name(f"Ilva Marenko {key}"),)), until) for key in keys]
        writing.subjects.put_many("customers", arriving, AT)
        return {one.key: one.id for one in writing.subjects.each("customers", "", 99)}


def erase(database: Database, settings: Settings, subject: str, key: str) -> None:
    with database.writing() as writing:
        what = Erased("subject", subject, subject_identity("customers", key))
        assert erase_and_bury(writing, what, "request 1", Burying(tombstone_salt(settings), "user:lena", AT))


def test_the_salt_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    salt = tombstone_salt(settings)
    assert len(salt) == 32
    assert tombstone_salt(settings) == salt
    assert stat.S_IMODE((settings.home / SALT).stat().st_mode) == 0o600
    assert [path.name for path in settings.home.iterdir()] == [SALT]
    (settings.home / SALT).write_bytes(salt[:5])
    with pytest.raises(StoreError, match="damaged"):
        tombstone_salt(settings)


def test_each_tombstone_is_copied_once(database: Database, settings: Settings) -> None:
    ids = put(database, "1", "2")
    assert list(tombstones(settings)) == []
    erase(database, settings, ids["1"], "1")
    assert (copy_tombstones(database, settings), copy_tombstones(database, settings)) == (1, 0)
    erase(database, settings, ids["2"], "2")
    assert copy_tombstones(database, settings) == 1
    assert [stone.id for stone in tombstones(settings)] == [ids["1"], ids["2"]]
    assert stat.S_IMODE((settings.home / STONES).stat().st_mode) == 0o600
    assert "Ilva" not in (settings.home / STONES).read_text(encoding="utf-8")


@pytest.mark.parametrize("cut", [1, 40])
def test_a_line_that_a_crash_cut_off_is_written_again(database: Database, settings: Settings, cut: int) -> None:
    ids = put(database, "1", "2")
    for key, subject in ids.items():
        erase(database, settings, subject, key)
    copy_tombstones(database, settings)
    whole = (settings.home / STONES).read_bytes()
    (settings.home / STONES).write_bytes(whole[:-cut])
    assert len(list(tombstones(settings))) == 1
    assert copy_tombstones(database, settings) == 1
    assert sorted((settings.home / STONES).read_bytes().splitlines()) == sorted(whole.splitlines())


def test_a_damaged_line_is_said(database: Database, settings: Settings) -> None:
    settings.prepare()
    (settings.home / STONES).write_bytes(b'{"form":"other"}\n')
    with pytest.raises(FormatError):
        list(tombstones(settings))


def test_nothing_is_buried_where_nothing_was(database: Database, settings: Settings) -> None:
    with database.writing() as writing:
        assert not erase_and_bury(writing, Erased("subject", "none", b"none"), "request 1", Burying(b"x" * 32, "user:lena", AT))
    with database.reading() as reading:
        assert reading.ledger.size() == 0


def test_an_older_backup_does_not_bring_an_erased_person_back(database: Database, settings: Settings, tmp_path: Path) -> None:
    put(database, "1", until=AT + DAY)
    put(database, "2")
    back_up(database, tmp_path / "old", AT)
    daily_retention(settings, database, AT + DAY)
    again = Database.at(f"sqlite:///{tmp_path}/again.db")
    again.prepare()
    restored = restore(tmp_path / "old", again, tombstones(settings))
    assert (restored.erased, restored.unknown) == (1, 0)
    with again.reading() as reading:
        assert [one.key for one in reading.subjects.each(None, "", 9)] == ["2"]
    again.close()
    assert b"Marenko 1" not in (tmp_path / "again.db").read_bytes()


def test_a_day_of_retention_leaves_nothing_of_the_person_in_the_files(database: Database, settings: Settings) -> None:
    put(database, "1", until=AT + DAY)
    (settings.home / "subjects" / "an-index").mkdir(parents=True)
    (settings.home / "subjects" / "an-index" / "names").write_text("Ilva Marenko 1", encoding="utf-8")
    assert daily_retention(settings, database, AT + DAY).erased == {"subject": 1}
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if b"Marenko" in path.read_bytes()] == []


def test_a_run_that_was_killed_after_erasing_leaves_the_index_to_the_next(database: Database, settings: Settings) -> None:
    put(database, "1", until=AT + DAY)
    names = settings.home / "subjects" / "an-index" / "names"
    names.parent.mkdir(parents=True)
    names.write_text("Ilva Marenko 1", encoding="utf-8")

    def killed(_done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        daily_retention(settings, database, AT + DAY, killed)
    with database.reading() as reading:
        assert reading.subjects.count() == 0
    assert daily_retention(settings, database, AT + 2 * DAY).erased == {}
    assert not names.exists()
    assert [stone.kind for stone in tombstones(settings)] == ["subject"]


def test_a_day_of_retention_takes_what_a_killed_import_left(database: Database, settings: Settings) -> None:
    for name, at in (("left.csv", AT), ("being-imported.csv", AT + 2 * DAY)):
        file = settings.folder("uploads") / name
        file.write_text("Ilva Marenko", encoding="utf-8")
        os.utime(file, (at.timestamp(), at.timestamp()))
    daily_retention(settings, database, AT + 2 * DAY)
    assert [path.name for path in (settings.home / "uploads").iterdir()] == ["being-imported.csv"]


def test_a_basis_is_one_line_that_the_ledger_takes() -> None:
    assert one_line("Policy 4,\n\tsection \x00 2") == "Policy 4,  section   2"
    assert len(one_line("a" * 5000)) == 1000


def test_stones_are_kept_in_their_canonical_form(database: Database, settings: Settings) -> None:
    ids = put(database, "1")
    erase(database, settings, ids["1"], "1")
    copy_tombstones(database, settings)
    with database.reading() as reading:
        (kept,) = reading.erasures.each("", 9)
    assert (settings.home / STONES).read_bytes() == tombstone_bytes(kept.stone) + b"\n"


def test_a_lost_database_is_restored_beside_its_tombstones(database: Database, settings: Settings, tmp_path: Path) -> None:
    put(database, "1", until=AT + DAY)
    put(database, "2")
    supervisor = Actor("user:lena", frozenset({Role.SUPERVISOR}))
    signer = Signer(database, SigningKeys.of(settings.home))
    BackupDesk(settings, database, signer, lambda: AT).make(tmp_path / "old", supervisor)
    daily_retention(settings, database, AT + DAY)
    database.close()
    for file in settings.home.glob("node.db*"):
        file.unlink()
    restored = RestoreDesk(settings, lambda: AT + 2 * DAY).restore(Restoration(tmp_path / "old"), supervisor)
    assert restored.database.erased == 1
    with database.reading() as reading:
        assert [one.key for one in reading.subjects.each(None, "", 9)] == ["2"]
        assert len(list(reading.erasures.each("", 9))) == 1
