"""Reads the EU's financial sanctions XML 1.1 (``export``), in which nearly all data stands in attributes.

The id of a listing is euReferenceNumber, or ``logicalId:`` and the logicalId where it is missing. A subject listed under two programmes
stands in two elements of the same id, one after the other: they become one listing with the facts of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import BinaryIO

from comity.lists.draft import Draft
from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.sources.eu_fsf.identifications import take_identification
from comity.lists.sources.eu_fsf.names import take_names
from comity.lists.taken import Taken
from comity.lists.xml import Layout, parts
from comity.model import Address, Listing, NameKind, PartialDate, Schema, Severity

_ENTRY = "export/sanctionEntity"
_LAYOUT = Layout("export", frozenset({_ENTRY}))
_SCHEMATA = {"person": Schema.PERSON, "enterprise": Schema.ORGANIZATION}
_UNKNOWN_COUNTRY = "00"
_PER_FACT = "the legal act behind a single fact; the entry's own act is kept"
_LANGUAGE_OF_ACT = "the language of the act, always English in this file"
_ROW_NUMBER = "the publisher's number of the row, not of the subject"


@dataclass(slots=True)
class _Open:
    """An entry that the next element may still add to."""

    id: str
    draft: Draft


def read_eu_fsf(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the entries of an unpacked EU list; see ``comity.lists.read`` for what it raises."""
    findings = Findings(reading)
    last: _Open | None = None
    for part in parts(stream, _LAYOUT, findings):
        if part.path == _LAYOUT.root:
            _export(part, reading)
            continue
        entry = _entry(part, findings)
        if last is not None and last.id == entry.id:
            _merge(last.draft, entry.draft)
            continue
        yield from _finished(last)
        last = entry
    yield from _finished(last)
    findings.report()


def _finished(entry: _Open | None) -> Iterator[Listing]:
    listing = entry.draft.listing(entry.id) if entry else None
    if listing is not None:
        yield listing


def _export(root: Taken, reading: Reading) -> None:
    root.ignore("@globalFileId", because="the publisher's number of the file")
    root.ignore("@schemaLocation", because="it names the publisher's schema")
    text = root.attribute("generationDate")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        reading.issue(root.where, f"generationDate {text!r} is not a time; the edition counts as undated")
        return
    reading.published = moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _entry(part: Taken, findings: Findings) -> _Open:
    reference, logical_id = part.attributes("euReferenceNumber", "logicalId")
    entry_id = reference or f"logicalId:{logical_id or part.line}"
    where = part.entry(entry_id)
    if not reference:
        findings.add(where, "the entry has no euReferenceNumber", "its id here is made of its logicalId", Severity.NOTE)
    draft = Draft(_schema(part, findings), where, findings)
    draft.detail("logicalId", logical_id)
    take_names(draft, part)
    for element in part.take_all("birthdate"):
        _birth(draft, element)
    for element in part.take_all("citizenship"):
        _citizenship(draft, element)
    for element in part.take_all("address"):
        _address(draft, element)
    for element in part.take_all("identification"):
        take_identification(draft, element)
        _ignore(element)
    for element in part.take_all("regulation"):
        _regulation(draft, element)
    _particulars(draft, part)
    return _Open(entry_id, draft)


def _schema(part: Taken, findings: Findings) -> Schema:
    kind = part.take("subjectType")
    code = kind.attribute("code") if kind is not None else ""
    if kind is not None:
        kind.ignore("@classificationCode", because="says the same as code")
    if code not in _SCHEMATA:
        findings.add(part.where, f"subject type {code!r} is not known; the kind of the subject counts as unknown")
    return _SCHEMATA.get(code, Schema.THING)


def _country(draft: Draft, element: Taken, label: str) -> tuple[str, str]:
    """The code and the publisher's words of an element's country; both empty for "unknown"."""
    iso, words = element.attributes("countryIso2Code", "countryDescription")
    if iso == _UNKNOWN_COUNTRY or not (iso or words):
        return "", ""
    return draft.country(label, iso) if iso else draft.country(label, words), words


def _remarks(draft: Draft, element: Taken, label: str, about: str = "") -> list[str]:
    remarks = element.take_texts("remark")
    draft.detail(label, *(f"{about}: {remark}" if about else remark for remark in remarks))
    return remarks


def _birth(draft: Draft, element: Taken) -> None:
    city, place, region, code = element.attributes("city", "place", "region", "zipCode")
    country, words = _country(draft, element, "country of birth")
    full = ", ".join(text for text in (place, city, region, code, words) if text)
    draft.birth_places.append(Address(full, city or place, region, code, country))
    dates = _birth_dates(draft, element)
    about = ", ".join([*map(str, dates), *([full] if full else [])])
    for remark in _remarks(draft, element, "birth remark", about):
        if not dates and remark.upper().startswith("DOB:"):
            draft.birth_dates += draft.dates("date of birth", remark[4:].strip())
    _ignore(element)


