"""Plain, gzip and xz come out alike; bombs and broken compression are refused."""

from __future__ import annotations

import gzip
import io
import lzma

import pytest

from comity.lists.unpack import unpack
from comity.model import FormatError, LimitExceeded

TEXT = b"".join(b"row %d\n" % number for number in range(50_000))


class _Dribble(io.RawIOBase):
    """A stream that cannot be sought and gives seven bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, 7) if size >= 0 else 7)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_all_forms_give_the_same_bytes(pack: type[bytes]) -> None:
    assert unpack(io.BytesIO(pack(TEXT)), len(TEXT)).read() == TEXT


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_streams_that_dribble_and_cannot_seek(pack: type[bytes]) -> None:
    packed = pack(TEXT[:5_000])
    assert unpack(_Dribble(packed), 10_000).read() == TEXT[:5_000]  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_several_streams_in_a_row_and_padding(pack: type[bytes]) -> None:
    packed = pack(b"one ") + bytes(8) + pack(b"two") + bytes(4)
    assert unpack(io.BytesIO(packed), 100).read() == b"one two"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_one_byte_over_the_limit_is_refused(pack: type[bytes]) -> None:
    with pytest.raises(LimitExceeded, match="larger than"):
        unpack(io.BytesIO(pack(TEXT)), len(TEXT) - 1).read()


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(200 << 20), 9)
    assert len(bomb) < 300_000
    stream = unpack(io.BytesIO(bomb), 1 << 20)
    taken: list[int] = []
    with pytest.raises(LimitExceeded):
        taken.extend(len(chunk) for chunk in iter(lambda: stream.read(1 << 16), b""))
    assert sum(taken) <= 1 << 20


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
@pytest.mark.parametrize("missing", [1, 8, 100])
def test_truncated_compression_is_refused(pack: type[bytes], missing: int) -> None:
    with pytest.raises(FormatError, match="damaged"):
        unpack(io.BytesIO(pack(TEXT)[:-missing]), len(TEXT)).read()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_flipped_bits_are_noticed(pack: type[bytes]) -> None:
    packed = bytearray(pack(TEXT))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(FormatError, match="damaged"):
        unpack(io.BytesIO(bytes(packed)), len(TEXT)).read()


def test_empty_stays_empty() -> None:
    assert unpack(io.BytesIO(b""), 10).read() == b""
