"""Opening the file to screen: where it is, how it is read, and which of its columns mean what."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from comity.model import UsageError
from comity.model.date_text import DateOrder
from comity.tables import ColumnMap, SubjectBuilder, Table, TableOptions, open_table_stream, parse_map, recognise

STANDARD = "-"
"""The name of standard input and standard output."""

ORDERS = {"dmy": DateOrder.DAY_FIRST, "mdy": DateOrder.MONTH_FIRST, "ymd": DateOrder.DAY_FIRST}
"""Which of day and month comes first in 03/04/1980. A date that begins with its year is understood whatever is chosen."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, as the user said it; empty means: find out."""

    columns: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    date_order: str = "dmy"


@dataclass(frozen=True, slots=True)
class Input:
    """An open input. ``size`` is in bytes, 0 when not known; ``stream.tell()`` tells how far it has been read."""

    table: Table
    columns: ColumnMap
    builder: SubjectBuilder
    stream: BinaryIO
    size: int
    identity: dict[str, Any]


@contextmanager
def open_input(file: str, reading: Reading) -> Iterator[Input]:
    """The table in ``file`` (``-`` is CSV on standard input), closed at the end.

    Raises ``UsageError`` when it cannot be opened, ``MissingColumn`` when no column holds a name or a number, ``DataError`` when it is
    not a table.
    """
    path = Path(file)
    stream = _standard_input() if file == STANDARD else _opened(path)
    options = TableOptions(sheet=reading.sheet or None, encoding=reading.encoding or None, delimiter=reading.delimiter or None)
    try:
        with open_table_stream(stream, "stdin.csv" if file == STANDARD else path.name, options=options) as table:
            columns = _columns(table, reading)
            builder = SubjectBuilder(columns, ORDERS[reading.date_order], table.file)
            about = {} if file == STANDARD else _identity(path, table, columns, reading)
            yield Input(table, columns, builder, stream, about.get("size", 0), about)
    finally:
        if file != STANDARD:
            stream.close()


def _columns(table: Table, reading: Reading) -> ColumnMap:
    """Which columns mean what. Raises ``MissingColumn`` or ``UsageError`` with the file's name."""
    try:
        return parse_map(reading.columns, table.columns) if reading.columns else recognise(table.columns)
    except UsageError as error:
        raise type(error)(f"{table.file}: {error.message}", error.hint) from error


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("standard input is closed", "give a file, or send CSV to standard input")
    return sys.stdin.buffer


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be opened: {error.strerror}", "give a file, or - for standard input") from error


def _identity(path: Path, table: Table, columns: ColumnMap, reading: Reading) -> dict[str, Any]:
    """What must be the same for a broken run to go on: the file and the way it is read."""
    found = path.stat()
    return {
        "input": path.name,
        "size": found.st_size,
        "modified": found.st_mtime_ns,
        "columns": list(table.columns),
        "map": columns.describe(),
        "sheet": table.sheet,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "date_order": reading.date_order,
    }
