"""Every reason that the screening can write has its counterpart in the visitor's language."""

from __future__ import annotations

from itertools import product

import pytest

from comity.model import Address, Evidence, Gender, Identifier, IdentifierType, Name, NameKind, PartialDate, Schema, Subject
from comity.screening.facts import facts
from comity.screening.judgement import identifier_evidence, name_quality
from comity.web.console.explain.reasons import reason

from .conftest import ENGLISH, MARKED

DATES = [
    PartialDate(1968, 3, 7),
    PartialDate(1968, 7, 3),
    PartialDate(1968, 3, 17),
    PartialDate(1968, 3, 8),
    PartialDate(1968, 11, 25),
    PartialDate(1969, 4, 25),
    PartialDate(1968, 3),
    PartialDate(1968, 5),
    PartialDate(1968),
    PartialDate(1970, circa=True),
    PartialDate(1968, 4, circa=True),
    PartialDate(1990),
]


def of_facts() -> list[Evidence]:
    born = [facts(Subject(birth_dates=(one,)), Subject(birth_dates=(other,))) for one, other in product(DATES, DATES)]
    slovene, serb = Subject(nationalities=("SI",)), Subject(nationalities=("RS",), addresses=(Address(country="SI"),))
    where = [facts(slovene, slovene), facts(slovene, serb), facts(slovene, Subject(nationalities=("RS",)))]
    other = [facts(Subject(Schema.PERSON, gender=Gender.MALE), Subject(Schema.VESSEL, gender=Gender.FEMALE))]
    return [one for found in (*born, *where, *other) for one in found]


def of_identifiers() -> list[Evidence]:
    def holder(kind: IdentifierType, *, doubtful: bool = False) -> Subject:
        return Subject(identifiers=(Identifier(kind, "PB 204 118", doubtful=doubtful),))

    kinds = [identifier_evidence(holder(kind), holder(kind), 0.5, name_agrees=True) for kind in IdentifierType]
    other = identifier_evidence(holder(IdentifierType.PASSPORT), holder(IdentifierType.NATIONAL_ID, doubtful=True), 0.5, name_agrees=True)
    return [one for found in (*kinds, other) for one in found]


def test_every_reason_of_the_evidence_is_known() -> None:
    whys = {one.why for one in (*of_facts(), *of_identifiers(), *name_quality(Name("Ilvar", NameKind.WEAK)))}
    assert len(whys) >= 25
    assert [why for why in whys if not reason(MARKED, why).startswith("¤")] == []


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("dates of birth: 39 years apart", "years apart: 39"),
        ("the same national id number", "the same number: national identity number"),
        ("both name Slovenia", "both name Slovenia"),
        ("it was withdrawn before", "it ended before: withdrawn"),
        ("the listing has changed: names, gender", "the listing has changed: names, gender"),
        ("something that an older program wrote", "something that an older program wrote"),
    ],
)
def test_a_reason_says_the_same(why: str, said: str) -> None:
    assert reason(ENGLISH, why) == said


def test_a_document_that_the_source_doubts_is_said_to_be() -> None:
    why = "the same passport number; the source calls the document false, expired, lost or revoked"
    assert reason(ENGLISH, why) == "the same number: passport; the source calls the document false, expired, lost or revoked"
