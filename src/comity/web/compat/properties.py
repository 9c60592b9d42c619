"""A listing's facts as FollowTheMoney properties: each under the name that its schema has for it.

What FollowTheMoney has no property for (circa, a range of years, a number of another kind, a remark) goes to ``notes`` in words, so that
nothing is lost and nothing is made to look more exact than it is. Source: FollowTheMoney 4 schemata,
https://followthemoney.tech/explorer/schemata/ .
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity import lists
from comity.lists.sources.ftm.subject import ftm_country
from comity.lists.sources.ftm.vocabulary import DETAILS
from comity.model import Address, Identifier, IdentifierType, Listing, NameKind, PartialDate, PartKind, Schema, Subject, UnknownName

Properties = dict[str, list[str]]
Stated = tuple[str, str]
"""A property and one of its values."""

SANCTION = "sanction"
"""The topic of those on the list of a state or an organisation of states, by FollowTheMoney's vocabulary."""

_NAMES = {
    NameKind.PRIMARY: "name",
    NameKind.STRONG: "alias",
    NameKind.WEAK: "weakAlias",
    NameKind.FORMER: "previousName",
}
_PARTS = {
    PartKind.GIVEN: "firstName",
    PartKind.MIDDLE: "middleName",
    PartKind.PATRONYMIC: "fatherName",
    PartKind.FAMILY: "lastName",
    PartKind.TITLE: "title",
}
_ORGANISATIONS = frozenset({Schema.ORGANIZATION, Schema.COMPANY})
_LEGAL = _ORGANISATIONS | {Schema.LEGAL_ENTITY, Schema.PERSON}
_VEHICLES = frozenset({Schema.VESSEL, Schema.AIRPLANE})
_NUMBERS = {
    IdentifierType.PASSPORT: (("passportNumber", frozenset({Schema.PERSON})), ("idNumber", _LEGAL)),
    IdentifierType.NATIONAL_ID: (("idNumber", _LEGAL),),
    IdentifierType.DRIVING_LICENCE: (("idNumber", _LEGAL),),
    IdentifierType.TAX: (("taxNumber", _LEGAL),),
    IdentifierType.REGISTRATION: (("registrationNumber", _LEGAL | _VEHICLES),),
    IdentifierType.LEI: (("leiCode", _LEGAL),),
    IdentifierType.BIC: (("swiftBic", _LEGAL),),
    IdentifierType.IMO: (("imoNumber", _ORGANISATIONS | {Schema.VESSEL}),),
    IdentifierType.MMSI: (("mmsi", frozenset({Schema.VESSEL})),),
    IdentifierType.CALL_SIGN: (("callSign", frozenset({Schema.VESSEL})),),
    IdentifierType.AIRCRAFT_TAIL: (("registrationNumber", frozenset({Schema.AIRPLANE})),),
    IdentifierType.AIRCRAFT_SERIAL: (("serialNumber", frozenset({Schema.AIRPLANE})),),
}
_BELONGS = {Schema.VESSEL: "flag", Schema.AIRPLANE: "country", Schema.PERSON: "country", Schema.THING: "country"}
_FTM = "ftm:"


def properties_of(listing: Listing) -> Properties:
    """The properties of ``listing``, each value once, in the listing's order."""
    found: dict[str, dict[str, None]] = {}
    for name, value in _stated(listing):
        if value:
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}


def topics_of(listing: Listing) -> tuple[str, ...]:
    """Its publisher's topics for a listing of a FollowTheMoney file; ``sanction`` on an official list; none on a list of one's own."""
    if listing.source.startswith(_FTM):
        return tuple(detail.text for detail in listing.details if detail.label == "topics")
    return (SANCTION,) if is_official(listing.source) else ()


def is_official(list_name: str) -> bool:
    """True for a list of a state or an organisation of states: those that this version knows by name, families aside."""
    try:
        return not lists.source(list_name).name.endswith(":")
    except UnknownName:
        return False


