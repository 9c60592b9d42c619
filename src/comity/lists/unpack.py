"""Plain, gzip and xz bytes alike as one bounded stream, so that no reader meets a compressed file or a bomb.

Formats by magic bytes: gzip (RFC 1952 clause 2.3.1) and xz (The .xz File Format 1.2.1, clause 2.1.1.1); anything else passes as it is.
Compressed files may be several streams in a row. Memory stays below a few megabytes plus the dictionary of xz, which is bounded.
"""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from comity.model import FormatError, LimitExceeded

_CHUNK = 1 << 16
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"
_XZ_MEMORY = 256 << 20


def unpack(stream: BinaryIO, max_bytes: int) -> BinaryIO:
    """Return ``stream`` without its compression.

    Reading raises ``LimitExceeded`` as soon as more than ``max_bytes`` uncompressed bytes would come out, and ``FormatError`` when the
    compression is damaged or ends early. ``stream`` need not be seekable and is not closed.
    """
    head = _read_up_to(stream, len(_XZ))
    chunks = _chunks(stream, head)
    if head.startswith(_GZIP):
        chunks = _decoded(chunks, _Gzip)
    elif head.startswith(_XZ):
        chunks = _decoded(chunks, _Xz)
    return io.BufferedReader(_Chunked(_bounded(chunks, max_bytes)), _CHUNK)


class _Chunked(io.RawIOBase):
    """A stream over an iterator of byte strings."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        super().__init__()
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _read_up_to(stream: BinaryIO, count: int) -> bytes:
    head = b""
    while len(head) < count and (more := stream.read(count - len(head))):
        head += more
    return head


def _chunks(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    if head:
        yield head
    while chunk := stream.read(_CHUNK):
        yield chunk


def _bounded(chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise LimitExceeded(
                f"the file is larger than {max_bytes:,} bytes when unpacked",
                "check that it is the list it claims to be; a list that grew past its limit needs a newer release of Comity",
            )
        yield chunk


class _Gzip:
    """One gzip member."""

    name = "gzip"

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    @property
    def unused(self) -> bytes:
        return self._inflate.unused_data

    def decode(self, data: bytes) -> Iterator[bytes]:
        while True:
            part = self._inflate.decompress(data, _CHUNK)
            if part:
                yield part
            if self.ended or len(part) < _CHUNK:
                return
            data = self._inflate.unconsumed_tail


class _Xz:
    """One xz stream."""

    name = "xz"

    def __init__(self) -> None:
        self._unxz = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)

    @property
    def ended(self) -> bool:
        return self._unxz.eof

    @property
    def unused(self) -> bytes:
        return self._unxz.unused_data

    def decode(self, data: bytes) -> Iterator[bytes]:
        while True:
            part = self._unxz.decompress(data, _CHUNK)
            if part:
                yield part
            if self.ended or self._unxz.needs_input:
                return
            data = b""


def _decoded(chunks: Iterator[bytes], kind: type[_Gzip | _Xz]) -> Iterator[bytes]:
    """Yield the contents of one or more compressed streams in a row; padding of zeros between and after them is allowed."""
    decoder = kind()
    for chunk in chunks:
        while chunk:
            if decoder.ended:
                chunk = chunk.lstrip(b"\x00")
                decoder = kind() if chunk else decoder
                continue
            try:
                yield from decoder.decode(chunk)
            except (zlib.error, lzma.LZMAError) as error:
                raise _damaged(kind.name, str(error)) from error
            chunk = decoder.unused if decoder.ended else b""
    if not decoder.ended:
        raise _damaged(kind.name, "it ends before its end mark")


def _damaged(kind: str, why: str) -> FormatError:
    return FormatError(f"the {kind} compression is damaged: {why}", "fetch or copy the file again")
