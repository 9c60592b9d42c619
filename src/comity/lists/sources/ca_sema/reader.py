"""Reads Global Affairs Canada's XML (``data-set``), in which every record is a row of a table.

The file has no permanent ids. We make one as the regulations themselves are cited, ``Belarus/1-1/12``: programme, schedule and part,
item; a missing schedule is ``-``, and ``Part 1`` without a schedule is ``p1``. Where two records share a citation, the later ones carry,
after ``~``, eight digits of the SHA-256 of their name (none do in the edition of 2025). ``Country`` names the programme, not a
nationality. The file says nothing about its own date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import BinaryIO

from comity.lists.draft import Draft, named
from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.sources.ca_sema.aliases import Alias, halves, organization_aliases, person_aliases
from comity.lists.taken import Taken
from comity.lists.xml import Layout, parts
from comity.model import Identifier, IdentifierType, Listing, NameKind, PartKind, Schema, Severity

_RECORD = "data-set/record"
_LAYOUT = Layout("data-set", frozenset({_RECORD}))
_LONGEST_COUNTRY = 400
_ABBREVIATION = re.compile(r"\(([A-Z]{3,})\)")
_PARENTHESIS = re.compile(r"\s*\([^)]*\)")
_PART = re.compile(r"^(?:(?P<schedule>[\d.]+)\s*,\s*)?Part (?P<part>[\d.]+)$", re.IGNORECASE)


def read_ca_sema(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the records of an unpacked Canadian list; see ``comity.lists.read`` for what it raises."""
    findings = Findings(reading)
    taken: set[str] = set()
    for part in parts(stream, _LAYOUT, findings):
        if part.path == _LAYOUT.root:
            continue
        listing = _listing(part, findings)
        if listing is None:
            continue
        if listing.id in taken:
            listing = _told_apart(listing, findings)
        taken.add(listing.id)
        yield listing
    findings.report()


def citation(programme: str, schedule: str, item: str) -> str:
    """Return the id made of a record's programme (short), schedule and item: ``Belarus/1-1/12``."""
    part = _PART.match(schedule)
    if part:
        place = f"{part['schedule']}-{part['part']}" if part["schedule"] else f"p{part['part']}"
    else:
        place = "-".join(schedule.replace(",", " ").split()) or "-"
    return f"{programme}/{place}/{item or '-'}".replace(" ", "-")


def programme(country: str) -> str:
    """Return the short English name of a programme: the abbreviation it gives itself, or its English half without parentheses."""
    country = country[:_LONGEST_COUNTRY]
    abbreviation = _ABBREVIATION.search(country)
    return abbreviation[1] if abbreviation else _PARENTHESIS.sub("", _english(country)).strip()


def _english(country: str) -> str:
    return country.partition(" / ")[0]


def _told_apart(listing: Listing, findings: Findings) -> Listing:
    digits = sha256(listing.subject.caption.encode()).hexdigest()[:8]
    what = "two records share programme, schedule and item; digits of the name were added to the id of the later one"
    findings.add(listing.locator, what, severity=Severity.NOTE)
    return replace(listing, id=f"{listing.id}~{digits}", locator=replace(listing.locator, entry=f"{listing.id}~{digits}"))


def _listing(record: Taken, findings: Findings) -> Listing | None:
    country, schedule, item = (record.take_text(name) for name in ("Country", "Schedule", "Item"))
    listing_id = citation(programme(country), schedule, item)
    last, given, entity, imo = (record.take_text(name) for name in ("LastName", "GivenName", "EntityOrShip", "ShipIMONumber"))
    draft = Draft(_schema(imo, entity), record.entry(listing_id), findings)
    if not (country and item):
        findings.add(draft.where, "the record has no Country or no Item", "its id here may change", Severity.WARNING)
    _names(draft, (given, last), entity)
    _aliases(draft, record.take_text("Aliases"))
    _particulars(draft, record, imo)
    draft.programmes += [country] if country else []
    place = ", ".join(text for text in (f"Schedule {schedule}" if schedule else "", f"item {item}" if item else "") if text)
    draft.legal_basis.append(", ".join(text for text in (_regulations(country), place) if text))
    draft.listed_on = draft.day("DateOfListing", record.take_text("DateOfListing"))
    return draft.listing(listing_id)


def _schema(imo: str, entity: str) -> Schema:
    if imo:
        return Schema.VESSEL
    return Schema.ORGANIZATION if entity else Schema.PERSON


def _regulations(country: str) -> str:
    """The regulations' name where the field gives one; otherwise the programme under the Special Economic Measures Act."""
    return _english(country) if "Regulations" in country else f"Special Economic Measures Act, {programme(country)}"


def _names(draft: Draft, person: tuple[str, str], entity: str) -> None:
    given, last = person
    full = " ".join(text for text in (given, last) if text)
    if full:
        parts_known = ((PartKind.GIVEN, given), (PartKind.FAMILY, last)) if given and last else ()
        draft.names.append(named(full, NameKind.PRIMARY, parts_known))
    if entity:
        sides = halves(entity.strip(" ;"))
        languages = ("en", "fr") if len(sides) == 2 else ("",)
        draft.names += [named(side, NameKind.PRIMARY, (), language) for side, language in zip(sides, languages, strict=True)]


def _aliases(draft: Draft, text: str) -> None:
    found = person_aliases(text) if draft.schema is Schema.PERSON else organization_aliases(text)
    draft.names += [named(alias.name, NameKind.WEAK if alias.is_single_word else NameKind.STRONG, (), alias.language) for alias in found]
    if found != (Alias(text),):
        draft.detail("aliases as printed", text)


def _particulars(draft: Draft, record: Taken, imo: str) -> None:
    if imo:
        draft.identifiers.append(Identifier(IdentifierType.IMO, imo))
    title, born = record.take_text("TitleOrShip"), record.take_text("DateOfBirthOrShipBuildDate")
    if draft.schema is Schema.PERSON:
        draft.detail("title", title)
        draft.birth_dates += draft.dates("date of birth", born)
    else:
        draft.detail("ship type", title)
        draft.founded += draft.dates("build date", born)
