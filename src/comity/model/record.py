"""Listings and editions as plain JSON-ready dictionaries, and back: the form they are kept in.

The promise: ``listing_from_record(listing_to_record(x)) == x`` for every listing, likewise for editions. Empty fields are left out, so that
records stay small. Both directions are written out by hand: this is on the path of every index build and every hit.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from comity.model.identifier import Identifier, IdentifierType
from comity.model.issue import Locator
from comity.model.listing import Detail, Edition, Listing
from comity.model.name import Name, NameKind, NamePart, PartKind
from comity.model.partial_date import PartialDate
from comity.model.screening import ScreeningRule
from comity.model.subject import Address, Gender, Schema, Subject

Record = dict[str, Any]


def _without_empty(record: Record) -> Record:
    return {key: value for key, value in record.items() if value not in ("", None, [], False)}


def _name_to_record(name: Name) -> Record:
    if not (name.parts or name.language or name.script):
        return {"full": name.full, "kind": name.kind.value}
    parts = [[part.kind.value, part.text] for part in name.parts]
    return {"full": name.full, "kind": name.kind.value} | _without_empty({"parts": parts, "language": name.language, "script": name.script})


def _name_from_record(record: Record) -> Name:
    parts = tuple(NamePart(PartKind(kind), text) for kind, text in record.get("parts", ()))
    return Name(record["full"], NameKind(record["kind"]), parts, record.get("language", ""), record.get("script", ""))


def _date_to_record(value: PartialDate) -> list[int | bool | None]:
    return [value.year, value.month, value.day, value.circa, value.to_year]


def _date_from_record(record: list[Any]) -> PartialDate:
    return PartialDate(*record)


def _address_to_record(value: Address) -> Record:
    return _without_empty(
        {
            "full": value.full,
            "city": value.city,
            "region": value.region,
            "postal_code": value.postal_code,
            "country": value.country,
        }
    )


def _address_from_record(record: Record) -> Address:
    return Address(**record)


def _identifier_to_record(value: Identifier) -> Record:
    return {"type": value.type.value, "value": value.value} | _without_empty({"issuer": value.issuer, "doubtful": value.doubtful})


def _identifier_from_record(record: Record) -> Identifier:
    return Identifier(IdentifierType(record["type"]), record["value"], record.get("issuer", ""), record.get("doubtful", False))


def subject_to_record(subject: Subject) -> Record:
    """A subject as a dictionary of strings, lists and dictionaries; see ``subject_from_record``."""
    record: Record = {"schema": subject.schema.value}
    if subject.names:
        record["names"] = [_name_to_record(name) for name in subject.names]
    if subject.birth_dates:
        record["birth_dates"] = [_date_to_record(value) for value in subject.birth_dates]
    if subject.founded:
        record["founded"] = [_date_to_record(value) for value in subject.founded]
    if subject.nationalities:
        record["nationalities"] = list(subject.nationalities)
    if subject.jurisdictions:
        record["jurisdictions"] = list(subject.jurisdictions)
    if subject.gender:
        record["gender"] = subject.gender.value
    if subject.identifiers:
        record["identifiers"] = [_identifier_to_record(value) for value in subject.identifiers]
    if subject.addresses:
        record["addresses"] = [_address_to_record(value) for value in subject.addresses]
    if subject.birth_places:
        record["birth_places"] = [_address_to_record(value) for value in subject.birth_places]
    return record


def subject_from_record(record: Record) -> Subject:
    """The subject that ``subject_to_record`` wrote. Raises ``KeyError`` or ``ValueError`` when the record is not one."""
    gender = record.get("gender")
    return Subject(
        schema=Schema(record["schema"]),
        names=tuple(_name_from_record(name) for name in record.get("names", ())),
        birth_dates=tuple(_date_from_record(value) for value in record.get("birth_dates", ())),
        founded=tuple(_date_from_record(value) for value in record.get("founded", ())),
        nationalities=tuple(record.get("nationalities", ())),
        jurisdictions=tuple(record.get("jurisdictions", ())),
        gender=Gender(gender) if gender else None,
        identifiers=tuple(_identifier_from_record(value) for value in record.get("identifiers", ())),
        addresses=tuple(_address_from_record(value) for value in record.get("addresses", ())),
        birth_places=tuple(_address_from_record(value) for value in record.get("birth_places", ())),
    )


def _locator_to_record(value: Locator) -> Record:
    return _without_empty({"file": value.file, "row": value.row, "line": value.line, "column": value.column, "entry": value.entry})


def listing_to_record(listing: Listing) -> Record:
    """A listing as a dictionary of strings, lists and dictionaries; see ``listing_from_record``."""
    record = {"id": listing.id, "source": listing.source, "subject": subject_to_record(listing.subject)}
    return record | _without_empty(
        {
            "programmes": list(listing.programmes),
            "legal_basis": list(listing.legal_basis),
            "listed_on": listing.listed_on.isoformat() if listing.listed_on else None,
            "amended_on": [day.isoformat() for day in listing.amended_on],
            "details": [[detail.label, detail.text] for detail in listing.details],
            "locator": _locator_to_record(listing.locator),
        }
    )


def listing_from_record(record: Record) -> Listing:
    """The listing that ``listing_to_record`` wrote. Raises ``KeyError`` or ``ValueError`` when the record is not one."""
    listed_on = record.get("listed_on")
    return Listing(
        id=record["id"],
        source=record["source"],
        subject=subject_from_record(record["subject"]),
        programmes=tuple(record.get("programmes", ())),
        legal_basis=tuple(record.get("legal_basis", ())),
        listed_on=date.fromisoformat(listed_on) if listed_on else None,
        amended_on=tuple(date.fromisoformat(day) for day in record.get("amended_on", ())),
        details=tuple(Detail(label, text) for label, text in record.get("details", ())),
        locator=Locator(**record.get("locator", {})),
    )


def edition_to_record(edition: Edition) -> Record:
    """An edition as a dictionary of strings and numbers; see ``edition_from_record``."""
    return {
        "id": edition.id,
        "source": edition.source,
        "publisher": edition.publisher,
        "published": edition.published.isoformat() if edition.published else None,
        "fetched_at": edition.fetched_at.isoformat(),
        "sha256": edition.sha256,
        "entries": edition.entries,
        "names": edition.names,
        "partial": edition.partial,
    }


def edition_from_record(record: Record) -> Edition:
    """The edition that ``edition_to_record`` wrote. Raises ``KeyError`` or ``ValueError`` when the record is not one."""
    published = record["published"]
    return Edition(
        id=record["id"],
        source=record["source"],
        publisher=record["publisher"],
        published=datetime.fromisoformat(published) if published else None,
        fetched_at=datetime.fromisoformat(record["fetched_at"]),
        sha256=record["sha256"],
        entries=record["entries"],
        names=record["names"],
        partial=record.get("partial", ""),
    )


def rule_to_text(rule: ScreeningRule) -> str:
    """A screening rule as one line of JSON, equal for equal rules: what a hit says it was found by."""
    fields = {"name": rule.name, "review": rule.review, "strong": rule.strong, "lists": sorted(rule.lists), "max_hits": rule.max_hits}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
