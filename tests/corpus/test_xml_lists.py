"""The real XML lists: counts as their publishers give them, facts as they stand, and no issue of a kind that is not understood."""

from __future__ import annotations

import io
import lzma
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from comity import lists
from comity.model import Detail, FormatError, IdentifierType, Listing, NameKind, PartialDate, Schema, Severity

pytestmark = pytest.mark.corpus

UN_2026, UN_2025, UN_2024 = "un-sc-2026-02-27", "un-sc-2025-04-19", "un-sc-2024-05-15"
SDN, CONSOLIDATED, EU, CANADA = "ofac-sdn-2024-05-07", "ofac-consolidated-2024-05-06", "eu-fsf-2024-05-13", "ca-sema-2025"
NAMES = {UN_2026: "un-sc", UN_2025: "un-sc", UN_2024: "un-sc", SDN: "ofac-sdn", CONSOLIDATED: "ofac-cons", EU: "eu-fsf", CANADA: "ca-sema"}
Read = Callable[[str], tuple[tuple[Listing, ...], lists.Reading]]

KNOWN_ISSUES = {
    UN_2026: [r"replacement character", r"date of birth: '30-35 years old'", r"date of birth: '24/06/1402 \(Hijri Calendar\)'"],
    UN_2025: [r"date of birth: '24/06/1402 \(Hijri Calendar\)'", r"date of birth: '30-35 years old'"],
    UN_2024: [r"date of birth: '30-35 years old'"],
    SDN: [r"address country: 'Region: Kafia Kingi'.*6 times", r"address country: 'Region: Commonwealth of Independent States'"],
    CONSOLIDATED: [],
    EU: [
        r"more than one element of the same id.*3 times",
        r"range of birth years has one end only",
        r"ISLAMIC calendar has no Gregorian date.*4 times",
        r"date of birth: '10 October \(year unknown\)'",
        r"date of birth: '28 September \(year unknown\)'",
        r"more than one gender",
    ],
    CANADA: [r"date of birth: 'Sep-99'.*century", r"date of birth: 'born in the early 1970s'"],
}


@pytest.fixture(scope="module")
def read(shared: Path) -> Read:
    """Each file read once, from its compressed form."""

    @cache
    def once(name: str) -> tuple[tuple[Listing, ...], lists.Reading]:
        path = shared / "lists" / f"{name}.xml.xz"
        reading = lists.Reading(NAMES[name], path.name)
        with path.open("rb") as stream:
            return tuple(lists.read(stream, source=NAMES[name], reading=reading)), reading

    return once


def by_id(listings: tuple[Listing, ...]) -> dict[str, Listing]:
    return {listing.id: listing for listing in listings}


@pytest.mark.parametrize(
    ("name", "kinds", "names"),
    [
        (UN_2026, {Schema.PERSON: 730, Schema.ORGANIZATION: 273}, 4_270),
        (UN_2025, {Schema.PERSON: 684, Schema.ORGANIZATION: 193}, 4_060),
        (UN_2024, {Schema.PERSON: 682, Schema.ORGANIZATION: 193}, 4_067),
        # 14,966 main names and 21,754 aliases, less 3 that repeat a spelling of their entry.
        (SDN, {Schema.ORGANIZATION: 6_884, Schema.PERSON: 6_855, Schema.VESSEL: 851, Schema.AIRPLANE: 376}, 36_717),
        (CONSOLIDATED, {Schema.ORGANIZATION: 364, Schema.PERSON: 79}, 1_568),
        # 4,811 elements (3,755 persons, 1,056 enterprises) of which three repeat an id; 25,257 nameAlias less 315 repeated spellings.
        (EU, {Schema.PERSON: 3_753, Schema.ORGANIZATION: 1_055}, 24_942),
        (CANADA, {Schema.PERSON: 3_334, Schema.ORGANIZATION: 1_316, Schema.VESSEL: 109}, 8_404),
    ],
)
def test_counts_agree_with_the_publisher(read: Read, name: str, kinds: dict[Schema, int], names: int) -> None:
    listings, reading = read(name)
    assert Counter(listing.subject.schema for listing in listings) == kinds
    assert reading.entries == len(listings) == sum(kinds.values())
    assert reading.names == names


@pytest.mark.parametrize("name", list(NAMES))
def test_issues_are_of_known_kinds_only(read: Read, name: str) -> None:
    _, reading = read(name)
    assert len(reading.issues) == len(KNOWN_ISSUES[name])
    for issue, expected in zip(reading.issues, KNOWN_ISSUES[name], strict=True):
        assert re.search(expected, issue.what), issue
        assert issue.severity is not Severity.ERROR
        assert issue.where.line
        assert issue.where.entry


