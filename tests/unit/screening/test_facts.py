"""Evidence beside the name."""

from __future__ import annotations

import pytest

from comity.model import Address, EvidenceKind, Gender, PartialDate, Schema, Subject
from comity.screening.facts import CONTRADICTION, compare_dates, facts, kinds_compatible
from comity.screening.judgement import MOST_THAT_FACTS_ADD

DAY = PartialDate(1968, 3, 7)


@pytest.mark.parametrize(
    ("other", "sign"),
    [
        (PartialDate(1968, 3, 7), 1),
        (PartialDate(1968, 7, 3), 1),
        (PartialDate(1968), 1),
        (PartialDate(1968, 3), 1),
        (PartialDate(1967, circa=True), 1),
        (PartialDate(1960, to_year=1970), 1),
        (PartialDate(1968, 3, 17), 0),
        (PartialDate(1968, 11, 30), -1),
        (PartialDate(1968, 4), -1),
        (PartialDate(1969), -1),
        (PartialDate(1990), -1),
        (PartialDate(1960, to_year=1965), -1),
        (PartialDate(1990, circa=True), -1),
    ],
)
def test_dates(other: PartialDate, sign: int) -> None:
    effect, why = compare_dates(DAY, other)
    assert (effect > 0) - (effect < 0) == sign
    assert why
    assert compare_dates(other, DAY) == (effect, why)


def test_years_apart_are_a_plain_contradiction() -> None:
    assert compare_dates(DAY, PartialDate(1991, 1, 1))[0] <= CONTRADICTION


def test_the_best_of_several_dates_counts() -> None:
    query = Subject(Schema.PERSON, birth_dates=(DAY,))
    (evidence,) = facts(query, Subject(Schema.PERSON, birth_dates=(PartialDate(1940), DAY)))
    assert (evidence.kind, evidence.listing) == (EvidenceKind.BIRTH_DATE, "1968-03-07")


def test_silence_is_no_evidence() -> None:
    assert facts(Subject(Schema.PERSON, nationalities=("SY",)), Subject(Schema.PERSON, birth_dates=(DAY,))) == []


def test_countries_agree_through_residence_but_less() -> None:
    query = Subject(Schema.PERSON, nationalities=("SY",))
    (citizen,) = facts(query, Subject(Schema.PERSON, nationalities=("SY", "IQ")))
    (resident,) = facts(query, Subject(Schema.PERSON, addresses=(Address(country="SY"),)))
    (stranger,) = facts(query, Subject(Schema.PERSON, nationalities=("IQ",)))
    assert stranger.effect < 0 < resident.effect < citizen.effect


def test_kinds() -> None:
    assert kinds_compatible(Schema.COMPANY, Schema.ORGANIZATION)
    assert kinds_compatible(Schema.THING, Schema.VESSEL)
    assert kinds_compatible(Schema.LEGAL_ENTITY, Schema.PERSON)
    assert not kinds_compatible(Schema.PERSON, Schema.COMPANY)
    assert not kinds_compatible(Schema.VESSEL, Schema.AIRPLANE)
    assert {e.kind for e in facts(Subject(Schema.PERSON), Subject(Schema.VESSEL))} == {EvidenceKind.SCHEMA}


def test_facts_alone_never_add_more_than_the_search_allows_for() -> None:
    everything = Subject(Schema.PERSON, birth_dates=(DAY,), nationalities=("SY",), gender=Gender.MALE)
    assert sum(evidence.effect for evidence in facts(everything, everything)) <= MOST_THAT_FACTS_ADD
