"""The Canadian reader: ids made of citations, and the one field of aliases."""

from __future__ import annotations

import io
from datetime import date

import pytest

from comity import lists
from comity.lists.sources.ca_sema.aliases import organization_aliases, person_aliases
from comity.lists.sources.ca_sema.reader import citation, programme
from comity.model import Detail, Identifier, IdentifierType, Listing, NameKind, PartialDate, Schema


def read(*records: dict[str, str]) -> tuple[list[Listing], lists.Reading]:
    rows = "".join(f"<record>{''.join(f'<{name}>{text}</{name}>' for name, text in record.items())}</record>" for record in records)
    reading = lists.Reading("ca-sema", "ca.xml")
    return list(lists.read(io.BytesIO(f"<data-set>{rows}</data-set>".encode()), source="ca-sema", reading=reading)), reading


PERSON = {
    "Country": "Belarus / Bélarus",
    "LastName": "BEISPIEL",
    "GivenName": "Jane",
    "Aliases": "Jana BEISPIEL, Belarusian: Джэйн Байшпіль, Russian: Джейн Байшпиль",
    "TitleOrShip": "Major General/major-général",
    "DateOfBirthOrShipBuildDate": "1972-08-10 or 1972-08-11",
    "Schedule": "1, Part 1",
    "Item": "12",
    "DateOfListing": "2020-09-28",
}
SHIP = {
    "Country": "Russia / Russie",
    "EntityOrShip": "Alfa III",
    "TitleOrShip": "Oil Tanker",
    "ShipIMONumber": "7612448",
    "DateOfBirthOrShipBuildDate": "1980",
    "Schedule": "1.1",
    "Item": "1",
    "DateOfListing": "2025-02-21",
}
ENTITY = {
    "Country": "Iran",
    "EntityOrShip": "Alfa Navy/Force navale Alfa",
    "Schedule": "1, Part 2",
    "Item": "3",
    "DateOfListing": "2016-02-05",
}


def test_a_person() -> None:
    (listing,), reading = read(PERSON)
    assert listing.id == "Belarus/1-1/12"
    assert listing.subject.schema is Schema.PERSON
    assert [(name.full, name.kind, name.language) for name in listing.subject.names] == [
        ("Jane BEISPIEL", NameKind.PRIMARY, ""),
        ("Jana BEISPIEL", NameKind.STRONG, ""),
        ("Джэйн Байшпіль", NameKind.STRONG, "be"),
        ("Джейн Байшпиль", NameKind.STRONG, "ru"),
    ]
    assert listing.subject.birth_dates == (PartialDate(1972, 8, 10), PartialDate(1972, 8, 11))
    assert listing.subject.nationalities == (), "the country is the programme's, not the person's"
    assert listing.programmes == ("Belarus / Bélarus",)
    assert listing.legal_basis == ("Special Economic Measures Act, Belarus, Schedule 1, Part 1, item 12",)
    assert listing.listed_on == date(2020, 9, 28)
    assert Detail("title", "Major General/major-général") in listing.details
    assert Detail("aliases as printed", PERSON["Aliases"]) in listing.details
    assert reading.published is None
    assert not reading.issues


def test_a_ship_and_an_entity() -> None:
    (ship, entity), reading = read(SHIP, ENTITY)
    assert (ship.id, ship.subject.schema, ship.subject.founded) == ("Russia/1.1/1", Schema.VESSEL, (PartialDate(1980),))
    assert ship.subject.identifiers == (Identifier(IdentifierType.IMO, "7612448"),)
    assert ship.details == (Detail("ship type", "Oil Tanker"),)
    assert entity.subject.schema is Schema.ORGANIZATION
    assert [(name.full, name.kind, name.language) for name in entity.subject.names] == [
        ("Alfa Navy", NameKind.PRIMARY, "en"),
        ("Force navale Alfa", NameKind.PRIMARY, "fr"),
    ]
    assert not reading.issues


def test_dates_that_cannot_be_read_are_kept() -> None:
    (listing,), reading = read({**PERSON, "DateOfBirthOrShipBuildDate": "born in the early 1970s"})
    assert listing.subject.birth_dates == ()
    assert Detail("date of birth", "born in the early 1970s") in listing.details
    assert len(reading.issues) == 1