def is_wallet(subject: Subject) -> bool:
    """True for a wallet that stands on a list by itself, without a holder."""
    kinds = {identifier.type for identifier in subject.identifiers}
    return subject.schema is Schema.THING and kinds == {IdentifierType.WALLET}


def _stated(listing: Listing) -> Iterator[Stated]:
    subject = listing.subject
    yield from _names(subject)
    yield from _dates("birthDate" if subject.schema is Schema.PERSON else "notes", "date of birth", subject.birth_dates)
    yield from _dates(_founded(subject.schema), "date of founding or building", subject.founded)
    yield from _countries(subject)
    if subject.gender:
        yield "gender" if subject.schema is Schema.PERSON else "notes", subject.gender.value
    for identifier in subject.identifiers:
        yield from _number(identifier, subject)
    for place in subject.addresses:
        yield from _place(place, "address", "country")
    person = subject.schema is Schema.PERSON
    for place in subject.birth_places:
        yield from _place(place, "birthPlace" if person else "notes", "birthCountry" if person else "country")
    yield from (("topics", topic) for topic in topics_of(listing))
    yield from (("program", programme) for programme in listing.programmes)
    if listing.listed_on:
        yield "createdAt", listing.listed_on.isoformat()
    yield from (("modifiedAt", day.isoformat()) for day in listing.amended_on)
    yield from _details(listing)


def _names(subject: Subject) -> Iterator[Stated]:
    for name in subject.names:
        yield _NAMES[name.kind], name.full
        if subject.schema is Schema.PERSON:
            yield from ((_PARTS[part.kind], part.text) for part in name.parts if part.kind in _PARTS)


def _founded(schema: Schema) -> str:
    if schema in _VEHICLES:
        return "buildDate"
    return "incorporationDate" if schema in _LEGAL else "notes"


def _dates(name: str, label: str, dates: Iterable[PartialDate]) -> Iterator[Stated]:
    """Dates as ISO 8601 writes them; of one that is not exact, its years as dates, and what the publisher says as a note."""
    for value in dates:
        if name == "notes" or value.circa or value.to_year is not None:
            yield "notes", f"{label}: {value}"
        if name != "notes":
            yield name, str(PartialDate(value.year, value.month, value.day))
            if value.to_year is not None:
                yield name, str(PartialDate(value.to_year))


def _countries(subject: Subject) -> Iterator[Stated]:
    nationality = "nationality" if subject.schema is Schema.PERSON else "country"
    yield from ((nationality, ftm_country(code)) for code in subject.nationalities)
    belongs = _BELONGS.get(subject.schema, "jurisdiction")
    yield from ((belongs, ftm_country(code)) for code in subject.jurisdictions)


def _number(identifier: Identifier, subject: Subject) -> Iterator[Stated]:
    label = identifier.type.value.replace("_", " ")
    if is_wallet(subject):
        yield "publicKey", identifier.value
        return
    for name, schemata in _NUMBERS.get(identifier.type, ()):
        if subject.schema in schemata:
            yield name, identifier.value
            break
    else:
        yield "notes", f"{label} number: {identifier.value}"
    if identifier.doubtful:
        yield "notes", f"{label} number {identifier.value}: its publisher calls it false, expired, lost, stolen or revoked"


def _place(place: Address, text: str, country: str) -> Iterator[Stated]:
    parts = (place.city, place.region, place.postal_code)
    yield text, place.full or ", ".join(part for part in parts if part)
    if place.country:
        yield country, ftm_country(place.country)


def _details(listing: Listing) -> Iterator[Stated]:
    own = listing.source.startswith(_FTM)
    for detail in listing.details:
        if detail.label == "topics" and own:
            continue
        if own and detail.label in DETAILS:
            yield detail.label, detail.text
        else:
            yield "notes", f"{detail.label}: {detail.text}"
