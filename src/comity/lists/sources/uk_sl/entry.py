"""One entry of the UK Sanctions List in the making: every row that bears its Unique ID adds the facts that are new."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.lists.draft import Draft, named
from comity.lists.sources.uk_sl import columns as c
from comity.model import Address, Identifier, IdentifierType, NameKind, PartialDate, PartKind, Schema

SCHEMATA = {"individual": Schema.PERSON, "entity": Schema.ORGANIZATION, "ship": Schema.VESSEL}
_TAX = re.compile(r"\b(?:tax|inn|tin|vat|kpp)\b", re.IGNORECASE)
_UNKNOWN_PART = re.compile(r"\b(?:dd|mm)(?=/)", re.IGNORECASE)
_HINT = "the publisher may have changed the format: look for a newer release of Comity"


def _several(text: str) -> list[str]:
    """Return the values in one cell: the file separates several by a bar or a semicolon."""
    return [" ".join(piece.split()) for piece in re.split(r"[|;]", text) if piece.strip()]


@dataclass(slots=True)
class Entry:
    """The facts of one Unique ID. ``add`` takes a row's cells by column; a combination of cells that was seen in an earlier row adds
    nothing.
    """

    draft: Draft
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, cells: Mapping[str, str]) -> None:
        """Add the facts of one row."""
        if self._new(cells, *c.NAME_PARTS, c.NAME_TYPE, c.STRENGTH):
            self._name(cells)
        if self._new(cells, *c.NON_LATIN):
            self._non_latin(cells)
        if self._new(cells, *c.ADDRESS_LINES, c.POSTAL_CODE, c.ADDRESS_COUNTRY):
            self._address(cells)
        if self._new(cells, c.TOWN, c.BIRTH_COUNTRY):
            self._birth_place(cells)
        for column, take in _TAKERS.items():
            if self._new(cells, column):
                take(self, cells[column])
        for column in cells:
            if (column in c.DETAILS or column not in c.KNOWN) and self._new(cells, column):
                pieces = _several(cells[column]) if column == "sanctions imposed" else [cells[column]]
                self.draft.detail(c.DETAILS.get(column, column), *pieces)

    def _new(self, cells: Mapping[str, str], *columns: str) -> bool:
        """Return true when one of ``columns`` holds something and this combination is met for the first time."""
        values = tuple(cells.get(column, "") for column in columns)
        key = (columns[0], *values)
        if not any(values) or key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _name(self, cells: Mapping[str, str]) -> None:
        # Name 6 is the family name of an individual and the whole name of an entity or ship: it stands first in the file, last in speech.
        parts = [" ".join(cells.get(column, "").split()) for column in c.NAME_PARTS]
        full = " ".join(part for part in parts if part)
        if full:
            self.draft.names.append(named(full, self._kind(cells), [(PartKind.ORDINAL, part) for part in parts]))

    def _kind(self, cells: Mapping[str, str]) -> NameKind:
        stated = cells.get(c.NAME_TYPE, "").casefold()
        if stated == "primary name":
            return NameKind.PRIMARY
        if stated not in {"alias", "primary name variation", ""}:
            what = f"the name type {stated!r} is not known; the name was taken as an alias"
            self.draft.findings.add(self.draft.where, what, _HINT)
        strength = cells.get(c.STRENGTH, "").casefold()
        return NameKind.WEAK if "low" in strength or "weak" in strength else NameKind.STRONG

    def _non_latin(self, cells: Mapping[str, str]) -> None:
        text, kind, language = (" ".join(cells.get(column, "").split()) for column in c.NON_LATIN)
        if not text:
            return
        code = c.LANGUAGES.get(language.casefold(), "")
        self.draft.names.append(named(text, NameKind.STRONG, language=code))
        if language and not code:
            self.draft.detail("language of the name in non-Latin script", language)
        if kind:
            self.draft.findings.ignore("column Non-latin script type", "the script is told from the letters")

    def _address(self, cells: Mapping[str, str]) -> None:
        lines = [" ".join(cells.get(column, "").split()) for column in c.ADDRESS_LINES]
        code, country = cells.get(c.POSTAL_CODE, ""), cells.get(c.ADDRESS_COUNTRY, "")
        full = ", ".join(text for text in (*lines, code, country) if text)
        self.draft.addresses.append(Address(full, postal_code=code, country=self.draft.country("address country", country)))

    def _birth_place(self, cells: Mapping[str, str]) -> None:
        town, country = cells.get(c.TOWN, ""), cells.get(c.BIRTH_COUNTRY, "")
        full = ", ".join(text for text in (town, country) if text)
        self.draft.birth_places.append(Address(full, city=town, country=self.draft.country("country of birth", country)))

    def _dates(self, label: str, text: str) -> tuple[PartialDate, ...]:
        """Dates; the file writes ``dd/mm/1968`` where only the year is known."""
        return tuple(value for piece in _several(text) for value in self.draft.dates(label, _UNKNOWN_PART.sub("00", piece)))

    def birth_date(self, text: str) -> None:
        """Add dates of birth."""
        self.draft.birth_dates.extend(self._dates("date of birth", text))

    def built(self, text: str) -> None:
        """Add the year a ship was built."""
        self.draft.founded.extend(self._dates("year built", text))

    def designated(self, text: str) -> None:
        """Set the day of designation."""
        day = self.draft.day("date designated", text)
        self.draft.listed_on = self.draft.listed_on or day

    def updated(self, text: str) -> None:
        """Add the day of the last change."""
        day = self.draft.day("last updated", text)
        if day:
            self.draft.amended_on.append(day)

    def gender(self, text: str) -> None:
        """Add the gender."""
        self.draft.gender("gender", text)

    def nationality(self, text: str) -> None:
        """Add nationalities."""
        for piece in _several(text):
            self.draft.nationality("nationality", piece)

    def flag(self, text: str) -> None:
        """Add the flag a ship is believed to fly."""
        for piece in _several(text):
            self.draft.nationality("current believed flag of ship", piece)

    def regime(self, text: str) -> None:
        """Add the sanctions regime."""
        self.draft.programmes.append(" ".join(text.split()))

    def national_id(self, text: str) -> None:
        """Add national identity numbers."""
        self._identifiers(IdentifierType.NATIONAL_ID, text)

    def passport(self, text: str) -> None:
        """Add passport numbers."""
        self._identifiers(IdentifierType.PASSPORT, text)

    def imo(self, text: str) -> None:
        """Add IMO ship numbers."""
        self._identifiers(IdentifierType.IMO, text)

    def hull(self, text: str) -> None:
        """Add hull identification numbers, which are shown and not compared."""
        self._identifiers(IdentifierType.OTHER, text)

    def registration(self, text: str) -> None:
        """Add business registration numbers; a label before a colon tells tax numbers apart and stays as a detail."""
        for piece in _several(text):
            label, colon, value = piece.rpartition(":")
            kind = IdentifierType.TAX if _TAX.search(label) else IdentifierType.REGISTRATION
            self.draft.identifiers.append(Identifier(kind, value.strip() if colon else piece))
            if colon:
                self.draft.detail("business registration number", piece)

    def _identifiers(self, kind: IdentifierType, text: str) -> None:
        for piece in _several(text):
            identifier = Identifier(kind, piece)
            if identifier.key:
                self.draft.identifiers.append(identifier)

    def check_kind(self, stated: str) -> None:
        """Note when a later row of the entry states another kind of subject than the first."""
        kind = SCHEMATA.get(stated.casefold())
        if stated and kind is not self.draft.schema:
            self.draft.findings.add(self.draft.where, f"the entry is also called {stated!r}; the first kind was kept")


_TAKERS = {
    c.BIRTH_DATE: Entry.birth_date,
    c.BUILT: Entry.built,
    c.DESIGNATED: Entry.designated,
    c.UPDATED: Entry.updated,
    c.GENDER: Entry.gender,
    c.NATIONALITY: Entry.nationality,
    c.FLAG: Entry.flag,
    c.REGIME: Entry.regime,
    c.NATIONAL_ID: Entry.national_id,
    c.PASSPORT: Entry.passport,
    c.IMO: Entry.imo,
    c.HULL: Entry.hull,
    c.REGISTRATION: Entry.registration,
}
