"""Searching cases by name on both databases: what is found, in what order, how it is bounded, and that it goes with the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from comity.model import Outcome, Pair, UsageError
from comity.storage.database import Database, case_words
from comity.storage.database.queue import QueuedCase, QueueView, place_of

from .rows import DAY, NOON, case, decided, open_cases, pair, person

TEXTS: Mapping[int, Sequence[str]] = {
    1: ["Ilva Marenko", "Ильва Маренко", "G.1", "K-0001"],
    2: ["Marenko Dragan", "G.2", "K-0002"],
    3: ["إلفار بن مارينكو", "Jürgen O'Mare", "G.30", "K-0003"],
    4: ["Somebody Else", "Marenkovic, Ilva-Ana", "G.4", "K-0004"],
}


@pytest.fixture
def filled(database: Database) -> Database:
    """Four open cases, the higher the number the higher the score."""
    with database.writing() as writing:
        open_cases(writing, *(QueuedCase(case(number, 0.7 + number / 100), f"base-{number % 2}", NOON + DAY) for number in TEXTS))
        writing.case_words.put_many({case(number).id: texts for number, texts in TEXTS.items()})
    return database


def found(database: Database, sought: str, after: str = "", limit: int = 10, view: QueueView | None = None) -> list[int]:
    asked = view or QueueView(sought=sought)
    with database.reading() as reading:
        page = reading.cases.queue(asked, after, limit)
    assert page.total is not None
    return [int(one.case.id.removeprefix("case-")) for one in page.items]


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        ("marenko", [4, 2, 1]),
        ("MARENKO ilva", [4, 1]),
        ("ilva marenk", [4, 1]),
        ("Маренко", [4, 2, 1]),
        ("jurgen", [3]),
        ("Jürgen mare", [3]),
        ("k 0002", [2]),
        ("K-0002", [2]),
        ("g.30", [3]),
        ("ana", [4]),
        ("lva", []),
        ("nobody", []),
        ("marenko nobody", []),
    ],
)
def test_each_word_is_found_by_its_beginning_in_whatever_script(filled: Database, sought: str, numbers: list[int]) -> None:
    assert found(filled, sought) == numbers


def test_a_search_is_paged_and_narrowed_as_the_queue_is(filled: Database) -> None:
    assert found(filled, "marenko", limit=2) == [4, 2]
    assert found(filled, "marenko", place_of(case(2, 0.72)), limit=2) == [1]
    assert found(filled, "", view=QueueView(sought="marenko", base="base-0")) == [4, 2]
    assert found(filled, "", view=QueueView(sought="marenko", outcome=Outcome.STRONG)) == []
    assert found(filled, "", view=QueueView(sought="marenko", claimed_by="", list="own:guests", overdue_at=NOON + 2 * DAY)) == [4, 2, 1]
    assert found(filled, "", view=QueueView(sought="marenko", overdue_at=NOON)) == []
    with filled.writing() as writing:
        writing.cases.save(decided(case(4, 0.74)), 1)
    assert found(filled, "marenko") == [2, 1]


def test_words_are_replaced_and_go_with_the_person(filled: Database) -> None:
    with filled.writing() as writing:
        writing.case_words.put_many({case(1).id: ["Ilva Novak"]})
    assert found(filled, "novak") == [1]
    assert found(filled, "marenko ilva") == [4]
    with filled.writing() as writing:
        writing.subjects.erase(pair(1).subject)
    with filled.reading() as reading:
        left = reading.connection.exec_driver_sql("SELECT count(*) FROM case_words WHERE case_id = 'case-00001'").scalar()
    assert left == 0


@pytest.mark.parametrize("sought", [" ", "…", "-'-", "\u202e"])
def test_a_search_without_a_letter_is_refused(filled: Database, sought: str) -> None:
    with pytest.raises(UsageError, match="no letter"):
        found(filled, sought)


def test_a_word_that_names_too_many_asks_for_another(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_words, "MOST_FOUND", 2)
    with pytest.raises(UsageError, match="more than 2 cases"):
        found(filled, "marenko")
    assert found(filled, "marenko dragan") == [2]


def test_several_words_each_of_many_cases_are_found_together(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_words, "MOST_FOUND", 1)
    monkeypatch.setattr(case_words, "RARE_ENOUGH", 0)
    monkeypatch.setattr(case_words, "MOST_TOGETHER", 2)
    assert found(filled, "marenko ilva") == [4, 1]
    monkeypatch.setattr(case_words, "MOST_TOGETHER", 1)
    with pytest.raises(UsageError, match="more than 1 cases"):
        found(filled, "marenko ilva")


def test_names_of_great_length_give_few_words(database: Database) -> None:
    with database.writing() as writing:
        open_cases(writing, case(1))
        writing.case_words.put_many({case(1).id: [" ".join(f"w{number}" for number in range(500)), "é" * 500]})
    with database.reading() as reading:
        longest = "SELECT count(*), max(length(word)) FROM case_words"
        assert reading.connection.exec_driver_sql(longest).one() == (case_words.MOST_WORDS, 3)
    assert found(database, "w3") == [1]
    assert found(database, "w499") == []


def test_a_database_from_before_there_was_a_search_finds_its_cases(database: Database, address: str) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("K-77", person("Ilva Marenko"), None)], NOON)
        subject = writing.subjects.by_key("customers", "K-77")
        assert subject is not None
        open_cases(writing, replace(case(1), pair=Pair(subject.id, "own:guests", "G.1")), case(2))
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE case_words"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    engine.dispose()
    database.prepare()
    for sought in ("marenko", "Ильва", "k 77", "g 1"):
        assert found(database, sought) == [1]
