"""What speaks for and against: in one form, the heaviest first; and what could not be compared."""

from __future__ import annotations

from dataclasses import replace

from comity.model import Evidence, EvidenceKind, Gender, Identifier, IdentifierType, PartialDate, Schema, Subject
from comity.web.console.explain.points import Point, points, signed
from comity.web.console.explain.uncompared import silent, uncompared

from .conftest import ENGLISH, EVIDENCE, LISTED, SUBJECT, hit


def said(given: tuple[Point, ...]) -> list[tuple[str, str, str, str]]:
    return [(one.fact, one.subject, one.listing, one.said) for one in given]


def name(why: str, effect: float = 0.8) -> Evidence:
    return Evidence(EvidenceKind.NAME, "Ilvar Marenkov", "Ilvar Zemhar", effect, why)


def test_both_columns_come_heaviest_first() -> None:
    country = Evidence(EvidenceKind.COUNTRY, "Slovenia", "Slovenia", 0.02, "both name Slovenia")
    found = points(ENGLISH, hit(country, *EVIDENCE[:2], EVIDENCE[2]), SUBJECT, ())
    assert said(found.favour) == [
        ("Name", "Ilvar Marenkov", "ILVAR BIN MARENKO", "+0.92"),
        ("Country", "Slovenia", "Slovenia", "+0.02"),
    ]
    assert said(found.against) == [
        ("Date of birth", "1968-03-07", "1971", "−0.15"),
        ("Country", "Slovenia", "Serbia", "−0.04"),
    ]
    assert found.silent == ()


def test_the_rest_of_a_name_speaks_against_beside_the_facts() -> None:
    evidence = name(
        "ilvar = ilvar; ilv ~ zem (0.50). only in the query: marenkov. only in the listing: bin zemhar. legal forms differ", 0.7
    )
    found = points(ENGLISH, hit(evidence, EVIDENCE[1]), SUBJECT, ())
    assert said(found.against) == [
        ("Rest of the name", "marenkov", "zemhar", "counted in the name"),
        ("Spelling", "ilv", "zem", "counted in the name"),
        ("Date of birth", "1968-03-07", "1971", "−0.15"),
        ("Legal form", "Ilvar Marenkov", "Ilvar Zemhar", "counted in the name"),
    ]


def test_a_particle_left_over_speaks_against_nobody() -> None:
    assert points(ENGLISH, hit(EVIDENCE[0]), SUBJECT, ()).against == ()


def test_a_number_alone_says_that_the_names_are_not_alike() -> None:
    number = Evidence(EvidenceKind.IDENTIFIER, "PB 204 118", "PB204118", 0.92, "the same passport number")
    found = points(ENGLISH, hit(number), SUBJECT, ())
    assert said(found.against) == [("Name", "Ilvar Marenkov", "ILVAR BIN MARENKO", "adds nothing")]
    assert points(ENGLISH, hit(number), replace(SUBJECT, names=()), ()).against == ()


def test_codes_are_called_by_their_names_and_an_unknown_one_by_itself() -> None:
    kind = Evidence(EvidenceKind.SCHEMA, "Person", "Vessel", -0.2, "different kinds of subject")
    gender = Evidence(EvidenceKind.GENDER, "male", "unheard of", -0.1, "genders differ")
    found = points(ENGLISH, hit(EVIDENCE[0], kind, gender), SUBJECT, ())
    assert said(found.against) == [("Kind", "person", "vessel", "−0.20"), ("Gender", "male", "unheard of", "−0.10")]


def test_a_sentence_on_the_outcome_is_no_point() -> None:
    kept = Evidence(EvidenceKind.NAME, "", "", 0.0, "kept for review whatever contradicts it: the name alone is strong")
    found = points(ENGLISH, hit(EVIDENCE[0], kept), SUBJECT, ())
    assert (len(found.favour), found.against, found.silent) == (1, (), ())


def test_a_slip_in_a_date_changes_nothing_and_is_shown() -> None:
    slip = Evidence(EvidenceKind.BIRTH_DATE, "1968-03-07", "1968-03-17", 0.0, "dates of birth: one digit differs: perhaps mistyped")
    found = points(ENGLISH, hit(EVIDENCE[0], slip), SUBJECT, ())
    assert said(found.silent) == [("Date of birth", "1968-03-07", "1968-03-17", "+0.00")]


def test_what_one_side_lacks_is_named_with_what_the_other_says() -> None:
    found = uncompared(ENGLISH, SUBJECT, LISTED, EVIDENCE)
    assert [(one.fact, one.lacks, one.value) for one in found] == [
        ("Gender", "the listing does not state it; the subject does:", "male"),
        ("Identifier", "the subject does not state it; the listing does:", "passport PB 204 118"),
    ]


def test_what_neither_states_is_named_too_but_only_what_applies() -> None:
    company = Subject(Schema.COMPANY, SUBJECT.names)
    found = uncompared(ENGLISH, company, replace(LISTED, schema=Schema.COMPANY, identifiers=()), ())
    assert [(one.fact, one.lacks, one.value) for one in found] == [
        ("Country", "the subject does not state it; the listing does:", "Serbia"),
        ("Identifier", "neither side states it", ""),
    ]


def test_long_lists_of_values_are_counted() -> None:
    many = replace(LISTED, identifiers=tuple(Identifier(IdentifierType.TAX, f"{number}") for number in range(7)))
    found = {one.fact: one.value for one in uncompared(ENGLISH, SUBJECT, many, EVIDENCE)}
    assert found["Identifier"] == "tax number 0, tax number 1, tax number 2, tax number 3 (+3)"


def test_the_same_gender_and_other_numbers_are_shown_as_without_effect() -> None:
    mine = replace(SUBJECT, identifiers=(Identifier(IdentifierType.PASSPORT, "PA 1"),))
    found = silent(ENGLISH, mine, replace(LISTED, gender=Gender.MALE), EVIDENCE)
    assert said(found) == [("Gender", "male", "male", "0"), ("Identifier", "passport PA 1", "passport PB 204 118", "0")]
    assert silent(ENGLISH, mine, replace(LISTED, gender=None, identifiers=()), EVIDENCE) == ()


def test_an_effect_has_its_sign() -> None:
    assert [signed(effect) for effect in (0.05, -0.15, 1.07)] == ["+0.05", "−0.15", "+1.07"]


def test_dates_of_a_listing_without_a_day_are_compared_as_they_stand() -> None:
    undated = replace(SUBJECT, birth_dates=())
    found = {one.fact: one.value for one in uncompared(ENGLISH, undated, replace(LISTED, birth_dates=(PartialDate(1971, circa=True),)), ())}
    assert found["Date of birth"] == "circa 1971"
