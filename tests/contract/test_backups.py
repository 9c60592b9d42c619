"""Backups of a whole node, restored into either kind of database: everything is there again, nothing erased comes back, and the ledger of
what was restored goes on without contradicting what was signed before.
"""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.conftest import Server
from tests.contract.rows import DAY, NOON, entry, person

from comity.identity import KeyOrder, Permission, issue, parse_scopes
from comity.model import Actor, Conflict, DataError, Entry, FormatError, LedgerBroken, Purpose, Role, StoreError, UsageError
from comity.node.backups import Backup, BackupDesk
from comity.node.burying import copy_tombstones, tombstone_salt, tombstones
from comity.node.keys import keep_key
from comity.node.ledger_audit import audit_database
from comity.node.lists import FileToImport, ListDesk
from comity.node.placing import Placing
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.safeguards.tombstones import Tombstone, tombstone_bytes
from comity.storage import EditionStore
from comity.storage.database import Database

ODO = Actor("user:odo", frozenset({Role.SUPERVISOR}))
WATCH = "listing_id,name\nW-1,Anselm Korvath Quillmann\nW-2,Zubayda Hartunian\n"


class Node:
    """A node with a home and a database of its own, whose clock stands where a test puts it."""

    def __init__(self, home: Path, address: str) -> None:
        self.settings = Settings(home, address)
        self.database = Database.at(self.settings.database)
        self.signer = Signer(self.database, SigningKeys.of(home))
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def fill(self) -> str:
        """Subjects, a key, a list and entries; the id of a subject."""
        self.settings.prepare()
        self.database.prepare()
        with self.database.writing() as writing:
            writing.subjects.put_many("customers", [(str(one), person(f"Ilva Marenko {one}"), None) for one in range(300)], self.at)
            subject = writing.subjects.by_key("customers", "7")
            for number in range(300):
                writing.record(entry(number, self.at))
        assert subject is not None
        order = KeyOrder("till", self.at + 30 * DAY, frozenset({Purpose.CUSTOMER_SCREENING}), scopes=parse_scopes(["screen"]))
        keep_key(self.database, issue(order, ODO, self.at).key, ODO, self.at)
        file = self.settings.home.parent / "watch.csv"
        file.write_text(WATCH, encoding="utf-8")
        ListDesk(self.settings, EditionStore(self.settings.home), None).import_file(FileToImport(file, "own:watch"), self.at)  # type: ignore[arg-type]
        return subject.id

    def erase(self, subject: str) -> None:
        with self.database.writing() as writing:
            writing.subjects.erase(subject)
            stone = Tombstone("subject", subject, "c0ffee", "request 12", self.at)
            writing.record_erasure(stone, Entry(self.at, ODO.id, "subject.erase", f"subject:{subject}"))

    def back_up(self, target: Path, *, with_keys: bool = False) -> Backup:
        return BackupDesk(self.settings, self.database, self.signer, self.now).make(target, ODO, with_keys=with_keys)

    def erasures(self, target: Path) -> Backup:
        return BackupDesk(self.settings, self.database, self.signer, self.now).make_erasures(target, ODO)

    def restore(self, backup: Path, *later: Path, with_keys: bool = False) -> object:
        return RestoreDesk(self.settings, self.now).restore(Restoration(backup, later, with_keys), ODO)

    def actions(self) -> list[str]:
        with self.database.reading() as reading:
            return [one.action for _, one, _ in reading.ledger.rows(0, 10_000)]

    def is_right(self) -> bool:
        return audit_database(self.database, self.signer.keys).fault is None

    def files(self) -> set[str]:
        home = self.settings.home
        return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file() and not path.name.endswith(".lock")}


@pytest.fixture
def node(address: str, tmp_path: Path) -> Iterator[Node]:
    """A node that has worked, on each kind of database."""
    made = Node(tmp_path / "here" / "home", address)
    made.settings.home.parent.mkdir()
    made.settings = Settings(made.settings.home, address)
    yield made
    made.database.close()


