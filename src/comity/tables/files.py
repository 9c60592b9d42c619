"""Opening a table by the suffix of its name: plain, or packed as ``.gz`` or ``.xz``."""

from __future__ import annotations

import gzip
import lzma
import shutil
import tempfile
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from comity.model import FormatError, UsageError
from comity.tables.delimited import open_delimited
from comity.tables.json_lines import open_json_lines
from comity.tables.parquet import open_parquet
from comity.tables.table import Format, Table, TableOptions
from comity.tables.workbook import open_workbook

SUFFIXES = {
    ".csv": Format.DELIMITED,
    ".tsv": Format.DELIMITED,
    ".tab": Format.DELIMITED,
    ".txt": Format.DELIMITED,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".xls": Format.WORKBOOK,
    ".xlsb": Format.WORKBOOK,
    ".ods": Format.WORKBOOK,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".json-lines": Format.JSON_LINES,
    ".parquet": Format.PARQUET,
}
PACKINGS = (".gz", ".xz")
SUFFIX_HINT = "known: " + " ".join(SUFFIXES) + "; text forms also with .gz or .xz"


def split_suffix(name: str) -> tuple[str, str]:
    """Return the suffix that tells the form and the one that tells the packing (may be empty), in lower case."""
    path = PurePath(name.lower())
    packing = path.suffix if path.suffix in PACKINGS else ""
    return PurePath(path.stem).suffix if packing else path.suffix, packing


def open_table(path: Path, *, options: TableOptions | None = None) -> Table:
    """Return the table in the file at ``path``.

    Raises ``UsageError`` when there is no such file or its suffix is not known, and what ``open_table_stream`` raises.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path.name} cannot be opened: {error.strerror}", f"looked for it at {path}") from error
    try:
        table = open_table_stream(stream, path.name, options=options)
    except BaseException:
        stream.close()
        raise
    release = table.release

    def close() -> None:
        if release is not None:
            release()
        stream.close()

    table.release = close
    return table


def open_table_stream(stream: BinaryIO, file_name: str, *, options: TableOptions | None = None) -> Table:
    """Return the table in ``stream``, whose form the suffix of ``file_name`` tells; ``stream`` stays the caller's to close.

    A stream that is already unpacked under a packed name is taken as it is. Raises ``UsageError`` for an unknown suffix, ``FormatError``
    for bytes that are not the form, ``LimitExceeded`` and ``ForbiddenContent`` for what breaks a limit.
    """
    options = options or TableOptions()
    suffix, packing = split_suffix(file_name)
    form = options.form or SUFFIXES.get(suffix)
    if form is None or (packing and form not in {Format.DELIMITED, Format.JSON_LINES}):
        raise UsageError(f"{file_name}: a table in a file {suffix + packing or 'without a suffix'} cannot be read", SUFFIX_HINT)
    _check_options(form, file_name, options)
    if form is Format.DELIMITED:
        return open_delimited(_unpacked(stream, packing), file_name, options, "\t" if suffix in {".tsv", ".tab"} else "")
    if form is Format.JSON_LINES:
        return open_json_lines(_unpacked(stream, packing), file_name, options)
    if form is Format.WORKBOOK:
        return open_workbook(stream, file_name, options)
    seekable, spool = _seekable(stream)
    try:
        table = open_parquet(seekable, file_name, options)
    except BaseException:
        if spool is not None:
            spool.close()
        raise
    table.release = spool.close if spool is not None else None
    return table


def _check_options(form: Format, file: str, options: TableOptions) -> None:
    """Raise ``UsageError`` for an option that says nothing of a table in this form."""
    wrong = [
        ("a sheet", "workbooks", options.sheet and form is not Format.WORKBOOK),
        ("an encoding", "text files", options.encoding and form not in {Format.DELIMITED, Format.JSON_LINES}),
        ("a delimiter", "delimited text", options.delimiter and form is not Format.DELIMITED),
    ]
    for what, where, given in wrong:
        if given:
            raise UsageError(f"{file} has no use for {what}: that is for {where}", "leave it out, or is it another file?")


def _unpacked(stream: BinaryIO, packing: str) -> BinaryIO:
    if not packing:
        return stream
    start = Peeked(stream)
    if packing == ".gz" and start.head.startswith(b"\x1f\x8b"):
        return cast("BinaryIO", gzip.GzipFile(fileobj=cast("BinaryIO", start)))
    if packing == ".xz" and start.head.startswith(b"\xfd7zXZ\x00"):
        return cast("BinaryIO", lzma.LZMAFile(cast("BinaryIO", start)))
    return cast("BinaryIO", start)


class Peeked:
    """A stream whose first six bytes have been looked at: ``head``."""

    def __init__(self, stream: BinaryIO) -> None:
        self.head = stream.read(6)
        self._held, self._stream = self.head, stream

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, the ones looked at first."""
        if self._held:
            held, self._held = self._held, b""
            if 0 <= size < len(held):
                self._held = held[size:]
                return held[:size]
            return held + self._stream.read(size - len(held) if size >= 0 else -1)
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Never possible: packed tables are read once, forward."""
        raise OSError(f"cannot seek to {offset} from {whence}")

    def seekable(self) -> bool:
        """Return always false."""
        return False

    def close(self) -> None:
        """Leaves the stream open: it is the caller's."""


def _seekable(stream: BinaryIO) -> tuple[BinaryIO, BinaryIO | None]:
    """``stream`` itself when it can seek; else a temporary copy, also as the second value."""
    if stream.seekable():
        return stream, None
    spool = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # closed with the table
    try:
        shutil.copyfileobj(stream, spool)
    except OSError as error:
        spool.close()
        raise FormatError("the stream cannot be read to its end", "fetch or export the file again") from error
    spool.seek(0)
    return spool, spool
