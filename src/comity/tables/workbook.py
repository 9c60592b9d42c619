"""Excel and OpenDocument workbooks, read by calamine.

A workbook is loaded whole: memory grows with it, so what it unpacks to and how far its sheets reach are bounded before it is opened
(``comity.tables.archive``). Values are what the program that saved it stored: of a formula, its last result; of merged cells, the value
of the first. Office Open XML: ECMA-376 part 1, clause 18.3.1.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from string import ascii_uppercase
from typing import TYPE_CHECKING, BinaryIO

from comity.model import FormatError, Issue, LimitExceeded, Locator, Severity, UsageError
from comity.tables.archive import guard, sheet_part
from comity.tables.extent import cell_name
from comity.tables.table import EMPTY_HINT, Format, Row, Table, TableOptions, fit, long_cells, name_columns

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

SHOWN = 5

_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*\bt="e"')


def open_workbook(stream: BinaryIO, file: str, options: TableOptions) -> Table:
    """One sheet of the workbook in ``stream``: ``options.sheet``, else the first visible one.

    Raises ``FormatError`` when it is not a workbook, is protected by a password or empty, ``ForbiddenContent`` for a zip bomb,
    ``LimitExceeded`` over ``options.max_bytes`` or for a sheet that reaches too far, ``UsageError`` for a sheet that does not exist.
    """
    content = stream.read(options.max_bytes + 1)
    if len(content) > options.max_bytes:
        raise LimitExceeded(f"{file} is larger than {options.max_bytes:,} bytes", "save it as CSV: that is read without loading it whole")
    if not content:
        raise FormatError(f"{file} is empty", EMPTY_HINT)
    # A zip may begin with anything; what its end says counts, for calamine too.
    zipped = content.startswith(b"PK") or zipfile.is_zipfile(io.BytesIO(content))
    if zipped:
        guard(content, file, options.max_bytes)
    book = _load(content, file)
    sheet_name, issues = _choose(book, file, options.sheet)
    try:
        sheet = book.get_sheet_by_name(sheet_name)
    except Exception as error:
        raise FormatError(
            f"{file}, sheet {sheet_name!r}: the sheet cannot be read", "open it in a spreadsheet program and save it again"
        ) from error
    issues += _merged(sheet, file, sheet_name)
    valueless: frozenset[int] = frozenset()
    if zipped:
        found, valueless = _formulas(content, file, sheet_name, book.sheet_names.index(sheet_name))
        issues += found
    table = _table(sheet, file, options, (issues, valueless))
    table.other_sheets = tuple(name for name in book.sheet_names if name != sheet_name)
    return table


def _load(content: bytes, file: str) -> CalamineWorkbook:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise FormatError(f"{file} is protected by a password", "save a copy without a password") from error
    except Exception as error:
        raise FormatError(
            f"{file} is not a workbook that can be read", "is it really Excel? open it and save it as .xlsx or .csv"
        ) from error


def _choose(book: CalamineWorkbook, file: str, wanted: str | None) -> tuple[str, list[Issue]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    names = list(book.sheet_names)
    if wanted is not None:
        if wanted in names:
            return wanted, []
        raise UsageError(f"{file} has no sheet {wanted!r}", "its sheets: " + ", ".join(names))
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if not sheets:
        raise FormatError(f"{file} has no sheet with cells", EMPTY_HINT)
    first = next((sheet for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible), sheets[0]).name
    others = [name for name in names if name != first]
    if not others:
        return first, []
    what = f"only sheet {first!r} is read; not read: " + ", ".join(repr(name) for name in others[:20])
    return first, [Issue(Locator(file=file), what, "choose another with --sheet NAME", Severity.NOTE)]


def _merged(sheet: CalamineSheet, file: str, name: str) -> list[Issue]:
    ranges = list(sheet.merged_cell_ranges or ())
    if not ranges:
        return []
    shown = ", ".join(f"{cell_name(*first)}:{cell_name(*last)}" for first, last in ranges[:SHOWN]) + (", …" if len(ranges) > SHOWN else "")
    what = f"sheet {name!r} has {len(ranges)} merged range(s): {shown}"
    return [Issue(Locator(file=file), what, "only the first cell of each has the value; unmerge them to give it to every row")]


def _formulas(content: bytes, file: str, name: str, position: int) -> tuple[list[Issue], frozenset[int]]:
    """Formulas that were saved without a result, and cells that hold an error, which both read as blank or zero; and the sheet's rows
    that have one.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    try:
        xml = archive.read(sheet_part(archive, position))
    except (KeyError, zipfile.BadZipFile, ValueError, OSError):
        return [], frozenset()
    issues = []
    rows: set[int] = set()
    for pattern, what in ((_FORMULA, "formulas without a stored result"), (_ERROR, "cells with an error such as #REF!")):
        cells = [found.group(1).decode("ascii") for found in pattern.finditer(xml)]
        rows.update(int(cell.lstrip(ascii_uppercase)) for cell in cells)
        if cells:
            shown = ", ".join(cells[:SHOWN]) + (", …" if len(cells) > SHOWN else "")
            hint = "open it in a spreadsheet program, let it calculate, and save it"
            issues.append(Issue(Locator(file=file), f"sheet {name!r} has {len(cells)} {what} ({shown}); they are taken as blank", hint))
    return issues, frozenset(rows)


def _table(sheet: CalamineSheet, file: str, options: TableOptions, about: tuple[list[Issue], frozenset[int]]) -> Table:
    """``about``: the issues so far, and the sheet's rows that count although all their cells may read as blank."""
    issues, valueless = about
    rows = ((number, [value_text(value) for value in values]) for number, values in enumerate(sheet.iter_rows(), start=1))
    filled = ((number, cells) for number, cells in rows if any(cells) or number in valueless)
    header = next(filled, None)
    if header is None:
        raise FormatError(
            f"{file}, sheet {sheet.name!r} is empty", "choose another with --sheet NAME, or give the first row the column names"
        )
    names = header[1]
    while not names[-1].strip():
        names.pop()
    columns, more = name_columns(names, file, options)
    table = Table(file, Format.WORKBOOK, columns, iter(()), issues + more, sheet=sheet.name)
    table.source = _rows(filled, table, options.max_cell)
    return table


def _rows(filled: Iterator[tuple[int, list[str]]], table: Table, max_cell: int) -> Iterator[Row]:
    wanted = len(table.columns)
    for number, (line, cells) in enumerate(filled, start=1):
        where = Locator(table.file, number, line)
        while len(cells) > wanted and not cells[-1]:
            cells.pop()
        # A sheet has no ragged rows: cells short of the header are simply empty.
        padded: Sequence[str] = cells + [""] * (wanted - len(cells))
        kept, extra, issues = fit(padded, table.columns, where)
        issues += long_cells(kept, table.columns, where, max_cell)
        yield Row(number, line, kept, tuple(issues), extra=extra)


def value_text(value: object) -> str:
    """Return a cell's value as text: whole numbers without ``.0``, dates and times by ISO 8601, booleans as ``true`` and ``false``, None
    as blank.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() and value.tzinfo is None else value.isoformat(sep=" ")
    return "" if value is None else str(value)
