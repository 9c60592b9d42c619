"""Participation as it is written: tables of comma-separated values (RFC 4180) with a header, one event a row, read strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NoReturn, TypeVar

from comity.model import FormatError
from comity.model.participation import Confidence, Effect, EventKind, Mode, Participation
from comity.registry.dates import known_date, partial_date

COLUMNS = (
    "instrument",
    "party",
    "kind",
    "mode",
    "date",
    "effective",
    "articles",
    "effect",
    "against",
    "excludes_force",
    "territory",
    "scope",
    "text",
    "source",
    "as_of",
    "confidence",
)
"""The columns, in the order in which they are written. ``articles`` are parted by ``;``, ``excludes_force`` is ``yes`` or empty."""

NEEDED = ("instrument", "party", "kind", "source", "as_of", "confidence")
"""Columns that a table must have, and whose cells are never empty."""

MOST_ROWS = 200_000
W = TypeVar("W", bound=StrEnum)


def read_events(text: str, where: str) -> Iterator[Participation]:
    """The events of a table. Raises ``FormatError`` that names ``where``, the line and the column."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
        _check(header, where)
        places = [header.index(name) if name in header else -1 for name in COLUMNS]
        width = len(header)
        for place, row in enumerate(rows, 2):
            if row:
                if len(row) != width:
                    raise FormatError(f"{where} line {place} has {len(row)} cells, the header {width}", "mend the line")
                cells = [row[at] if at >= 0 else "" for at in places]
                yield _taken(cells) or _explained(cells, f"{where} line {place}")
            if place > MOST_ROWS:
                raise FormatError(f"{where} has more than {MOST_ROWS:,} lines", "part it")
    except csv.Error as problem:
        raise FormatError(f"{where} line {rows.line_num}: {problem}", "mend the table") from None


def write_events(events: Iterable[Participation]) -> str:
    """The table of ``events``; ``read_events`` gives them back."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows([_cell(getattr(event, name)) for name in COLUMNS] for event in events)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def _check(header: list[str], where: str) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        what = f"{unknown[0]!r:.60} is no column" if unknown else f"{missing[0]} is missing" if missing else "a column stands twice"
        raise FormatError(f"{where}: {what}", f"columns are {', '.join(COLUMNS)}")


def _taken(cells: Sequence[str]) -> Participation | None:
    """The event of one row, cells in the order of ``COLUMNS``; None for one that is not as it must be: there are thousands of rows, so why
    is found out only then.
    """
    of, party, kind, mode, day, effective, articles, effect, against, excludes, territory, scope, text, source, as_of, confidence = cells
    if not (of and party and source and as_of) or excludes not in ("", "yes"):
        return None
    days = [known_date(one) if one else None for one in (day, effective, as_of)]
    if (day and days[0] is None) or (effective and days[1] is None) or days[2] is None:
        return None
    try:
        return Participation(
            of,
            party,
            _KINDS[kind],
            _MODES[mode],
            days[0],
            days[1],
            tuple(part.strip() for part in articles.split(";") if part.strip()) if articles else (),
            _EFFECTS[effect],
            against,
            excludes == "yes",
            territory,
            scope,
            text,
            source,
            days[2],
            _CONFIDENCES[confidence],
        )
    except KeyError:
        return None


def _explained(row: Sequence[str], where: str) -> NoReturn:
    """Raise what is wrong with a row."""
    cells = dict(zip(COLUMNS, row, strict=True))
    empty = next((name for name in NEEDED if not cells[name]), None)
    if empty:
        raise FormatError(f"{where}: {empty} is empty", "every event says it")
    for name in ("date", "effective", "as_of"):
        if cells[name]:
            partial_date(cells[name], f"{where}, {name}")
    for name, words in (("kind", _KINDS), ("mode", _MODES), ("effect", _EFFECTS), ("confidence", _CONFIDENCES)):
        if cells[name] not in words:
            raise FormatError(f"{where}, {name}: {cells[name][:40]} is not known", f"one of {', '.join(words)}")
    raise FormatError(f"{where}, excludes_force: {cells['excludes_force'][:40]} is neither yes nor empty", "write yes, or leave it empty")


def _words(kind: type[W]) -> Mapping[str, W]:
    return MappingProxyType({one.value: one for one in kind})


_KINDS, _MODES, _EFFECTS, _CONFIDENCES = _words(EventKind), _words(Mode), _words(Effect), _words(Confidence)
