"""The UN reader on invented entries laid out as the committees lay out theirs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest

from comity import lists
from comity.lists.sources.un_sc.aliases import names_in_note, spellings
from comity.lists.sources.un_sc.documents import bare_number, kind_of
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
)

PERSON = """
<INDIVIDUAL>
  <DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM>
  <FIRST_NAME>JANE </FIRST_NAME><SECOND_NAME>VAN
     DER</SECOND_NAME><THIRD_NAME>BEISPIEL</THIRD_NAME>
  <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.9001 </REFERENCE_NUMBER><LISTED_ON>2016-02-29</LISTED_ON>
  <NAME_ORIGINAL_SCRIPT>جين بايشبيل</NAME_ORIGINAL_SCRIPT>
  <COMMENTS1>Invented. Gender: female. Review was concluded.</COMMENTS1>
  <TITLE><VALUE>Dr.</VALUE></TITLE><DESIGNATION><VALUE>Treasurer</VALUE></DESIGNATION>
  <NATIONALITY><VALUE>Iraq</VALUE><VALUE>Atlantis</VALUE></NATIONALITY>
  <LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
  <LAST_DAY_UPDATED><VALUE>2019-05-01</VALUE><VALUE/></LAST_DAY_UPDATED>
  <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Jana Beispiel; Yana Beispiel</ALIAS_NAME></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Umm Test</ALIAS_NAME><NOTE>original script: Умм Тест</NOTE>
     <DATE_OF_BIRTH>1979-12-31</DATE_OF_BIRTH><CITY_OF_BIRTH>Tunis</CITY_OF_BIRTH>
     <COUNTRY_OF_BIRTH>Tunisia</COUNTRY_OF_BIRTH></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
  <INDIVIDUAL_ADDRESS><STREET>1 Road</STREET><CITY>Mosul</CITY><COUNTRY>Iraq</COUNTRY><NOTE>previous</NOTE></INDIVIDUAL_ADDRESS>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1968-03-07</DATE></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1955</FROM_YEAR>
     <TO_YEAR>1958</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>30-35 years old</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>
  <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Tikrit</CITY><COUNTRY>Iraq</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
  <INDIVIDUAL_PLACE_OF_BIRTH><COUNTRY/></INDIVIDUAL_PLACE_OF_BIRTH>
  <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>T0001</NUMBER><ISSUING_COUNTRY>Iraq</ISSUING_COUNTRY>
     <NOTE>expired on 1 Jan. 2001</NOTE></INDIVIDUAL_DOCUMENT>
  <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>
     <TYPE_OF_DOCUMENT2>Driver's Permit</TYPE_OF_DOCUMENT2>
     <NUMBER>44</NUMBER></INDIVIDUAL_DOCUMENT>
  <INDIVIDUAL_DOCUMENT/>
  <SORT_KEY/><SORT_KEY_LAST_MOD/>
</INDIVIDUAL>
"""

ENTITY = """
<ENTITY>
  <DATAID>2</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>ALFA SHIPPING (AS) ; BETA SHIPPING</FIRST_NAME>
  <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.9001</REFERENCE_NUMBER><LISTED_ON>2018-03-30</LISTED_ON>
  <COMMENTS1>Owner of a ship that does not exist. IMO number: 5571322.</COMMENTS1>
  <LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>
  <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Gamma Shipping</ALIAS_NAME></ENTITY_ALIAS>
  <ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
  <SORT_KEY/><SORT_KEY_LAST_MOD/>
