"""The OFAC reader on invented entries, and its table of id types."""

from __future__ import annotations

import io

import pytest

from comity import lists
from comity.lists.sources.ofac.id_types import COUNTRIES, DATES_OF_ORIGIN, GENDER, NUMBERS, PLAIN_NUMBERS, TEXTS, is_text
from comity.lists.sources.ofac.ids import is_lei
from comity.model import (
    Address,
    Detail,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    NameKind,
    NamePart,
    PartialDate,
    PartKind,
    Schema,
    Severity,
)


def read(*entries: str) -> tuple[list[Listing], lists.Reading]:
    head = f"<publshInformation><Publish_Date>05/07/2024</Publish_Date><Record_Count>{len(entries)}</Record_Count></publshInformation>"
    text = f'<sdnList xmlns="u:x">{head}{"".join(f"<sdnEntry>{entry}</sdnEntry>" for entry in entries)}</sdnList>'
    reading = lists.Reading("ofac-sdn", "sdn.xml")
    return list(lists.read(io.BytesIO(text.encode()), source="ofac-sdn", reading=reading)), reading


def ids(*pairs: tuple[str, str], kind: str = "Individual") -> Listing:
    elements = "".join(f"<id><uid>1</uid><idType>{name}</idType><idNumber>{value}</idNumber></id>" for name, value in pairs)
    (listing,), _ = read(f"<uid>9</uid><lastName>BEISPIEL</lastName><sdnType>{kind}</sdnType><idList>{elements}</idList>")
    return listing


def test_a_person() -> None:
    (listing,), reading = read(
        "<uid>9001</uid><firstName>Jane</firstName><lastName>BEISPIEL</lastName><title>Treasurer</title><sdnType>Individual</sdnType>"
        "<remarks>(Linked To: ALFA)</remarks><programList><program>SDGT</program><program>IFSR</program></programList>"
        "<idList><id><uid>1</uid><idType>Passport</idType><idNumber>T0001</idNumber><idCountry>Iran</idCountry>"
        "<issueDate>19 Jun 2013</issueDate><expirationDate>07 Sep 2023</expirationDate></id></idList>"
        "<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>JB</lastName></aka>"
        "<aka><uid>2</uid><type>f.k.a.</type><category>strong</category><lastName>MUSTER</lastName><firstName>Jane</firstName></aka>"
        "<aka><uid>3</uid><type>n.k.a.</type><category>strong</category><lastName>PRUEBA</lastName><firstName>Jane</firstName></aka>"
        "<aka><uid>4</uid><type>a.k.a.</type><category>strong</category><lastName>BEISPIEL</lastName><firstName>Jane</firstName></aka>"
        "</akaList>"
        "<addressList><address><uid>1</uid><address1>1 Road</address1><city>Tehran</city><postalCode>123"
        "</postalCode><country>Iran</country>"
        "</address><address><uid>2</uid><country>Region: Nowhere</country></address></addressList>"
        "<nationalityList><nationality><uid>1</uid><country>Korea, North</country><mainEntry>true"
        "</mainEntry></nationality></nationalityList>"
        "<citizenshipList><citizenship><uid>1</uid><country>Burma</country><mainEntry>false</mainEntry></citizenship></citizenshipList>"
        "<dateOfBirthList><dateOfBirthItem><uid>1</uid><dateOfBirth>10 Dec 1948</dateOfBirth><mainEntry>true</mainEntry></dateOfBirthItem>"
        "<dateOfBirthItem><uid>2</uid><dateOfBirth>01 Jan 1950 to 31 Dec 1952</dateOfBirth><mainEntry>false</mainEntry>"
        "</dateOfBirthItem></dateOfBirthList>"
        "<placeOfBirthList><placeOfBirthItem><uid>1</uid><placeOfBirth>Moscow, Russia</placeOfBirth>"
        "<mainEntry>true</mainEntry></placeOfBirthItem></placeOfBirthList>"
    )
    subject = listing.subject
    assert listing.id == "9001"
    assert listing.programmes == ("SDGT", "IFSR")
    assert subject.names[0] == Name(
        "Jane BEISPIEL",
        NameKind.PRIMARY,
        (NamePart(PartKind.GIVEN, "Jane"), NamePart(PartKind.FAMILY, "BEISPIEL")),
        "",
        "Latn",
    )
    assert [(name.full, name.kind.value) for name in subject.names[1:]] == [
        ("JB", "weak"),
        ("Jane MUSTER", "former"),
        ("Jane PRUEBA", "strong"),
    ]
    assert subject.birth_dates == (PartialDate(1948, 12, 10), PartialDate(1950, 1, 1, to_year=1952))
    assert subject.nationalities == ("KP", "MM")
    assert subject.identifiers == (Identifier(IdentifierType.PASSPORT, "T0001", "IR"),)
    assert subject.addresses == (
        Address("1 Road, Tehran, 123, Iran", "Tehran", "", "123", "IR"),
        Address("Region: Nowhere"),
    )
    assert subject.birth_places == (Address("Moscow, Russia", country="RU"),)
    assert Detail("Passport", "T0001; issued 19 Jun 2013; expires 07 Sep 2023") in listing.details
    assert Detail("address country", "Region: Nowhere") in listing.details
    assert [(issue.severity, "Region: Nowhere" in issue.what) for issue in reading.issues] == [(Severity.NOTE, True)]


