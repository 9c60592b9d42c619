"""Rows as subjects: names, dates, countries, kinds and identifiers out of cells, and an issue for each cell that could not be taken.

The promise: every row gives a subject, however little of it can be used; a cell that cannot be read costs only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comity.model import Address, Gender, Identifier, IdentifierType, Issue, Name, PartialDate, Schema, Severity, Subject
from comity.model.date_text import DateOrder, parse_dates
from comity.names.countries import country_code
from comity.tables.birth import implausible
from comity.tables.cells import MAX_VALUES, RowReading, structure, text_of
from comity.tables.columns import ColumnMap, Role
from comity.tables.naming import NameReader, say_garbled
from comity.tables.numbers import lost_digits, numbers_in
from comity.tables.table import Row
from comity.tables.words import gender_of, says_nothing, schema_of

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
_SEVERAL = re.compile(r"[;|\n]")
_SEVERAL_COUNTRIES = re.compile(r"[;|,/\n]")
_PERSONS = frozenset({Schema.PERSON, Schema.THING})
_SHIP = frozenset({IdentifierType.IMO, IdentifierType.MMSI})
_ORGANISATION = frozenset({IdentifierType.LEI, IdentifierType.BIC, IdentifierType.REGISTRATION})


@dataclass(frozen=True, slots=True)
class SubjectBuilder:
    """Subjects from the rows of one table. ``order`` decides dates such as 03/04/1980; ``file`` is the name shown in issues; ``today``
    tells dates of birth in the future and of impossible ages (None: they are not told).
    """

    map: ColumnMap
    order: DateOrder = DateOrder.DAY_FIRST
    file: str = ""
    today: date | None = None

    def build(self, row: Row) -> tuple[Subject, tuple[Issue, ...]]:
        """Return the subject of ``row`` and what could not be taken from it; never raises.

        An error issue says that the row cannot be called clear: it has no name and no identifier, or less than all of them could be read.
        A lost row gives an empty subject and no further issue.
        """
        if row.lost:
            return Subject(), ()
        reading = RowReading(row, self.file, self.map.columns)
        identifiers = tuple(self._identifiers(reading))
        names = NameReader(reading, self.map).names()
        gender = self._gender(reading)
        dated = [*self._dated(reading, Role.BIRTH_DATE), *self._dated(reading, Role.BIRTH_YEAR)]
        schema = self._schema(reading, identifiers, gender is not None or bool(dated))
        birth = tuple(dict.fromkeys(self._plausible(reading, dated) if schema in _PERSONS else (born for _, born in dated)))
        if not names and not any(identifier.type is not IdentifierType.OTHER for identifier in identifiers):
            self._nothing(reading)
        facts = _Facts(schema, names, identifiers, gender)
        return self._subject(reading, facts, birth), tuple(reading.issues)

    def key(self, row: Row) -> str:
        """Return the caller's own id of the row: its key column, else its id column, else the row's number."""
        return self.own_key(row) or str(row.number)

    def own_key(self, row: Row) -> str:
        """Return what the row's key column says, else its id column; empty when neither says anything."""
        for role in (Role.KEY, Role.ID):
            for position in self.map.positions(role):
                if position < len(row.cells) and not says_nothing(row.cells[position]):
                    return row.cells[position].strip()
        return ""

    def texts(self, row: Row, role: Role) -> tuple[str, ...]:
        """Return the cells of ``row`` that hold ``role``, without white space around them and without blanks."""
        cells = (row.cells[position].strip() for position in self.map.positions(role) if position < len(row.cells))
        return tuple(cell for cell in cells if cell)

    def dates(self, row: Row, role: Role) -> tuple[tuple[PartialDate, ...], tuple[Issue, ...]]:
        """Return the dates in the cells of ``row`` that hold ``role``, and what could not be read."""
        reading = RowReading(row, self.file, self.map.columns)
        return self._dates(reading, role), tuple(reading.issues)

    def _subject(self, reading: RowReading, facts: _Facts, birth: tuple[PartialDate, ...]) -> Subject:
        person = facts.schema in _PERSONS
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

    def _nothing(self, reading: RowReading) -> None:
        roles = (Role.NAME, Role.LAST, Role.FIRST, Role.ALIAS, *_IDENTIFIERS)
        position = next((self.map.positions(role)[0] for role in roles if self.map.positions(role)), 0)
        reading.issue(
            position, "nothing to screen: no name and no identifier", "fill in the name, or choose the column with --map", Severity.ERROR
        )

    def _dates(self, reading: RowReading, role: Role) -> tuple[PartialDate, ...]:
        return tuple(dict.fromkeys(found for _, found in self._dated(reading, role)))

    def _dated(self, reading: RowReading, role: Role) -> Iterator[tuple[int, PartialDate]]:
        """The dates in the cells that hold ``role``, and where each stands."""
        for position in self.map.positions(role):
            for text in reading.values(position, _SEVERAL):
                if says_nothing(text):
                    continue
                try:
                    yield from ((position, found) for found in parse_dates(text, self.order))
                except ValueError as error:
                    hint = "write it as YYYY-MM-DD, YYYY-MM or YYYY; the row is screened without it"
                    reading.issue(position, str(error), hint)

    def _plausible(self, reading: RowReading, dated: Iterable[tuple[int, PartialDate]]) -> Iterator[PartialDate]:
        """The dates that can be dates of birth; the others are said."""
        for position, born in dated:
            if why := implausible(born, self.today):
                hint = "correct it or leave it blank; the row is screened without it"
                reading.issue(position, f"the date of birth {born} {why}", hint)
            else:
                yield born

    def _countries(self, reading: RowReading, role: Role) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for position in self.map.positions(role):
            cell = reading.cell(position)
            whole = [cell] if says_nothing(cell) or country_code(cell) else reading.values(position, _SEVERAL_COUNTRIES)
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

    def _gender(self, reading: RowReading) -> Gender | None:
        for position in self.map.positions(Role.GENDER):
            for text in reading.values(position, _SEVERAL):
                if says_nothing(text):
                    continue
                if gender := gender_of(text):
                    return gender
                hint = "use f, m or x; the row is screened without it"
                reading.issue(position, f"{text[:40]!r} is not a known gender", hint, Severity.NOTE)
        return None

    def _schema(self, reading: RowReading, identifiers: tuple[Identifier, ...], personal: bool) -> Schema:  # noqa: FBT001  # one caller, one line above
        """Return the kind of subject: what the type column says, else what the other cells show, else ``Thing``."""
        for position in self.map.positions(Role.TYPE):
            for text in reading.values(position, _SEVERAL):
                if says_nothing(text):
                    continue
                if schema := schema_of(text):
                    return schema
                hint = "use person, company, organisation, vessel or aircraft"
                reading.issue(position, f"{text[:40]!r} is not a known kind", hint, Severity.NOTE)
        kinds = {identifier.type for identifier in identifiers}
        if kinds & _SHIP:
            return Schema.VESSEL
        named = any(reading.cell(position) for role in (Role.FIRST, Role.LAST, Role.PATRONYMIC) for position in self.map.positions(role))
        if personal or named or IdentifierType.PASSPORT in kinds:
            return Schema.PERSON
        return Schema.LEGAL_ENTITY if kinds & _ORGANISATION else Schema.THING

    def _identifiers(self, reading: RowReading) -> Iterator[Identifier]:
        seen: set[tuple[IdentifierType, str]] = set()
        for role, positions in self.map.roles.items():
            kind = _IDENTIFIERS.get(role)
            if kind is None:
                continue
            for position in positions:
                self._check_number(reading, position, role)
                for text in reading.values(position, _SEVERAL):
                    if says_nothing(text) or structure(text) is not None or _lost(reading, position, text):
                        continue
                    for identifier in numbers_in(kind, text):
                        known = (identifier.type, identifier.key)
                        if known not in seen:
                            seen.add(known)
                            yield identifier

    def _check_number(self, reading: RowReading, position: int, role: Role) -> None:
        """Say of a cell that its number is not there to be compared: of an object, of letters lost in a wrong encoding."""
        if role is not Role.ID:  # mostly the caller's own
            say_garbled(reading, position, "number")
        listed = structure(reading.whole(position)) or ()
        if any(text_of(value) is None for value in listed):
            reading.issue(position, "the number is an object, not a text", "give it as a text or a list of texts", Severity.ERROR)
        if len(listed) > MAX_VALUES:
            what = f"only the first {MAX_VALUES:,} of {len(listed):,} numbers in the cell were compared"
            reading.issue(position, what, "give the others rows of their own", Severity.ERROR)


def _lost(reading: RowReading, position: int, text: str) -> bool:
    """True, with a warning, for a number whose digits a spreadsheet has lost."""
    if lost_digits(text):
        what = "the number is written with an exponent: a spreadsheet lost its last digits, and it is not compared"
        reading.issue(position, what, "export the file again with the column as text")
    return lost_digits(text)


@dataclass(frozen=True, slots=True)
class _Facts:
    schema: Schema
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...]
    gender: Gender | None
