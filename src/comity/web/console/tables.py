"""Tables: one description of rows, shown as a page's table and given as CSV, so that both always say the same.

A page makes a ``Table`` and hands it to the macro ``table`` of ``parts/table.html``; under ``?as=csv`` it answers ``csv_answer`` instead. A
page with several names them: ``?as=csv&table=NAME`` is answered by ``csv_of``. A file holds every row of its table: of what a page shows in
parts it is a ``csv_stream``, or ``streamed_of`` where the page has several tables.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from io import StringIO
from itertools import islice
from typing import TypeVar

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from comity.model import UnknownName
from comity.web.console.labels import label
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

T = TypeVar("T")

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | datetime | date | Enum | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row. ``href`` is a path of ours that it links to. ``kind`` says how it is shown: ``text``, ``name`` (a stranger's
    text, isolated), ``outcome`` (a badge), ``badge good`` and the other badges of the style sheet, ``code`` (an id), ``tail`` (an id whose
    end is shown on a page), ``quiet``, or ``folded`` (lines that open at a press); times, days, numbers and the model's values know it
    themselves. ``lang`` is the tag of a name's language (``languages``); empty: its letters tell.
    """

    value: Value
    href: str = ""
    kind: str = "text"
    lang: str = ""


Row = Mapping[str, Cell]
"""The cells of a row by the keys of their columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading (already in the visitor's language), and whether its values are numbers, set to the end."""

    key: str
    title: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; each row maps the keys of columns to cells.

    ``caption`` is read out by screen readers and stands above the table; ``name`` is the beginning of the file's name. ``next`` is the
    address of the rows behind these, ``csv`` the one of the download; empty for none. ``empty`` teaches what would be here.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: str = ""
    next: str = ""
    csv: str = ""
    notes: Sequence[str] = field(default=())


def wants_csv(request: Request, *older: str) -> bool:
    """Whether a table is asked for as a file. ``older``: tables that addresses which people may have kept ask for as ``as=NAME``."""
    return request.query_params.get("as") in ("csv", *older)


def csv_answer(table: Table, words: Words) -> Response:
    """The table as CSV (RFC 4180) in UTF-8 with a byte order mark, for spreadsheets; values that would be formulas begin with a quote."""
    return Response("".join(_csv(table, table.rows, words)), media_type=_CSV, headers=_as_file(table))


def csv_stream(visitor: Visitor, table: Table, rows: Iterable[Row]) -> Response:
    """``csv_answer`` with ``rows``, of any number, in the place of the table's own: they are made as they are sent.

    The first are made before the answer begins: what refuses them is told as for a page. What fails later breaks the connection off, so
    that no part of a file passes for the whole.
    """
    pieces = _csv(table, rows, visitor.words)
    return StreamingResponse(_while_seated(visitor, next(pieces), pieces), media_type=_CSV, headers=_as_file(table))


def _while_seated(visitor: Visitor, first: str, rest: Iterator[str]) -> Iterator[str]:
    """The pieces of a file. Raises ``NotSignedIn`` at one that is made after the sitting has ended: a download may go on for long."""
    yield first
    for piece in rest:
        visitor.service.doorkeeper.check_still(visitor.sitting)
        yield piece


_CSV = "text/csv; charset=utf-8"
_ROWS_AT_ONCE = 500


def _csv(table: Table, rows: Iterable[Row], words: Words) -> Iterator[str]:
    """The file in pieces of some hundred rows, the headings with the first."""
    lines = (_plain_row(table.columns, row, words) for row in rows)
    yield "\ufeff" + _lines([[plain(column.title, words) for column in table.columns], *islice(lines, _ROWS_AT_ONCE)])
    while some := list(islice(lines, _ROWS_AT_ONCE)):
        yield _lines(some)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    made = StringIO()
    csv.writer(made).writerows(rows)
    return made.getvalue()


def _as_file(table: Table) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{table.name}.csv"'}


def csv_of(request: Request, tables: Mapping[str, Table | None], words: Words) -> Response:
    """The table of a page that the address of ``request`` names as CSV, the first where it names none.

    Raises ``UnknownName`` for one that the page does not have, or does not show to this person (None).
    """
    return csv_answer(one_of(tables, name_asked(request)), words)


def streamed_of(visitor: Visitor, tables: Mapping[str, tuple[Table, Callable[[], Iterable[Row]]]]) -> Response:
    """``csv_of`` for tables of any number of rows, each with what reads all of them once it is the one that is asked for."""
    table, rows = one_of(tables, name_asked(visitor.request))
    return csv_stream(visitor, table, rows())


def name_asked(request: Request) -> str:
    """The name of the table that is asked for as a file; empty where the address names none."""
    form, name = (request.query_params.get(part, "") for part in ("as", "table"))
    return name if form == "csv" else form


def one_of(tables: Mapping[str, T | None], name: str) -> T:
    """The table called ``name``, the first for an empty name. Raises as ``csv_of``."""
    shown = {called: table for called, table in tables.items() if table is not None}
    found = shown.get(name or next(iter(shown), ""))
    if found is None:
        raise UnknownName("this page has no such table", "tables: " + ", ".join(shown))
    return found


def _plain_row(columns: Iterable[Column], row: Row, words: Words) -> list[str]:
    return [plain(row[column.key].value if column.key in row else None, words) for column in columns]


def plain(value: Value, words: Words) -> str:
    """``value`` as text in a file."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, Enum):
        return label(words, value)
    if value is None or isinstance(value, int | float | date):
        return "" if value is None else str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value
