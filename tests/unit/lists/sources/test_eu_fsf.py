"""The EU reader on invented entries."""

from __future__ import annotations

import io
from datetime import date

import pytest

from comity import lists
from comity.model import (
    Address,
    Detail,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    NameKind,
    NamePart,
    PartialDate,
    PartKind,
    Schema,
)

SUMMARY = (
    '<regulationSummary regulationType="amendment" publicationDate="2017-03-09" numberTitle="1/1 (OJ L1)" publicationUrl="https://x"/>'
)
REGULATION = (
    '<regulation regulationType="amendment" organisationType="council" publicationDate="2017-03-09" entryIntoForceDate="2017-03-10" '
    'numberTitle="2017/404 (OJ L63)" programme="AFG" logicalId="1"><publicationUrl>https://x</publicationUrl></regulation>'
)


def alias(whole: str, number: int, rest: str = "", remark: str = "") -> str:
    noted = f"<remark>{remark}</remark>" if remark else ""
    given = "" if "firstName" in rest else 'firstName="" middleName="" lastName=""'
    language = "" if "nameLanguage" in rest else 'nameLanguage=""'
    return (
        f'<nameAlias {given} wholeName="{whole}" function="" title="" {language} strong="true" regulationLanguage="en" '
        f'logicalId="{number}" {rest}>{noted}{SUMMARY}</nameAlias>'
    )


def entity(inner: str, reference: str = "EU.1.1", kind: str = "person", rest: str = "") -> str:
    return (
        f'<sanctionEntity designationDetails="" euReferenceNumber="{reference}" logicalId="7" {rest}>{REGULATION}'
        f'<subjectType code="{kind}" classificationCode="{kind[0].upper()}"/>{inner}</sanctionEntity>'
    )


def birth(rest: str, remark: str = "") -> str:
    country = "" if "countryIso2Code" in rest else 'countryIso2Code="00" countryDescription="UNKNOWN"'
    calendar = "" if "calendarType" in rest else 'calendarType="GREGORIAN"'
    circa = "" if "circa" in rest else 'circa="false"'
    noted = f"<remark>{remark}</remark>" if remark else ""
    return f'<birthdate {circa} {calendar} {country} regulationLanguage="en" logicalId="1" {rest}>{noted}{SUMMARY}</birthdate>'


def read(*entities: str) -> tuple[list[Listing], lists.Reading]:
    text = f'<export xmlns="u:x" generationDate="2024-05-13T17:44:28.283+02:00" globalFileId="1">{"".join(entities)}</export>'
    reading = lists.Reading("eu-fsf", "eu.xml")
    return list(lists.read(io.BytesIO(text.encode()), source="eu-fsf", reading=reading)), reading


def test_a_person() -> None:
    (listing,), reading = read(
        entity(
            alias("Джейн Байшпил", 12, 'nameLanguage="RU"')
            + alias("Jane  Q. BEISPIEL", 14, 'firstName="Jane" middleName="Q." lastName="BEISPIEL" gender="F" nameLanguage="EN"')
            + alias("Jane MUSTER", 10, remark="maiden name")
            + alias("JB", 9, remark="Low quality alias")
            + birth(
                'birthdate="1968-03-07" dayOfMonth="7" monthOfYear="3" year="1968" city="Oslo" countryIso2Code="NO" '
                'countryDescription="NORWAY"'
            )
            + birth('year="1970" circa="true"')
            + birth('yearRangeFrom="1953" yearRangeTo="1958"')
            + birth('monthOfYear="8" year="1961"')
            + birth("", "DOB: 30.12.1965 or 19.12.1962")
            + '<citizenship region="" countryIso2Code="SY" countryDescription="SYRIA" regulationLanguage="en" logicalId="1"/>'
            + '<address city="Damascus" street="1 Road" poBox="5" zipCode="" region="" place="" asAtListingTime="true" '
            + 'regulationLanguage="en" logicalId="1" countryIso2Code="SY" countryDescription="SYRIA"><contactInfo '
            + 'key="WEB" value="example.org"/>'
            + "<remark>Registered</remark></address>",
            rest='designationDate="2001-02-23" unitedNationId="QDi.9001"',
        )
    )
    subject = listing.subject
    assert (listing.id, subject.schema, subject.gender) == ("EU.1.1", Schema.PERSON, Gender.FEMALE)
    assert [(name.full, name.kind, name.language, name.script) for name in subject.names] == [
        ("Jane Q. BEISPIEL", NameKind.PRIMARY, "en", "Latn"),
        ("Джейн Байшпил", NameKind.STRONG, "ru", "Cyrl"),
        ("Jane MUSTER", NameKind.FORMER, "", "Latn"),
        ("JB", NameKind.WEAK, "", "Latn"),
    ]
    assert subject.names[0].parts == (
        NamePart(PartKind.GIVEN, "Jane"),
        NamePart(PartKind.MIDDLE, "Q."),
        NamePart(PartKind.FAMILY, "BEISPIEL"),
    )
    assert [str(found) for found in subject.birth_dates] == [
        "1968-03-07",
        "circa 1970",
        "1953 to 1958",
        "1961-08",
        "1965-12-30",
        "1962-12-19",
    ]
    assert subject.birth_places == (Address("Oslo, NORWAY", "Oslo", country="NO"),)
    assert subject.nationalities == ("SY",)
    assert subject.addresses == (Address("1 Road, PO box 5, Damascus, SYRIA", "Damascus", country="SY"),)
    assert listing.programmes == ("AFG",)
    assert listing.legal_basis == ("2017/404 (OJ L63)", "UN Security Council list, QDi.9001")
    assert listing.listed_on == date(2001, 2, 23)
    assert listing.amended_on == (date(2017, 3, 9),)
    assert Detail("web", "example.org") in listing.details
    assert Detail("unitedNationId", "QDi.9001") in listing.details
    assert not reading.issues
    assert str(reading.published) == "2024-05-13 17:44:28.283000+02:00"


