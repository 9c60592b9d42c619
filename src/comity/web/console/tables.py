"""Tables: one description of rows, shown as a page's table and given as CSV, so that both always say the same.

A page makes a ``Table`` and hands it to the macro ``table`` of ``parts/table.html``; under ``?as=csv`` it answers ``csv_answer`` instead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from io import StringIO

from fastapi import Request
from fastapi.responses import Response

from comity.web.console.labels import label
from comity.web.console.words import Words

MOST_ROWS_OF_CSV = 10_000
"""Rows that a download of a page's table holds."""

# What a spreadsheet would take for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | datetime | date | Enum | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row. ``href`` is a path of ours that it links to. ``kind`` says how it is shown: ``text``, ``name`` (a stranger's
    text, isolated), ``outcome`` (a badge), ``badge good`` and the other badges of the style sheet, ``code`` (an id), ``quiet``, or
    ``folded`` (lines that open at a press); times, days, numbers and the model's values know it themselves.
    """

    value: Value
    href: str = ""
    kind: str = "text"


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
    rows: Sequence[Mapping[str, Cell]]
    empty: str = ""
    next: str = ""
    csv: str = ""
    notes: Sequence[str] = field(default=())


def wants_csv(request: Request) -> bool:
    """Whether the table is asked for as a file."""
    return request.query_params.get("as") == "csv"


def csv_answer(table: Table, words: Words) -> Response:
    """The table as CSV (RFC 4180) in UTF-8 with a byte order mark, for spreadsheets; values that would be formulas begin with a quote."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow([column.title for column in table.columns])
    writer.writerows(_plain_row(table.columns, row, words) for row in table.rows)
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.csv"'}
    return Response("\ufeff" + made.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _plain_row(columns: Iterable[Column], row: Mapping[str, Cell], words: Words) -> list[str]:
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
