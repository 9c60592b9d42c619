"""Entries that go with no other change: one gapless ledger, whoever else appends to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text
from tests.contract.rows import NOON, SECOND, entry

from comity.ledger.entries import entry_bytes
from comity.ledger.merkle import Frontier, leaf_hash
from comity.model import DatabaseUnusable, Entry, FormatError
from comity.storage.database import Database, LoneEntries
from comity.storage.database.connecting import SURELY_ALIVE


def kept(database: Database) -> list[Entry]:
    """The entries, after the whole tree was computed anew from them and found to be the one that is stored."""
    with database.reading() as reading:
        rows = list(reading.ledger.rows(0, 10_000))
        tree = Frontier()
        for number, one, leaf in rows:
            assert number == tree.size
            assert leaf == leaf_hash(entry_bytes(number, one))
            tree.append(leaf)
        assert reading.ledger.tip().root == tree.root()
        assert reading.ledger.size() == len(rows)
        return [one for _, one, _ in rows]


@pytest.fixture
def lone(database: Database) -> Iterator[LoneEntries]:
    with closing(LoneEntries(database)) as made:
        yield made


def test_entries_stand_in_the_order_in_which_they_were_appended(database: Database, lone: LoneEntries) -> None:
    appended = [entry(number, NOON + number * SECOND) for number in range(300)]
    for start in range(0, 300, 7):
        lone.append(appended[start : start + 7])
    assert kept(database) == appended


def test_what_others_append_meanwhile_is_neither_lost_nor_overwritten(database: Database) -> None:
    appended: list[Entry] = []

    def turns() -> Iterator[Entry]:
        for number in range(60):
            appended.append(entry(number))
            yield appended[-1]

    with closing(LoneEntries(database)) as one, closing(LoneEntries(database)) as another:
        for number, new in enumerate(turns()):
            if number % 5 == 3:
                with database.writing() as writing:
                    writing.record(new)
            else:
                (one if number % 3 else another).append([new])
    assert kept(database) == appended


def test_many_at_once_append_everything_once(database: Database) -> None:
    def append(writer: int) -> None:
        with closing(LoneEntries(database)) as lone:
            for number in range(25):
                lone.append([entry(100 * writer + number)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    assert sorted(one.object for one in kept(database)) == sorted(entry(100 * w + n).object for w in range(4) for n in range(25))


def test_a_refused_entry_adds_nothing_and_the_next_goes_on(database: Database, lone: LoneEntries) -> None:
    lone.append([entry(0)])
    with pytest.raises(FormatError):
        lone.append([entry(1), entry(2, actor="")])
    lone.append([entry(3)])
    assert kept(database) == [entry(0), entry(3)]


def test_the_log_never_runs_backwards(database: Database, lone: LoneEntries) -> None:
    lone.append([entry(0, NOON)])
    lone.append([entry(1, NOON + 5 * SECOND)])
    lone.append([entry(2, NOON + 2 * SECOND)])
    last = kept(database)[-1]
    assert last.at == NOON + 5 * SECOND
    assert last.facts["clock_behind"] == "3.000000"


def test_closed_it_opens_again(database: Database, lone: LoneEntries) -> None:
    for number in range(6):
        lone.append([entry(number)])
        if number % 2:
            lone.close()
            lone.close()
    assert kept(database) == [entry(number) for number in range(6)]


@contextmanager
def _without_the_table_of_entries(database: Database) -> Iterator[None]:
    """What a half-made restore leaves: writing fails in the middle, after the ledger's edge was moved."""
    with database._engine.connect() as connection:
        connection.execute(text("ALTER TABLE ledger_entries RENAME TO ledger_elsewhere"))
        connection.commit()
        yield
        connection.execute(text("ALTER TABLE ledger_elsewhere RENAME TO ledger_entries"))
        connection.commit()


def test_what_fails_in_the_middle_adds_nothing_and_says_what_is_wrong(database: Database, lone: LoneEntries) -> None:
    lone.append([entry(0)])
    with _without_the_table_of_entries(database), pytest.raises(DatabaseUnusable, match="lacks a table or column"):
        lone.append([entry(1)])
    lone.append([entry(2)])
    assert kept(database) == [entry(0), entry(2)]


def test_a_server_that_closed_the_connection_while_nobody_used_it_is_asked_again(database: Database, lone: LoneEntries) -> None:
    if database.file is not None:
        pytest.skip("a file has no server")
    lone.append([entry(0)])
    lone.append([entry(1)])
    with database._engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()")
        )
    time.sleep(SURELY_ALIVE + 0.2)
    lone.append([entry(2)])
    assert kept(database) == [entry(0), entry(1), entry(2)]
