"""Reads the Security Council's consolidated XML (schema sc-sanctions.xsd), one INDIVIDUAL or ENTITY after the other.

The id of a listing is REFERENCE_NUMBER (``QDi.001``), as the committees cite it. Ships are no entries of this list: the ENTITY elements of
the 1718 regime are companies, some with an IMO company number in the comments, which is taken from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from comity.lists.draft import Draft, named
from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.sources.un_sc.aliases import names_in_note, spellings
from comity.lists.sources.un_sc.documents import take_document
from comity.lists.sources.un_sc.regimes import RESOLUTIONS
from comity.lists.split import split_outside
from comity.lists.taken import Taken
from comity.lists.xml import Layout, parts
from comity.model import (
    Address,
    Identifier,
    IdentifierType,
    Listing,
    NameKind,
    PartialDate,
    PartKind,
    Schema,
    Severity,
)

_INDIVIDUAL = "CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL"
_ENTITY = "CONSOLIDATED_LIST/ENTITIES/ENTITY"
_LAYOUT = Layout("CONSOLIDATED_LIST", frozenset({_INDIVIDUAL, _ENTITY}))
_NAME_FIELDS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITIES = {"good": NameKind.STRONG, "a.k.a.": NameKind.STRONG, "low": NameKind.WEAK, "f.k.a.": NameKind.FORMER}
_GENDER = re.compile(r"\bGender[: ]+\[?(male|female)\b", re.IGNORECASE)
_IMO = re.compile(r"\bIMO(?:\) Number:| [Nn]umber:)? (\d{7})\b")


def read_un_sc(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the entries of an unpacked UN consolidated list; see ``comity.lists.read`` for what it raises."""
    findings = Findings(reading)
    for part in parts(stream, _LAYOUT, findings):
        if part.path == _LAYOUT.root:
            reading.published = _published(part, reading)
            continue
        listing = _listing(part, findings)
        if listing is not None:
            yield listing
    findings.report()


def _published(root: Taken, reading: Reading) -> datetime | None:
    root.ignore("@noNamespaceSchemaLocation", because="it names the publisher's schema")
    text = root.attribute("dateGenerated")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        reading.issue(root.where, f"dateGenerated {text!r} is not a time; the edition counts as undated")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _listing(entry: Taken, findings: Findings) -> Listing | None:
    person = entry.path == _INDIVIDUAL
    reference = entry.take_text("REFERENCE_NUMBER")
    data_id = entry.take_text("DATAID")
    draft = Draft(Schema.PERSON if person else Schema.ORGANIZATION, entry.entry(reference), findings)
    if not reference:
        reference = f"DATAID:{data_id or entry.line}"
        findings.add(draft.where, "the entry has no REFERENCE_NUMBER", f"its id here is {reference}", Severity.ERROR)
    kind = "INDIVIDUAL" if person else "ENTITY"
    _names(draft, entry)
    for alias in entry.take_all(f"{kind}_ALIAS"):
        _alias(draft, alias)
    for address in entry.take_all(f"{kind}_ADDRESS"):
        draft.addresses.append(_place(draft, address, "address"))
    if person:
        _personal(draft, entry)
    _particulars(draft, entry)
    _ignore(entry)
    return draft.listing(reference)


def _names(draft: Draft, entry: Taken) -> None:
    texts = [entry.take_text(field) for field in _NAME_FIELDS]
    full = " ".join(text for text in texts if text)
    ordinals = [(PartKind.ORDINAL, text) for text in texts]
    pieces = split_outside(full, ";")
    draft.names += [named(piece, NameKind.PRIMARY, ordinals if piece == full else ()) for piece in pieces]
    if len(pieces) > 1:
        draft.detail("name as printed", full)
    for text in entry.take_texts("NAME_ORIGINAL_SCRIPT"):
        draft.names.append(named(text, NameKind.PRIMARY))


def _alias(draft: Draft, alias: Taken) -> None:
    text, quality, note = (alias.take_text(name) for name in ("ALIAS_NAME", "QUALITY", "NOTE"))
    if not text:
        draft.findings.ignore(alias.path, "the publisher's empty alias", 1)
        draft.detail("alias", quality, note)
        _alias_birth(draft, alias, text)
        return
    kind = _QUALITIES.get(quality.casefold())
    if kind is None:
        draft.findings.add(draft.where, f"alias quality {quality!r} is not known; the alias was taken as strong")
    found = spellings(text)
    draft.names += [named(name, kind or NameKind.STRONG) for name in (*found.names, *names_in_note(text, note))]
    if found.has_more:
        draft.detail("alias as printed", text)
    if note:
        draft.detail("alias note", f"{text}: {note}")
    _alias_birth(draft, alias, text)


