"""Names out of a row: whole names, names in parts, several names in one cell, names within JSON lists and objects.

What is compared as a name is always a text that somebody wrote as one. A cell of which less than all can be compared is an error of its
row.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

from comity.model import MissingColumn, Name, NameKind, NamePart, PartKind, Severity
from comity.names.clean import clean
from comity.tables.cells import MAX_VALUES, RowReading, as_cell, split, structure, text_of
from comity.tables.columns import NAMING, ColumnMap, Role, recognise
from comity.tables.garbled import encoded_twice, looks_garbled

MAX_NAME = 1_000
"""Characters of a name that are compared."""
MAX_DEPTH = 3
"""Objects within objects that are looked into for a name."""

_PARTS = (
    (Role.TITLE, PartKind.TITLE),
    (Role.FIRST, PartKind.GIVEN),
    (Role.MIDDLE, PartKind.MIDDLE),
    (Role.PATRONYMIC, PartKind.PATRONYMIC),
    (Role.LAST, PartKind.FAMILY),
)
_KEYS = {"full": "full name", "given": "given name", "family": "family name"}
"""Keys of name objects that are too general for columns, and the column's name that each stands for."""
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORDS = re.compile(r"[^\W_]+")
_ALIASES = re.compile(r"[;|\n]")
_SEVERAL = re.compile(r"[;\n\r]|\s/\s|\sc/o\s", re.IGNORECASE)
# No character becomes more than 18 when it is cleaned (Unicode NFKC, U+FDFA).
_MAY_GROW = MAX_NAME // 18


class NameReader:
    """The names in the cells of one row that ``columns`` calls names; what is wrong goes to the issues of ``reading``."""

    def __init__(self, reading: RowReading, columns: ColumnMap, depth: int = 0) -> None:
        self._reading, self._map, self._depth = reading, columns, depth
        self._names: dict[str, Name] = {}

    def names(self) -> tuple[Name, ...]:
        """Return each name once, the whole ones first, aliases last."""
        parts = tuple(NamePart(kind, text) for role, kind in _PARTS for text in self._texts(role))
        for position in self._map.positions(Role.NAME):
            self._whole(position, parts)
        self._from_parts(parts)
        for position in self._map.positions(Role.ALIAS):
            self._aliases(position)
        for role in NAMING:
            for position in self._map.positions(role):
                say_garbled(self._reading, position, "name")
        return tuple(self._names.values())

    def _whole(self, position: int, parts: tuple[NamePart, ...]) -> None:
        cell = self._reading.whole(position)
        listed = structure(cell)
        if listed is not None:
            self._listed(position, listed)
            return
        whole, *others = _several(cell)
        if full := self._clean(position, whole):
            self._names.setdefault(full.casefold(), Name(full, NameKind.PRIMARY, parts if _holds(full, parts) else ()))
        self._others(position, others)

    def _aliases(self, position: int) -> None:
        cell = self._reading.whole(position)
        listed = structure(cell)
        if listed is not None:
            self._listed(position, listed)
            return
        self._count(position, len(_ALIASES.findall(cell)) + 1)
        self._others(position, [name for alias in split(cell, _ALIASES) for name in _several(alias)])

    def _others(self, position: int, texts: list[str]) -> None:
        self._count(position, len(texts))
        for text in texts[:MAX_VALUES]:
            if name := self._clean(position, text):
                self._add(name)

    def _listed(self, position: int, values: list[object]) -> None:
        """Take the names of a JSON list or object: texts as they are, those within objects by their keys."""
        self._count(position, len(values))
        for value in values[:MAX_VALUES]:
            text = text_of(value)
            if text is None:
                self._object(position, value)
            elif name := self._clean(position, text):
                self._add(name)

    def _object(self, position: int, value: object) -> None:
        columns = _columns_of(value) if self._depth < MAX_DEPTH else None
        if columns is None or not isinstance(value, dict):
            what = f"the name is {_kind(value)}, not a text"
            hint = "give the name as a text, a list of texts, or an object with keys such as full, first, last"
            self._reading.issue(position, what, hint, Severity.ERROR)
            return
        inside = self._reading.inside(position, [as_cell(one) for one in value.values()])
        for name in NameReader(inside, columns, self._depth + 1).names():
            self._add(name.full, name.parts)

    def _from_parts(self, parts: tuple[NamePart, ...]) -> None:
        named = [part.text for part in parts if part.kind is not PartKind.TITLE]
        if not named or any(name.parts for name in self._names.values()):
            return
        # "Name" beside "First name" is sometimes the whole name: then the given name stands in it already.
        whole = named[-1] if len(named) > 1 and all(_within(text, named[-1]) for text in named[:-1]) else " ".join(named)
        kept = parts if whole != named[-1] or len(named) == 1 else ()
        self._names.setdefault(whole.casefold(), Name(whole, NameKind.PRIMARY, kept))

    def _texts(self, role: Role) -> Iterator[str]:
        """The cleaned texts of the cells that hold ``role``, a part of a name."""
        for position in self._map.positions(role):
            cell = self._reading.whole(position)
            for value in structure(cell) or [cell]:
                text = text_of(value)
                if text is None:
                    self._reading.issue(position, f"the name is {_kind(value)}, not a text", "give it as a text", Severity.ERROR)
                elif part := self._clean(position, text):
                    yield part

    def _add(self, full: str, parts: tuple[NamePart, ...] = ()) -> None:
        kind = NameKind.STRONG if self._names else NameKind.PRIMARY
        self._names.setdefault(full.casefold(), Name(full, kind, parts))

    def _clean(self, position: int, text: str) -> str:
        """``text`` fit to compare, or an empty string when it holds no letter or digit."""
        if (length := _length(text)) > MAX_NAME:
            what = f"only the first {MAX_NAME:,} of {length:,} characters were compared"
            self._reading.issue(position, what, "is the column really a name? give each name a cell of its own", Severity.ERROR)
            text = text[:MAX_NAME]
        if _HIDDEN.search(text):
            what = "the name holds control or direction-changing characters"
            self._reading.issue(position, what, "they are left out when it is compared", Severity.NOTE)
        cleaned = " ".join(clean(text).split())
        return cleaned if any(c.isalnum() for c in cleaned) and cleaned.casefold() not in {"n/a", "#n/a"} else ""

    def _count(self, position: int, values: int) -> None:
        if values > MAX_VALUES:
            what = f"only the first {MAX_VALUES:,} of {values:,} names in the cell were compared"
            self._reading.issue(position, what, "give the others rows of their own", Severity.ERROR)


