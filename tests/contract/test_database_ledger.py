"""The ledger's rows: one gapless order, whatever happens, from which proofs can be made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import create_engine, text
from tests.contract.rows import DAY, NOON, SECOND, entry

from comity.ledger import audit, proofs
from comity.ledger.heads import sign
from comity.model import Conflict, Entry, FormatError, LedgerBroken
from comity.storage.database import Database
from comity.storage.database.ledger import LedgerSearch

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def fill(database: Database, count: int) -> None:
    with database.writing() as writing:
        writing.ledger.append([entry(number, NOON + number * SECOND) for number in range(count)])


def test_entries_come_back_as_they_were_in_one_order(database: Database) -> None:
    offset = timezone(timedelta(hours=2))
    first = entry(0, NOON.astimezone(offset), object="subject:žluťoučký 李", action="subject.view")
    with database.writing() as writing:
        assert writing.ledger.append([first, entry(1)]) == range(2)
    with database.writing() as writing:
        assert writing.ledger.append([entry(2)]) == range(2, 3)
        assert writing.ledger.append([]) == range(3, 3)
    with database.reading() as reading:
        rows = list(reading.ledger.rows(0, 100))
        assert [number for number, _, _ in rows] == [0, 1, 2]
        assert [one for _, one, _ in rows] == [first, entry(1), entry(2)]
        assert rows[0][1].at.tzinfo is UTC
        assert reading.ledger.size() == 3
        assert reading.ledger.get(1) == rows[1]
        assert reading.ledger.get(3) is None


def test_what_is_recorded_is_kept_with_the_change_and_only_with_it(database: Database) -> None:
    def change(key: str, entries: Iterable[Entry]) -> None:
        with database.writing() as writing:
            writing.idempotency.begin("key:1", key, "digest", NOON)
            for one in entries:
                writing.record(one)

    change("a", [entry(0), entry(1)])
    with pytest.raises(ZeroDivisionError):
        change("b", (entry(1 // (number - 3)) for number in range(5)))
    with pytest.raises(FormatError):
        change("c", [entry(3, actor="")])
    with database.reading() as reading:
        assert [one for _, one, _ in reading.ledger.rows(0, 9)] == [entry(0), entry(1)]
        assert [reading.idempotency.get("key:1", key) is None for key in "abc"] == [False, True, True]


def test_the_log_never_runs_backwards_and_says_by_how_much_a_clock_did(database: Database) -> None:
    with database.writing() as writing:
        writing.ledger.append([entry(0, NOON), entry(1, NOON - 90 * SECOND), entry(2, NOON)])
    with database.writing() as writing:
        writing.ledger.append([entry(3, NOON - DAY), entry(4, NOON + SECOND)])
    with database.reading() as reading:
        kept = [one for _, one, _ in reading.ledger.rows(0, 9)]
    assert [one.at for one in kept] == [NOON, NOON, NOON, NOON, NOON + SECOND]
    assert [one.facts.get("clock_behind") for one in kept] == [None, "90.000000", None, "86400.000000", None]


@pytest.mark.parametrize("size", [0, 1, 255, 256, 700])
def test_proofs_made_from_the_rows_hold_against_the_root(database: Database, size: int) -> None:
    fill(database, size)
    with database.reading() as reading:
        hashes, root = reading.ledger.hashes(), reading.ledger.root()
        for number in {0, 1, 254, 255, 256, 511, 699} & set(range(size)):
            row = reading.ledger.get(number)
            assert row is not None
            assert proofs.proves_inclusion(proofs.prove_inclusion(hashes, number, size), row[2], root)
        for earlier in {1, 200, 256, 512} & set(range(size)):
            proof = proofs.prove_consistency(hashes, earlier, size)
            assert proofs.proves_consistency(proof, proofs.root_of(hashes, 0, earlier), root)


def test_an_audit_of_the_rows_finds_nothing(database: Database) -> None:
    for _ in range(3):
        fill(database, 300)
        with database.writing() as writing:
            tip = writing.ledger.tip()
            assert (tip.size, tip.root) == (writing.ledger.size(), writing.ledger.root())
            assert tip.last_at == NOON + 299 * SECOND
            writing.ledger.add_head(sign(tip.size, tip.root, NOON + DAY, KEY))
    with database.reading() as reading:
        heads = list(reading.ledger.heads())
        assert [one.head.size for one in heads] == [300, 600, 900]
        keys = {heads[0].head.key: KEY.public_key()}
        report = audit(reading.ledger.rows(0, 900), heads, keys)
        assert report.fault is None
        assert reading.ledger.last_head() == heads[2]
        assert reading.ledger.heads_above(300, 9) == tuple(heads[1:])
        assert reading.ledger.heads_above(-1, 2) == tuple(heads[:2])
        assert reading.ledger.last_head(901) is None


def test_there_is_one_head_of_a_size(database: Database) -> None:
    with database.writing() as writing:
        writing.ledger.add_head(sign(0, writing.ledger.root(), NOON, KEY))
    with pytest.raises(Conflict), database.writing() as writing:
        writing.ledger.add_head(sign(0, writing.ledger.root(), NOON + SECOND, KEY))


def test_a_hash_that_is_missing_is_not_invented(database: Database) -> None:
    fill(database, 10)
    with database.reading() as reading:
        with pytest.raises(LedgerBroken):
            reading.ledger.hashes().leaves(5, 11)
        with pytest.raises(LedgerBroken):
            reading.ledger.hashes().node(8, 0)


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_nodes", "ledger_heads", "decisions"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}"])
def test_what_was_written_once_cannot_be_changed_or_removed(database: Database, kind: str, table: str, act: str) -> None:
    from tests.contract.rows import case, decision, open_cases

    from comity.model import Step

    if kind == "postgres":
        act = act.replace("INSERT OR REPLACE INTO {} SELECT * FROM {}", "TRUNCATE {} CASCADE")
    fill(database, 256)
    with database.writing() as writing:
        writing.ledger.add_head(sign(256, writing.ledger.root(), NOON + DAY, KEY))
        open_cases(writing, case(1))
        writing.decisions.add(decision("decision-1", case(1), Step.FINAL))
    column = {"ledger_entries": "actor", "ledger_nodes": "hash", "ledger_heads": "key", "decisions": "verdict"}[table]
    statement = act.format(table, column, column) if act.startswith("UPDATE") else act.format(table, table)
    with pytest.raises(Conflict, match="stays as it is"), database.writing() as writing:
        writing.connection.execute(text(statement))


def test_a_search_finds_by_each_field_and_by_all(database: Database) -> None:
    people = ["user:tess", "user:odo", "key:7"]
    with database.writing() as writing:
        writing.ledger.append(
            [entry(n, NOON + n * SECOND, actor=people[n % 3], action=["case.view", "case.decide"][n % 2]) for n in range(60)]
        )
    with database.reading() as reading:
        log = reading.ledger

        def numbers(wanted: LedgerSearch, after: int = -1, limit: int = 100) -> list[int]:
            return [number for number, _, _ in log.search(wanted, after, limit)]

        assert numbers(LedgerSearch(actor="user:odo")) == list(range(1, 60, 3))
        assert numbers(LedgerSearch(action="case.decide", actor="user:odo")) == list(range(1, 60, 6))
        assert numbers(LedgerSearch(object="case:17")) == [17]
        assert numbers(LedgerSearch(since=NOON + 50 * SECOND)) == list(range(50, 60))
        assert numbers(LedgerSearch(until=NOON + 5 * SECOND)) == list(range(5))
        assert numbers(LedgerSearch(since=NOON + DAY)) == []
        assert numbers(LedgerSearch(until=NOON + DAY)) == list(range(60))
        assert numbers(LedgerSearch(), after=20, limit=3) == [21, 22, 23]
        assert [number for number, _, _ in log.latest(LedgerSearch(actor="key:7"), None, 3)] == [59, 56, 53]
        assert [number for number, _, _ in log.latest(LedgerSearch(actor="key:7"), 53, 2)] == [50, 47]


def test_entries_are_found_by_their_purpose(database: Database) -> None:
    purposes = ["oversight", "customer_screening", ""]
    with database.writing() as writing:
        writing.ledger.append([entry(n, NOON + n * SECOND, purpose=purposes[n % 3]) for n in range(9)])
    with database.reading() as reading:
        found = reading.ledger.look_back(LedgerSearch(purpose="oversight"), None, 2)
        assert ([number for number, _, _ in found.rows], found.back_to) == ([6, 3], None)
        rest = reading.ledger.look_back(LedgerSearch(purpose="oversight"), 3, 2)
        assert [number for number, _, _ in rest.rows] == [0]
        assert len(reading.ledger.look_back(LedgerSearch(), None, 100).rows) == 9


def test_a_look_back_at_several_fields_reads_so_many_entries_and_says_how_far_it_came(database: Database) -> None:
    acts = ["case.view", "case.view", "case.view", "case.decide"]
    people = ["user:tess"] * 20 + ["user:odo"] * 100
    with database.writing() as writing:
        writing.ledger.append(
            [entry(n, NOON + n * SECOND, actor=people[n], action=acts[n % 4], purpose="oversight") for n in range(len(people))]
        )
    by_odo = LedgerSearch(actor="user:odo", action="case.decide", purpose="oversight")
    with database.reading() as reading:

        def look(wanted: LedgerSearch, before: int | None, limit: int) -> tuple[list[int], int | None]:
            found = reading.ledger.look_back(wanted, before, limit, 10)
            return [number for number, _, _ in found.rows], found.back_to

        # The 30 decisions reach further back than the 100 entries of one person: ten of them are read.
        assert look(by_odo, None, 3) == ([119, 115, 111], None)
        assert look(by_odo, None, 20) == ([119, 115, 111, 107, 103, 99, 95, 91, 87, 83], 83)
        assert look(by_odo, 83, 20) == ([79, 75, 71, 67, 63, 59, 55, 51, 47, 43], 43)
        # What another has left is asked as far back as it goes: nothing fits, and nothing is further back.
        assert look(LedgerSearch(actor="user:nobody", action="case.decide"), None, 5) == ([], None)
        # The ten decisions before entry 43 are the first ones; odo came at entry 20.
        assert look(by_odo, 43, 20) == ([39, 35, 31, 27, 23], 3)
        assert look(by_odo, 3, 20) == ([], None)
        within = LedgerSearch(action="case.decide", purpose="oversight", since=NOON + 50 * SECOND, until=NOON + 60 * SECOND)
        assert look(within, None, 20) == ([59, 55, 51], None)


def test_heads_are_given_largest_first(database: Database) -> None:
    for _ in range(3):
        fill(database, 2)
        with database.writing() as writing:
            tip = writing.ledger.tip()
            writing.ledger.add_head(sign(tip.size, tip.root, NOON + DAY, KEY))
    with database.reading() as reading:
        assert [one.head.size for one in reading.ledger.heads_below(None, 2)] == [6, 4]
        assert [one.head.size for one in reading.ledger.heads_below(4, 2)] == [2]


def test_when_something_was_last_done_to_a_thing_is_looked_for_among_the_newest_about_it(database: Database) -> None:
    acts = ["sitting.open", "user.roles", "sitting.open", "user.reset", "user.reset"]
    with database.writing() as writing:
        writing.ledger.append([entry(n, NOON + n * SECOND, action=act, object="user:odo") for n, act in enumerate(acts)])
        writing.ledger.append([entry(9, NOON + DAY, action="sitting.open", object="user:tess")])
    with database.reading() as reading:
        assert reading.ledger.newest_about("user:odo", "sitting.open", 5) == NOON + 2 * SECOND
        assert reading.ledger.newest_about("user:odo", "sitting.open", 2) is None
        assert reading.ledger.newest_about("user:nobody", "sitting.open", 5) is None


def test_a_page_has_a_limit(database: Database) -> None:
    with database.reading() as reading:
        for limit in (0, -1, 10_001):
            with pytest.raises(ValueError, match="a page has"):
                reading.ledger.search(LedgerSearch(), -1, limit)


def test_a_changed_row_is_found_by_the_audit(database: Database, address: str, kind: str) -> None:
    fill(database, 50)
    with database.writing() as writing:
        signed = sign(50, writing.ledger.root(), NOON + DAY, KEY)
        writing.ledger.add_head(signed)
    database.close()
    engine = create_engine(address)
    with engine.begin() as connection:
        trigger = "ledger_entries_no_update" if kind == "sqlite" else "ledger_entries_append_only ON ledger_entries"
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("UPDATE ledger_entries SET actor = 'user:nobody' WHERE number = 17"))
    engine.dispose()
    with database.reading() as reading:
        report = audit(reading.ledger.rows(0, 50), reading.ledger.heads(), {signed.head.key: KEY.public_key()})
    assert report.fault is not None


def test_times_before_1970_and_far_ahead_are_exact(database: Database) -> None:
    times = [datetime(1, 1, 1, 0, 0, 0, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]
    times.append(datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
    with database.writing() as writing:
        writing.ledger.append([entry(n, at) for n, at in enumerate(times)])
    with database.reading() as reading:
        assert [one.at for _, one, _ in reading.ledger.rows(0, 3)] == times
