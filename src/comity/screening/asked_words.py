"""The words asked of an index, by number: their letters and families, kept in arrays that grow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.screening.layout import Array
from comity.screening.name_score_kernel import AskedWords

Word = tuple[str, str]
"""Letters (ASCII) and key."""


def end_to_end(words: Sequence[str]) -> tuple[Array, Array]:
    """The letters of ASCII words end to end, and where each begins."""
    letters = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    offsets = np.zeros(len(words) + 1, dtype=np.int32)
    np.cumsum([len(word) for word in words], out=offsets[1:])
    return letters, offsets


def longer(values: Array, length: int) -> Array:
    """A copy of ``values`` with room for ``length``."""
    more = np.zeros(length, dtype=values.dtype)
    more[: len(values)] = values
    return more


class Spelt:
    """Appends words; ``tables`` holds them all, by number in order of their coming."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all words."""
        self._count = self._filled = 0
        nothing = np.zeros(0, np.uint8)
        self.tables = AskedWords(nothing, np.zeros(1, np.int32), np.zeros(0, np.int32), nothing)

    def extend(self, letters: Array, offsets: Array, families: Sequence[int], ordinary: Sequence[bool]) -> None:
        """Take further words: their letters end to end, where each begins, the number of each one's family, whether it has a meaning."""
        first, count, filled = self._count, self._count + len(families), self._filled + len(letters)
        known = self.tables
        if filled > len(known.letters):
            known = known._replace(letters=longer(known.letters, max(filled, 2 * len(known.letters))))
        if count > len(known.families):
            room = max(count, 2 * len(known.families))
            known = known._replace(
                offsets=longer(known.offsets, room + 1), families=longer(known.families, room), ordinary=longer(known.ordinary, room)
            )
        known.letters[self._filled : filled] = letters
        known.offsets[first + 1 : count + 1] = offsets[1:] + self._filled
        known.families[first:count] = families
        known.ordinary[first:count] = ordinary
        self.tables, self._count, self._filled = known, count, filled
