"""An input cut into pieces, each a part of the output: rows with their numbers in the whole input, whoever reads them.

Parquet tells its number of rows beforehand, so a piece of it is only a span that any worker reads for itself. Every other table is read
once, from its beginning, and its pieces carry their rows. Reading the same input twice gives the same pieces.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from comity.model import ComityError, FormatError, Issue, UsageError
from comity.tables import Format, Row, Table, TableOptions, open_table, open_table_stream
from comity.tables.parquet import BATCH, arrow

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

WRITE_AGAIN = "the file is damaged; write it again"


@dataclass(frozen=True, slots=True)
class Span:
    """``count`` rows of the Parquet file at ``path``, those after the first ``skip``; the first of them has the number ``first``."""

    number: int
    path: Path
    skip: int
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as they were read."""

    number: int
    rows: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class End:
    """The input is read: what was said of it as a whole, and the error that ended it early, if one did."""

    issues: tuple[Issue, ...] = ()
    failure: ComityError | None = None


Piece = Span | Rows | End
"""``number`` counts the parts from 1. After the last part comes one ``End``."""


class Source(Protocol):
    """An input that can be cut. It travels to other processes, so it holds no open file."""

    @property
    def label(self) -> str:
        """What the input is called in issues."""
        ...

    def pieces(self, rows_per_part: int, done: Collection[int]) -> Iterator[Piece]:
        """Every piece in order, without the parts numbered in ``done``; ``rows_per_part`` from ``whole_batches``."""
        ...


def whole_batches(rows: int) -> int:
    """``rows`` rounded up to whole batches of reading: what a value of Parquet is taken for may depend on its batch."""
    return max(1, -(-rows // BATCH)) * BATCH


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table in one file, read once from its beginning by one process."""

    path: Path
    options: TableOptions

    @property
    def label(self) -> str:
        """See ``Source``."""
        return self.path.name

    def pieces(self, rows_per_part: int, done: Collection[int]) -> Iterator[Piece]:
        """See ``Source``. Raises ``UsageError`` or ``DataError`` when the file cannot be opened any more."""
        with open_table(self.path, options=self.options) as table:
            held: list[Row] = []
            number, failure = 1, None
            try:
                for row in table.rows():
                    held.append(row)
                    if len(held) == rows_per_part:
                        yield from self._piece(number, held, done)
                        number, held = number + 1, []
            except ComityError as error:
                failure = error
            yield from self._piece(number, held, done)
            yield End(tuple(table.issues), failure)

    def _piece(self, number: int, rows: Sequence[Row], done: Collection[int]) -> Iterator[Rows]:
        if rows and number not in done:
            yield Rows(number, tuple(rows))


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """Parquet files of one schema, one after the other, with the number of rows in each. ``issues`` are those of the columns."""

    label: str
    files: tuple[tuple[Path, int], ...]
    issues: tuple[Issue, ...] = ()

    def pieces(self, rows_per_part: int, done: Collection[int]) -> Iterator[Piece]:
        """See ``Source``."""
        number, first = 0, 1
        for path, rows in self.files:
            for skip in range(0, rows, rows_per_part):
                number += 1
                if number not in done:
                    yield Span(number, path, skip, min(rows_per_part, rows - skip), first + skip)
            first += rows
        yield End(self.issues)


def parquet_files(path: Path) -> tuple[Path, ...]:
    """The Parquet files in the folder ``path`` in the order of their names, without those that begin with ``.`` or ``_``.

    Raises ``UsageError`` when there is none.
    """
    try:
        found = sorted(one for one in path.iterdir() if one.suffix.lower() == ".parquet" and one.name[0] not in "._" and one.is_file())
    except OSError as error:
        raise UsageError(f"the folder {path} cannot be read: {error.strerror}", "check the path and its permissions") from error
    if not found:
        raise UsageError(f"the folder {path} holds no Parquet file", "give a folder of files NAME.parquet, not of folders; or one file")
    return tuple(found)


def survey(paths: Sequence[Path], label: str) -> tuple[ParquetSource, Any]:
    """The Parquet files at ``paths`` as one source, and the Arrow schema they share; only their ends are read.

    Raises ``FormatError`` for a file that is not Parquet, ``UsageError`` for one whose columns differ from those of the first, and without
    pyarrow.
    """
    files: list[tuple[Path, int]] = []
    schema: Any = None
    for path in paths:
        with _opened(path) as source:
            files.append((path, source.metadata.num_rows))
            schema = source.schema_arrow if schema is None else schema
            if not source.schema_arrow.equals(schema):
                what = f"{path.name} has other columns, or columns of other types, than {paths[0].name}"
                raise UsageError(what, "screen files of different forms in runs of their own")
    return ParquetSource(label, tuple(files)), schema


def open_piece(piece: Span | Rows, like: Table) -> Table:
    """The rows of ``piece`` as a table with the file name, form and columns of ``like``, numbered as in the whole input.

    Raises ``FormatError`` when a Parquet file cannot be read any more.
    """
    source = iter(piece.rows) if isinstance(piece, Rows) else _rows(piece, like.file)
    return Table(like.file, like.format, like.columns, source, schema=like.schema)


def _rows(span: Span, label: str) -> Iterator[Row]:
    """A span is read as a Parquet file of its own, through the same door as every file: so both cannot come to differ."""
    with open_table_stream(_cut(span), label, options=TableOptions(form=Format.PARQUET)) as table:
        for row in table.rows():
            number = span.first + row.number - 1
            issues = tuple(replace(issue, where=replace(issue.where, row=number)) for issue in row.issues)
            yield replace(row, number=number, issues=issues)


def _cut(span: Span) -> io.BytesIO:
    """The rows of ``span`` as a Parquet file in memory; only the row groups that hold them are read."""
    base, parquet = arrow()
    try:
        with _opened(span.path) as source:
            groups, skip = _groups(source, span)
            wanted, seen, batches = skip + span.count, 0, []
            for batch in source.iter_batches(batch_size=BATCH, row_groups=groups):
                if seen + batch.num_rows > skip:
                    batches.append(batch.slice(max(0, skip - seen), min(batch.num_rows, wanted - seen) - max(0, skip - seen)))
                seen += batch.num_rows
                if seen >= wanted:
                    break
            if seen < wanted:
                raise FormatError(f"{span.path.name} has fewer rows than when the run began", "leave the input as it is during a run")
            held = io.BytesIO()
            parquet.write_table(base.Table.from_batches(batches), held, compression="none")
    except (base.ArrowException, OSError) as error:
        raise FormatError(f"{span.path.name} cannot be read past row {span.skip}", WRITE_AGAIN) from error
    held.seek(0)
    return held


def _groups(source: ParquetFile, span: Span) -> tuple[list[int], int]:
    """The row groups that hold ``span``, and how many of their rows come before it."""
    groups: list[int] = []
    begin, skip = 0, 0
    for place in range(source.metadata.num_row_groups):
        end = begin + source.metadata.row_group(place).num_rows
        if end > span.skip and begin < span.skip + span.count:
            skip = skip if groups else span.skip - begin
            groups.append(place)
        begin = end
    return groups, skip


def _opened(path: Path) -> ParquetFile:
    base, parquet = arrow()
    try:
        return parquet.ParquetFile(path)
    except (base.ArrowException, OSError) as error:
        raise FormatError(f"{path.name} is not a Parquet file, or is cut short", WRITE_AGAIN) from error
