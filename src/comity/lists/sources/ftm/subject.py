"""One FollowTheMoney entity and what is linked to it as a listing: every property is used, kept as a detail, or left out with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from comity.lists.draft import Draft, named
from comity.lists.findings import Findings
from comity.lists.sources.ftm import vocabulary as v
from comity.lists.sources.ftm.entities import Entity, entity_of
from comity.lists.sources.ftm.parts import Part, holds, joined
from comity.model import Address, Identifier, IdentifierType, Listing, Locator, Name, NameKind, Schema, Severity, Subject
from comity.names.countries import country_code


@dataclass(slots=True)
class Links:
    """Facts that stand in entities of their own: linked to subjects by id (``of``), and addresses by their own id."""

    of: dict[str, list[Entity]] = field(default_factory=dict)
    addresses: dict[str, Entity] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def listing_of(entity: Entity, links: Links, findings: Findings) -> Listing | None:
    """Return the listing of ``entity``; None, with an error issue, when it has no name."""
    return _reading(entity, links, findings).listing()


def subject_of(entity: Entity, findings: Findings) -> Subject:
    """Return the subject of an entity that is asked about: read as ``listing_of`` reads it, but it may have no name, and parts of a name
    that no whole name holds are joined to names. What is not compared is noted.
    """
    return _reading(entity, Links(), findings).asked()


def _reading(entity: Entity, links: Links, findings: Findings) -> _Subject:
    where = Locator(findings.reading.file, line=entity.line, entry=entity.id)
    return _Subject(entity, Draft(v.SUBJECTS.get(entity.schema, Schema.THING), where, findings), links)


def country(text: str) -> str:
    """Return the ISO 3166-1 code of a FollowTheMoney country code: ``gb-sct`` is GB, ``suhh`` the Soviet Union; empty when it has none
    (``eu``, ``zz``).
    """
    folded = text.strip().lower()
    return v.HISTORIC.get(folded) or country_code(folded.upper()) or (country_code(folded[:2].upper()) if folded[2:3] == "-" else "")


def ftm_country(code: str) -> str:
    """Return FollowTheMoney's code for ours: ``gb`` for ``GB``, ``suhh`` for the Soviet Union's ``SU``; ``country`` reads it back."""
    return next((theirs for theirs, ours in v.HISTORIC.items() if ours == code), code.lower())


@dataclass(slots=True)
class _Subject:
    entity: Entity
    draft: Draft
    links: Links

    def listing(self) -> Listing | None:
        self._names()
        self._facts()
        for linked in self.links.of.get(self.entity.id, ()):
            self._linked(linked)
        return self.draft.listing(self.entity.id)

    def asked(self) -> Subject:
        parts = self._parts()
        self._whole_names(parts)
        whole = [name.full for name in self.draft.names]
        if whole and not self._single():
            self.draft.findings.add(self.draft.where, "parts of names are not joined where whole names are given", severity=Severity.NOTE)
        else:
            self.draft.names.extend(name for name in joined(parts) if not any(holds(full, [name.full]) for full in whole))
        self._facts()
        for label in dict.fromkeys(detail.label for detail in self.draft.details if detail.label in v.DETAILS):
            self.draft.findings.add(self.draft.where, f"{label} is not compared", severity=Severity.NOTE)
        return self.draft.subject()

    def _facts(self) -> None:
        for name in self.entity.properties:
            if name not in v.NAMES and name not in v.PARTS:
                self._property(name)

    def _parts(self) -> list[Part]:
        return [(kind, text) for name, kind in v.PARTS.items() for text in self.entity.texts(name)]

    def _single(self) -> bool:
        """Tell whether each part has one value at most, so that it is plain which belong together."""
        return all(len(self.entity.texts(name)) <= 1 for name in v.PARTS)

    def _whole_names(self, parts: list[Part]) -> None:
        single = self._single()
        for name, kind in v.NAMES.items():
            for text in self.entity.texts(name):
                held = single and bool(parts) and holds(text, [part for _, part in parts])
                language = self.entity.languages.get(f"{name}\0{text}", "")
                self.draft.names.append(named(text, kind, parts if held else (), language))

    def _names(self) -> None:
        parts = self._parts()
        single = self._single()
        self._whole_names(parts)
        if any(name.parts for name in self.draft.names):
            return
        if not self.draft.names and parts and single:
            self.draft.names.append(named(" ".join(text for _, text in parts), NameKind.PRIMARY, parts))
        elif not self.draft.names and self.entity.caption.strip():
            self.draft.names.append(Name(" ".join(self.entity.caption.split())))
        for name in v.PARTS:
            self.draft.detail(name, *self.entity.texts(name))

    def _property(self, name: str) -> None:
        for value in self.entity.properties[name]:
            if isinstance(value, dict):
                self._nested(name, entity_of(value, self.entity.line))
        taker = _TAKERS.get(name)
        if taker is not None:
            for text in self.entity.texts(name):
                taker(self, name, text)
        elif name in v.PROTECTED:
            self.draft.findings.ignore(name, "a protected attribute is never kept", len(self.entity.properties[name]))
        elif name in v.PUBLISHING:
            self.draft.findings.ignore(name, "about the publication, not the subject", len(self.entity.properties[name]))
        elif name in v.RELATIONS:
            self.draft.findings.ignore(name, "a relation to another entity is not compared", len(self.entity.properties[name]))
        elif texts := self.entity.texts(name):
            self.draft.detail(name, *texts)
            if name not in v.DETAILS:
                self.draft.findings.add(
                    self.draft.where, f"the property {name} is not known to this reader; it was kept as text", severity=Severity.NOTE
                )

    def _nested(self, name: str, other: Entity | None) -> None:
        if other is None:
            self.draft.findings.add(self.draft.where, f"the object in {name} is not an entity and was left out")
        elif other.schema in v.LINKED:
            self._linked(other)
        else:
            self.draft.findings.ignore(f"{other.schema} in {name}", "a relation to another entity is not compared")

    def _linked(self, other: Entity) -> None:
        if other.schema == v.ADDRESS:
            self._address_entity(other)
        elif other.schema == v.SANCTION:
            self._sanction(other)
        elif other.schema == v.WALLET:
            keys = [text for name in v.WALLET_KEYS for text in other.texts(name)]
            self.draft.identifiers.extend(Identifier(IdentifierType.WALLET, key) for key in keys)
            self.draft.detail("currency", *other.texts("currency"))
        else:
            self._document(other)

    def _sanction(self, sanction: Entity) -> None:
        self.draft.programmes.extend(sanction.texts("programId") or sanction.texts("program"))
        for name in ("listingDate", "startDate"):
            for text in sanction.texts(name):
                days = [value.earliest for value in self.draft.dates(f"sanction: {name}", text) if value.is_day]
                if days and (self.draft.listed_on is None or days[0] < self.draft.listed_on):
                    self.draft.listed_on = days[0]
            if self.draft.listed_on is not None:
                break
        for name in v.SANCTION_DETAILS:
            self.draft.detail(f"sanction: {name}", *sanction.texts(name))

    def _document(self, document: Entity) -> None:
        stated = " ".join(document.texts("type")).casefold()
        kind = IdentifierType.NATIONAL_ID
        if document.schema == "Passport" or "passport" in stated:
            kind = IdentifierType.PASSPORT
        elif "driv" in stated:
            kind = IdentifierType.DRIVING_LICENCE
        elif stated and "id" not in stated.split() and "ident" not in stated:
            kind = IdentifierType.OTHER
        issuers = [code for text in document.texts("country") if (code := country(text))]
        issuer = issuers[0] if len(issuers) == 1 else ""
        numbers = document.texts("number") + document.texts("passportNumber")
        self.draft.identifiers.extend(Identifier(kind, number, issuer) for number in numbers)
        self.draft.detail("document", *document.texts("type"), *document.texts("authority"))

    def _address_entity(self, address: Entity) -> None:
        def first(name: str) -> str:
            return next(iter(address.texts(name)), "")

        codes = [code for text in address.texts("country") if (code := country(text))]
        lines = ("postOfficeBox", "street", "street2", "city", "postalCode", "region", "state", "country")
        full = first("full") or ", ".join(first(name) for name in lines if first(name))
        place = Address(full, first("city"), first("region") or first("state"), first("postalCode"), codes[0] if codes else "")
        self.draft.addresses.append(place)

    def name_address(self, _: str, text: str) -> None:
        self.draft.addresses.append(Address(text))

    def address_link(self, _: str, text: str) -> None:
        linked = self.links.addresses.get(text)
        if linked is None:
            self.draft.findings.ignore("addressEntity", "the file does not hold the address it points to")
        else:
            self.links.used.add(text)
            self._address_entity(linked)

    def birth_date(self, name: str, text: str) -> None:
        self.draft.birth_dates.extend(self.draft.dates(name, text))

    def founded(self, name: str, text: str) -> None:
        self.draft.founded.extend(self.draft.dates(name, text))

    def nationality(self, name: str, text: str) -> None:
        if code := self._country(name, text):
            (self.draft.nationalities if self.draft.schema is Schema.PERSON else self.draft.jurisdictions).append(code)

    def association(self, name: str, text: str) -> None:
        """Take ``country``, which says less than a nationality: for a person it is only a place."""
        code = self._country(name, text)
        if code and self.draft.schema is Schema.PERSON:
            self.draft.addresses.append(Address(country=code))
        elif code:
            self.draft.jurisdictions.append(code)

    def birth_place(self, _: str, text: str) -> None:
        self.draft.birth_places.append(Address(text))

    def birth_country(self, name: str, text: str) -> None:
        if code := self._country(name, text):
            self.draft.birth_places.append(Address(country=code))

    def gender(self, name: str, text: str) -> None:
        self.draft.gender(name, text)

    def programme(self, _: str, text: str) -> None:
        self.draft.programmes.append(text)

    def identifier(self, name: str, text: str) -> None:
        kind = v.IDENTIFIERS[name]
        if name == "registrationNumber" and self.draft.schema is Schema.AIRPLANE:
            kind = IdentifierType.AIRCRAFT_TAIL
        self.draft.identifiers.append(Identifier(kind, text))

    def _country(self, name: str, text: str) -> str:
        code = country(text)
        if not code:
            self.draft.detail(name, text)
            self.draft.findings.add(self.draft.where, f"{name}: {text!r} is not one country; it was kept as text", severity=Severity.NOTE)
        return code


_Taker = Callable[[_Subject, str, str], None]
_TAKERS: dict[str, _Taker] = {
    "address": _Subject.name_address,
    "addressEntity": _Subject.address_link,
    "birthDate": _Subject.birth_date,
    "birthPlace": _Subject.birth_place,
    "birthCountry": _Subject.birth_country,
    "gender": _Subject.gender,
    "country": _Subject.association,
    "program": _Subject.programme,
    "programId": _Subject.programme,
    **dict.fromkeys(v.FOUNDED, _Subject.founded),
    **dict.fromkeys(v.NATIONALITIES, _Subject.nationality),
    **dict.fromkeys(v.JURISDICTIONS, _Subject.nationality),
    **dict.fromkeys(v.IDENTIFIERS, _Subject.identifier),
}

KNOWN = frozenset({*v.NAMES, *v.PARTS, *_TAKERS, *v.PROTECTED, *v.PUBLISHING, *v.RELATIONS, *v.DETAILS, *v.NESTED})
"""The properties whose meaning is known here."""
