"""Opening the file to screen: where it is, how it is read, and which of its columns mean what."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from comity.cli.screen_shield import Patient, Shield
from comity.model import UsageError
from comity.model.date_text import DateOrder
from comity.tables import ColumnMap, SubjectBuilder, Table, TableOptions, open_table_stream, parse_map, recognise
from comity.tables.files import Peeked

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

    def options(self) -> TableOptions:
        """How to open the file."""
        return TableOptions(sheet=self.sheet or None, encoding=self.encoding or None, delimiter=self.delimiter or None)


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
def open_input(file: str, reading: Reading, today: date, shield: Shield) -> Iterator[Input]:
    """The table in ``file`` (``-`` is standard input: CSV or JSON lines), closed at the end. Dates of birth are judged as of ``today``;
    where reading may wait for ever, as on standard input, an interrupt breaks through ``shield``.

    Raises ``UsageError`` when it cannot be opened, ``MissingColumn`` when no column holds a name or a number, ``DataError`` when it is
    not a table.
    """
    path = Path(file)
    stream = _standard_input() if file == STANDARD else _opened(path)
    source = stream if stream.seekable() else cast("BinaryIO", Patient(stream, shield))
    try:
        name, source = _named(source) if file == STANDARD else (path.name, source)
        with open_table_stream(source, name, options=reading.options()) as table:
            columns = columns_of(table, reading)
            builder = SubjectBuilder(columns, ORDERS[reading.date_order], table.file, today)
            about = {} if file == STANDARD else _identity(path, table, columns, reading)
            yield Input(table, columns, builder, stream, about.get("size", 0), about)
    finally:
        if file != STANDARD:
            stream.close()


def columns_of(table: Table, reading: Reading) -> ColumnMap:
    """Which columns mean what. Raises ``MissingColumn`` or ``UsageError`` with the file's name."""
    try:
        return parse_map(reading.columns, table.columns) if reading.columns else recognise(table.columns)
    except UsageError as error:
        where = f"{table.file}, sheet {table.sheet!r}" if table.sheet else table.file
        hint = f"{error.hint}; other sheets (--sheet NAME): {', '.join(table.other_sheets)}" if table.other_sheets else error.hint
        raise type(error)(f"{where}: {error.message}", hint) from error


def _named(stream: BinaryIO) -> tuple[str, BinaryIO]:
    """Standard input as a file: its name, whose suffix tells the form, and the stream. An object at its beginning means JSON lines."""
    peeked = Peeked(stream)
    jsonl = peeked.head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")
    return "stdin.jsonl" if jsonl else "stdin.csv", cast("BinaryIO", peeked)


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