@pytest.mark.parametrize(
    ("rest", "dates", "issues"),
    [
        ('calendarType="ISLAMIC" birthdate="1982-04-19" dayOfMonth="24" monthOfYear="6" year="1402"', (PartialDate(1982, 4, 19),), 0),
        ('calendarType="ISLAMIC" year="1343"', (), 1),
        ('yearRangeTo="1980"', (), 1),
        ("", (), 0),
    ],
)
def test_births_that_are_not_plain(rest: str, dates: tuple[PartialDate, ...], issues: int) -> None:
    (listing,), reading = read(entity(alias("Jane BEISPIEL", 1) + birth(rest)))
    assert listing.subject.birth_dates == dates
    assert len(reading.issues) == issues
    assert any(detail.label == "date of birth" for detail in listing.details) == bool(rest)


@pytest.mark.parametrize(
    ("code", "rest", "remark", "expected"),
    [
        ("passport", 'knownExpired="true"', "", Identifier(IdentifierType.PASSPORT, "T1", "TN", doubtful=True)),
        ("passport", 'revokedByIssuer="true"', "", Identifier(IdentifierType.PASSPORT, "T1", "TN", doubtful=True)),
        ("imo", "", "", Identifier(IdentifierType.IMO, "T1", "TN")),
        ("swiftbic", "", "", Identifier(IdentifierType.BIC, "T1", "TN")),
        ("other", "", "", Identifier(IdentifierType.OTHER, "T1", "TN")),
        ("other", "", "Taxpayer Identification Number", Identifier(IdentifierType.TAX, "T1", "TN")),
        ("other", "", "Military ID number: T1", Identifier(IdentifierType.OTHER, "T1", "TN")),
        ("other", "", "National ID", Identifier(IdentifierType.NATIONAL_ID, "T1", "TN")),
        ("regnumber", "", "INN", Identifier(IdentifierType.TAX, "T1", "TN")),
        ("regnumber", "", "", Identifier(IdentifierType.REGISTRATION, "T1", "TN")),
        ("newcode", "", "", Identifier(IdentifierType.OTHER, "T1", "TN")),
    ],
)
def test_identifications(code: str, rest: str, remark: str, expected: Identifier) -> None:
    element = (
        f'<identification identificationTypeCode="{code}" identificationTypeDescription="x" number="T1" latinNumber="" diplomatic="false" '
        f'countryIso2Code="TN" countryDescription="TUNISIA" regulationLanguage="en" logicalId="1" {rest}>'
        f"{f'<remark>{remark}</remark>' if remark else ''}{SUMMARY}</identification>"
    )
    (listing,), reading = read(entity(alias("Jane BEISPIEL", 1) + element))
    assert listing.subject.identifiers == (expected,)
    assert len(reading.issues) == (code == "newcode")
    if rest or remark:
        assert any(detail.label == "identification" and "T1" in detail.text for detail in listing.details)


def test_two_elements_of_one_subject_become_one_listing() -> None:
    listings, reading = read(
        entity(alias("Jane BEISPIEL", 1)),
        entity(alias("Jane MUSTER", 2) + alias("Jane BEISPIEL", 3)),
        entity(alias("ALFA", 4), reference="EU.2.2", kind="enterprise"),
    )
    assert [listing.id for listing in listings] == ["EU.1.1", "EU.2.2"]
    assert [(name.full, name.kind) for name in listings[0].subject.names] == [
        ("Jane BEISPIEL", NameKind.PRIMARY),
        ("Jane MUSTER", NameKind.STRONG),
    ]
    assert len(reading.issues) == 1


def test_the_same_id_further_on_is_kept_apart() -> None:
    listings, _ = read(entity(alias("A B", 1)), entity(alias("C D", 2), reference="EU.2.2"), entity(alias("E F", 3)))
    assert [listing.id for listing in listings] == ["EU.1.1", "EU.2.2", "EU.1.1#2"]


def test_contradicting_genders_are_not_compared() -> None:
    (listing,), reading = read(entity(alias("Jane BEISPIEL", 1, 'gender="F"') + alias("Jane MUSTER", 2, 'gender="M"')))
    assert listing.subject.gender is None
    assert Detail("gender", "female, male") in listing.details
    assert len(reading.issues) == 1


@pytest.mark.parametrize(
    ("remark", "kind"),
    [
        ("formerly known as", NameKind.FORMER),
        ("Anciennement connue sous le nom d’", NameKind.FORMER),
        ("former name of Alfa Bank", NameKind.FORMER),
        ("Former member of the Council", NameKind.STRONG),
        ("formerly known as Beta", NameKind.STRONG),
        ("Maiden name: Muster", NameKind.STRONG),
        ("previously listed as", NameKind.STRONG),
        ("low quality a.k.a.", NameKind.WEAK),
        ("good quality alias", NameKind.STRONG),
    ],
)
def test_remarks_on_names(remark: str, kind: NameKind) -> None:
    (listing,), _ = read(entity(alias("Jane BEISPIEL", 1) + alias("Jane MUSTER", 2, remark=remark)))
    assert listing.subject.names[1].kind is kind
    assert Detail("name remark", f"Jane MUSTER: {remark}") in listing.details
