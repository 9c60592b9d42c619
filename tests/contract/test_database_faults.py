"""What goes wrong on real machines: two writers, sudden death, full disks, folders that cannot be written, servers that restart."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.contract.rows import NOON, case, entry, open_cases, person

from comity.ledger import audit
from comity.model import Conflict, DatabaseUnusable, StoreError
from comity.storage.database import Database, Durability
from comity.storage.database.subjects import PutCount

WRITER = Path(__file__).with_name("writer.py")


def writer(address: str, name: str, count: int) -> subprocess.Popen[str]:
    """A process that is ready to write; it begins when ``go`` is called."""
    command = [sys.executable, str(WRITER), address, name, str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def consistent(database: Database) -> int:
    """Check that subjects and entries agree and that the ledger's tables are of one tree; how many entries there are."""
    with database.reading() as reading:
        size = reading.ledger.size()
        report = audit(reading.ledger.rows(0, size + 10), [], {})
        assert report.fault is None
        assert report.size == size == reading.subjects.count()
        assert report.root == reading.ledger.root()
        nodes = reading.connection.execute(text("SELECT count(*) FROM ledger_nodes WHERE level = 8")).scalar()
        assert nodes == size // 256
        return size


def test_two_processes_that_write_at_once_both_succeed_and_the_ledger_is_one(database: Database, address: str) -> None:
    writers = [writer(address, name, 150) for name in ("left", "right")]
    for process in writers:
        go(process)
    for process in writers:
        process.communicate(timeout=60)
    assert [process.returncode for process in writers] == [0, 0]
    assert consistent(database) == 2 * 2 * 150
    with database.reading() as reading:
        actors = [one.actor for _, one, _ in reading.ledger.rows(0, 600)]
    assert actors != sorted(actors), "the two never wrote at once"


@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_writer_that_is_killed_leaves_all_of_a_change_or_nothing(database: Database, address: str, after: int) -> None:
    process = writer(address, "left", 0)
    go(process)
    assert process.stdout is not None
    for _ in range(after):
        process.stdout.readline()
    process.kill()
    said, _ = process.communicate(timeout=30)
    told = after + len(said.splitlines())
    size = consistent(database)
    assert size in {2 * told, 2 * (told + 1)}  # what was said to be done is there, and at most the one that was not said yet
    with database.writing() as writing:
        writing.subjects.put_many("right", [("a", person(), None)], NOON)
        writing.record(entry(0))
    assert consistent(database) == size + 1


def test_an_error_in_the_middle_leaves_nothing_and_the_database_usable(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as writing:
        writing.subjects.put_many("customers", ((f"{number}-{1 // (number - 2000)}", person(), None) for number in range(3000)), NOON)
    assert consistent(database) == 0
    with database.writing() as writing:
        assert writing.subjects.put_many("customers", [("a", person(), None)], NOON) == PutCount(1, 0, 0)


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("a", person(), None)], NOON)
    with database.reading() as reading:
        before = reading.subjects.count()
        with database.writing() as writing:
            writing.subjects.put_many("customers", [("b", person(), None)], NOON)
            writing.record(entry(0))
        assert (reading.subjects.count(), reading.ledger.size()) == (before, 0)
    with database.reading() as reading:
        assert (reading.subjects.count(), reading.ledger.size()) == (2, 1)


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="cannot be written"), database.reading() as reading:
        reading.subjects.put_many("customers", [("a", person(), None)], NOON)
    with pytest.raises(DatabaseUnusable, match="cannot be written"), database.reading() as reading:
        reading.ledger.append([entry(0)])
    with database.writing(Durability.FULL) as writing:
        assert writing.subjects.put_many("customers", [("a", person(), None)], NOON) == PutCount(1, 0, 0)


def test_errors_hold_no_values_of_rows_and_hide_the_drivers_words(database: Database) -> None:
    with database.writing() as writing:
        writing.idempotency.begin("key:secret-owner", "secret-key", "digest", NOON)
    with pytest.raises(Conflict) as caught, database.writing() as writing:
        writing.idempotency.begin("key:secret-owner", "secret-key", "digest", NOON)
    error = caught.value
    assert error.__suppress_context__
    assert error.__cause__ is None
    assert "secret" not in f"{error} {error.hint}"


def test_a_writer_that_waits_too_long_says_so(database: Database, monkeypatch: pytest.MonkeyPatch, kind: str, address: str) -> None:
    monkeypatch.setattr("comity.storage.database.connecting.PATIENCE", 0.3)
    hurried = Database.at(address)
    try:
        with database.writing() as writing:
            open_cases(writing, case(1))
            writing.ledger.append([entry(0)])
            with pytest.raises(DatabaseUnusable, match="locked by others"), hurried.writing() as other:
                other.ledger.append([entry(1)])
    finally:
        hurried.close()
    assert kind in {"sqlite", "postgres"}


def test_a_pool_that_is_used_up_says_so(database: Database, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.storage.database.connecting.PATIENCE", 0.3)
    made = Database.at(address)
    held = [made.reading() for _ in range(15)]
    for one in held:
        one.__enter__()
    try:
        with pytest.raises(DatabaseUnusable, match="every connection"), made.reading():
            pass
    finally:
        for one in held:
            one.__exit__(None, None, None)
        made.close()


def test_a_pool_outlives_its_connections(database: Database, kind: str, address: str) -> None:
    if kind == "sqlite":
        pytest.skip("a file has no server that could end its connections")
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("a", person(), None)], NOON)
    held = [database.reading() for _ in range(4)]
    for one in held:
        one.__enter__()
    for one in held:
        one.__exit__(None, None, None)
    _end_all_others(address)
    with database.reading() as reading:
        assert reading.subjects.count() == 1
    _end_all_others(address)
    with database.writing() as writing:
        writing.record(entry(0))

    def interrupted() -> None:
        with database.writing() as writing:
            writing.subjects.put_many("customers", [("b", person(), None)], NOON)
            _end_all_others(address)
            writing.subjects.count()

    with pytest.raises(DatabaseUnusable, match="cannot be reached"):
        interrupted()
    with database.reading() as reading:
        assert (reading.subjects.count(), reading.ledger.size()) == (1, 1)


