"""Entries that go with no other change: one gapless ledger, whoever else appends to it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.contract.rows import NOON, SECOND, entry

from comity.ledger.entries import entry_bytes
from comity.ledger.merkle import Frontier, leaf_hash
from comity.model import Entry, FormatError
from comity.storage.database import Database, LoneEntries


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


def test_entries_stand_in_the_order_in_which_they_were_appended(database: Database) -> None:
    lone = LoneEntries(database)
    appended = [entry(number, NOON + number * SECOND) for number in range(300)]
    for start in range(0, 300, 7):
        lone.append(appended[start : start + 7])
    assert kept(database) == appended


def test_what_others_append_meanwhile_is_neither_lost_nor_overwritten(database: Database) -> None:
    one, another = LoneEntries(database), LoneEntries(database)
    appended: list[Entry] = []

    def turns() -> Iterator[Entry]:
        for number in range(60):
            appended.append(entry(number))
            yield appended[-1]

    for number, new in enumerate(turns()):
        if number % 5 == 3:
            with database.writing() as writing:
                writing.record(new)
        else:
            (one if number % 3 else another).append([new])
    assert kept(database) == appended


def test_many_at_once_append_everything_once(database: Database) -> None:
    def append(writer: int) -> None:
        lone = LoneEntries(database)
        for number in range(25):
            lone.append([entry(100 * writer + number)])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(4)))
    assert sorted(one.object for one in kept(database)) == sorted(entry(100 * w + n).object for w in range(4) for n in range(25))


def test_a_refused_entry_adds_nothing_and_the_next_goes_on(database: Database) -> None:
    lone = LoneEntries(database)
    lone.append([entry(0)])
    with pytest.raises(FormatError):
        lone.append([entry(1), entry(2, actor="")])
    lone.append([entry(3)])
    assert kept(database) == [entry(0), entry(3)]


def test_the_log_never_runs_backwards(database: Database) -> None:
    lone = LoneEntries(database)
    lone.append([entry(0, NOON)])
    lone.append([entry(1, NOON + 5 * SECOND)])
    lone.append([entry(2, NOON + 2 * SECOND)])
    last = kept(database)[-1]
    assert last.at == NOON + 5 * SECOND
    assert last.facts["clock_behind"] == "3.000000"
