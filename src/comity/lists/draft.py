"""A listing in the making: readers put facts in, and what cannot be a fact stays as a detail with an issue, never lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from comity.lists.findings import Findings
from comity.model import (
    Address,
    Detail,
    Gender,
    Identifier,
    Listing,
    Locator,
    Name,
    NameKind,
    NamePart,
    PartialDate,
    PartKind,
    Schema,
    Severity,
    Subject,
)
from comity.model.date_text import DateOrder, parse_dates
from comity.names.countries import country_code
from comity.names.scripts import NO_LETTERS, script_of

_T = TypeVar("_T")
_NO_DATE = frozenset({"", "null", "n/a", "unknown"})
_NO_COUNTRY = frozenset({"na", "n/a", "none", "none identified", "unknown", "undetermined", "stateless", "not applicable"})
_RANK = (NameKind.PRIMARY, NameKind.STRONG, NameKind.FORMER, NameKind.WEAK)


def named(full: str, kind: NameKind, parts: Iterable[tuple[PartKind, str]] = (), language: str = "") -> Name:
    """Return a name with its script; parts without text are left out, and a single part that is the whole name says nothing."""
    kept = tuple(NamePart(part, text) for part, text in parts if text)
    if len(kept) == 1 and kept[0].text == full:
        kept = ()
    script = script_of(full)
    return Name(full, kind, kept, language, "" if script == NO_LETTERS else script)


def merged(names: Iterable[Name]) -> tuple[Name, ...]:
    """Return ``names`` with each spelling once, at its first place: of the best kind given, with the first parts and language given."""
    found: dict[str, Name] = {}
    for name in names:
        known = found.get(name.full)
        if known is None:
            found[name.full] = name
        else:
            kind = min(known.kind, name.kind, key=_RANK.index)
            found[name.full] = replace(known, kind=kind, parts=known.parts or name.parts, language=known.language or name.language)
    return tuple(found.values())


@dataclass(slots=True)
class Draft:
    """The facts of one entry as far as they were read. ``where`` names the entry in every issue."""

    schema: Schema
    where: Locator
    findings: Findings
    names: list[Name] = field(default_factory=list)
    birth_dates: list[PartialDate] = field(default_factory=list)
    founded: list[PartialDate] = field(default_factory=list)
    nationalities: list[str] = field(default_factory=list)
    jurisdictions: list[str] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    birth_places: list[Address] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    legal_basis: list[str] = field(default_factory=list)
    amended_on: list[date] = field(default_factory=list)
    listed_on: date | None = None

    def detail(self, label: str, *texts: str) -> None:
        """Keep each text that is not empty, for people to read."""
        self.details.extend(Detail(label, text) for text in texts if text)

    def country(self, label: str, text: str) -> str:
        """Return the ISO code of the country ``text`` names, or empty; an unknown one is kept as a detail."""
        code = country_code(text) if text else ""
        if text and not code:
            self.detail(label, text)
        if text and not code and text.casefold() not in _NO_COUNTRY:
            self.findings.add(self.where, f"{label}: {text!r} is not a known country; it was kept as text", severity=Severity.NOTE)
        return code

    def nationality(self, label: str, text: str) -> None:
        """Add a person's nationality, or the country an organisation, ship or aircraft belongs to."""
        code = self.country(label, text)
        if code:
            (self.nationalities if self.schema is Schema.PERSON else self.jurisdictions).append(code)

    def dates(self, label: str, text: str, order: DateOrder = DateOrder.DAY_FIRST) -> tuple[PartialDate, ...]:
        """Return the dates in ``text``; none, a detail and an issue when it cannot be read as dates."""
        if text.casefold() in _NO_DATE:
            self.findings.ignore(label, "the publisher wrote no date, or a word for none", 1 if text else 0)
            return ()
        try:
            return parse_dates(text, order)
        except ValueError as error:
            self.detail(label, text)
            self.findings.add(self.where, f"{label}: {error}; it was kept as text")
            return ()

    def day(self, label: str, text: str) -> date | None:
        """Return the one exact day in ``text``; None, a detail and an issue when it is not one."""
        found = self.dates(label, text)
        if len(found) == 1 and found[0].is_day:
            return found[0].earliest
        if found:
            self.detail(label, text)
            self.findings.add(self.where, f"{label}: {text!r} is not one exact day; it was kept as text")
        return None

    def gender(self, label: str, text: str) -> None:
        """Add the gender that ``text`` states in English words or as M or F."""
        known = {"male": Gender.MALE, "m": Gender.MALE, "female": Gender.FEMALE, "f": Gender.FEMALE}
        if text.casefold() in known:
            self.genders.append(known[text.casefold()])
        else:
            self.detail(label, text)

    def listing(self, listing_id: str) -> Listing | None:
        """Return the finished listing, every fact once; None and an error among the issues when it has no name."""
        names = merged(self.names)
        if not names:
            self.findings.add(self.where, "the entry has no name and was left out", "look it up at the publisher", Severity.ERROR)
            return None
        if all(name.kind is not NameKind.PRIMARY for name in names):
            self.findings.add(self.where, "the entry has no main name, only others", "look it up at the publisher; it is found by these")
        repeated = len(self.names) - len(names)
        if repeated:
            self.findings.ignore("name", "the same spelling stands in the entry already", repeated)
        return Listing(
            id=listing_id,
            source=self.findings.reading.source,
            subject=self._subject(names),
            programmes=_once(self.programmes),
            legal_basis=_once(self.legal_basis),
            listed_on=self.listed_on,
            amended_on=_once(self.amended_on),
            details=_once(self.details),
            locator=replace(self.where, entry=listing_id),
        )

    def subject(self) -> Subject:
        """Return the facts as a subject, each once, with or without a name: for what is asked about rather than listed."""
        return self._subject(merged(self.names))

    def _subject(self, names: tuple[Name, ...]) -> Subject:
        return Subject(
            schema=self.schema,
            names=names,
            birth_dates=_once(self.birth_dates),
            founded=_once(self.founded),
            nationalities=_once(self.nationalities),
            jurisdictions=_once(self.jurisdictions),
            gender=self._gender(),
            identifiers=_once(self.identifiers),
            addresses=tuple(place for place in _once(self.addresses) if place != Address()),
            birth_places=tuple(place for place in _once(self.birth_places) if place != Address()),
        )

    def _gender(self) -> Gender | None:
        found = _once(self.genders)
        if len(found) > 1:
            self.detail("gender", ", ".join(found))
            self.findings.add(self.where, "the entry states more than one gender; all were kept as text, none is compared")
        return found[0] if len(found) == 1 else None


def _once(values: list[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(values))