def test_ids_that_collide_do_not_depend_on_how_many_there_are() -> None:
    other = {**PERSON, "LastName": "MUSTER"}
    (first, second), reading = read(PERSON, other)
    assert first.id == "Belarus/1-1/12"
    assert second.id.startswith("Belarus/1-1/12~")
    assert second.id == read(PERSON, {**PERSON, "LastName": "X"}, other)[0][2].id
    assert len(reading.issues) == 1


@pytest.mark.parametrize(
    ("country", "schedule", "expected"),
    [
        ("Belarus / Bélarus", "1, Part 1", "Belarus/1-1/7"),
        ("Belarus / Bélarus", "1,Part 3", "Belarus/1-3/7"),
        ("Belarus / Bélarus", "1, Part 1.1", "Belarus/1-1.1/7"),
        ("Russia / Russie", "1.1", "Russia/1.1/7"),
        ("Ukraine", "Part 1", "Ukraine/p1/7"),
        ("Venezuela", "", "Venezuela/-/7"),
        ("Myanmar (Burma) / Myanmar (Birmanie)", "Part 2", "Myanmar/p2/7"),
        ("Sri Lanka", "", "Sri-Lanka/-/7"),
        ("Some Regulations (ABCDE) / Un règlement (FGHIJ)", "", "ABCDE/-/7"),
    ],
)
def test_citations(country: str, schedule: str, expected: str) -> None:
    assert citation(programme(country), schedule, "7") == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jana Alfa, Yana Alfa", ["Jana Alfa", "Yana Alfa"]),
        ("Jana Alfa; Яна Альфа", ["Jana Alfa", "Яна Альфа"]),
        ("Яна АЛЬФА / Яніна АЛЬФА", ["Яна АЛЬФА", "Яніна АЛЬФА"]),
        ("(Яна АЛЬФА / Яніна АЛЬФА", ["Яна АЛЬФА", "Яніна АЛЬФА"]),
        ("Яна Альфа or Яна Бета", ["Яна Альфа", "Яна Бета"]),
        ("Яна Альфа, or Бета", ["Яна Альфа", "Бета"]),
        ("Jana or Yana Alfa", ["Jana or Yana Alfa"]),
        ("Jana/ Yana or Ina Alfa", ["Jana/ Yana or Ina Alfa"]),
        ("Jana Alfa Arabic:يانا", ["Jana Alfa", "يانا"]),
        ("BETA", ["BETA"]),
        ("", []),
    ],
)
def test_aliases_of_persons(text: str, names: list[str]) -> None:
    assert [alias.name for alias in person_aliases(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AF, Alfa Firm Ltd.", ["AF", "Alfa Firm Ltd."]),
        ("Alfa Firm Co., Ltd.", ["Alfa Firm Co., Ltd."]),
        ("Альфа, ООО", ["Альфа, ООО"]),
        ("Министерство культуры, спорта и туризма", ["Министерство культуры, спорта и туризма"]),
        ("Alfa, Альфа фирма", ["Alfa", "Альфа фирма"]),
        ("Alfa and Beta Bank", ["Alfa and Beta Bank"]),
        ("ООО Альфа and Альфа-Бета", ["ООО Альфа", "Альфа-Бета"]),
        ('Акционерное общество or АО "Альфа"', ['Акционерное общество or АО "Альфа"']),
        ("First Alfa or Primul Alfa", ["First Alfa", "Primul Alfa"]),
        ('ОАО "АЛЬФА"/ АО "АЛЬФА"', ['ОАО "АЛЬФА"', 'АО "АЛЬФА"']),
        ("Alfa Mills (Beta/Gamma)", ["Alfa Mills (Beta/Gamma)"]),
    ],
)
def test_aliases_of_organizations(text: str, names: list[str]) -> None:
    assert [alias.name for alias in organization_aliases(text)] == names


def test_single_words_are_weak() -> None:
    (listing,), _ = read({**PERSON, "Aliases": "Jana"})
    assert listing.subject.names[1].kind is NameKind.WEAK


def test_endless_fields_take_no_time() -> None:
    assert len(person_aliases("," * 1_000_000)) == 0
    assert len(organization_aliases("a " * 500_000)) == 1
