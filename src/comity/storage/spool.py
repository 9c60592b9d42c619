"""Bytes as they arrive, onto the disk, within limits, and the digest of what they unpack to."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from comity.lists.unpack import unpack
from comity.model import FormatError, LimitExceeded

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_XZ = b"\xfd7zXZ\x00"


@dataclass(frozen=True, slots=True)
class Spooled:
    """Received bytes at ``path``: as they came when they came compressed, else gzip.

    ``sha256`` and ``size`` are of the uncompressed bytes.
    """

    path: Path
    sha256: str
    size: int


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of ``stream`` in pieces of at most 1 MiB."""
    while chunk := stream.read(_CHUNK):
        yield chunk


def digest(path: Path, shown: str, max_bytes: int) -> tuple[str, int]:
    """SHA-256 and length of the uncompressed content of ``path``; ``shown`` names it to people.

    Raises ``LimitExceeded`` beyond ``max_bytes`` and ``FormatError`` when the compression is damaged or cut short.
    """
    state, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            for chunk in chunks(unpack(stream, max_bytes)):
                size += len(chunk)
                state.update(chunk)
    except (FormatError, LimitExceeded) as error:
        raise type(error)(f"{shown}: {error.message}", error.hint) from error
    return state.hexdigest(), size


def spool(stream: BinaryIO, folder: Path, shown: str, max_bytes: int) -> Spooled:
    """Copy ``stream`` into ``folder`` as ``raw`` or ``raw.gz`` and say what it holds.

    Raises ``LimitExceeded`` beyond ``max_bytes`` (received or unpacked), ``FormatError`` for damaged compression or an empty file.
    """
    head = stream.read(_CHUNK)
    if not head:
        raise FormatError(f"{shown} is empty", "get the file again")
    packed = head.startswith((_GZIP, _XZ))
    path = folder / ("raw" if packed else "raw.gz")
    received = len(head)
    with path.open("wb") as bare:
        target: BinaryIO = bare if packed else gzip.GzipFile(filename="", fileobj=bare, mode="wb", compresslevel=3, mtime=0)  # type: ignore[assignment]
        target.write(head)
        for chunk in chunks(stream):
            received += len(chunk)
            if received > max_bytes:
                raise LimitExceeded(f"{shown} is larger than {max_bytes:,} bytes", "check where the file comes from")
            target.write(chunk)
        if target is not bare:
            target.close()
    sha256, size = digest(path, shown, max_bytes)
    if not size:
        raise FormatError(f"{shown} is empty", "get the file again")
    return Spooled(path, sha256, size)