def test_a_vessel_and_an_aircraft() -> None:
    (ship, plane), reading = read(
        "<uid>1</uid><lastName>ALFA</lastName><sdnType>Vessel</sdnType><vesselInfo><callSign>T2EU4</callSign><vesselType>Tug</vesselType>"
        "<vesselFlag>Iran</vesselFlag><vesselOwner>BETA</vesselOwner><tonnage>640</tonnage>"
        "<grossRegisteredTonnage>600</grossRegisteredTonnage>"
        "</vesselInfo><idList><id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 7406784</idNumber></id>"
        "<id><uid>2</uid><idType>MMSI</idType><idNumber>572469210</idNumber></id>"
        "<id><uid>3</uid><idType>Vessel Year of Build</idType><idNumber>1984</idNumber></id>"
        "<id><uid>4</uid><idType>Former Vessel Flag</idType><idNumber>Malta</idNumber></id></idList>",
        "<uid>2</uid><lastName>EP-XYZ</lastName><sdnType>Aircraft</sdnType>"
        "<idList><id><uid>1</uid><idType>Aircraft Tail Number</idType><idNumber>EP-XYZ</idNumber></id></idList>",
    )
    assert ship.subject.schema is Schema.VESSEL
    assert {(value.type.value, value.key) for value in ship.subject.identifiers} == {
        ("call_sign", "T2EU4"),
        ("imo", "7406784"),
        ("mmsi", "572469210"),
    }
    assert ship.subject.jurisdictions == ("IR",)
    assert ship.subject.founded == (PartialDate(1984),)
    assert {detail.label for detail in ship.details} == {
        "vessel type",
        "vessel owner",
        "tonnage",
        "gross registered tonnage",
        "Former Vessel Flag",
    }
    assert plane.subject.schema is Schema.AIRPLANE
    assert plane.subject.identifiers == (Identifier(IdentifierType.AIRCRAFT_TAIL, "EP-XYZ"),)
    assert not reading.issues


@pytest.mark.parametrize(
    ("name", "value", "kind", "expected"),
    [
        ("Digital Currency Address - XBT", "1boatSLRHtKNngkdXEeobR76b53LETtpyT", "Individual", IdentifierType.WALLET),
        ("Digital Currency Address - NEWCOIN", "abc", "Entity", IdentifierType.WALLET),
        ("Legal Entity Number", "5493001KJTIIGC8Y1R12", "Entity", IdentifierType.LEI),
        ("Legal Entity Number", "5493001KJTIIGC8Y1R13", "Entity", IdentifierType.REGISTRATION),
        ("National ID No.", "1", "Individual", IdentifierType.NATIONAL_ID),
        ("National ID No.", "1", "Entity", IdentifierType.REGISTRATION),
        ("Vessel Registration Identification", "X 17", "Vessel", IdentifierType.REGISTRATION),
        ("SWIFT/BIC", "HAVIGB2L", "Entity", IdentifierType.BIC),
    ],
)
def test_kinds_of_numbers(name: str, value: str, kind: str, expected: IdentifierType) -> None:
    assert ids((name, value), kind=kind).subject.identifiers == (Identifier(expected, value),)


def test_what_is_no_number() -> None:
    listing = ids(("Gender", "Female"), ("Website", "example.org"), ("Organization Established Date", "19 Nov 1991"))
    assert listing.subject.gender is Gender.FEMALE
    assert listing.details == (Detail("Website", "example.org"),)
    assert listing.subject.founded == (PartialDate(1991, 11, 19),)
    assert not listing.subject.identifiers


def test_the_currency_of_a_wallet_is_kept() -> None:
    assert ids(("Digital Currency Address - ETH", "0x00")).details == (Detail("Digital Currency Address - ETH", "0x00"),)


def test_types_never_met_before_are_kept_and_noted() -> None:
    number = "<id><uid>1</uid><idType>Moon No.</idType><idNumber>7</idNumber></id>"
    (listing,), reading = read(f"<uid>9</uid><lastName>X</lastName><sdnType>Robot</sdnType><idList>{number}</idList>")
    assert listing.details == (Detail("Moon No.", "7"),)
    assert listing.subject.schema is Schema.THING
    assert [issue.what for issue in reading.issues] == [
        "sdnType 'Robot' is not known; the kind of the subject counts as unknown",
        "id type 'Moon No.' is not known; it was kept as text",
    ]


def test_every_id_type_has_one_class() -> None:
    classes = [set(NUMBERS), set(DATES_OF_ORIGIN), set(COUNTRIES), {GENDER}, set(TEXTS)]
    assert sum(map(len, classes)) == len(set().union(*classes))
    assert set(NUMBERS) >= PLAIN_NUMBERS
    assert is_text("Effective Date (CMIC)")
    assert not is_text("Passport")


@pytest.mark.parametrize(
    ("text", "expected"), [("5493001KJTIIGC8Y1R12", True), ("5493001KJTIIGC8Y1R21", False), ("", False), ("٣" * 20, False)]
)
def test_check_digits_of_legal_entity_identifiers(text: str, expected: bool) -> None:
    assert is_lei(text) is expected
