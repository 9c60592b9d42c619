"""Names that nobody bears: empty, of one sign, of ten thousand signs, in every script, of one word again and again."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

LONGEST = 10_000
LENGTHS = (1, 2, 30, 300, LONGEST)
SPACES = 0.15

_BLOCKS = (
    (0x21, 0x7E), (0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x58F), (0x5D0, 0x5EA), (0x620, 0x6FF), (0x900, 0x97F),
    (0x980, 0x9FF), (0xB80, 0xBFF), (0xE00, 0xE7F), (0x1000, 0x109F), (0x10A0, 0x10FF), (0x1200, 0x137F), (0x1780, 0x17FF),
    (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x300, 0x36F), (0x200B, 0x200F), (0x1F600, 0x1F64F), (0x20, 0x10FFFF),
)  # fmt: skip
"""First and last code point: scripts, combining marks, invisible signs, emoji, everything."""


def hostile(seed: int) -> Iterator[str]:
    """The names, the same for one ``seed``."""
    random = Random(seed)
    yield from ("", "a", "1", "م", "金", ".", "\0", "-" * LONGEST, "a" * LONGEST)
    yield from (f"{words} " * (LONGEST // (len(words) + 1)) for words in ("ab", "al", "company limited", "mohamed ali ahmed hassan"))
    for first, last in _BLOCKS:
        for length in LENGTHS:
            yield "".join(" " if random.random() < SPACES else chr(random.randint(first, last)) for _ in range(length))
