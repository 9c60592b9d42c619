"""The forms rows go out in: delimited text, JSON lines, Excel, Parquet. No cell of any of them can run as a formula.

Spreadsheet programs run a text cell that begins with ``= + - @`` (or with tab, carriage return, line feed, or the full-width forms of
these) as a formula: OWASP, "CSV Injection". In delimited text such a cell gets an apostrophe in front. Left as they are: plain numbers
(``-12.5``, ``+1,000``) and telephone numbers (``+33 1 23 45 67 89``), which hold nothing that can be called. In Excel every text is
written as a string cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Protocol

from comity.model import Issue, Locator, UsageError
from comity.tables.json_lines import standard, without
from comity.tables.parquet import arrow
from comity.tables.table import Dialect, Row, Table

Value = str | float | None

XLSX_ROWS = 1_048_576
XLSX_COLUMNS = 16_384
XLSX_CELL = 32_767
GROUP = 10_000
_RISKY = tuple("=+-@\t\r\n＝＋－＠")
_HARMLESS = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f]*(?:[eE][+-]?\d+)?%?|\+\d[\d ().-]*")


class Sink(Protocol):
    """Where rows go. ``header`` once, ``row`` for each, ``finish`` at the end; ``issues`` is what had to be changed."""

    issues: list[Issue]

    def header(self, columns: Sequence[str], added: Sequence[str]) -> None:
        """Begin, with the input's columns and the added ones."""

    def row(self, row: Row, kept: Sequence[int], added: Sequence[Value]) -> None:
        """Write one row: the cells at positions ``kept``, then ``added``."""

    def finish(self) -> None:
        """Write what is held back and close."""


def defused(cell: str) -> str:
    """``cell`` so that no spreadsheet program takes it for a formula; see the module's docstring."""
    return "'" + cell if cell.startswith(_RISKY) and not _HARMLESS.fullmatch(cell) else cell


def value_to_text(value: Value) -> str:
    """Return an added value as a cell; a number in its shortest exact form, None as blank."""
    return "" if value is None else value if isinstance(value, str) else repr(value)


def _beyond(row: Row) -> tuple[str, ...]:
    """Return what of a row has no column: cells beyond the last one, or the text of a lost row."""
    return (row.raw,) if row.lost else row.extra


