"""Entries from many threads: each stands before its caller goes on, in few transactions, and a broken database is told to all who wait."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.model import ComityError, Conflict, DatabaseUnusable, Entry
from comity.node.journal import Journal
from comity.storage.database import Database, LoneEntries

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    one = Database.at(f"sqlite:///{tmp_path / 'node.db'}")
    one.prepare()
    return one


def entry(number: int) -> Entry:
    return Entry(NOW, "key:test", "screening.run", f"screening:{number}")


def test_every_entry_stands_when_its_future_is_done(database: Database) -> None:
    journal = Journal(database)
    journal.start()

    def write(start: int) -> None:
        for number in range(start, start + 50):
            journal.write(entry(number)).result(30)
            with database.reading() as reading:
                assert f"screening:{number}" in {one.object for _, one, _ in reading.ledger.rows(0, 10_000)}

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 200, 50)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    journal.stop()
    with database.reading() as reading:
        assert sorted(int(one.object.partition(":")[2]) for _, one, _ in reading.ledger.rows(0, 10_000)) == list(range(200))


def test_an_entry_that_cannot_be_written_fails_for_its_caller_only(database: Database) -> None:
    journal = Journal(database)
    journal.start()
    good = [journal.write(entry(number)) for number in range(5)]
    bad = journal.write(Entry(NOW, "", "x", "y"))
    good += [journal.write(entry(number)) for number in range(5, 10)]
    with pytest.raises(ComityError):
        bad.result(30)
    for one in good:
        one.result(30)
    journal.stop()
    with database.reading() as reading:
        assert reading.ledger.size() == 10


def test_what_waits_is_written_before_it_stops_and_nothing_after(database: Database) -> None:
    journal = Journal(database)
    with pytest.raises(Conflict):
        journal.write(entry(0))
    journal.start()
    waiting = [journal.write(entry(number)) for number in range(500)]
    waiting[3].cancel()
    journal.stop()
    assert all(one.done() for one in waiting)
    with pytest.raises(Conflict):
        journal.write(entry(1))
    with database.reading() as reading:
        assert reading.ledger.size() == 500


def test_a_database_that_cannot_be_used_is_asked_once_for_all_who_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, together = [], threading.Event()

    def append(_self: LoneEntries, _entries: Sequence[Entry]) -> None:
        asked.append(together.wait(30))
        raise DatabaseUnusable("the database was locked by others for too long")

    monkeypatch.setattr(LoneEntries, "append", append)
    journal = Journal(database)
    journal.start()
    waiting = [journal.write(entry(number)) for number in range(50)]
    together.set()
    for one in waiting:
        with pytest.raises(DatabaseUnusable):
            one.result(30)
    journal.stop()
    assert len(asked) <= 2  # the first may have gone before the others came
