"""The sum of a score adds up, with the bounds of the scale, and says what made the outcome."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from comity.matching.comparison import compare_names
from comity.model import (
    Evidence,
    EvidenceKind,
    Gender,
    Hit,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    Outcome,
    PartialDate,
    Schema,
    ScreeningRule,
    Subject,
)
from comity.model.record import rule_to_text
from comity.screening.judgement import judge
from comity.web.console.explain.arithmetic import arithmetic, decimals, steps, thresholds
from comity.web.console.tables import plain

from .conftest import EDITION, ENGLISH, EVIDENCE, HIT, LISTING, hit, rule_record

RULE = ScreeningRule()


def judged(query: Subject, listed: Subject, *, is_named: bool = True) -> Hit:
    """The hit that the screening makes of two subjects."""
    names = (query.caption, listed.names[0], compare_names(query.caption, listed.caption, Schema.PERSON))
    return judge(query, (replace(LISTING, subject=listed), EDITION), names if is_named else None, RULE)


def person(name: str, *facts: Facts, kind: NameKind = NameKind.PRIMARY) -> Subject:
    stated = {key: value for some in facts for key, value in some.items()}
    return Subject(Schema.PERSON, (Name(name, kind),), **stated)


Facts = Mapping[str, Any]
BORN: Facts = {"birth_dates": (PartialDate(1968, 3, 7),), "nationalities": ("SI",)}
MALE: Facts = {"gender": Gender.MALE}
PASSPORT: Facts = {"identifiers": (Identifier(IdentifierType.PASSPORT, "PB 204 118"),)}
OTHER: Facts = {"birth_dates": (PartialDate(1991),), "nationalities": ("RS",), "gender": Gender.FEMALE}
JUDGED = {
    "plain": judged(person("Ilvar Marenkov"), person("Ilvar Marenko")),
    "bounded above": judged(person("Ilvar Teodor Marenkov", BORN), person("Ilvar Teodor Marenkov", BORN)),
    "identified": judged(person("Ilvar Marenkov", PASSPORT, BORN), person("Ilvar Marenko", PASSPORT)),
    "identified against facts": judged(person("Ilvar Marenkov", PASSPORT, BORN), person("Ilvar Marenko", PASSPORT, OTHER)),
    "number alone": judged(person("Ilvar", PASSPORT, BORN), person("Zemhar Oduya", PASSPORT, OTHER), is_named=False),
    "bounded below": judged(person("Ilvar", BORN, MALE), person("Zemhar Oduya", OTHER)),
    "low-quality alias": judged(person("Ilvar Marenkov"), person("Ilvar Marenko", kind=NameKind.WEAK)),
}


@pytest.mark.parametrize("name", JUDGED)
def test_the_steps_of_every_kind_of_hit_lead_to_its_score(name: str) -> None:
    made = steps(ENGLISH, JUDGED[name])
    assert made[-1].total == pytest.approx(JUDGED[name].score, abs=0.0006)
    assert sum(step.effect for step in made) == pytest.approx(JUDGED[name].score, abs=0.0006)
    assert "Not explained" not in {step.title for step in made}


def test_facts_cannot_lift_a_score_beyond_its_bound() -> None:
    last = steps(ENGLISH, JUDGED["bounded above"])[-1]
    assert (last.title, last.is_bound, last.total) == ("Upper bound", True, 0.99)
    assert last.effect < 0


def test_a_number_comes_after_the_facts_and_says_what_it_lifts_to() -> None:
    last = steps(ENGLISH, JUDGED["identified against facts"])[-1]
    assert (last.title, round(last.total, 2)) == ("Identifier", 1.0)
    assert last.why == "the same number: passport: it lifts the score to 1.00, whatever contradicts it"


def test_a_sum_that_does_not_add_up_says_so() -> None:
    last = steps(ENGLISH, hit(EVIDENCE[0], score=0.5))[-1]
    assert (last.title, last.is_bound, last.total) == ("Not explained", True, 0.5)


def test_the_table_says_what_the_chart_says() -> None:
    made = arithmetic(ENGLISH, HIT, RULE)
    rows = [[plain(cell.value, ENGLISH).lstrip("'") for cell in row.values()] for row in made.table.rows]
    assert rows == [
        ["Name", "how alike the two names are, from 0 to 1", "+0.92", "0.92"],
        ["Date of birth", "years apart: 3", "−0.15", "0.77"],
        ["Country", "no country in common", "−0.04", "0.73"],
        ["Score", "", "", "0.73"],
    ]
    for said in ("Date of birth", "−0.15", "0.73", "review 0.70", "strong 0.88"):
        assert said in made.chart


@pytest.mark.parametrize(
    ("score", "outcome", "said"),
    [
        (0.91, Outcome.STRONG, "The score reaches 0.88, from where a hit is strong."),
        (0.91, Outcome.REVIEW, "The score reaches 0.88, but a plain contradiction (−0.10 or more) keeps the hit at review."),
        (0.75, Outcome.REVIEW, "The score lies between 0.70, from where a hit is for review, and 0.88, from where it is strong."),
        (
            0.65,
            Outcome.REVIEW,
            "The score lies below 0.70. The hit is kept for review since the name alone reaches 0.88, whatever contradicts it.",
        ),
        (0.45, Outcome.CLEAR, "The score stays below 0.70, from where a hit is for review."),
    ],
)
def test_what_made_the_outcome_is_said(score: float, outcome: Outcome, said: str) -> None:
    assert arithmetic(ENGLISH, hit(score=score, outcome=outcome), RULE).said[0] == said


@pytest.mark.parametrize(
    ("score", "places", "said"),
    [(0.73, 2, "0.73"), (0.696806, 3, "0.697"), (0.699996, 6, "0.699996"), (0.879, 3, "0.879"), (0.88, 2, "0.88")],
)
def test_a_score_never_looks_as_if_it_reached_what_it_misses(score: float, places: int, said: str) -> None:
    assert decimals(score, RULE) == places
    made = arithmetic(ENGLISH, hit(score=score), RULE)
    assert plain(made.table.rows[-1]["total"].value, ENGLISH) == said
    assert f">{said}<" in made.chart


def test_the_bound_is_said_only_where_no_number_agrees() -> None:
    said = "No identifier agrees, so the score cannot be more than 0.99."
    assert said in arithmetic(ENGLISH, HIT, RULE).said
    number = Evidence(EvidenceKind.IDENTIFIER, "PB 204 118", "PB204118", 0.08, "the same passport number")
    assert said not in arithmetic(ENGLISH, hit(EVIDENCE[0], number, score=1.0), RULE).said


def test_the_thresholds_are_those_that_the_hit_was_found_under() -> None:
    found = thresholds(rule_record())
    assert found is not None
    assert (found.review, found.strong) == (0.6, 0.9)
    assert thresholds(rule_to_text(RULE)) == RULE


@pytest.mark.parametrize("record", ["", "by hand", "[]", json.dumps({"review": "x", "strong": 1}), rule_record(review=2)])
def test_a_rule_that_cannot_be_read_shows_no_thresholds(record: str) -> None:
    assert thresholds(record) is None
    made = arithmetic(ENGLISH, HIT, None)
    assert made.said[0] == "The rule of this hit cannot be read, so its thresholds are not shown."
    assert "chart-level" not in made.chart
