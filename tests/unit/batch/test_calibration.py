"""Counts by threshold, against a real index: each threshold's must be those of a screening under a rule with that threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.batch import ScreenedRow, Tally
from comity.batch.calibration import STEPS, AlertRate, Calibration, wilson
from comity.batch.rules import adjusted
from comity.model import (
    Edition,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    NameKind,
    Outcome,
    PartialDate,
    Query,
    Schema,
    ScreeningRule,
    Subject,
)
from comity.screening import Index
from comity.tables import Row

EDITION = Edition(
    "own-test-2026-01-01-00000000", "own:test", "Test", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), "0" * 64, 4, 5
)
LISTINGS = [
    Listing(
        "T1",
        "own:test",
        Subject(
            Schema.PERSON,
            (Name("Anselm Korvath Quillmann"), Name("Abu Zarduk", NameKind.WEAK)),
            birth_dates=(PartialDate(1968, 3, 7),),
            nationalities=("SY",),
            gender=Gender.MALE,
            identifiers=(Identifier(IdentifierType.PASSPORT, "N004512345"), Identifier(IdentifierType.NATIONAL_ID, "A71")),
        ),
    ),
    Listing("T2", "own:test", Subject(Schema.PERSON, (Name("Anselm Korvath"),), birth_dates=(PartialDate(1981),))),
    Listing("T3", "own:test", Subject(Schema.COMPANY, (Name("Drossfeld Maritime Trading GmbH"),))),
    Listing("T4", "own:test", Subject(Schema.PERSON, (Name("Borodan Istvanffy"),), nationalities=("HU",))),
]
PASSPORT = (Identifier(IdentifierType.PASSPORT, "n004512345"),)
TAX = (Identifier(IdentifierType.TAX, "N004512345"),)
SHORT = (Identifier(IdentifierType.NATIONAL_ID, "A71"),)
OTHER_DAY = (PartialDate(1999, 1, 1),)

ASKED = [
    Subject(Schema.PERSON, (Name(text),), birth_dates=born, gender=gender, identifiers=numbers)
    for text in (
        "Anselm Korvath Quillmann",
        "Ansel Korvat Kwillman",
        "Quillmann Anselm Rodrik",
        "Anselm Rodrik",
        "Abu Zarduk",
        "Borodan Istvanfi",
        "Istvanffy",
        "Marta Oliveira",
        "Drossfeld Shipping",
    )
    for born in ((), (PartialDate(1968, 3, 7),), OTHER_DAY)
    for gender in (None, Gender.FEMALE)
    for numbers in ((), PASSPORT, TAX, SHORT)
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("calibration") / "index"
    return Index.build([(EDITION, LISTINGS)], folder)


def screened(index: Index, rule: ScreeningRule, subjects: list[Subject]) -> list[ScreenedRow]:
    hits = index.screen_many([Query("", subject) for subject in subjects], rule)
    return [ScreenedRow(Row(number, None, ()), *row) for number, row in enumerate(zip(subjects, map(tuple, hits), strict=True))]


def counted(index: Index, rule: ScreeningRule, subjects: list[Subject]) -> Calibration:
    calibration = Calibration(rule)
    for answer in screened(index, calibration.floor, subjects):
        calibration.add(answer)
    return calibration


RULES = [ScreeningRule(), ScreeningRule(review=0.45, strong=0.66), ScreeningRule(review=0.93, strong=0.97)]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_rows_and_hits_are_those_of_a_screening_with_that_threshold(index: Index, rule: ScreeningRule) -> None:
    for rate in counted(index, rule, ASKED).rates:
        answers = screened(index, adjusted(rule, rate.threshold, frozenset()), ASKED)
        assert (rate.rows, rate.hits) == (sum(bool(one.hits) for one in answers), sum(len(one.hits) for one in answers)), rate.threshold


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_strong_rows_are_those_of_a_screening_where_strong_begins_there(index: Index, rule: ScreeningRule) -> None:
    for rate in counted(index, rule, ASKED).rates:
        there = replace(rule, review=min(rule.review, rate.threshold), strong=rate.threshold)
        answers = screened(index, there, ASKED)
        assert rate.strong == sum(one.outcome == "strong" for one in answers), rate.threshold


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_counted_row_comes_back_as_the_rule_in_use_answers_it(index: Index, rule: ScreeningRule) -> None:
    calibration = Calibration(rule)
    back = [calibration.add(answer) for answer in screened(index, calibration.floor, ASKED)]
    assert [one.outcome for one in back] == [one.outcome for one in screened(index, rule, ASKED)]
    tally = Tally()
    for one in back:
        tally.add(one)
    at_review = next(rate for rate in calibration.rates if rate.threshold == rule.review)
    at_strong = next(rate for rate in calibration.rates if rate.threshold == rule.strong)
    assert (tally.hits, tally.summary(0.0).strong) == (at_review.rows, at_strong.strong)


def test_the_cases_differ_so_that_the_comparisons_above_prove_something(index: Index) -> None:
    rates = counted(index, ScreeningRule(), ASKED).rates
    assert len({(rate.rows, rate.hits, rate.strong) for rate in rates}) > len(rates) / 2


def one_rate(index: Index, subject: Subject, threshold: float, rule: ScreeningRule | None = None) -> AlertRate:
    return next(rate for rate in counted(index, rule or ScreeningRule(), [subject]).rates if rate.threshold == threshold)


def test_a_strong_name_with_contradictions_counts_above_its_score_but_not_as_strong(index: Index) -> None:
    namesake = Subject(Schema.PERSON, (Name("Anselm Korvath Quillmann"),), birth_dates=OTHER_DAY, gender=Gender.FEMALE)
    hits = screened(index, ScreeningRule(), [namesake])[0].hits
    assert max(hit.score for hit in hits) < 0.75
    assert {hit.outcome for hit in hits} == {Outcome.REVIEW}
    assert one_rate(index, namesake, 0.80).rows == 1
    assert one_rate(index, namesake, 0.60).strong == 0


def test_a_short_number_beside_a_name_counts_only_while_the_name_reaches_the_threshold(index: Index) -> None:
    beside = Subject(Schema.PERSON, (Name("Ansel Corvat Quilma"),), identifiers=SHORT)
    (hit, *_) = screened(index, ScreeningRule(), [beside])[0].hits
    assert (hit.score, hit.outcome) == (1.0, Outcome.STRONG)
    assert one_rate(index, beside, 0.60).strong == 1
    assert one_rate(index, beside, 0.95).rows == 0


def test_the_thresholds_are_the_steps_and_those_of_the_rule() -> None:
    assert STEPS == (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
    rates = Calibration(ScreeningRule(review=0.58, strong=0.9)).rates
    assert [rate.threshold for rate in rates] == [0.58, *STEPS]


def test_a_row_that_was_not_screened_counts_nowhere() -> None:
    calibration = Calibration(ScreeningRule())
    lost = ScreenedRow(Row(1, None, ()), Subject(), error="lost")
    assert calibration.add(lost) is lost
    assert calibration.screened == 0
    first = calibration.rates[0]
    assert (first.rows, first.share, first.hits_per_row, first.interval) == (0, None, None, (0.0, 1.0))


def test_shares_and_hits_per_row() -> None:
    rate = AlertRate(0.7, screened=200, rows=20, hits=50, strong=3)
    assert (rate.share, rate.hits_per_row) == (0.1, 2.5)
    assert rate.interval == wilson(20, 200)


@pytest.mark.parametrize(
    ("part", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_wilson(part: int, total: int, low: float, high: float) -> None:
    assert wilson(part, total) == pytest.approx((low, high), abs=0.00005)


def test_the_interval_of_all_is_that_of_none_turned_round() -> None:
    low, high = wilson(20, 20)
    assert (wilson(0, 300)[0], wilson(300, 300)[1]) == (0.0, 1.0)  # exactly, whatever the rounding of floats
    assert (1 - high, 1 - low) == pytest.approx(wilson(0, 20))