@pytest.mark.parametrize("name", list(NAMES))
def test_every_listing_is_whole(read: Read, name: str) -> None:
    listings, reading = read(name)
    assert len(by_id(listings)) == len(listings)
    assert all(because.partition(": ")[2] for because in reading.ignored)
    for listing in listings:
        subject = listing.subject
        assert subject.caption
        assert listing.locator.entry == listing.id
        assert listing.locator.line
        assert listing.programmes
        assert len({known.full for known in subject.names}) == len(subject.names)
        assert all(known.full == " ".join(known.full.split()) for known in subject.names)
        assert all(value.value and (value.issuer == "" or re.fullmatch(r"[A-Z]{2,4}", value.issuer)) for value in subject.identifiers)
        assert all(detail.label and detail.text for detail in listing.details)


@pytest.mark.parametrize(
    ("name", "published"),
    [(UN_2026, "2026-02-27"), (SDN, "2024-05-07"), (CONSOLIDATED, "2024-05-06"), (EU, "2024-05-13"), (CANADA, None)],
)
def test_editions_are_dated(read: Read, name: str, published: str | None) -> None:
    _, reading = read(name)
    assert (reading.published.date().isoformat() if reading.published else None) == published


def test_un_individual(read: Read) -> None:
    listing = by_id(read(UN_2026)[0])["CDi.001"]
    assert listing.subject.caption == "ERIC BADEGE"
    assert listing.subject.birth_dates == (PartialDate(1971),)
    assert listing.subject.nationalities == ("CD",)
    assert listing.subject.addresses[0].country == "RW"
    assert (listing.listed_on, listing.amended_on) == (date(2012, 12, 31), (date(2016, 10, 13),))
    assert (listing.programmes, listing.legal_basis) == (("DRC",), ("UNSCR 1533 (2004)",))


def test_un_aliases_in_several_scripts_are_taken_apart(read: Read) -> None:
    listing = by_id(read(UN_2026)[0])["QDe.137"]
    found = {known.full for known in listing.subject.names}
    assert {"جبهة النصرة", "Jabhat al-Nusrah", "هيئة تحرير الشام", "Hay’et Tahrir al-Sham"} <= found
    assert not any(";" in full for full in found)


def test_un_companies_with_imo_numbers(read: Read) -> None:
    numbers = [value.value for listing in read(UN_2026)[0] for value in listing.subject.identifiers if value.type is IdentifierType.IMO]
    assert len(numbers) == len(set(numbers)) == 16
    assert "5342883" in numbers


def test_ofac_entity_aircraft_and_wallets(read: Read) -> None:
    listings = by_id(read(SDN)[0])
    assert listings["36"].subject.caption == "AEROCARIBBEAN AIRLINES"
    assert [(known.full, known.kind) for known in listings["36"].subject.names[1:]] == [("AERO-CARIBBEAN", NameKind.STRONG)]
    kinds = Counter(value.type for listing in listings.values() for value in listing.subject.identifiers)
    assert (kinds[IdentifierType.WALLET], kinds[IdentifierType.MMSI], kinds[IdentifierType.BIC]) == (589, 154, 162)
    ships = [listing for listing in listings.values() if listing.subject.schema is Schema.VESSEL]
    assert sum(any(value.type is IdentifierType.IMO for value in ship.subject.identifiers) for ship in ships) > 800


def test_ofac_id_types_are_all_known(read: Read) -> None:
    for name in (SDN, CONSOLIDATED):
        assert not [issue for issue in read(name)[1].issues if "id type" in issue.what]


def test_eu_subjects_that_stand_twice_are_one(read: Read) -> None:
    listing = by_id(read(EU)[0])["EU.294.84"]
    assert listing.programmes == ("AFG", "TAQA")
    assert listing.listed_on == date(2001, 1, 25)


def test_eu_scripts_and_leading_names(read: Read) -> None:
    listings, _ = read(EU)
    scripts = Counter(known.script for listing in listings for known in listing.subject.names)
    assert scripts["Cyrl"] > 3_500
    assert scripts["Arab"] > 600
    assert scripts["Grek"] > 250
    assert scripts["Hang"] == 77
    assert Counter(listing.subject.names[0].script for listing in listings)["Latn"] >= len(listings) - 5


def test_canadian_ships_and_citations(read: Read) -> None:
    listings = by_id(read(CANADA)[0])
    ship = listings["Russia/1.1/1"]
    assert (ship.subject.caption, ship.subject.founded) == ("Balitiyskiy III", (PartialDate(1980),))
    assert ship.subject.identifiers[0].key == "7612448"
    assert Detail("title", "Major General/major-général") in listings["Syria/p2/60"].details


def test_a_real_file_cut_short_is_refused(shared: Path) -> None:
    with lzma.open(shared / "lists" / f"{CONSOLIDATED}.xml.xz") as stream:
        whole = stream.read()
    with pytest.raises(FormatError, match=r"line 1\d{4}"):
        list(lists.read(io.BytesIO(whole[: len(whole) // 2]), source="ofac-cons"))
