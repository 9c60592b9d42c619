"""Bytes onto the disk: limits, digests, damage."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
from pathlib import Path

import pytest

from comity.model import FormatError, LimitExceeded
from comity.storage.spool import digest, spool

TEXT = b"one line of an invented list\n" * 400


def packed(data: bytes) -> bytes:
    """``data`` as gzip, the same bytes at any time: they are part of the tests' names."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    "data",
    [TEXT, packed(TEXT), lzma.compress(TEXT), gzip.compress(TEXT[:290], mtime=0) + gzip.compress(TEXT[290:], mtime=0)],
)
def test_the_digest_is_over_what_the_bytes_unpack_to(tmp_path: Path, data: bytes) -> None:
    spooled = spool(io.BytesIO(data), tmp_path, "list.txt", len(TEXT))
    assert spooled.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert spooled.size == len(TEXT)
    assert digest(spooled.path, "list.txt", len(TEXT)) == (spooled.sha256, spooled.size)
    assert spooled.path.stat().st_size < len(TEXT)


def test_compressed_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    data = lzma.compress(TEXT)
    assert spool(io.BytesIO(data), tmp_path, "list.txt", len(TEXT)).path.read_bytes() == data


@pytest.mark.parametrize("data", [TEXT, packed(TEXT), lzma.compress(TEXT)])
def test_one_byte_over_the_limit_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LimitExceeded, match=r"list\.txt"):
        spool(io.BytesIO(data), tmp_path, "list.txt", len(TEXT) - 1)


@pytest.mark.parametrize("data", [b"", packed(b""), lzma.compress(b""), packed(TEXT)[:-9], lzma.compress(TEXT)[:-9]])
def test_empty_and_damaged_files_are_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FormatError, match=r"list\.txt"):
        spool(io.BytesIO(data), tmp_path, "list.txt", len(TEXT))