def say_garbled(reading: RowReading, position: int, thing: str) -> None:
    """Note an error when the letters of a cell were lost in a wrong encoding; ``thing`` is what the cell holds."""
    cell = reading.whole(position)
    if reading.row.guessed and looks_garbled(cell):
        what = f"the {thing} is in another encoding: read as Windows-1252 it has letters that nobody wrote"
        reading.issue(position, what, "say --encoding, for example cp1251, and screen again", Severity.ERROR)
    elif encoded_twice(cell):
        what = f"the {thing} was encoded twice: its UTF-8 was once read as Windows-1252 and saved again"
        reading.issue(position, what, "export the file again, and choose UTF-8 where a program asks for the encoding", Severity.ERROR)


def _several(cell: str) -> list[str]:
    """Return the text of a cell, and behind it each of the names in it where it holds several; of a text too long to compare, these
    alone.
    """
    if not _SEVERAL.search(cell):
        return [cell]
    names = [part.strip() for part in _SEVERAL.split(cell) if sum(char.isalpha() for char in part) > 1]
    if len(names) < 2:
        return [cell]
    return ["", *names] if len(cell) > MAX_NAME else [cell, *names]


def _columns_of(value: object) -> ColumnMap | None:
    """Return what the keys of a JSON object mean, or None when none of them names a name."""
    if not isinstance(value, dict):
        return None
    keys: tuple[str, ...] = tuple(value)
    try:
        columns = recognise([_KEYS.get(key.casefold(), key) for key in keys])
    except MissingColumn:
        return None
    return columns if any(columns.positions(role) for role in NAMING) else None


def _kind(value: object) -> str:
    return "an object" if isinstance(value, dict) else "a list" if isinstance(value, list) else json.dumps(value)


def _length(text: str) -> int:
    """Characters of ``text`` as it is compared."""
    if len(text) <= _MAY_GROW or text.isascii() or len(text) > MAX_NAME:
        return len(text)
    return len(unicodedata.normalize("NFKC", text))


def _within(text: str, whole: str) -> bool:
    return set(_WORDS.findall(text.casefold())) <= set(_WORDS.findall(whole.casefold()))


def _holds(full: str, parts: tuple[NamePart, ...]) -> bool:
    return bool(parts) and all(_within(part.text, full) for part in parts)