def _end_all_others(address: str) -> None:
    """End every other connection to this database, as a restart of the server does."""
    other = Database.at(address)
    with other.writing() as writing:
        statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        writing.connection.execute(text(statement))
    other.close()


def sqlite_at(folder: Path) -> Database:
    made = Database.at(f"sqlite:///{folder}/node.db")
    made.prepare()
    return made


def test_a_full_database_keeps_what_it_had(tmp_path: Path) -> None:
    made = sqlite_at(tmp_path)
    with made.writing() as writing:
        writing.subjects.put_many("customers", [("a", person(), None)], NOON)
        writing.record(entry(0))

    def overfill() -> None:
        with made.writing() as writing:
            writing.connection.exec_driver_sql("PRAGMA max_page_count=10")  # SQLite then answers as on a full disk
            writing.subjects.put_many("payees", ((str(number), person(), None) for number in range(20_000)), NOON)

    with pytest.raises(DatabaseUnusable, match="full"):
        overfill()
    made.close()
    assert consistent(made) == 1
    made.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a small file system wants rights that this process has not")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_there_was_and_works_again_with_space(small_disk: Path) -> None:
    made = sqlite_at(small_disk)
    with made.writing() as writing:
        writing.subjects.put_many("customers", [("a", person(), None)], NOON)
        writing.record(entry(0))
    (small_disk / "ballast").write_bytes(b"x" * 500_000)
    with pytest.raises(DatabaseUnusable) as caught, made.writing() as writing:
        writing.subjects.put_many("payees", ((str(number), person(), None) for number in range(20_000)), NOON)
    assert "disk" in str(caught.value)
    assert consistent(made) == 1
    (small_disk / "ballast").unlink()
    with made.writing(Durability.FULL) as writing:
        writing.subjects.put_many("customers", [("b", person(), None)], NOON)
        writing.record(entry(1))
    assert consistent(made) == 2
    made.close()


@pytest.fixture
def locked_folder(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder with a database that this process cannot write: by its mode, or, since root may write anything, by its mount."""
    as_root = os.name == "posix" and os.geteuid() == 0
    folder: Path = request.getfixturevalue("small_disk") if as_root else tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    sqlite_at(folder).close()
    if as_root:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    else:
        folder.chmod(0o555)
        (folder / "node.db").chmod(0o444)
    yield folder
    if not as_root:
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_said_to_be_so(locked_folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in locked_folder.iterdir()}
    made = Database.at(f"sqlite:///{locked_folder}/node.db")
    said = "cannot be (opened|written)"
    with pytest.raises(StoreError, match=said):
        made.prepare()
    with pytest.raises(DatabaseUnusable, match=said), made.writing():
        pass
    with pytest.raises(StoreError, match=said):
        Database.at(f"sqlite:///{locked_folder}/other.db").prepare()
    made.close()
    assert {path.name: path.read_bytes() for path in locked_folder.iterdir()} == before


@pytest.mark.parametrize("place", [100, 4096 + 8, 3 * 4096 + 8])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, place: int) -> None:
    made = sqlite_at(tmp_path)
    with made.writing() as writing:
        writing.subjects.put_many("customers", ((str(number), person(), None) for number in range(3000)), NOON)
    made.compact()
    made.close()
    file = tmp_path / "node.db"
    data = bytearray(file.read_bytes())
    for start in range(place, len(data), 4096):
        data[start : start + 64] = b"\xa5" * 64
    file.write_bytes(data)

    def use() -> None:
        made.prepare()
        with made.writing() as writing:
            writing.subjects.each(None, "", 5000)
            writing.ledger.append([entry(0)])

    with pytest.raises(DatabaseUnusable, match=r"damaged|not a database|cannot do this|lacks a table"):
        use()
    made.close()


def test_a_check_finds_what_is_wrong(tmp_path: Path) -> None:
    made = sqlite_at(tmp_path)
    assert made.check() == ()
    made.close()
    with sqlite3.connect(tmp_path / "node.db") as plain:
        plain.execute("INSERT INTO decision_texts (decision_id, text) VALUES ('none', 'x')")
    plain.close()
    assert made.check() == ("table decision_texts: a row refers to none of decisions",)
    made.close()


def test_statistics_and_compacting_change_no_rows(database: Database) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", ((str(number), person(), None) for number in range(50)), NOON)
    database.refresh_statistics()
    database.compact()
    assert database.check() == ()
    with database.reading() as reading:
        assert reading.subjects.count() == 50


def test_threads_share_a_database(database: Database) -> None:
    errors: list[Exception] = []

    def work(name: str) -> None:
        try:
            for number in range(10):
                with database.writing() as writing:
                    writing.subjects.put_many(name, [(str(number), person(), None)], NOON)
                    writing.record(entry(number))
                with database.reading() as reading:
                    assert reading.subjects.count(name) == number + 1
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"base-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert consistent(database) == 40
