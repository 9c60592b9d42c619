"""Neighbouring words of listed names written together, as arrays: which pairs there are, and what they look like."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled
from comity.matching.folding_kernel import Hashes, Ints
from comity.matching.sound_kernel import Bytes
from comity.names.roles import LONGEST_JOINED, WordKind

_NUMBER, _WORD, _PLACE = int(WordKind.NUMBER), int(WordKind.WORD), int(WordKind.PLACE)
_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(33)

Spelt = tuple[Bytes, Ints]
"""The letters of many words end to end, and where each begins."""


@compiled
def _hash(letters: Bytes, start: int, end: int, value: np.uint64) -> np.uint64:
    """FNV-1a (Fowler, Noll and Vo) of ``letters[start:end]``, going on from ``value``."""
    for at in range(start, end):
        value = (value ^ np.uint64(letters[at])) * _PRIME
    return value


@compiled
def joined_hashes(starts: Ints, words: Ints, kinds: Bytes, spelt: Spelt, salt: np.uint64) -> Hashes:
    """For each word of all names a number that stands for its letters and the next one's together; 0 where the two are not to be joined
    (``names.roles.may_join`` says when) or there is no next. ``starts``: where each name's words begin.
    """
    letters, offsets = spelt
    found = np.zeros(len(words), dtype=np.uint64)
    for name in range(len(starts) - 1):
        for at in range(starts[name], starts[name + 1] - 1):
            one, other = words[at], words[at + 1]
            length = offsets[one + 1] - offsets[one] + offsets[other + 1] - offsets[other]
            kind, following = kinds[at], kinds[at + 1]
            is_plain = kind in (_WORD, _PLACE) or following in (_WORD, _PLACE)
            if length > LONGEST_JOINED or kind == _NUMBER or following == _NUMBER or not is_plain:
                continue
            value = _hash(letters, offsets[one], offsets[one + 1], _BASIS ^ salt)
            value = _hash(letters, offsets[other], offsets[other + 1], value)
            value ^= value >> _SHIFT
            value *= _MIX
            found[at] = max(value ^ (value >> _SHIFT), np.uint64(1))
    return found


@compiled
def written_together(places: Ints, words: Ints, spelt: Spelt) -> Spelt:
    """The letters of the words at each of ``places`` and of the words behind them, written together."""
    letters, offsets = spelt
    begins = np.zeros(len(places) + 1, dtype=np.int32)
    for k in range(len(places)):
        one, other = words[places[k]], words[places[k] + 1]
        begins[k + 1] = begins[k] + offsets[one + 1] - offsets[one] + offsets[other + 1] - offsets[other]
    both = np.empty(begins[-1], dtype=np.uint8)
    for k in range(len(places)):
        end = begins[k]
        for word in (words[places[k]], words[places[k] + 1]):
            for at in range(offsets[word], offsets[word + 1]):
                both[end] = letters[at]
                end += 1
    return both, begins


@compiled
def all_look_like(numbers: Ints, words: Ints, spelt: Spelt, joined: Spelt) -> bool:
    """True when every pair of neighbours with a number (0 or more, in ``numbers``) is written like the joined word of that number."""
    letters, offsets = spelt
    both, begins = joined
    for at in range(len(numbers)):
        if numbers[at] < 0:
            continue
        place, end = begins[numbers[at]], begins[numbers[at] + 1]
        for word in (words[at], words[at + 1]):
            for k in range(offsets[word], offsets[word + 1]):
                if place >= end or both[place] != letters[k]:
                    return False
                place += 1
        if place != end:
            return False
    return True


@compiled
def in_order(order: npt.NDArray[np.int64], spelt: Spelt) -> Spelt:
    """The words of ``spelt`` in another order."""
    letters, offsets = spelt
    begins = np.zeros(len(order) + 1, dtype=np.int32)
    for k in range(len(order)):
        begins[k + 1] = begins[k] + offsets[order[k] + 1] - offsets[order[k]]
    laid = np.empty(begins[-1], dtype=np.uint8)
    for k in range(len(order)):
        for at in range(begins[k + 1] - begins[k]):
            laid[begins[k] + at] = letters[offsets[order[k]] + at]
    return laid, begins