def _birth_dates(draft: Draft, element: Taken) -> tuple[PartialDate, ...]:
    """The date of a birth: a whole day, its numbers, or a range of years.

    Of the ISLAMIC calendar only ``birthdate`` is Gregorian, where the publisher converted it; other years would have to be guessed,
    since it stands for the lunar and for the Iranian solar calendar alike.
    """
    whole, day, month, year = element.attributes("birthdate", "dayOfMonth", "monthOfYear", "year")
    first, last, calendar = element.attributes("yearRangeFrom", "yearRangeTo", "calendarType")
    circa = "circa " if element.attribute("circa") == "true" else ""
    numbers = "-".join(text.zfill(2) for text in (year, month, day) if text)
    if calendar not in {"", "GREGORIAN"}:
        draft.detail("date of birth", f"{numbers} ({calendar} calendar)")
        if not whole:
            what = f"a date of birth in the {calendar} calendar has no Gregorian date; it was kept as text"
            draft.findings.add(draft.where, what, severity=Severity.NOTE)
        numbers = first = last = ""
    if bool(first) != bool(last):
        draft.detail("date of birth", f"from {first}" if first else f"until {last}")
        draft.findings.add(draft.where, "a range of birth years has one end only; it was kept as text", severity=Severity.NOTE)
    span = f"{first} to {last}" if first and last else ""
    dates = draft.dates("date of birth", circa + (whole or numbers or span)) if whole or numbers or span else ()
    draft.birth_dates += dates
    return dates


def _citizenship(draft: Draft, element: Taken) -> None:
    iso, words = element.attributes("countryIso2Code", "countryDescription")
    if iso != _UNKNOWN_COUNTRY:
        draft.nationality("citizenship", iso or words)
    draft.detail("citizenship region", element.attribute("region"))
    _remarks(draft, element, "citizenship remark", words)
    _ignore(element)


def _address(draft: Draft, element: Taken) -> None:
    city, street, box, code, place, region = element.attributes("city", "street", "poBox", "zipCode", "place", "region")
    country, words = _country(draft, element, "address country")
    full = ", ".join(text for text in (street, f"PO box {box}" if box else "", place, code, city, region, words) if text)
    draft.addresses.append(Address(full, city or place, region, code, country))
    if element.attribute("asAtListingTime") == "true":
        draft.detail("address as at the time of listing", full)
    for contact in element.take_all("contactInfo"):
        draft.detail(contact.attribute("key").lower() or "contact", contact.attribute("value"))
    _remarks(draft, element, "address remark", full)
    _ignore(element)


def _regulation(draft: Draft, element: Taken) -> None:
    programme, title, kind, organisation = element.attributes("programme", "numberTitle", "regulationType", "organisationType")
    published, in_force = element.attributes("publicationDate", "entryIntoForceDate")
    element.ignore("@logicalId", because=_ROW_NUMBER)
    if programme:
        draft.programmes.append(programme)
    if title:
        draft.legal_basis.append(title)
    said = (kind, f"by {organisation}" if organisation else "", f"published {published}" if published else "", f"in force {in_force}")
    draft.detail("regulation", "; ".join(text for text in (title, *said) if text))
    draft.detail("regulation address", *element.take_texts("publicationUrl"))
    day = draft.day("regulation published", published)
    if day and kind == "amendment":
        draft.amended_on.append(day)


def _particulars(draft: Draft, part: Taken) -> None:
    united_nations, designated, details = part.attributes("unitedNationId", "designationDate", "designationDetails")
    if united_nations:
        draft.legal_basis.append(f"UN Security Council list, {united_nations}")
        draft.detail("unitedNationId", united_nations)
    draft.listed_on = draft.day("designationDate", designated)
    draft.detail("designationDetails", details)
    _remarks(draft, part, "remark")


def _ignore(element: Taken) -> None:
    element.ignore("@logicalId", because=_ROW_NUMBER)
    element.ignore("@regulationLanguage", because=_LANGUAGE_OF_ACT)
    element.ignore("regulationSummary", because=_PER_FACT)


def _merge(into: Draft, other: Draft) -> None:
    """Add the facts of a second element with the same id; the first keeps its leading name and its day of listing."""
    other.names = [replace(name, kind=NameKind.STRONG) if name.kind is NameKind.PRIMARY else name for name in other.names]
    what = "a subject stands in more than one element of the same id; their facts were put together"
    into.findings.add(other.where, what, severity=Severity.NOTE)
    for field in fields(Draft):
        values = getattr(into, field.name)
        if isinstance(values, list):
            values.extend(getattr(other, field.name))
    into.listed_on = into.listed_on or other.listed_on
