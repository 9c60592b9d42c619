"""CSV, TSV and their kin as a stream of rows: memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from comity.model import FormatError, Issue, Locator, Severity, UsageError
from comity.tables.encoding import TextLines
from comity.tables.records import Record, Records, find_delimiter
from comity.tables.table import EMPTY_HINT, Dialect, Format, Row, Table, TableOptions, fit, long_cells, name_columns

HEAD_LINES = 60
_ODD_HINT = "save the file with line ends of one kind"
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def open_delimited(stream: BinaryIO, file: str, options: TableOptions, preferred: str = "") -> Table:
    """Return the table in ``stream``. Raises ``FormatError`` for an empty file, ``LimitExceeded`` for a line or header over its limit.

    Blank lines are not rows. A first line ``sep=;`` (Excel) names the delimiter.
    """
    text = TextLines(file, stream, options.encoding)
    lines = iter(text)
    head, preamble, skipped = _head(lines, options)
    if not head:
        raise FormatError(f"{file} is empty", EMPTY_HINT)
    delimiter = _delimiter(options)
    if head[0].lower().startswith("sep=") and len(head[0].strip()) == len("sep=") + 1 and len(head) > 1:
        delimiter = delimiter or head[0].strip()[-1]
        head, skipped = head[1:], skipped + 1
    delimiter = delimiter or find_delimiter(head, preferred)
    records = Records(chain(head, lines), delimiter)
    each = iter(records)
    header = next(each, None)
    if header is None:
        raise FormatError(f"{file} is empty", EMPTY_HINT)
    columns, issues = name_columns(header.cells, file, options)
    if header.odd_end:
        what = "the column names hold an odd line end (a lone carriage return)"
        issues.append(
            Issue(Locator(file, line=header.line + skipped), what, "if the first row begins there, it is not screened; " + _ODD_HINT)
        )
    records.columns = len(columns)
    table = Table(file, Format.DELIMITED, columns, iter(()), issues, _dialect(text, head, header, delimiter), preamble=preamble)
    table.source = _rows(each, table, text, (skipped, options.max_cell))
    return table


def _delimiter(options: TableOptions) -> str:
    wanted = options.delimiter or ""
    delimiter = _NAMES.get(wanted.lower(), wanted)
    if len(delimiter) > 1 or delimiter in {'"', "\n", "\r"}:
        raise UsageError(f"the delimiter must be one character, not {wanted!r}", "for example --delimiter ';' or --delimiter tab")
    return delimiter


def _head(lines: Iterator[str], options: TableOptions) -> tuple[list[str], tuple[str, ...], int]:
    """Return the first lines from the header on, the preamble before them, and how many lines came before the header."""
    head: list[str] = []
    preamble: list[str] = []
    skipped = 0
    for line in lines:
        if not head and not line.strip():
            skipped += 1
        elif not head and options.preamble and line.lstrip('"').startswith(options.preamble):
            preamble.append(line.strip())
            skipped += 1
        else:
            head.append(line)
        if len(head) >= HEAD_LINES:
            break
    return head, tuple(preamble), skipped


def _dialect(text: TextLines, head: list[str], header: Record, delimiter: str) -> Dialect:
    end = next((mark for mark in ("\r\n", "\n", "\r") if head[0].endswith(mark)), "\n")
    all_quoted = header.quoted and header.text.count('"') >= 2 * len(header.cells)
    # A file that began in another encoding goes out as UTF-8 with a mark, or a spreadsheet program would misread it.
    return Dialect(delimiter, '"', end, text.encoding, text.bom or text.odd_lines > 0, all_quoted)


def _rows(records: Iterator[Record], table: Table, text: TextLines, offsets: tuple[int, int]) -> Iterator[Row]:
    skipped, max_cell = offsets
    for number, record in enumerate(records, start=1):
        row = _row(number, record, skipped, table, max_cell)
        yield replace(row, guessed=True) if text.guessed(record.line + skipped, record.text) else row
    if issue := text.issue():
        table.issues.append(issue)


def _row(number: int, record: Record, skipped: int, table: Table, max_cell: int) -> Row:
    line = record.line + skipped
    in_order = not (record.open_quote or record.parted or record.odd_end)
    if in_order and len(record.cells) == len(table.columns) and len(record.text) <= max_cell and "\0" not in record.text:
        return Row(number, line, record.cells)
    where = Locator(table.file, number, line)
    cells, extra, issues = fit(record.cells, table.columns, where)
    if record.open_quote:
        column = table.columns[min(record.open_quote, len(table.columns)) - 1]
        hint = "it is taken as a character and the row ends with its line; close or double the quote"
        issues.insert(0, Issue(Locator(table.file, number, line, column), "a quote opens the cell and is never closed", hint))
    if "\0" in record.text:
        issues.append(Issue(where, "the row holds NUL characters", "the file may be damaged or in another encoding", Severity.WARNING))
    if record.parted:
        issues.append(Issue(where, "only an odd line end (a lone carriage return) parts the row from the one before it", _ODD_HINT))
    if record.odd_end:
        what = "an odd line end (a lone carriage return) stands in a cell without quotes"
        issues.append(Issue(where, what, "if a row begins there, it is not screened on its own; " + _ODD_HINT))
    issues += long_cells(cells, table.columns, where, max_cell)
    return Row(number, line, cells, tuple(issues), extra=extra)
