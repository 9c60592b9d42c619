"""Tables out again: the input's columns and rows in their order, with columns added, in the form that the output's suffix tells.

A file appears under its name only when it is whole: it is written beside the target and renamed at the end; after an error nothing is left.
"""

from __future__ import annotations

import gzip
import lzma
import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from comity.model import Issue, UsageError
from comity.tables.files import SUFFIXES, split_suffix
from comity.tables.sinks import DelimitedSink, JsonLinesSink, ParquetSink, Sink, Value, WorkbookSink
from comity.tables.table import Dialect, Format, Row, Table

WRITABLE = ".csv .tsv .txt .jsonl .xlsx .parquet"


class Writer:
    """Writes annotated rows; use it as a context manager. ``issues`` is what the output's form could not hold."""

    def __init__(self, path: Path, part: Path, sink: Sink, like: Table, added: Sequence[str]) -> None:
        self._path, self._part, self._sink = path, part, sink
        # Columns left by an earlier screening of the same file give way to the new ones of that name.
        self._kept = [position for position, column in enumerate(like.columns) if column not in added]
        self._width = len(added)
        sink.header([like.columns[position] for position in self._kept], added)

    @property
    def issues(self) -> list[Issue]:
        """What had to be cut or left out, with its row."""
        return self._sink.issues

    def write(self, row: Row, extra: Sequence[Value]) -> None:
        """Write ``row`` and the values of the added columns, one each. Raises ``UsageError`` when the form can hold no more rows."""
        if len(extra) != self._width:
            raise ValueError(f"{len(extra)} values for {self._width} added columns")
        self._sink.row(row, self._kept, extra)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.discard()
            return
        try:
            self._sink.finish()
            self._part.replace(self._path)
        except BaseException as failed:
            self.discard()
            if isinstance(failed, OSError):
                raise UsageError(
                    f"{self._path.name} cannot be written: {failed.strerror}", "is the disk full, or the file open elsewhere?"
                ) from failed
            raise

    def discard(self) -> None:
        """Leave nothing behind."""
        with suppress(Exception):  # a sink that failed may fail again when it closes; the first error is the one to show
            self._sink.finish()
        self._part.unlink(missing_ok=True)


def open_writer(path: Path, like: Table, extra_columns: Sequence[str], *, numeric: Collection[str] = ()) -> Writer:
    """Return a writer to ``path`` of tables like ``like`` with ``extra_columns`` at the end; those in ``numeric`` hold numbers where the
    form has types.

    Delimited output keeps the input's delimiter, line ends, quoting and byte order mark, in UTF-8 or UTF-16 (an input in another encoding
    comes back as UTF-8 with a mark, since listed names need every script). Raises ``UsageError`` for a suffix that cannot be written or a
    path that cannot.
    """
    suffix, packing = split_suffix(path.name)
    form = SUFFIXES.get(suffix)
    text = form in {Format.DELIMITED, Format.JSON_LINES}
    if form is None or (packing and not text) or (form is Format.WORKBOOK and suffix != ".xlsx"):
        raise UsageError(
            f"{path.name}: results cannot be written to a {suffix + packing or 'file without a suffix'}", f"choose one of {WRITABLE}"
        )
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        stream = part.open("xb")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", "choose a folder that exists and is yours") from error
    try:
        if form is Format.WORKBOOK:
            stream.close()
            return _begun(WorkbookSink(part, like.sheet), path, part, (like, extra_columns))
        return Writer(path, part, _sink(form, packed(stream, packing), (like, suffix, frozenset(numeric))), like, extra_columns)
    except BaseException:
        stream.close()
        part.unlink(missing_ok=True)
        raise


def _begun(sink: WorkbookSink, path: Path, part: Path, about: tuple[Table, Sequence[str]]) -> Writer:
    """Return the writer to ``sink``; when it cannot begin, the sink's folder goes."""
    try:
        return Writer(path, part, sink, *about)
    except BaseException:
        with suppress(Exception):
            sink.finish()
        raise


def _sink(form: Format, stream: BinaryIO, about: tuple[Table, str, frozenset[str]]) -> Sink:
    like, suffix, numeric = about
    if form is Format.JSON_LINES:
        return JsonLinesSink(stream)
    if form is Format.PARQUET:
        return ParquetSink(stream, like, numeric)
    return DelimitedSink(stream, _dialect(like, suffix))


def _dialect(like: Table, suffix: str) -> Dialect:
    """Return the input's own dialect where it has one and the suffix does not say otherwise. Excel needs the mark to see UTF-8."""
    dialect = like.dialect if like.format is Format.DELIMITED else Dialect(bom=like.format is Format.WORKBOOK)
    if suffix in {".tsv", ".tab"}:
        dialect = replace(dialect, delimiter="\t")
    elif not dialect.delimiter or (suffix == ".csv" and dialect.delimiter == "\t"):
        dialect = replace(dialect, delimiter=",")
    return dialect if dialect.encoding.startswith("utf-") else replace(dialect, encoding="utf-8", bom=True)


class _Packed:
    """A packing stream that closes the file under it, too."""

    def __init__(self, packer: gzip.GzipFile | lzma.LZMAFile, stream: BinaryIO) -> None:
        self._packer, self._stream = packer, stream

    def write(self, data: bytes) -> int:
        """Pack ``data``."""
        return self._packer.write(data)

    def flush(self) -> None:
        """Nothing: packed data goes out whole, on closing."""

    def close(self) -> None:
        """Finish the packing and close the file."""
        self._packer.close()
        self._stream.close()


def packed(stream: BinaryIO, packing: str) -> BinaryIO:
    """``stream`` packed (``.gz``, ``.xz``), or as it is for an empty ``packing``; closing what is returned closes both."""
    if not packing:
        return stream
    # No name and no time in the gzip header: the same rows give the same bytes.
    packer = gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) if packing == ".gz" else lzma.LZMAFile(stream, "wb")  # noqa: SIM115  # closed by the sink
    return cast("BinaryIO", _Packed(packer, stream))