class DelimitedSink:
    """CSV and its kin (RFC 4180) in a given dialect. Cells beyond the last column, and the text of a lost row, follow the added ones."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self.issues: list[Issue] = []
        self._stream, self._dialect = stream, dialect
        quote = re.escape(dialect.quote)
        self._special = re.compile(f"[{re.escape(dialect.delimiter)}{quote}\r\n]")
        if dialect.bom:
            stream.write("\ufeff".encode(dialect.encoding))

    def header(self, columns: Sequence[str], added: Sequence[str]) -> None:
        """Write the names."""
        self._line([*columns, *added])

    def row(self, row: Row, kept: Sequence[int], added: Sequence[Value]) -> None:
        """Write one record."""
        self._line([*(row.cells[position] for position in kept), *map(value_to_text, added), *_beyond(row)])

    def _line(self, cells: Sequence[str]) -> None:
        quote = self._dialect.quote
        texts = []
        for cell in cells:
            cell = defused(cell)
            if self._dialect.quote_all or self._special.search(cell):
                cell = quote + cell.replace(quote, quote * 2) + quote
            texts.append(cell)
        line = self._dialect.delimiter.join(texts) or quote * 2
        # Surrogates cannot occur in decoded input, but may in JSON escapes: they go out as a question mark rather than not at all.
        self._stream.write((line + self._dialect.line_end).encode(self._dialect.encoding, errors="replace"))

    def finish(self) -> None:
        """Close the stream."""
        self._stream.close()


class JsonLinesSink:
    """JSON lines (UTF-8). A row that came as JSON keeps its own object, to the character, with the added keys at its end.

    Keys of its own that are called like an added one give way. Only ``NaN`` and its kin change: they become texts, since they are not JSON
    (RFC 8259, section 6).

    A lost row becomes an object with ``comity_lost_line``; cells beyond the last column go to ``comity_extra_cells``.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.issues: list[Issue] = []
        self._stream = stream
        self._columns: Sequence[str] = ()
        self._added: Sequence[str] = ()

    def header(self, columns: Sequence[str], added: Sequence[str]) -> None:
        """Keep the names: JSON lines have no header."""
        self._columns, self._added = columns, added

    def row(self, row: Row, kept: Sequence[int], added: Sequence[Value]) -> None:
        """Write one object."""
        more = dict(zip(self._added, added, strict=True))
        if row.raw and not row.lost:
            text = self._spliced(without(standard(row.raw.strip()), self._added), more)
        else:
            text = _json({**self._own(row, kept), **more})
        self._stream.write(text.encode("utf-8", errors="replace") + b"\n")

    def _own(self, row: Row, kept: Sequence[int]) -> Mapping[str, object]:
        if row.lost:
            return {"comity_lost_line": row.raw}
        own: dict[str, object] = {name: row.cells[position] for name, position in zip(self._columns, kept, strict=True)}
        return {**own, "comity_extra_cells": list(row.extra)} if row.extra else own

    def _spliced(self, raw: str, more: Mapping[str, Value]) -> str:
        body = raw[:-1].rstrip()
        if not more:
            return raw
        return body + ("" if body == "{" else ", ") + _json(more)[1:]

    def finish(self) -> None:
        """Close the stream."""
        self._stream.close()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class WorkbookSink:
    """An Excel workbook of one sheet, written with constant memory. Texts over Excel's 32,767 characters are cut, with an issue.

    Rows wait in a folder beside the workbook, which ``finish`` removes whatever happens, and the interpreter on its way out: they hold
    customers' data and must not stay in the system's folder for temporary files.
    """

    def __init__(self, path: Path, sheet: str) -> None:
        import xlsxwriter

        self.issues: list[Issue] = []
        self._folder = TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent)
        options: dict[str, object] = {"constant_memory": True, "tmpdir": self._folder.name}
        options |= {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        name = re.sub(r"[\[\]:*?/\\]", " ", sheet).strip("' ")[:31] or "Sheet1"
        self._sheet = self._book.add_worksheet("Sheet1" if name.lower() == "history" else name)
        self._next = 0

    def header(self, columns: Sequence[str], added: Sequence[str]) -> None:
        """Write the names, bold, and freeze them."""
        bold = self._book.add_format({"bold": True})
        names = [*columns, *added]
        if len(names) > XLSX_COLUMNS:
            raise UsageError(f"an Excel sheet holds {XLSX_COLUMNS:,} columns, not {len(names):,}", "write to .csv instead")
        for position, name in enumerate(names):
            self._sheet.write_string(0, position, name[:XLSX_CELL], bold)
        self._sheet.freeze_panes(1, 0)
        self._next = 1

    def row(self, row: Row, kept: Sequence[int], added: Sequence[Value]) -> None:
        """Write one row. Raises ``UsageError`` when the sheet is full."""
        if self._next >= XLSX_ROWS:
            raise UsageError(f"an Excel sheet holds {XLSX_ROWS - 1:,} rows; the input has more", "write to .csv or .parquet instead")
        values: list[Value] = [*(row.cells[position] for position in kept), *added, *_beyond(row)]
        for position, value in enumerate(values[:XLSX_COLUMNS]):
            if isinstance(value, str):
                if value:
                    self._sheet.write_string(self._next, position, self._fitting(value, row))
            elif value is not None:
                self._sheet.write_number(self._next, position, value)
        self._next += 1

    def _fitting(self, text: str, row: Row) -> str:
        if len(text) <= XLSX_CELL:
            return text
        what = f"a cell of {len(text):,} characters was cut to the {XLSX_CELL:,} that Excel holds"
        self.issues.append(Issue(Locator(row=row.number, line=row.line), what, "write to .csv to keep it whole"))
        return text[:XLSX_CELL]

    def finish(self) -> None:
        """Write the file. Nothing else is left, even when it cannot be written. Raises ``OSError`` when it cannot."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as failed:  # it wraps what the system said
            raise failed.args[0] from failed
        finally:
            self._folder.cleanup()


class ParquetSink:
    """Parquet in groups of 10,000 rows. Columns of a Parquet input keep their types; others are text; ``numeric`` added columns are
    doubles.

    Parquet has no place for cells beyond the last column: they are left out, with an issue.
    """

    def __init__(self, stream: BinaryIO, like: Table, numeric: frozenset[str]) -> None:
        self.issues: list[Issue] = []
        self._arrow, self._parquet = arrow()
        self._stream, self._like, self._numeric = stream, like, numeric
        self._rows: list[tuple[Any, ...]] = []
        self._writer: Any = None
        self._schema: Any = None

    def header(self, columns: Sequence[str], added: Sequence[str]) -> None:
        """Fix the schema."""
        text = self._arrow.string()
        schema: Any = self._like.schema or ()
        typed = {name: field.type for name, field in zip(self._like.columns, schema, strict=False)}
        fields = [(name, typed.get(name, text)) for name in columns]
        fields += [(name, self._arrow.float64() if name in self._numeric else text) for name in added]
        self._schema = self._arrow.schema(fields)
        self._writer = self._parquet.ParquetWriter(self._stream, self._schema)

    def row(self, row: Row, kept: Sequence[int], added: Sequence[Value]) -> None:
        """Hold one row; a full group is written."""
        own: Sequence[object] = row.native or row.cells
        extra = [
            value if name in self._numeric or value is None else value_to_text(value)
            for name, value in zip(self._schema.names[len(kept) :], added, strict=True)
        ]
        self._rows.append((*(own[position] for position in kept), *extra))
        if _beyond(row):
            where = Locator(row=row.number, line=row.line)
            self.issues.append(
                Issue(where, "cells beyond the last column are not in the Parquet output", "write to .csv or .jsonl to keep them")
            )
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        columns = list(zip(*self._rows, strict=True)) or [()] * len(self._schema)
        arrays = [self._arrow.array(values, type=field.type) for values, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    def finish(self) -> None:
        """Write the last group and close."""
        if self._rows:
            self._flush()
        self._writer.close()
        self._stream.close()
