"""Monitored subjects: imported again and again, found, ended and erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.rows import DAY, NOON, case, decision, entry, exemption, hit, open_cases, pair, person, undone

from comity.model import Conflict, DataError, Name, Pair, Schema, Subject
from comity.safeguards.tombstones import Tombstone
from comity.storage.database import Database
from comity.storage.database.subjects import PutCount


def put(database: Database, *keys: str, year: int = 1971, days: int = 0) -> PutCount:
    with database.writing() as writing:
        return writing.subjects.put_many("customers", [(key, person(year=year), None) for key in keys], NOON + days * DAY)


def test_an_import_says_what_is_new_changed_and_the_same(database: Database) -> None:
    assert put(database, "a", "b", "c") == PutCount(3, 0, 0)
    assert put(database, "b", "c", "d", days=1) == PutCount(1, 0, 2)
    assert put(database, "c", "d", year=1980, days=2) == PutCount(0, 2, 0)
    with database.reading() as reading:
        kept = {one.key: one for one in reading.subjects.each("customers", "", 100)}
        assert {key: one.changed_at for key, one in kept.items()} == {"a": NOON, "b": NOON, "c": NOON + 2 * DAY, "d": NOON + 2 * DAY}
        assert kept["c"].added_at == NOON
        assert kept["c"].subject == person(year=1980)
        assert kept["c"].digest == kept["d"].digest != kept["a"].digest
        assert reading.subjects.get(kept["a"].id) == kept["a"] == reading.subjects.by_key("customers", "a")
        assert reading.subjects.by_key("payees", "a") is None
        assert reading.subjects.count("customers") == reading.subjects.count() == 4
        assert reading.subjects.get_many([kept["a"].id, "none"]) == {kept["a"].id: kept["a"]}


def test_many_subjects_are_paged_through_once_each_whatever_the_order_of_import(database: Database) -> None:
    keys = [f"{number * 7919 % 2500:05}" for number in range(2500)]
    put(database, *keys[:1200])
    assert put(database, *keys, days=1) == PutCount(1300, 0, 1200)
    found, after = [], ""
    with database.reading() as reading:
        while page := reading.subjects.each(None, after, 700):
            found += [one.key for one in page]
            after = page[-1].id
    assert sorted(found) == sorted(keys)


def test_bases_are_apart(database: Database) -> None:
    put(database, "a")
    with database.writing() as writing:
        assert writing.subjects.put_many("payees", [("a", person(year=1990), None)], NOON) == PutCount(1, 0, 0)
        assert writing.subjects.bases() == ("customers", "payees")
        assert [one.base for one in writing.subjects.each("payees", "", 9)] == ["payees"]


def test_a_key_that_comes_twice_changes_nothing(database: Database) -> None:
    with pytest.raises(Conflict, match="twice") as caught:
        put(database, "a", "b", "secret-77", "secret-77")
    assert "secret-77" not in str(caught.value)
    with database.reading() as reading:
        assert reading.subjects.count() == 0


def test_text_that_cannot_be_kept_is_refused_without_repeating_it(database: Database, kind: str) -> None:
    with pytest.raises(DataError) as caught, database.writing() as writing:
        writing.subjects.put_many("customers", [("a", Subject(Schema.PERSON, (Name("Ilva \ud800"),)), None)], NOON)
    assert "Ilva" not in str(caught.value)
    with pytest.raises(DataError), database.writing() as writing:
        writing.subjects.put_many("customers", [("\udfff", person(), None)], NOON)


def test_retention_moves_with_each_import_and_does_not_count_as_a_change(database: Database) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("a", person(), NOON + DAY), ("b", person(), NOON + 2 * DAY), ("c", person(), None)], NOON)
    with database.writing() as writing:
        assert writing.subjects.put_many("customers", [("a", person(), NOON + 3 * DAY)], NOON + DAY) == PutCount(0, 0, 1)
        kept = writing.subjects.by_key("customers", "a")
        assert kept is not None
        assert (kept.keep_until, kept.changed_at) == (NOON + 3 * DAY, NOON)
        assert [one.key for one in writing.subjects.ended(NOON + 2 * DAY, 10)] == ["b"]
        assert [one.key for one in writing.subjects.ended(NOON + 9 * DAY, 10)] == ["b", "a"]
        assert writing.subjects.ended(NOON + 2 * DAY - timedelta(microseconds=1), 10) == ()


def test_what_an_import_no_longer_names_is_removed_with_a_tombstone(database: Database) -> None:
    put(database, "a", "b", "c")
    with database.reading() as reading:
        gone = [one.id for key in "ac" if (one := reading.subjects.by_key("customers", key))]
    put(database, "b", "d", days=1)
    with database.writing() as writing:
        assert writing.subjects.remove_missing("customers", NOON + DAY, NOON + 2 * DAY) == tuple(sorted(gone))
        assert [one.key for one in writing.subjects.each("customers", "", 9)] == ["b", "d"]
        stones = writing.erasures.of("subject", gone[0])
        assert [(one.stone.at, one.stone.digest, one.ledger_number) for one in stones] == [(NOON + 2 * DAY, "", None)]
        assert writing.subjects.remove_missing("customers", NOON + DAY, NOON + 2 * DAY) == ()


def test_an_erased_subject_leaves_decisions_and_no_trace_of_the_person(database: Database, address: str) -> None:
    put(database, "a")
    with database.writing() as writing:
        subject = writing.subjects.by_key("customers", "a")
        assert subject is not None
        theirs = replace(case(1), pair=Pair(subject.id, "own:guests", "G.1"), hit="hit-1")
        open_cases(writing, theirs, case(2))
        writing.decisions.add(decision("decision-1", theirs))
        writing.decisions.add(decision("decision-2", case(2)))
        writing.exemptions.add(exemption(decision("decision-1", theirs), theirs))
    with database.writing() as writing:
        assert writing.subjects.erase(subject.id)
        writing.record_erasure(Tombstone("subject", subject.id, "c0ffee", "request 12", NOON), entry(1, action="subject.erase"))
    with database.writing() as writing:
        assert not writing.subjects.erase(subject.id)
    with database.reading() as reading:
        assert reading.subjects.get(subject.id) is None
        stripped, other = reading.hits.get("hit-1"), reading.hits.get("hit-00002")
        assert stripped is not None
        assert other is not None
        assert stripped.hit.evidence == ()
        assert stripped.hit.listing == hit("hit-1", theirs.pair).hit.listing
        assert other.hit.evidence == hit("hit-00002", pair(2)).hit.evidence
        first, second = reading.decisions.get("decision-1"), reading.decisions.get("decision-2")
        assert first is not None
        assert second is not None
        assert (first.because.text, second.because.text) == ("", "another person, see the passport")
        assert first.verdict is second.verdict
        kept = reading.exemptions.get("decision-1")
        assert kept is not None
        assert kept.subject_digest == ""
        erased = reading.erasures.of("subject", subject.id)
        assert [(one.stone.digest, one.ledger_number) for one in erased] == [("c0ffee", 0)]
        assert reading.erasures.each("", 10) == erased


def test_an_erasure_reaches_the_hit_that_is_being_filed_at_that_moment(database: Database) -> None:
    put(database, "a")
    with database.reading() as reading:
        (one,) = reading.subjects.each("customers", "", 9)
    theirs = replace(case(1), pair=Pair(one.id, "own:guests", "G.1"), hit="hit-1")

    def erase() -> None:
        with database.writing() as writing:
            assert writing.subjects.erase(one.id)

    erasing = Thread(target=erase)
    with database.writing() as writing:
        assert writing.subjects.holding([one.id, "nobody"]) == {one.id: one}
        erasing.start()
        erasing.join(0.5)  # time enough to erase, were it not held up
        assert erasing.is_alive()
        open_cases(writing, theirs)
    erasing.join()
    with database.writing() as writing:
        assert writing.subjects.holding([one.id]) == {}
        stripped = writing.hits.get("hit-1")
    assert stripped is not None
    assert stripped.hit.evidence == ()


def test_nothing_of_an_erased_subject_is_left_in_the_file(database: Database, kind: str) -> None:
    if kind == "postgres":
        pytest.skip("a server's files are reclaimed by its vacuum")
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("a", person("Quillonbrack Vesh"), None)], NOON)
    with database.writing() as writing:
        subject = writing.subjects.by_key("customers", "a")
        assert subject is not None
        writing.subjects.erase(subject.id)
    database.compact()
    database.close()
    assert database.file is not None
    files = [path for path in database.file.parent.glob(database.file.name + "*") if path.is_file()]
    assert not any(b"Quillonbrack" in path.read_bytes() for path in files)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), st.integers(1950, 1955), min_size=1), min_size=1, max_size=5))
def test_after_any_imports_a_base_is_what_they_said_last(database: Database, imports: list[dict[str, int]]) -> None:
    expected: dict[str, int] = {}
    with undone(database) as writing:
        for number, said in enumerate(imports):
            count = writing.subjects.put_many(
                "customers", [(key, person(year=year), None) for key, year in said.items()], NOON + number * DAY
            )
            assert count.new == len(said.keys() - expected.keys())
            assert count.changed == sum(key in expected and expected[key] != year for key, year in said.items())
            assert count.new + count.changed + count.same == len(said)
            expected |= said
        kept = {one.key: one.subject.birth_dates[0].year for one in writing.subjects.each("customers", "", 100)}
        assert kept == expected


def test_bases_are_named_and_counted_no_further_than_asked(database: Database) -> None:
    with database.writing() as writing:
        for base, count in (("b", 3), ("a", 1), ("Ä", 2)):
            writing.subjects.put_many(base, [(str(number), person(), None) for number in range(count)], NOON)
    with database.reading() as reading:
        assert reading.subjects.bases() == ("a", "b", "Ä")
        assert [reading.subjects.count_up_to("b", most) for most in (2, 3, 4)] == [None, 3, 3]
        assert reading.subjects.count_up_to("none", 5) == 0


def test_keys_are_found_by_how_they_begin_in_pages(database: Database) -> None:
    put(database, "AB-1", "AB-2", "AB_3", "ab-4", "B", "AB", "A%", "ABé")
    with database.writing() as writing:
        writing.subjects.put_many("payees", [("AB-9", person(), None)], NOON)
    with database.reading() as reading:
        found = [one.key for one in reading.subjects.by_prefix("customers", "AB", "", 100)]
        assert sorted(found) == ["AB", "AB-1", "AB-2", "AB_3", "ABé"]
        paged, after = [], ""
        while page := reading.subjects.by_prefix("customers", "AB", after, 2):
            paged += [one.key for one in page]
            after = page[-1].key
        assert paged == found
        assert [one.key for one in reading.subjects.by_prefix("customers", "A%", "", 100)] == ["A%"]
        assert [one.key for one in reading.subjects.by_prefix("customers", "AB_", "", 100)] == ["AB_3"]
        assert reading.subjects.by_prefix("customers", "C", "", 100) == ()
        assert [reading.subjects.count_by_prefix("customers", begin) for begin in ("AB", "A%", "AB_", "C")] == [5, 1, 1, 0]


def test_the_latest_that_came_or_changed_come_first(database: Database) -> None:
    put(database, "a", "b")
    put(database, "c", days=2)
    put(database, "a", year=1980, days=3)
    with database.reading() as reading:
        assert [one.key for one in reading.subjects.latest_changed(None, 10)] == ["a", "c", "b"]
        assert [one.key for one in reading.subjects.latest_changed(NOON + 2 * DAY, 10)] == ["a", "c"]
        assert [one.key for one in reading.subjects.latest_changed(None, 1)] == ["a"]