</ENTITY>
"""


def read(individuals: str = "", entities: str = "") -> tuple[list[Listing], lists.Reading]:
    text = (
        '<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x.xsd" '
        f'dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS>{individuals}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>'
    )
    reading = lists.Reading("un-sc", "un.xml")
    return list(lists.read(io.BytesIO(text.encode()), source="un-sc", reading=reading)), reading


def test_a_person_with_everything() -> None:
    (listing,), reading = read(PERSON)
    subject = listing.subject
    assert (listing.id, listing.source, listing.locator.file, listing.locator.line) == ("QDi.9001", "un-sc", "un.xml", 2)
    assert reading.published == datetime(2026, 2, 27, 0, 0, 9, 554000, tzinfo=UTC)
    assert subject.schema is Schema.PERSON
    assert subject.gender is Gender.FEMALE
    assert subject.names == (
        Name(
            "JANE VAN DER BEISPIEL",
            NameKind.PRIMARY,
            tuple(NamePart(PartKind.ORDINAL, text) for text in ("JANE", "VAN DER", "BEISPIEL")),
            "",
            "Latn",
        ),
        Name("جين بايشبيل", NameKind.PRIMARY, (), "", "Arab"),
        Name("Jana Beispiel", NameKind.STRONG, (), "", "Latn"),
        Name("Yana Beispiel", NameKind.STRONG, (), "", "Latn"),
        Name("Umm Test", NameKind.WEAK, (), "", "Latn"),
        Name("Умм Тест", NameKind.WEAK, (), "", "Cyrl"),
    )
    assert subject.birth_dates == (
        PartialDate(1979, 12, 31),
        PartialDate(1968, 3, 7),
        PartialDate(1970, circa=True),
        PartialDate(1955, to_year=1958),
        PartialDate(1958, 9),
        PartialDate(1973, 11),
    )
    assert subject.nationalities == ("IQ",)
    assert subject.addresses == (Address("1 Road, Mosul, Iraq", "Mosul", "", "", "IQ"),)
    assert subject.birth_places == (Address("Tunis, Tunisia", "Tunis", "", "", "TN"), Address("Tikrit, Iraq", "Tikrit", "", "", "IQ"))
    assert subject.identifiers == (
        Identifier(IdentifierType.PASSPORT, "T0001", "IQ", doubtful=True),
        Identifier(IdentifierType.DRIVING_LICENCE, "44"),
    )
    assert listing.programmes == ("Al-Qaida",)
    assert "UNSCR 1267 (1999)" in listing.legal_basis
    assert listing.listed_on == date(2016, 2, 29)
    assert listing.amended_on == (date(2019, 5, 1),)


def test_what_is_no_fact_stays_as_a_detail_with_an_issue() -> None:
    (listing,), reading = read(PERSON)
    for detail in (
        Detail("title", "Dr."),
        Detail("designation", "Treasurer"),
        Detail("nationality", "Atlantis"),
        Detail("date of birth", "30-35 years old"),
        Detail("alias as printed", "Jana Beispiel; Yana Beispiel"),
        Detail("address note", "1 Road, Mosul, Iraq: previous"),
        Detail("alias born", "Umm Test: 1979-12-31; Tunis, Tunisia"),
    ):
        assert detail in listing.details
    assert len(reading.issues) == 2
    assert {issue.where.entry for issue in reading.issues} == {"QDi.9001"}
    assert any(reason.endswith("the publisher's empty alias") for reason in reading.ignored)


def test_an_entity() -> None:
    (listing,), reading = read(entities=ENTITY)
    assert listing.subject.schema is Schema.ORGANIZATION
    assert [(name.full, name.kind) for name in listing.subject.names] == [
        ("ALFA SHIPPING (AS)", NameKind.PRIMARY),
        ("BETA SHIPPING", NameKind.PRIMARY),
        ("Gamma Shipping", NameKind.FORMER),
    ]
    assert listing.subject.identifiers == (Identifier(IdentifierType.IMO, "5571322"),)
    assert not reading.issues


def test_entries_without_name_or_reference_are_never_silent() -> None:
    nameless = "<ENTITY><REFERENCE_NUMBER>KPe.1</REFERENCE_NUMBER></ENTITY>"
    listings, reading = read(entities=f"{nameless}<ENTITY><DATAID>77</DATAID><FIRST_NAME>X</FIRST_NAME></ENTITY>")
    assert [(listing.id, listing.subject.caption) for listing in listings] == [("DATAID:77", "X")]
    assert [issue.severity.value for issue in reading.issues if "no name" in issue.what or "REFERENCE" in issue.what] == ["error", "error"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Alfa Beta; Alfa Gamma", ("Alfa Beta", "Alfa Gamma")),
        ("Alfa Beta b) Alfa Gamma", ("Alfa Beta", "Alfa Gamma")),
        ("Alfa Front (AF)", ("Alfa Front (AF)",)),
        ("Alfa Beta (birth name)", ("Alfa Beta",)),
        ("Alfa Beta (previously listed as)", ("Alfa Beta",)),
        ("Alfa (original script: Альфа)", ("Alfa", "Альфа")),
        ("جبهة (the Front; Jabha)", ("جبهة", "the Front", "Jabha")),
        ("Alfa (AF) (جبهة (original script); Jabha)", ("Alfa (AF)", "جبهة", "Jabha")),
        ("Agha Beispiel اغا بايشبيل", ("Agha Beispiel", "اغا بايشبيل")),
        ("Alfa Beta, born 1 Jan. 1953 (Oman passport no.1)", ("Alfa Beta",)),
        ("Beta, Alfa,", ("Beta, Alfa",)),
        ("Army/Front of Alfa", ("Army/Front of Alfa",)),
    ],
)
def test_alias_fields(text: str, names: tuple[str, ...]) -> None:
    assert spellings(text).names == names


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("original script: Альфа", ("Альфа",)),
        ("Previously listed as. In Arabic: ألفا", ("ألفا",)),
        ("previously listed as", ()),
        ("Alfa Beta; Alpha Beta", ("Alfa Beta", "Alpha Beta")),
        ("(Alfa; Alpha) known by this nom de guerre", ("Alfa", "Alpha")),
        ("Passport number: B1; DOB: 1948", ()),
        ("x" * 100_000, ()),
    ],
)
def test_alias_notes(note: str, names: tuple[str, ...]) -> None:
    assert names_in_note("ألفا", note) == names


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("T0001", "T0001"),
        ("British passport number T0001", "T0001"),
        ("CAR diplomatic passport no. D01", "D01"),
        ("381 (Expired 25 Jan. 2016)", "381"),
        ("R00, South Sudan", "R00"),
        ("Social Security Number 423-31-3021 (US)", "423-31-3021"),
        ("1-78-09-44621-80", "1-78-09-44621-80"),
        ("D 000912", "D 000912"),
    ],
)
def test_numbers_wrapped_in_words(text: str, number: str) -> None:
    assert bare_number(text)[0] == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Numéro de passeport", IdentifierType.PASSPORT),
        ("Número de pasaporte", IdentifierType.PASSPORT),
        ("Italian Fiscal Code:", IdentifierType.TAX),
        ("Birth certificate", IdentifierType.OTHER),
        ("Afghan national identification card (tazkira) number", IdentifierType.NATIONAL_ID),
        ("something new", IdentifierType.OTHER),
    ],
)
def test_document_types(text: str, kind: IdentifierType) -> None:
    assert kind_of(text) is kind