Elsewhere = Callable[[], Node]


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Elsewhere]:
    """Makes new nodes with nothing in them, on each kind of database."""
    made: list[Node] = []

    def new() -> Node:
        server: Server = request.getfixturevalue("postgres")
        made.append(Node(tmp_path / f"there-{len(made)}" / "home", "" if request.param == "sqlite" else server.fresh()))
        return made[-1]

    yield new
    for one in made:
        one.database.close()


def test_a_backup_brings_everything_back_on_either_kind(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    subject = node.fill()
    backup = node.back_up(tmp_path / "backups" / "today")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["today"]
    assert stat.S_IMODE((tmp_path / "backups" / "today").stat().st_mode) == 0o600
    there = elsewhere()
    there.at = NOON + DAY
    there.restore(tmp_path / "backups" / "today")
    with there.database.reading() as reading, node.database.reading() as original:
        assert reading.subjects.get(subject) == original.subjects.get(subject)
        assert reading.subjects.count() == 300
        assert reading.keys.all() == original.keys.all()
    assert there.actions() == [*node.actions()[:-1], "backup.restore"]  # without the entry that the backup was made
    assert node.actions()[-1] == "backup.made"
    names = [listing.id for _, listing in EditionStore(there.settings.home).find("W-1")]
    assert names == ["W-1"]
    assert there.is_right()
    with there.database.reading() as reading:
        row = reading.ledger.get(reading.ledger.size() - 1)
    assert row is not None
    assert row[1].object == f"backup:{backup.manifest.sha256}"


def test_the_private_key_is_left_out_and_old_heads_stay_right(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    with zipfile.ZipFile(tmp_path / "today") as archive:
        assert [name for name in archive.namelist() if name.startswith("keys/") and not name.endswith(".pub")] == []
        private = node.signer.keys.private_file.read_bytes()
        assert all(private not in archive.read(name) for name in archive.namelist())
    there = elsewhere()
    there.restore(tmp_path / "today")
    assert there.signer.keys.current() is None
    old, new = node.signer.sign(NOON), there.signer.sign(NOON)
    assert old.head.key != new.head.key
    assert there.is_right()


def test_a_stopped_node_moves_with_its_key(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today", with_keys=True)
    there = elsewhere()
    there.restore(tmp_path / "today", with_keys=True)
    assert stat.S_IMODE(there.signer.keys.private_file.stat().st_mode) == 0o600
    assert there.signer.sign(NOON).head.key == node.signer.sign(NOON).head.key
    assert there.is_right()
    other = elsewhere()
    other.restore(tmp_path / "today")  # its private key is not used unless that is asked for
    assert other.signer.keys.current() is None


def test_a_backup_without_the_key_cannot_be_restored_with_it(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    there = elsewhere()
    with pytest.raises(UsageError, match="without the private key"):
        there.restore(tmp_path / "today", with_keys=True)
    there.restore(tmp_path / "today")


@pytest.mark.parametrize("how", ["a later backup", "only its erasures"])
def test_persons_erased_since_do_not_come_back(node: Node, elsewhere: Elsewhere, tmp_path: Path, how: str) -> None:
    subject = node.fill()
    node.back_up(tmp_path / "old")
    node.at = NOON + DAY
    node.erase(subject)
    (node.back_up if how == "a later backup" else node.erasures)(tmp_path / "later")
    there = elsewhere()
    there.restore(tmp_path / "old", tmp_path / "later")
    with there.database.reading() as reading:
        assert reading.subjects.get(subject) is None
        assert reading.subjects.count() == 299
        assert [one.stone.id for one in reading.erasures.each("", 9)] == [subject]
        row = reading.ledger.get(reading.ledger.size() - 1)
    assert row is not None
    assert row[1].facts["erased_again"] == "1"
    assert "Marenko 7'" not in str(there.actions())


def test_tombstones_beside_the_database_are_heeded(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    subject = node.fill()
    node.back_up(tmp_path / "old")
    node.at = NOON + DAY
    node.erase(subject)
    copy_tombstones(node.database, node.settings)
    beside = node.settings.home / "tombstones.jsonl"
    given, found = elsewhere(), elsewhere()
    given.restore(tmp_path / "old", beside)
    found.settings.home.mkdir(parents=True)
    shutil.copy(beside, found.settings.home)  # the home was kept, and the database was lost
    found.restore(tmp_path / "old")
    for there in (given, found):
        with there.database.reading() as reading:
            assert reading.subjects.get(subject) is None
        assert [one.id for one in tombstones(there.settings)] == [subject]
    given.back_up(tmp_path / "new")
    third = elsewhere()
    third.restore(tmp_path / "old", tmp_path / "new")
    with third.database.reading() as reading:
        assert reading.subjects.get(subject) is None


def test_the_owners_settings_go_along_and_the_secret_of_the_tombstones_does_not(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    salt = tombstone_salt(node.settings)
    for name in ("node.toml", "policy.json", "retention.json"):
        (node.settings.home / name).write_text(f"# {name}", encoding="utf-8")
    node.back_up(tmp_path / "today")
    node.back_up(tmp_path / "moving", with_keys=True)
    there, moved = elsewhere(), elsewhere()
    there.settings.home.mkdir(parents=True)
    (there.settings.home / "node.toml").write_text("# mine", encoding="utf-8")
    there.restore(tmp_path / "today")
    moved.restore(tmp_path / "moving", with_keys=True)
    assert (there.settings.home / "node.toml").read_text(encoding="utf-8") == "# mine"
    assert (there.settings.home / "policy.json").read_text(encoding="utf-8") == "# policy.json"
    assert tombstone_salt(there.settings) != salt
    assert tombstone_salt(moved.settings) == salt


def test_a_backup_of_erasures_alone_is_no_whole_one(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.erasures(tmp_path / "erasures")
    there = elsewhere()
    with pytest.raises(UsageError, match="holds no database"):
        there.restore(tmp_path / "erasures")
    assert not (there.settings.home / "restoring").exists()


def test_what_is_there_is_not_restored_over(node: Node, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    before, files = node.actions(), node.files()
    with pytest.raises(Conflict, match="not empty"):
        node.restore(tmp_path / "today")
    assert (node.actions(), node.files()) == (before, files)


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_the_log_of_another_database_is_not_played_into_a_restored_one(node: Node, tmp_path: Path, end: str) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    there = Node(tmp_path / "there" / "home", "")
    left = there.settings.home / f"node.db{end}"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"frames of a database that was moved away")
    with pytest.raises(Conflict, match="changes of another database"):
        there.restore(tmp_path / "today")
    assert there.files() == {left.name}
    left.unlink()
    there.restore(tmp_path / "today")
    assert there.is_right()


def test_a_node_that_was_started_meanwhile_is_not_replaced(node: Node, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    there = Node(tmp_path / "there" / "home", "")

    def started(what: str) -> None:
        if what == "putting the database in place":
            there.database.prepare()
            with there.database.writing() as writing:
                writing.record(entry(1, NOON))

    desk = RestoreDesk(there.settings, there.now, started)
    with pytest.raises(Conflict):
        desk.restore(Restoration(tmp_path / "today"), ODO)
    assert there.actions() == ["case.view"]
    assert {name for name in there.files() if not name.startswith("node.db")} == set()
    there.database.close()


def test_no_copy_of_the_database_lies_where_temporary_files_do(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    there = Node(tmp_path / "there" / "home", "")
    there.restore(tmp_path / "today")
    assert there.is_right()
    there.database.close()


def test_a_restored_home_forgets_its_index_of_subjects(node: Node, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    there = Node(tmp_path / "there" / "home", "")
    names = there.settings.home / "subjects" / "an-index" / "names"
    names.parent.mkdir(parents=True)
    names.write_text("facts of a day after the backup", encoding="utf-8")
    there.restore(tmp_path / "today")
    assert not names.exists()
    there.database.close()


def test_a_backup_is_not_written_through_what_lies_in_its_place(node: Node, tmp_path: Path) -> None:
    node.fill()
    (tmp_path / "theirs").write_bytes(b"kept")
    (tmp_path / "today.part").symlink_to(tmp_path / "theirs")
    node.back_up(tmp_path / "today")
    assert (tmp_path / "theirs").read_bytes() == b"kept"
    assert not (tmp_path / "today").is_symlink()


@pytest.mark.parametrize(
    ("stones", "said"),
    [(b"x" * 100_000, "line longer"), (tombstone_bytes(Tombstone("sitting", "never", "", "request 1", NOON)) + b"\n", "names no moment")],
    ids=["a line without an end", "a moment that is none"],
)
def test_tombstones_that_cannot_be_are_told_and_restore_nothing(node: Node, tmp_path: Path, stones: bytes, said: str) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    rewritten(tmp_path / "today", tmp_path / "changed", lambda members: members.update({"erasures.jsonl": stones}))
    there = Node(tmp_path / "there" / "home", "")
    with pytest.raises(FormatError, match=said):
        there.restore(tmp_path / "changed")
    assert there.files() == set()


def test_a_backup_is_not_written_over_another_file(node: Node, tmp_path: Path) -> None:
    node.fill()
    (tmp_path / "today").write_bytes(b"kept")
    before = node.actions()
    with pytest.raises(Conflict):
        node.back_up(tmp_path / "today")
    assert ((tmp_path / "today").read_bytes(), node.actions()) == (b"kept", before)


def test_a_database_that_was_lost_gets_a_new_key_when_the_old_one_signed_more(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    with node.database.writing() as writing:
        writing.record(entry(999, NOON + DAY))
    lost = node.signer.sign(NOON + DAY)
    there = elsewhere()  # a new database for the same home: keys and lists are still there
    shutil.copytree(node.settings.home, there.settings.home, ignore=shutil.ignore_patterns("node.db*"))
    there.at = NOON + 2 * DAY
    done = there.restore(tmp_path / "today")
    assert (done.retired, done.keeps_lists) == (True, True)  # type: ignore[attr-defined]
    signed = there.signer.sign(there.at)
    assert signed.head.key != lost.head.key
    assert there.is_right()
    assert [path.name for path in there.signer.keys.folder.glob("*-lost.json")] == [f"ledger-head-{lost.head.size}-lost.json"]


def test_a_home_whose_key_signed_no_more_keeps_it(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    there = elsewhere()
    shutil.copytree(node.settings.home, there.settings.home, ignore=shutil.ignore_patterns("node.db*"))
    done = there.restore(tmp_path / "today")
    assert done.retired is False  # type: ignore[attr-defined]
    assert there.signer.sign(NOON).head.key == node.signer.sign(NOON).head.key
    assert there.is_right()


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """A copy of a backup with its members changed and a manifest that fits them again: as somebody would who can write anything."""
    import hashlib

    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members)
    manifest["members"] = [{"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()]
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))


def test_a_ledger_that_was_changed_in_the_backup_is_not_restored(elsewhere: Elsewhere, tmp_path: Path) -> None:
    import sqlite3

    here = Node(tmp_path / "here" / "home", "")
    here.settings.home.parent.mkdir()
    here.fill()
    here.back_up(tmp_path / "today")
    here.database.close()

    def change(members: dict[str, bytes]) -> None:
        (tmp_path / "changed.db").write_bytes(members["database"])
        with sqlite3.connect(tmp_path / "changed.db") as connection:
            connection.execute("DROP TRIGGER ledger_entries_no_update")
            connection.execute("UPDATE ledger_entries SET actor = 'user:nobody' WHERE number = 17")
        connection.close()
        members["database"] = (tmp_path / "changed.db").read_bytes()

    rewritten(tmp_path / "today", tmp_path / "changed", change)
    there = elsewhere()
    with pytest.raises(LedgerBroken, match="broken at entry 17"):
        there.restore(tmp_path / "changed")
    assert there.files() == set()
    there.restore(tmp_path / "today")
    assert there.is_right()


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/tmp/escaped", "lists/../../escaped.json", "keys/../../x", "editions/a/b/../c", "lists\\x.json", "other", "keys/.lock"],
)
def test_a_name_that_leads_elsewhere_is_refused(node: Node, tmp_path: Path, name: str) -> None:
    node.fill()
    node.back_up(tmp_path / "today")

    def change(members: dict[str, bytes]) -> None:
        members[name] = b"x"

    rewritten(tmp_path / "today", tmp_path / "changed", change)
    there = Node(tmp_path / "there" / "home", "")
    with pytest.raises(FormatError):
        there.restore(tmp_path / "changed")
    assert there.files() == set()
    assert not (tmp_path / "escaped").exists()


def harmed(data: bytes, how: str) -> bytes:
    if how == "cut":
        return data[: len(data) * 2 // 3]
    if how == "cut at the end":
        return data[:-1]
    if how == "changed":
        middle = len(data) // 3
        return data[:middle] + bytes(255 - byte for byte in data[middle : middle + 64]) + data[middle + 64 :]
    return b"name,born\n" * 100 if how == "other" else b""


@pytest.mark.parametrize("how", ["cut", "cut at the end", "changed", "other", "empty"])
def test_a_damaged_backup_restores_nothing(node: Node, tmp_path: Path, how: str) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    (tmp_path / "harmed").write_bytes(harmed((tmp_path / "today").read_bytes(), how))
    there = Node(tmp_path / "there" / "home", "")
    with pytest.raises((DataError, StoreError)):
        there.restore(tmp_path / "harmed")
    assert there.files() == set()


def test_what_an_interruption_left_is_taken_away_by_the_next_try(
    node: Node, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.node import restoring

    node.fill()
    node.back_up(tmp_path / "today")
    there = elsewhere()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:  # the process dies just before the database is put in place: nothing is undone
        patch.setattr(restoring._Checked, "put", die)
        patch.setattr(Placing, "undo", lambda self: None)
        patch.setattr(restoring, "_remove", lambda file: None)
        patch.setattr(Placing, "begin", lambda self: self.folder.mkdir())
        with pytest.raises(Killed):
            there.restore(tmp_path / "today")
    assert (there.settings.home / "restoring").exists()
    assert (there.settings.home / "lists").exists()
    done = there.restore(tmp_path / "today")
    assert done.keeps_lists is False  # type: ignore[attr-defined]
    assert not (there.settings.home / "restoring").exists()
    assert not (there.settings.home / "node.db.restoring").exists()
    assert there.is_right()


def test_a_backup_made_while_others_write_is_one_moment(node: Node, elsewhere: Elsewhere, tmp_path: Path) -> None:
    import threading

    node.fill()
    stop, failed = threading.Event(), []

    def write(name: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                with node.database.writing() as writing:
                    writing.subjects.put_many(
                        "more", [(f"{name}-{number}", person(f"Ilva Marenko {number}"), None)], NOON + timedelta(seconds=1)
                    )
                    writing.record(entry(number, NOON + timedelta(seconds=1), action="subject.add"))
            except Exception as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=write, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    try:
        node.back_up(tmp_path / "today")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failed == []
    there = elsewhere()
    there.restore(tmp_path / "today")
    with there.database.reading() as reading:
        assert reading.subjects.count("more") == there.actions().count("subject.add")
    assert there.is_right()


def test_both_are_entries_that_name_who_did_it(node: Node, tmp_path: Path) -> None:
    node.fill()
    node.back_up(tmp_path / "today")
    with node.database.reading() as reading:
        found = [one for _, one, _ in reading.ledger.rows(0, 10_000) if one.action.startswith("backup.")]
    assert [(one.actor, one.action) for one in found] == [(ODO.id, Permission.BACKUP_MAKE.value), (ODO.id, "backup.made")]
