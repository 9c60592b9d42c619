"""Parquet files as a stream of rows, one batch in memory at a time. Needs the extra ``parquet`` (pyarrow)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO

from comity.model import FormatError, Locator, UsageError
from comity.tables.table import Format, Row, Table, TableOptions, long_cells, name_columns
from comity.tables.workbook import value_text

if TYPE_CHECKING:
    from pyarrow import Array
    from pyarrow.parquet import ParquetFile

BATCH = 2_000


def arrow() -> tuple[ModuleType, ModuleType]:
    """``pyarrow`` and ``pyarrow.parquet``. Raises ``UsageError`` that says how to install them."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(
            "Parquet files need pyarrow, which is not installed",
            "install pyarrow into the environment of Comity (pip install pyarrow), or use CSV",
        ) from error
    return pyarrow, pyarrow.parquet


def open_parquet(stream: BinaryIO, file: str, options: TableOptions) -> Table:
    """Return the table in ``stream``, which must be seekable. Raises ``FormatError`` when it is not Parquet, ``UsageError`` without
    pyarrow.
    """
    base, parquet = arrow()
    try:
        source = parquet.ParquetFile(stream)
    except (base.ArrowException, OSError) as error:
        raise FormatError(f"{file} is not a Parquet file, or is cut short", "write it again, or use CSV") from error
    columns, issues = name_columns(list(source.schema_arrow.names), file, options)
    table = Table(file, Format.PARQUET, columns, iter(()), issues, schema=source.schema_arrow)
    table.source = _rows(source, table, options.max_cell)
    return table


def _rows(source: ParquetFile, table: Table, max_cell: int) -> Iterator[Row]:
    base, _ = arrow()
    number = 0
    batches = source.iter_batches(batch_size=BATCH)
    while True:
        try:
            batch = next(batches, None)
        except (base.ArrowException, OSError) as error:
            raise FormatError(f"{table.file} cannot be read past row {number}", "the file is damaged; write it again") from error
        if batch is None:
            return
        held = [_values(column, table.file) for column in batch.columns]
        for values, native in zip(zip(*(one[0] for one in held), strict=True), zip(*(one[1] for one in held), strict=True), strict=True):
            number += 1
            cells = tuple([_text(value) for value in values])
            yield Row(number, None, cells, tuple(long_cells(cells, table.columns, Locator(table.file, number), max_cell)), native=native)


def _values(column: Array, file: str) -> tuple[list[Any], list[Any]]:
    """The column's values to read, and to write again. Where Python has no type for them (a time in nanoseconds, an unknown time zone),
    they are read as text or plain numbers, and written again as Arrow's own.

    Raises ``FormatError`` when they cannot be had at all.
    """
    base, _ = arrow()
    for kind in (None, base.string(), base.int64()):
        try:
            values: list[Any] = (column if kind is None else column.cast(kind)).to_pylist()
        except (base.ArrowException, ValueError, LookupError, OverflowError, TypeError):
            continue
        return values, values if kind is None else list(column)
    raise FormatError(f"{file} holds values of type {column.type} that cannot be read", "the file is damaged; write it again, or use CSV")


def _text(value: object) -> str:
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=value_text)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="backslashreplace")
    return value_text(value)
