"""Retrieval keys of a word: what two spellings of one sound share, so that an index finds one by the other.

Each word, in its sounded form, is *folded* (letters that stand for one sound become one letter, doubled letters single, ``h``
inside a word goes). Its keys are the hashes of the folded word, of the folded word with any one letter left out (deletion
neighbourhood: Mor and Fraenkel, "A hash code method for detecting and correcting spelling errors", CACM 25(12), 1982), and of
its consonants in order. Two words that share a key are worth comparing; the key says nothing more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled
from comity.matching.token_kernel import MAX_TOKEN, Bytes

Hashes = npt.NDArray[np.uint64]

MAX_KEYS = MAX_TOKEN + 3
"""Most keys one word has."""

_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(33)
_SKELETON_SALT = np.uint64(0x9E3779B97F4A7C15)
LEAST_FOR_DELETION = 3
LEAST_SKELETON = 3


def _folded_letters() -> Bytes:
    table = np.arange(256, dtype=np.uint8)
    for letters, target in (("q", "k"), ("zcSCZ", "s"), ("w", "v"), ("ye", "i"), ("o", "u"), ("j", "i"), ("p", "b"), ("d", "t")):
        for letter in letters:
            table[ord(letter)] = ord(target)
    return table


FOLDED = _folded_letters()
_A, _H, _I, _U = (np.uint8(ord(letter)) for letter in "ahiu")


@compiled
def fold(word: Bytes, out: Bytes) -> int:
    """Write the folded word into ``out`` (at least ``MAX_TOKEN`` long) and return its length; 0 for an empty word."""
    n = min(len(word), MAX_TOKEN)
    length = 0
    for i in range(n):
        letter = FOLDED[word[i]]
        if word[i] == _H and i > 0:
            continue
        if length > 0 and out[length - 1] == letter:
            continue
        out[length] = letter
        length += 1
    return length


@compiled
def _hash(word: Bytes, length: int, skip: int) -> np.uint64:
    """FNV-1a of ``word[:length]`` without the letter at ``skip``, its bits mixed (Fowler, Noll and Vo; finaliser of MurmurHash3)."""
    value = _BASIS
    for i in range(length):
        if i != skip:
            value = (value ^ np.uint64(word[i])) * _PRIME
    value ^= value >> _SHIFT
    value *= _MIX
    return value ^ (value >> _SHIFT)


@compiled
def retrieval_keys(word: Bytes, keys: Hashes) -> int:
    """Write the keys of ``word`` (a sounded form) into ``keys`` (at least ``MAX_KEYS`` long) and return how many; the first is
    that of the whole word.
    """
    folded = np.empty(MAX_TOKEN, dtype=np.uint8)
    n = fold(word, folded)
    if n == 0:
        return 0
    keys[0] = _hash(folded, n, -1)
    count = 1
    if n >= LEAST_FOR_DELETION:
        for skip in range(n):
            keys[count] = _hash(folded, n, skip)
            count += 1
    skeleton = np.empty(MAX_TOKEN, dtype=np.uint8)
    length = 0
    for i in range(n):
        letter = folded[i]
        if letter != _A and letter != _I and letter != _U and (length == 0 or skeleton[length - 1] != letter):
            skeleton[length] = letter
            length += 1
    if length >= LEAST_SKELETON:
        keys[count] = _hash(skeleton, length, -1) ^ _SKELETON_SALT
        count += 1
    return count