def _alias_birth(draft: Draft, alias: Taken, name: str) -> None:
    born = alias.take_texts("DATE_OF_BIRTH")
    for text in born:
        draft.birth_dates += draft.dates("alias date of birth", text)
    city, country = alias.take_text("CITY_OF_BIRTH"), alias.take_text("COUNTRY_OF_BIRTH")
    place = ", ".join(text for text in (city, country) if text)
    if place:
        draft.birth_places.append(Address(full=place, city=city, country=draft.country("country of birth", country)))
    if born or place:
        draft.detail("alias born", f"{name or 'no name'}: {'; '.join(text for text in (*born, place) if text)}")


def _place(draft: Draft, place: Taken, label: str) -> Address:
    street, city, region, code, country = (place.take_text(name) for name in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"))
    full = ", ".join(text for text in (street, city, region, code, country) if text)
    note = place.take_text("NOTE")
    if note:
        draft.detail(f"{label} note", f"{full}: {note}" if full else note)
    return Address(full, city, region, code, draft.country(f"{label} country", country))


def _personal(draft: Draft, entry: Taken) -> None:
    for born in entry.take_all("INDIVIDUAL_DATE_OF_BIRTH"):
        draft.birth_dates += _born(draft, born)
    for place in entry.take_all("INDIVIDUAL_PLACE_OF_BIRTH"):
        draft.birth_places.append(_place(draft, place, "place of birth"))
    for country in (*entry.take_texts("NATIONALITY/VALUE"), *entry.take_texts("NATIONALITY2")):
        draft.nationality("nationality", country)
    for document in entry.take_all("INDIVIDUAL_DOCUMENT"):
        take_document(draft, document)
    for gender in entry.take_texts("GENDER"):
        draft.gender("gender", gender)
    draft.detail("title", *entry.take_texts("TITLE/VALUE"))
    draft.detail("designation", *entry.take_texts("DESIGNATION/VALUE"))


def _born(draft: Draft, born: Taken) -> tuple[PartialDate, ...]:
    """A date of birth: EXACT, APPROXIMATELY or BETWEEN; some say the month, or all of it, in the note."""
    kind, day, year, note = (born.take_text(name) for name in ("TYPE_OF_DATE", "DATE", "YEAR", "NOTE"))
    first, last = born.take_text("FROM_YEAR"), born.take_text("TO_YEAR")
    label = "date of birth"
    if kind.casefold() not in {"", "exact", "approximately", "between"}:
        draft.findings.add(draft.where, f"type of date {kind!r} is not known; the date was taken as exact")
    text = day or year or (f"{first} to {last}" if first and last else first or last)
    if not text:
        return draft.dates(label, note)
    circa = "approximately" in {kind.casefold(), note.casefold()}
    if re.fullmatch(r"[^\W\d]{3,9}\.?", note) and text == year:
        text, note = f"{note} {year}", ""
    if note and note.casefold() != "approximately":
        draft.detail("date of birth note", f"{text}: {note}")
    return draft.dates(label, f"circa {text}" if circa else text)


def _particulars(draft: Draft, entry: Taken) -> None:
    for regime in entry.take_texts("UN_LIST_TYPE"):
        draft.programmes.append(regime)
        draft.legal_basis += RESOLUTIONS.get(regime, ())
        if regime not in RESOLUTIONS:
            draft.findings.add(draft.where, f"list type {regime!r} is not known; its resolutions are missing", severity=Severity.NOTE)
    draft.listed_on = draft.day("listed on", entry.take_text("LISTED_ON"))
    for text in entry.take_texts("LAST_DAY_UPDATED/VALUE"):
        day = draft.day("updated on", text)
        draft.amended_on += [day] if day else []
    for comment in entry.take_texts("COMMENTS1"):
        draft.detail("comments", comment)
        _from_comments(draft, comment)
    for name in ("SUBMITTED_BY", "SUBMITTED_ON", "DELISTED_ON"):
        draft.detail(name.lower().replace("_", " "), *entry.take_texts(name))


def _from_comments(draft: Draft, comment: str) -> None:
    """The two facts that the committees write in fixed words into the comments: gender, and IMO numbers of companies."""
    if draft.schema is Schema.PERSON:
        for word in _GENDER.findall(comment):
            draft.gender("gender", word)
    else:
        draft.identifiers += [Identifier(IdentifierType.IMO, number) for number in _IMO.findall(comment)]


def _ignore(entry: Taken) -> None:
    entry.ignore("VERSIONNUM", because="always 1: a counter of the publisher's database")
    entry.ignore("LIST_TYPE", because='always "UN List"')
    entry.ignore("SORT_KEY", "SORT_KEY_LAST_MOD", because="empty: order of the publisher's printed list")
