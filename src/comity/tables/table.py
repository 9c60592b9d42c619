"""What a table is once it is open: its columns, its rows in one pass, and what a writer needs to give the same form back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import TracebackType

from comity.model import FormatError, Issue, LimitExceeded, Locator, Severity

EMPTY_HINT = "the first row must name the columns, for example: name,birth_date,country"


class Format(StrEnum):
    """The forms a table comes in. ``delimited`` is CSV, TSV and their kin; ``workbook`` is every Excel or OpenDocument form."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    JSON_LINES = "json_lines"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to open a table, and the limits it must keep.

    ``sheet``, ``encoding`` and ``delimiter`` overrule what would be found out. ``max_cell`` is in characters: a longer cell passes
    through unchanged with an issue, and only its beginning is compared. ``max_columns`` bounds the header. ``max_bytes`` bounds what a
    workbook unpacks to. ``preamble``: lines before the header that begin with this text are set aside (``Table.preamble``), never taken
    for the header. ``form`` overrules the suffix of the file's name.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    max_cell: int = 10_000
    max_columns: int = 1_000
    max_bytes: int = 500_000_000
    preamble: str = ""
    form: Format | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One data row. ``number`` counts data rows from 1; ``line`` is the physical line, sheet row or record it starts at.

    ``cells`` holds one text per column, as the source writes it where the form is text. ``extra`` are cells beyond the last column (JSON
    lines: the texts ``key=value`` of keys that came too late to be columns). ``lost`` marks a row that could not be interpreted at all:
    its cells are blank and ``raw`` holds its text. ``raw`` is also the line itself for JSON lines. ``native`` holds a Parquet row's own
    values, for a writer to keep their types. ``guessed`` marks a row whose line was not UTF-8 and was read as Windows-1252.
    """

    number: int
    line: int | None
    cells: tuple[str, ...]
    issues: tuple[Issue, ...] = ()
    lost: bool = False
    raw: str = ""
    extra: tuple[str, ...] = ()
    native: tuple[object, ...] = ()
    guessed: bool = False

    def with_issues(self, issues: Sequence[Issue]) -> Row:
        """Return the same row with ``issues`` added."""
        return replace(self, issues=(*self.issues, *issues)) if issues else self


@dataclass(frozen=True, slots=True)
class Dialect:
    """How delimited text is written. ``delimiter`` is empty for one bare column. ``encoding`` is a Python codec name; ``bom`` says that a
    mark opens the file.
    """

    delimiter: str = ","
    quote: str = '"'
    line_end: str = "\n"
    encoding: str = "utf-8"
    bom: bool = False
    quote_all: bool = False


@dataclass(slots=True)
class Table:
    """An open table; close it, or use it as a context manager.

    ``columns`` are distinct, non-blank names. ``issues`` concern the whole file and may grow until the last row has been read. ``sheet``
    is the sheet of a workbook that is read, ``other_sheets`` are those that are not. ``schema`` is the Arrow schema of a Parquet file, for
    a writer to keep.
    """

    file: str
    format: Format
    columns: tuple[str, ...]
    source: Iterator[Row]
    issues: list[Issue] = field(default_factory=list)
    dialect: Dialect = Dialect()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    schema: object = None
    release: Callable[[], None] | None = None
    _taken: bool = False

    def rows(self) -> Iterator[Row]:
        """Return the rows, once, in order. Raises ``DataError`` when the bytes end early or break a limit; ``RuntimeError`` on a second
        call.
        """
        if self._taken:
            raise RuntimeError("the rows of a table are read once; open it again")
        self._taken = True
        return self.source

    def close(self) -> None:
        """Release the file. May be called again."""
        if self.release is not None:
            self.release()
            self.release = None

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def name_columns(header: Sequence[str], file: str, options: TableOptions) -> tuple[tuple[str, ...], list[Issue]]:
    """Distinct, non-blank names for the cells of ``header``, and what had to be changed.

    White space around a name goes. A blank name becomes ``column_3``; a repeated one gets `` (2)``. Raises ``FormatError`` for a header
    with nothing in it, ``LimitExceeded`` for one wider than ``options.max_columns``.
    """
    if len(header) > options.max_columns:
        raise LimitExceeded(
            f"{file} has {len(header):,} columns; the limit is {options.max_columns:,}", "is the delimiter right? see --delimiter"
        )
    if not any(cell.strip() for cell in header):
        raise FormatError(f"{file} has no column names", EMPTY_HINT)
    names: list[str] = []
    issues: list[Issue] = []
    taken: set[str] = set()
    for position, cell in enumerate(header, start=1):
        wanted = " ".join(cell.split()) or f"column_{position}"
        name, copy = wanted, 1
        while name in taken:
            copy += 1
            name = f"{wanted} ({copy})"
        if name != cell.strip():
            what = f"column {position} has no name" if not cell.strip() else f"column {position} is again called {wanted!r}"
            if name != " ".join(cell.split()):
                issues.append(Issue(Locator(file=file, column=name), what, f"it is called {name!r} here", Severity.NOTE))
        taken.add(name)
        names.append(name)
    return tuple(names), issues


def fit(cells: Sequence[str], columns: tuple[str, ...], where: Locator) -> tuple[tuple[str, ...], tuple[str, ...], list[Issue]]:
    """``cells`` padded or parted to the number of ``columns``: the cells, those beyond, and what was wrong."""
    wanted, found = len(columns), len(cells)
    if found == wanted:
        return tuple(cells), (), []
    if found < wanted:
        what = f"the row has {found} of {wanted} cells"
        return (*cells, *([""] * (wanted - found))), (), [Issue(where, what, f"from column {columns[found]!r} on it is taken as blank")]
    what = f"the row has {found} cells for {wanted} columns"
    return (
        tuple(cells[:wanted]),
        tuple(cells[wanted:]),
        [Issue(where, what, "a delimiter inside a cell needs quotes; the cells beyond are not compared")],
    )


def long_cells(cells: Sequence[str], columns: tuple[str, ...], where: Locator, limit: int) -> list[Issue]:
    """One issue for each cell of more than ``limit`` characters."""
    return [
        Issue(
            Locator(where.file, where.row, where.line, column),
            f"the cell has {len(cell):,} characters",
            f"only the first {limit:,} are compared; the output keeps all",
            Severity.NOTE,
        )
        for column, cell in zip(columns, cells, strict=False)
        if len(cell) > limit
    ]
