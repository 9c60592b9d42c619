"""The thread that asks the index: everybody gets the answers to their own questions, whatever others ask or break."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.model import Conflict, Edition, Listing, Name, Query, Schema, ScreeningRule, Subject
from comity.node.screener import PIECE, Screener
from comity.screening import Index

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = ScreeningRule()
NAMES = ("Karim Al Example", "Jonas Beispiel", "Maria Exemplo", "Ivan Primerov")


def listed(name: str, folder: Path) -> Index:
    edition = Edition(f"{name}-1", name, "test", NOW, NOW, "0" * 64, len(NAMES), len(NAMES))
    return Index.build([(edition, [Listing(f"{name}.{text}", name, person(text)) for text in NAMES])], folder / name)


def person(text: str) -> Subject:
    return Subject(Schema.PERSON, (Name(text),))


@pytest.fixture
def screener(tmp_path: Path) -> Iterator[Screener]:
    index = listed("first", tmp_path)
    one = Screener(lambda: index)
    one.start()
    yield one
    one.stop()


def test_each_caller_gets_the_answers_to_their_own_questions(screener: Screener) -> None:
    found: dict[int, list[str]] = {}

    def ask(number: int) -> None:
        texts = [NAMES[(number + at) % 4] for at in range(3 * PIECE + number)]
        answered = screener.submit([Query(str(at), person(text)) for at, text in enumerate(texts)], RULE).result(30)
        found[number] = [hits[0].listing.id for hits in answered.hits]
        assert found[number] == [f"first.{text}" for text in texts]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(found) == 8


def test_other_rules_beside_each_other_do_not_mix(screener: Screener) -> None:
    strict, loose = ScreeningRule(review=0.99, strong=0.99), ScreeningRule(review=0.5)
    asked = [Query("", person("Karim Exampel"))]
    answers = [screener.submit(asked, rule) for rule in (strict, loose, strict, loose)]
    assert [bool(one.result(30).hits[0]) for one in answers] == [False, True, False, True]


def test_no_questions_are_answered_with_no_hits(screener: Screener) -> None:
    assert screener.submit([], RULE).result(30).hits == ()


def test_one_question_that_breaks_costs_only_its_caller(screener: Screener) -> None:
    broken = Query("", None)  # type: ignore[arg-type]
    good = [screener.submit([Query("", person(NAMES[0]))], RULE) for _ in range(3)]
    bad = screener.submit([broken], RULE)
    good += [screener.submit([Query("", person(NAMES[1]))], RULE) for _ in range(3)]
    with pytest.raises(AttributeError):
        bad.result(30)
    assert all(one.result(30).hits[0] for one in good)


def test_after_a_swap_new_questions_are_answered_by_the_new_index_only(screener: Screener, tmp_path: Path) -> None:
    before = screener.submit([Query("", person(NAMES[0]))] * 500, RULE)
    screener.swap(listed("second", tmp_path))
    after = screener.submit([Query("", person(NAMES[0]))], RULE).result(30)
    assert {hits[0].listing.source for hits in before.result(30).hits} == {"first"}
    assert after.hits[0][0].listing.source == "second"
    assert [edition.id for edition in after.editions] == ["second-1"]
    assert [edition.source for edition in screener.editions] == ["second"]


def test_a_caller_who_went_away_does_not_stop_the_others(screener: Screener) -> None:
    gone = screener.submit([Query("", person(NAMES[0]))] * 2000, RULE)
    gone.cancel()
    assert screener.submit([Query("", person(NAMES[1]))], RULE).result(30).hits[0]


def test_what_waits_is_answered_before_it_stops_and_nothing_after(tmp_path: Path) -> None:
    index = listed("first", tmp_path)
    screener = Screener(lambda: index)
    with pytest.raises(Conflict):
        screener.submit([], RULE)
    screener.start()
    waiting = [screener.submit([Query("", person(NAMES[0]))] * 300, RULE) for _ in range(5)]
    screener.stop()
    assert all(len(one.result(1).hits) == 300 for one in waiting)
    with pytest.raises(Conflict):
        screener.submit([], RULE)
