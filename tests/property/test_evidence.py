"""Facts beside a name: what contradicts never raises a score, what agrees never lowers one, and nothing but an identifier reaches 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.matching.comparison import compare_names
from comity.model import Edition, Gender, Listing, Name, PartialDate, Schema, ScreeningRule, Subject
from comity.screening.judgement import judge

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EDITION = Edition("own:x-2026-01-01-00000000", "own:x", "Invented House", NOW, NOW, "0" * 64, 1, 1)
RULE = ScreeningRule()
WORDS = st.lists(st.text("abcdefghijklmnoprstuvz", min_size=2, max_size=9), min_size=1, max_size=4).map(" ".join)
YEARS = st.integers(1930, 2005)
COUNTRIES = st.sampled_from(["FR", "KE", "MY", "BR", "DE"])
GENDERS = st.sampled_from([Gender.FEMALE, Gender.MALE])


def score(asked: Subject, listed: Subject) -> float:
    comparison = compare_names(asked.names[0].full, listed.names[0].full, asked.schema)
    return judge(asked, (Listing("X-1", "own:x", listed), EDITION), (asked.names[0].full, listed.names[0], comparison), RULE).score


def person(name: str) -> Subject:
    return Subject(Schema.PERSON, (Name(name),))


@given(WORDS, WORDS, YEARS, st.integers(2, 40))
def test_another_year_of_birth_never_raises_a_score(one: str, other: str, year: int, apart: int) -> None:
    asked, listed = person(one), replace(person(other), birth_dates=(PartialDate(year),))
    assert score(replace(asked, birth_dates=(PartialDate(year + apart),)), listed) <= score(asked, listed)
    assert score(replace(asked, birth_dates=(PartialDate(year),)), listed) >= score(asked, listed)


@given(WORDS, WORDS, COUNTRIES, COUNTRIES)
def test_another_nationality_never_raises_a_score(one: str, other: str, mine: str, theirs: str) -> None:
    asked, listed = person(one), replace(person(other), nationalities=(theirs,))
    found = score(replace(asked, nationalities=(mine,)), listed)
    assert found >= score(asked, listed) if mine == theirs else found <= score(asked, listed)


@given(WORDS, WORDS, GENDERS, GENDERS)
def test_another_gender_never_raises_a_score(one: str, other: str, mine: Gender, theirs: Gender) -> None:
    asked, listed = person(one), replace(person(other), gender=theirs)
    assert score(replace(asked, gender=mine), listed) <= score(asked, listed)


@given(WORDS, YEARS, COUNTRIES, GENDERS)
def test_without_an_identifier_nothing_is_certain(name: str, year: int, country: str, gender: Gender) -> None:
    subject = replace(person(name), birth_dates=(PartialDate(year, 5, 6),), nationalities=(country,), gender=gender)
    assert score(subject, subject) <= 0.99
