"""The zip file that a workbook is: what it may unpack to, and how far its sheets reach, checked before any of it is loaded.

What the zip directory declares is checked first, then compared with what its members really unpack to: a directory can lie. Only stored and
deflated members are unpacked (ECMA-376 part 2, annex B).
"""

from __future__ import annotations

import copy
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from comity.model import ForbiddenContent, FormatError, LimitExceeded
from comity.tables.extent import OpenDocumentExtent, SheetExtent, check

MAX_RATIO = 500
"""Most bytes that one packed byte may become, in members of more than ``RATIO_FROM`` bytes."""
RATIO_FROM = 10_000_000
MAX_MEMBERS = 10_000

_CHUNK = 65_536
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The library answers what it cannot unpack with any of these; a kind of RuntimeError is its word for a method or flag it does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
# A part is a sheet by what it holds, not by its name: the workbook may link any name.
_SHEETS = (
    (b"<sheetData", SheetExtent),
    (b":sheetData", SheetExtent),
    (b"<table-cell", OpenDocumentExtent),
    (b":table-cell", OpenDocumentExtent),
)
_LONGEST_MARK = 16
_NAMED = 200


def guard(content: bytes, file: str, max_bytes: int) -> None:
    """Refuse a zip that would unpack to too much, or whose sheets reach too far. Memory stays small whatever it holds.

    Raises ``FormatError`` for a zip that is damaged, ``ForbiddenContent`` for a zip bomb, ``LimitExceeded`` over ``max_bytes`` and for what
    ``comity.tables.extent`` refuses.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise FormatError(f"{file} is not a workbook, or is cut short", "open it in a spreadsheet program and save it again") from error
    members = archive.infolist()
    _declared(members, len(content), file, max_bytes)
    marked = [(member, extent) for member in members for extent in _kinds(archive, member, file)]
    names = sheet_names(archive) if marked else {}
    for member, extent in marked:
        name = names.get(member.filename.lower(), member.filename)
        check(_unpack(archive, member, file), extent(f"{file}, sheet {name!r}"))


def _declared(members: list[zipfile.ZipInfo], packed: int, file: str, max_bytes: int) -> None:
    """What the directory declares is within the limits."""
    total = sum(member.file_size for member in members)
    bombs = [m for m in members if m.file_size > RATIO_FROM and m.file_size > MAX_RATIO * max(1, m.compress_size)]
    if bombs or len(members) > MAX_MEMBERS:
        raise ForbiddenContent(
            f"{file} unpacks to {total:,} bytes from {packed:,}: it looks like a zip bomb",
            "get the file from its owner again, or as CSV",
        )
    if total > max_bytes:
        raise LimitExceeded(
            f"{file} unpacks to {total:,} bytes; the limit is {max_bytes:,}", "save it as CSV: that is read without loading it whole"
        )


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> Iterator[bytes]:
    """Return the bytes of ``member`` in pieces; at most one more than declared are ever unpacked. Raises ``FormatError`` when they are not
    what the directory states.
    """
    wrong = f"{file} is damaged: its part {member.filename!r} does not unpack to what the zip directory states"
    # Read past the declared size, or a larger part would look as if it ended there.
    beyond = copy.copy(member)
    beyond.file_size = member.file_size + 1
    size = 0
    try:
        if member.compress_type not in _METHODS:
            raise zipfile.BadZipFile(f"compression method {member.compress_type} is not read")
        with archive.open(beyond) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                yield chunk
    except _BROKEN as error:
        raise FormatError(wrong, "get the file from its owner again, or as CSV") from error
    if size != member.file_size:
        raise FormatError(wrong, "get the file from its owner again, or as CSV")


def _kinds(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> list[type[SheetExtent] | type[OpenDocumentExtent]]:
    """Unpack ``member`` to its end and return the kinds of sheet that it may hold."""
    found: list[type[SheetExtent] | type[OpenDocumentExtent]] = []
    tail = b""
    for chunk in _unpack(archive, member, file):
        window = tail + chunk
        found += [kind for mark, kind in _SHEETS if mark in window and kind not in found]
        tail = window[-_LONGEST_MARK:]
    return found


def sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of the sheet in each part (in lower case), as far as the workbook says it, of the first 200."""
    try:
        book = archive.read("xl/workbook.xml")
    except (KeyError, *_BROKEN):
        return {}
    names: dict[str, str] = {}
    for position, tag in enumerate(re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", book)[:_NAMED]):
        name = re.search(rb'\sname="([^"]*)"', tag)
        try:
            names[sheet_part(archive, position).lower()] = html.unescape(name.group(1).decode("utf-8", "replace")) if name else ""
        except (KeyError, *_BROKEN):
            continue
    return names


def sheet_part(archive: zipfile.ZipFile, position: int) -> str:
    """Return the member that holds the sheet at ``position`` in the workbook's order. Raises ``KeyError`` when it cannot be told."""
    book = archive.read("xl/workbook.xml")
    links = archive.read("xl/_rels/workbook.xml.rels")
    sheets = re.findall(rb"<(?:\w+:)?sheet\s[^>]*?\br:id=\"([^\"]+)\"", book)
    if position >= len(sheets):
        raise KeyError(position)
    for link in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", links):
        target = re.search(rb'Target="([^"]+)"', link)
        if target and b'Id="' + sheets[position] + b'"' in link:
            path = target.group(1).decode("utf-8")
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    raise KeyError(position)
