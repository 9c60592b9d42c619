"""Rows as subjects: names, dates, countries, kinds and identifiers out of cells, and an issue for each cell that could not be taken.

The promise: every row gives a subject, however little of it can be used; a cell that cannot be read costs only itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from comity.model import (
    Address,
    Gender,
    Identifier,
    IdentifierType,
    Issue,
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
from comity.names.clean import clean
from comity.names.countries import country_code
from comity.tables.columns import ColumnMap, Role
from comity.tables.table import Row
from comity.tables.words import gender_of, says_nothing, schema_of

MAX_NAME = 1_000
"""Characters of a name that are compared."""
MAX_CELL = 10_000
MAX_VALUES = 200
"""Values taken from one cell."""

_PARTS = (
    (Role.TITLE, PartKind.TITLE),
    (Role.FIRST, PartKind.GIVEN),
    (Role.MIDDLE, PartKind.MIDDLE),
    (Role.PATRONYMIC, PartKind.PATRONYMIC),
    (Role.LAST, PartKind.FAMILY),
)
_IDENTIFIERS = {
    Role.PASSPORT: IdentifierType.PASSPORT,
    Role.NATIONAL_ID: IdentifierType.NATIONAL_ID,
    Role.TAX_ID: IdentifierType.TAX,
    Role.REGISTRATION: IdentifierType.REGISTRATION,
    Role.LEI: IdentifierType.LEI,
    Role.BIC: IdentifierType.BIC,
    Role.IMO: IdentifierType.IMO,
    Role.MMSI: IdentifierType.MMSI,
    Role.CALL_SIGN: IdentifierType.CALL_SIGN,
    Role.WALLET: IdentifierType.WALLET,
    Role.ID: IdentifierType.OTHER,
}
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORDS = re.compile(r"[^\W_]+")
_SEVERAL = re.compile(r"[;|\n]")
_SEVERAL_COUNTRIES = re.compile(r"[;|,/\n]")
_SHIP = frozenset({IdentifierType.IMO, IdentifierType.MMSI})
_ORGANISATION = frozenset({IdentifierType.LEI, IdentifierType.BIC, IdentifierType.REGISTRATION})


@dataclass(slots=True)
class _Reading:
    """One row on its way: its cells, where they stand, and what was found wrong."""

    row: Row
    file: str
    columns: tuple[str, ...]
    issues: list[Issue] = field(default_factory=list)

    def cell(self, position: int) -> str:
        return self.row.cells[position][:MAX_CELL].strip() if position < len(self.row.cells) else ""

    def issue(self, position: int, what: str, hint: str, severity: Severity = Severity.WARNING) -> None:
        where = Locator(self.file, self.row.number, self.row.line, self.columns[position])
        self.issues.append(Issue(where, what, hint, severity))


@dataclass(frozen=True, slots=True)
class SubjectBuilder:
    """Subjects from the rows of one table. ``order`` decides dates such as 03/04/1980; ``file`` is the name shown in issues."""

    map: ColumnMap
    order: DateOrder = DateOrder.DAY_FIRST
    file: str = ""

    def build(self, row: Row) -> tuple[Subject, tuple[Issue, ...]]:
        """Return the subject of ``row`` and what could not be taken from it; never raises.

        A row with no name and no identifier gives a subject without names and an error issue. A lost row gives an empty subject and no
        further issue.
        """
        if row.lost:
            return Subject(), ()
        reading = _Reading(row, self.file, self.map.columns)
        identifiers = tuple(self._identifiers(reading))
        names = self._names(reading)
        gender = self._gender(reading)
        birth = self._dates(reading, Role.BIRTH_DATE) + self._dates(reading, Role.BIRTH_YEAR)
        schema = self._schema(reading, identifiers, gender is not None or bool(birth))
        if not names and not any(identifier.type is not IdentifierType.OTHER for identifier in identifiers):
            self._nothing(reading)
        facts = _Facts(schema, names, identifiers, gender)
        return self._subject(reading, facts, birth), tuple(reading.issues)

    def key(self, row: Row) -> str:
        """Return the caller's own id of the row: its key column, else its id column, else the row's number."""
        for role in (Role.KEY, Role.ID):
            for position in self.map.positions(role):
                if position < len(row.cells) and not says_nothing(row.cells[position]):
                    return row.cells[position].strip()
        return str(row.number)

    def texts(self, row: Row, role: Role) -> tuple[str, ...]:
        """Return the cells of ``row`` that hold ``role``, without white space around them and without blanks."""
        cells = (row.cells[position].strip() for position in self.map.positions(role) if position < len(row.cells))
        return tuple(cell for cell in cells if cell)

    def dates(self, row: Row, role: Role) -> tuple[tuple[PartialDate, ...], tuple[Issue, ...]]:
        """Return the dates in the cells of ``row`` that hold ``role``, and what could not be read."""
        reading = _Reading(row, self.file, self.map.columns)
        return self._dates(reading, role), tuple(reading.issues)

    def _subject(self, reading: _Reading, facts: _Facts, birth: tuple[PartialDate, ...]) -> Subject:
        person = facts.schema in {Schema.PERSON, Schema.THING}
        founded = self._dates(reading, Role.FOUNDED)
        nationalities = self._countries(reading, Role.NATIONALITY)
        countries = self._countries(reading, Role.COUNTRY)
        return Subject(
            schema=facts.schema,
            names=facts.names,
            birth_dates=birth if person else (),
            founded=founded if person else birth + founded,
            nationalities=nationalities if person else (),
            jurisdictions=() if facts.schema is Schema.PERSON else countries if person else tuple(dict.fromkeys(nationalities + countries)),
            gender=facts.gender,
            identifiers=facts.identifiers,
            addresses=tuple(Address(country=code) for code in countries) if facts.schema is Schema.PERSON else (),
        )

    def _nothing(self, reading: _Reading) -> None:
        position = next((self.map.positions(role)[0] for role in (Role.NAME, Role.LAST, Role.FIRST) if self.map.positions(role)), 0)
        reading.issue(
            position, "nothing to screen: no name and no identifier", "fill in the name, or choose the column with --map", Severity.ERROR
        )

    def _names(self, reading: _Reading) -> tuple[Name, ...]:
        names: dict[str, Name] = {}
        parts = tuple(NamePart(kind, text) for role, kind in _PARTS for text in self._plain(reading, role))
        for full in self._plain(reading, Role.NAME):
            names.setdefault(full.casefold(), Name(full, NameKind.PRIMARY, parts if _holds(full, parts) else ()))
        named = [part.text for part in parts if part.kind is not PartKind.TITLE]
        if named and not any(name.parts for name in names.values()):
            # "Name" beside "First name" is sometimes the whole name: then the given name stands in it already.
            whole = named[-1] if len(named) > 1 and all(_within(text, named[-1]) for text in named[:-1]) else " ".join(named)
            names.setdefault(whole.casefold(), Name(whole, NameKind.PRIMARY, parts if whole != named[-1] or len(named) == 1 else ()))
        for position in self.map.positions(Role.ALIAS):
            for value in _values(reading.cell(position), _SEVERAL):
                alias = self._clean(reading, position, value)
                if alias:
                    names.setdefault(alias.casefold(), Name(alias, NameKind.STRONG if names else NameKind.PRIMARY))
        return tuple(names.values())

    def _plain(self, reading: _Reading, role: Role) -> Iterator[str]:
        for position in self.map.positions(role):
            if text := self._clean(reading, position, reading.cell(position)):
                yield text

    def _clean(self, reading: _Reading, position: int, text: str) -> str:
        """``text`` fit to compare, or an empty string when it holds no letter or digit."""
        if len(text) > MAX_NAME:
            hint = f"only the first {MAX_NAME:,} are compared; is the column really a name?"
            reading.issue(position, f"the name has {len(reading.row.cells[position]):,} characters", hint)
            text = text[:MAX_NAME]
        if _HIDDEN.search(text):
            reading.issue(
                position, "the name holds control or direction-changing characters", "they are left out when it is compared", Severity.NOTE
            )
        cleaned = " ".join(clean(text).split())
        return cleaned if any(c.isalnum() for c in cleaned) and cleaned.casefold() not in {"n/a", "#n/a"} else ""

    def _dates(self, reading: _Reading, role: Role) -> tuple[PartialDate, ...]:
        found: dict[PartialDate, None] = {}
        for position in self.map.positions(role):
            for text in _values(reading.cell(position), _SEVERAL):
                if says_nothing(text):
                    continue
                try:
                    found.update(dict.fromkeys(parse_dates(text, self.order)))
                except ValueError as error:
                    hint = "write it as YYYY-MM-DD, YYYY-MM or YYYY; the row is screened without it"
                    reading.issue(position, str(error), hint)
        return tuple(found)

    def _countries(self, reading: _Reading, role: Role) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for position in self.map.positions(role):
            cell = reading.cell(position)
            whole = [cell] if says_nothing(cell) or country_code(cell) else list(_values(cell, _SEVERAL_COUNTRIES))
            for text in whole:
                if says_nothing(text):
                    continue
                if code := country_code(text):
                    found[code] = None
                else:
                    reading.issue(
                        position, f"{text[:60]!r} is not a known country", "use a name or an ISO 3166 code; the row is screened without it"
                    )
        return tuple(found)

    def _gender(self, reading: _Reading) -> Gender | None:
        for position in self.map.positions(Role.GENDER):
            cell = reading.cell(position)
            if says_nothing(cell):
                continue
            if gender := gender_of(cell):
                return gender
            reading.issue(position, f"{cell[:40]!r} is not a known gender", "use f, m or x; the row is screened without it", Severity.NOTE)
        return None

    def _schema(self, reading: _Reading, identifiers: tuple[Identifier, ...], personal: bool) -> Schema:  # noqa: FBT001  # one caller, one line above
        """Return the kind of subject: what the type column says, else what the other cells show, else ``Thing``."""
        for position in self.map.positions(Role.TYPE):
            cell = reading.cell(position)
            if says_nothing(cell):
                continue
            if schema := schema_of(cell):
                return schema
            reading.issue(
                position, f"{cell[:40]!r} is not a known kind", "use person, company, organisation, vessel or aircraft", Severity.NOTE
            )
        kinds = {identifier.type for identifier in identifiers}
        if kinds & _SHIP:
            return Schema.VESSEL
        named = any(reading.cell(position) for role in (Role.FIRST, Role.LAST, Role.PATRONYMIC) for position in self.map.positions(role))
        if personal or named or IdentifierType.PASSPORT in kinds:
            return Schema.PERSON
        return Schema.LEGAL_ENTITY if kinds & _ORGANISATION else Schema.THING

    def _identifiers(self, reading: _Reading) -> Iterator[Identifier]:
        seen: set[tuple[IdentifierType, str]] = set()
        for role, positions in self.map.roles.items():
            kind = _IDENTIFIERS.get(role)
            if kind is None:
                continue
            for position in positions:
                for text in _values(reading.cell(position), _SEVERAL):
                    identifier = _identifier(kind, text)
                    known = (identifier.type, identifier.key)
                    if known[1] and known not in seen and not says_nothing(text):
                        seen.add(known)
                        yield identifier


@dataclass(frozen=True, slots=True)
class _Facts:
    schema: Schema
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...]
    gender: Gender | None


def _identifier(kind: IdentifierType, text: str) -> Identifier:
    """Return an identifier; in an untyped id column ``passport:X123`` states its own type."""
    if kind is IdentifierType.OTHER:
        stated, colon, value = text.partition(":")
        if colon and stated.strip().lower() in IdentifierType.__members__.values():
            return Identifier(IdentifierType(stated.strip().lower()), value.strip())
    return Identifier(kind, text)


def _values(cell: str, separators: re.Pattern[str]) -> list[str]:
    """Return the values in one cell: a JSON list of texts, or texts between ``separators``."""
    if cell.startswith("["):
        try:
            listed = json.loads(cell)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return [str(value).strip() for value in listed[:MAX_VALUES] if isinstance(value, str | int)]
    return [value for piece in separators.split(cell)[:MAX_VALUES] if (value := piece.strip())]


def _within(text: str, whole: str) -> bool:
    return set(_WORDS.findall(text.casefold())) <= set(_WORDS.findall(whole.casefold()))


def _holds(full: str, parts: tuple[NamePart, ...]) -> bool:
    return bool(parts) and all(_within(part.text, full) for part in parts)
