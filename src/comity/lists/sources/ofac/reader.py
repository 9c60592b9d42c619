"""Reads OFAC's classic XML (``sdnList``), the same for the SDN list and for the consolidated one; names are in Latin script only.

The id of a listing is the entry's uid. ``publshInformation`` is spelt so by the publisher.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from comity.lists.draft import Draft, named
from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.sources.ofac.ids import take_id
from comity.lists.taken import Taken
from comity.lists.xml import Layout, parts
from comity.model import Address, Identifier, IdentifierType, Listing, Name, NameKind, PartKind, Schema, Severity
from comity.model.date_text import DateOrder
from comity.names.countries import country_code

_ENTRY = "sdnList/sdnEntry"
_PUBLICATION = "sdnList/publshInformation"
_LAYOUT = Layout("sdnList", frozenset({_ENTRY, _PUBLICATION}))
_SCHEMATA = {
    "Individual": Schema.PERSON,
    "Entity": Schema.ORGANIZATION,
    "Vessel": Schema.VESSEL,
    "Aircraft": Schema.AIRPLANE,
}
_ROW_NUMBER = "the publisher's number of the row, not of the subject"


def read_ofac(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the entries of an unpacked OFAC list; see ``comity.lists.read`` for what it raises."""
    findings = Findings(reading)
    for part in parts(stream, _LAYOUT, findings):
        if part.path == _ENTRY:
            listing = _listing(part, findings)
            if listing is not None:
                yield listing
        elif part.path == _PUBLICATION:
            _publication(part, reading)
        else:
            part.ignore("@schemaLocation", because="it names the publisher's schema")
    findings.report()


def _publication(part: Taken, reading: Reading) -> None:
    day, count = part.take_text("Publish_Date"), part.take_text("Record_Count")
    try:
        reading.published = datetime.strptime(day, "%m/%d/%Y").replace(tzinfo=UTC)
    except ValueError:
        reading.issue(part.where, f"Publish_Date {day!r} is not a date; the edition counts as undated")
    if count.isdecimal():
        reading.declared = int(count)
    else:
        reading.issue(part.where, f"Record_Count {count!r} is not a number; completeness cannot be checked")


def _listing(entry: Taken, findings: Findings) -> Listing | None:
    uid, kind = entry.take_text("uid"), entry.take_text("sdnType")
    draft = Draft(_SCHEMATA.get(kind, Schema.THING), entry.entry(uid), findings)
    if kind not in _SCHEMATA:
        findings.add(draft.where, f"sdnType {kind!r} is not known; the kind of the subject counts as unknown")
    if not uid:
        uid = f"line-{entry.line}"
        findings.add(draft.where, "the entry has no uid", f"its id here is {uid}", Severity.ERROR)
    _names(draft, entry)
    _origins(draft, entry)
    for address in entry.take_all("addressList/address"):
        draft.addresses.append(_address(draft, address))
    for element in entry.take_all("idList/id"):
        take_id(draft, element)
    vessel = entry.take("vesselInfo")
    if vessel is not None:
        _vessel(draft, vessel)
    draft.programmes += entry.take_texts("programList/program")
    draft.detail("title", *entry.take_texts("title"))
    draft.detail("remarks", *entry.take_texts("remarks"))
    return draft.listing(uid)


def _names(draft: Draft, entry: Taken) -> None:
    draft.names += _name(entry, NameKind.PRIMARY)
    for alias in entry.take_all("akaList/aka"):
        kind, category = alias.take_text("type"), alias.take_text("category")
        alias.ignore("uid", because=_ROW_NUMBER)
        draft.names += _name(alias, _alias_kind(draft, kind, category))


def _alias_kind(draft: Draft, kind: str, category: str) -> NameKind:
    """f.k.a. is a former name; n.k.a. (now known as) is current, hence strong; weak is OFAC's word for aliases of low use."""
    if kind not in {"a.k.a.", "f.k.a.", "n.k.a."} or category not in {"strong", "weak"}:
        draft.findings.add(draft.where, f"alias of type {kind!r} and category {category!r} is not known; it was taken as strong")
    if category == "weak":
        return NameKind.WEAK
    return NameKind.FORMER if kind == "f.k.a." else NameKind.STRONG


def _name(element: Taken, kind: NameKind) -> list[Name]:
    first, last = element.take_text("firstName"), element.take_text("lastName")
    full = " ".join(text for text in (first, last) if text)
    known = first and last
    return [named(full, kind, ((PartKind.GIVEN, first), (PartKind.FAMILY, last)) if known else ())] if full else []


def _origins(draft: Draft, entry: Taken) -> None:
    for item in (*entry.take_all("nationalityList/nationality"), *entry.take_all("citizenshipList/citizenship")):
        draft.nationality(item.path.rpartition("/")[2], item.take_text("country"))
        _ignore_row(item)
    for item in entry.take_all("dateOfBirthList/dateOfBirthItem"):
        draft.birth_dates += draft.dates("date of birth", item.take_text("dateOfBirth"), DateOrder.MONTH_FIRST)
        _ignore_row(item)
    for item in entry.take_all("placeOfBirthList/placeOfBirthItem"):
        text = item.take_text("placeOfBirth")
        draft.birth_places.append(Address(full=text, country=country_code(text.rpartition(",")[2].strip())))
        _ignore_row(item)


def _ignore_row(item: Taken) -> None:
    item.ignore("uid", because=_ROW_NUMBER)
    item.ignore("mainEntry", because="the main value comes first, and all values are compared alike")


def _address(draft: Draft, address: Taken) -> Address:
    address.ignore("uid", because=_ROW_NUMBER)
    lines = [address.take_text(name) for name in ("address1", "address2", "address3")]
    city, region, code, country = (address.take_text(name) for name in ("city", "stateOrProvince", "postalCode", "country"))
    full = ", ".join(text for text in (*lines, city, region, code, country) if text)
    return Address(full, city, region, code, draft.country("address country", country))


def _vessel(draft: Draft, vessel: Taken) -> None:
    for sign in vessel.take_texts("callSign"):
        draft.identifiers.append(Identifier(IdentifierType.CALL_SIGN, sign))
    for flag in vessel.take_texts("vesselFlag"):
        draft.nationality("vessel flag", flag)
    draft.detail("vessel type", *vessel.take_texts("vesselType"))
    draft.detail("vessel owner", *vessel.take_texts("vesselOwner"))
    draft.detail("tonnage", *vessel.take_texts("tonnage"))
    draft.detail("gross registered tonnage", *vessel.take_texts("grossRegisteredTonnage"))
