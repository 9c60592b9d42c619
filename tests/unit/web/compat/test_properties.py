"""A listing as an entity: every fact under its schema's own property, and the way back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity import lists
from comity.model import Address, Detail, Gender, Identifier, IdentifierType, Listing, Name, NameKind, PartialDate, Schema, Subject
from comity.web.compat.entities import entities_beside, entity_of, nested_fields_of
from comity.web.compat.properties import properties_of, topics_of

from .conftest import FTM, UN, edition

WORDS = st.text(alphabet="abcdefghijklmnop", min_size=2, max_size=8).map(str.title)
NAMES = st.builds(Name, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.sampled_from(NameKind), script=st.just("Latn"))
DATES = st.dates(date(1900, 1, 1), date(2020, 1, 1)).map(lambda day: PartialDate(day.year, day.month, day.day)) | st.integers(
    1900, 2020
).map(PartialDate)
CODES = st.sampled_from(["SI", "GB", "RU", "SU", "CSHH", "XK"])
PERSON_NUMBERS = st.sampled_from([IdentifierType.PASSPORT, IdentifierType.NATIONAL_ID, IdentifierType.TAX])
COMPANY_NUMBERS = st.sampled_from(
    [IdentifierType.LEI, IdentifierType.BIC, IdentifierType.REGISTRATION, IdentifierType.IMO, IdentifierType.TAX]
)


def numbers(kinds: st.SearchStrategy[IdentifierType]) -> st.SearchStrategy[tuple[Identifier, ...]]:
    made = st.builds(Identifier, kinds, st.from_regex(r"[A-Z]{1,2}[0-9]{4,9}", fullmatch=True))
    return st.lists(made, max_size=3, unique_by=lambda number: number.value).map(tuple)


def few(values: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, min_size=least, max_size=3, unique=True).map(tuple)


NAMED = st.lists(NAMES, min_size=1, max_size=4, unique_by=lambda name: name.full).map(tuple)
PERSONS = st.builds(
    Subject,
    st.just(Schema.PERSON),
    NAMED,
    birth_dates=few(DATES),
    nationalities=few(CODES),
    gender=st.sampled_from([None, Gender.MALE, Gender.FEMALE]),
    identifiers=numbers(PERSON_NUMBERS),
)
COMPANIES = st.builds(
    Subject, st.just(Schema.COMPANY), NAMED, founded=few(DATES), jurisdictions=few(CODES), identifiers=numbers(COMPANY_NUMBERS)
)


@given(PERSONS | COMPANIES)
def test_the_way_back_gives_the_same_facts(subject: Subject) -> None:
    listing = Listing("x", "own:x", subject)
    asked, issues = lists.subject_of({"schema": subject.schema.value, "properties": properties_of(listing)})
    assert issues == ()
    for name in ("schema", "birth_dates", "founded", "nationalities", "jurisdictions", "gender"):
        assert getattr(asked, name) == getattr(subject, name)
    assert set(asked.names) == set(subject.names)
    assert set(asked.identifiers) == set(subject.identifiers)


def test_a_person() -> None:
    entity = entity_of(UN[0], edition("un-sc", 3))
    assert (entity.id, entity.caption, entity.schema_) == ("un-sc:QDi.901", "Ilva Marenko", "Person")
    assert entity.properties == {
        "name": ["Ilva Marenko", "Илва Маренко"],
        "firstName": ["Ilva"],
        "lastName": ["Marenko"],
        "alias": ["Ilvana Marenka"],
        "weakAlias": ["The Weaver"],
        "birthDate": ["1968-03-07"],
        "nationality": ["si"],
        "gender": ["female"],
        "passportNumber": ["PX 4471209"],
        "notes": [
            "passport number PX 4471209: its publisher calls it false, expired, lost, stolen or revoked",
            "comments: An invented remark.",
        ],
        "address": ["1 Example Road, Koper"],
        "country": ["si"],
        "birthPlace": ["Split"],
        "birthCountry": ["hr"],
        "topics": ["sanction"],
        "program": ["Al-Qaida"],
        "createdAt": ["2011-10-06"],
        "modifiedAt": ["2019-05-01"],
    }
    assert (entity.datasets, entity.referents, entity.target) == (["un-sc"], [], True)
    assert entity.last_seen == edition("un-sc", 3).fetched_at
    assert (entity.first_seen, entity.last_change) == (None, None), "what no list says is not made up"


def test_dates_that_are_not_exact_keep_what_the_publisher_says() -> None:
    dates = (PartialDate(1968, circa=True), PartialDate(1970, 3, to_year=1972))
    found = properties_of(Listing("x", "own:x", Subject(Schema.PERSON, (Name("A B"),), birth_dates=dates)))
    assert found["birthDate"] == ["1968", "1970-03", "1972"]
    assert found["notes"] == ["date of birth: circa 1968", "date of birth: 1970-03 to 1972"]


@pytest.mark.parametrize(
    ("schema", "number", "name"),
    [
        (Schema.COMPANY, Identifier(IdentifierType.PASSPORT, "1"), "idNumber"),
        (Schema.VESSEL, Identifier(IdentifierType.IMO, "1"), "imoNumber"),
        (Schema.VESSEL, Identifier(IdentifierType.MMSI, "1"), "mmsi"),
        (Schema.VESSEL, Identifier(IdentifierType.CALL_SIGN, "1"), "callSign"),
        (Schema.AIRPLANE, Identifier(IdentifierType.AIRCRAFT_TAIL, "1"), "registrationNumber"),
        (Schema.AIRPLANE, Identifier(IdentifierType.AIRCRAFT_SERIAL, "1"), "serialNumber"),
        (Schema.PERSON, Identifier(IdentifierType.DRIVING_LICENCE, "1"), "idNumber"),
    ],
)
def test_numbers_go_where_their_schema_has_them(schema: Schema, number: Identifier, name: str) -> None:
    assert properties_of(Listing("x", "own:x", Subject(schema, identifiers=(number,)))) == {name: ["1"]}


@pytest.mark.parametrize(
    ("schema", "number", "note"),
    [
        (Schema.VESSEL, Identifier(IdentifierType.TAX, "1"), "tax number: 1"),
        (Schema.PERSON, Identifier(IdentifierType.OTHER, "1"), "other number: 1"),
        (Schema.THING, Identifier(IdentifierType.PASSPORT, "1"), "passport number: 1"),
        (Schema.PERSON, Identifier(IdentifierType.IMO, "1"), "imo number: 1"),
    ],
)
def test_numbers_that_have_no_property_are_notes(schema: Schema, number: Identifier, note: str) -> None:
    assert properties_of(Listing("x", "own:x", Subject(schema, identifiers=(number,)))) == {"notes": [note]}


def test_ships_aircraft_and_what_is_not_known() -> None:
    def found(schema: Schema) -> dict[str, list[str]]:
        return properties_of(Listing("x", "own:x", Subject(schema, founded=(PartialDate(2004),), jurisdictions=("PA",))))

    assert found(Schema.VESSEL) == {"buildDate": ["2004"], "flag": ["pa"]}
    assert found(Schema.AIRPLANE) == {"buildDate": ["2004"], "country": ["pa"]}
    assert found(Schema.ORGANIZATION) == {"incorporationDate": ["2004"], "jurisdiction": ["pa"]}
    assert found(Schema.THING) == {"notes": ["date of founding or building: 2004"], "country": ["pa"]}


def test_a_followthemoney_list_keeps_its_own_properties() -> None:
    found = properties_of(FTM[0])
    assert (found["topics"], found["position"]) == (["role.pep"], ["Mayor"])
    assert "notes" not in found


def test_topics() -> None:
    assert topics_of(UN[0]) == ("sanction",)
    assert topics_of(Listing("x", "own:x", Subject())) == ()
    assert topics_of(Listing("x", "never-heard-of", Subject())) == ()


def test_addresses_in_parts() -> None:
    place = Address(city="Koper", postal_code="6000", country="SI")
    found = properties_of(
        Listing("x", "own:x", Subject(Schema.COMPANY, addresses=(place,), birth_places=(Address("Split", country="HR"),)))
    )
    assert found == {"address": ["Koper, 6000"], "country": ["si", "hr"], "notes": ["Split"]}


def test_a_wallet_by_itself_and_with_its_holder() -> None:
    alone = entity_of(FTM[1], edition("ftm:peps", 2))
    assert (alone.schema_, alone.properties["publicKey"]) == ("CryptoWallet", ["0xABC123"])
    assert not any(entities_beside(FTM[1], edition("ftm:peps", 2)).values())
    wallet = Identifier(IdentifierType.WALLET, "0xABC123")
    held = Listing("h", "ftm:peps", Subject(Schema.PERSON, (Name("A B"),), identifiers=(wallet,)), details=(Detail("topics", "crime"),))
    (beside,) = nested_fields_of(held, edition("ftm:peps", 2))["properties"]["cryptoWallets"]
    assert (beside.schema_, beside.properties) == ("CryptoWallet", {"publicKey": ["0xABC123"], "holder": ["ftm~3Apeps:h"]})


def test_the_measure_stands_beside_an_official_listing() -> None:
    (sanction,) = nested_fields_of(UN[0], edition("un-sc", 3))["properties"]["sanctions"]
    assert sanction.properties == {
        "authority": ["Invented Office"],
        "program": ["Al-Qaida"],
        "provisions": ["UNSCR 1267 (1999)"],
        "listingDate": ["2011-10-06"],
        "modifiedAt": ["2019-05-01"],
        "authorityId": ["QDi.901"],
        "entity": ["un-sc:QDi.901"],
    }
    assert "sanctions" not in entity_of(UN[0], edition("un-sc", 3)).properties
    assert "sanctions" not in nested_fields_of(Listing("x", "own:x", Subject()), edition("own:x", 1))["properties"]
