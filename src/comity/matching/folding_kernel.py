"""Retrieval keys of a word: what two spellings of one sound share, so that an index finds one by the other.

Each word, in its sounded form, is *folded* (letters that stand for one sound become one letter, doubled letters single, ``h``
inside a word goes). Its keys are the hashes of the folded word, of its consonants in order, and of the word as written; and of
each of the three with any one letter left out (deletion neighbourhood: Mor and Fraenkel, "A hash code method for detecting and correcting
spelling errors", CACM 25(12), 1982). The folded word is for habits of spelling, the consonants for vowels written otherwise
beside one error, the letters as written for an error that tears a group such as ``sh`` apart. Two words that share a key are
worth comparing; the key says nothing more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled, compiled_in_place
from comity.matching.token_kernel import MAX_TOKEN, Bytes

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]

MAX_KEYS = 5 * (MAX_TOKEN + 2)
"""Most keys one word has."""

_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_SHIFT = np.uint64(33)
_SKELETON_SALT = np.uint64(0x9E3779B97F4A7C15)
_ONE_SIDED_SALT = np.uint64(0xD6E8FEB86659FD93)
_LETTERS_SALT = np.uint64(0xC2B2AE3D27D4EB4F)
LEAST_FOR_DELETION = 3
LEAST_SKELETON = 3
LEAST_SKELETON_FOR_DELETION = 5
LEAST_LETTERS = 3
LEAST_FOR_BOTH = 5
"""Folded letters from which on two words may each lack one letter of the other: of shorter ones nine in ten of those are far apart."""

_FOLDED = (np.uint64(0), LEAST_FOR_DELETION, LEAST_FOR_BOTH)
_SKELETON = (_SKELETON_SALT, LEAST_SKELETON_FOR_DELETION, 0)
_LETTERS = (_LETTERS_SALT, LEAST_LETTERS, 0)


def _folded_letters() -> Bytes:
    table = np.arange(256, dtype=np.uint8)
    for letters, target in (("q", "k"), ("zcSCZ", "s"), ("w", "v"), ("ye", "i"), ("o", "u"), ("j", "i"), ("p", "b"), ("d", "t")):
        for letter in letters:
            table[ord(letter)] = ord(target)
    return table


FOLDED = _folded_letters()
_A, _C, _H, _I, _K, _S, _U = (np.uint8(ord(letter)) for letter in "achiksu")


@compiled_in_place
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


@compiled_in_place
def _hash(word: Bytes, length: int, skip: int) -> np.uint64:
    """FNV-1a of ``word[:length]`` without the letter at ``skip``, its bits mixed (Fowler, Noll and Vo; finaliser of MurmurHash3)."""
    value = _BASIS
    for i in range(length):
        if i != skip:
            value = (value ^ np.uint64(word[i])) * _PRIME
    value ^= value >> _SHIFT
    value *= _MIX
    return value ^ (value >> _SHIFT)


@compiled_in_place
def _consonants(folded: Bytes, length: int, out: Bytes) -> int:
    """Write the consonants of a folded word into ``out``, doubled ones single; return how many."""
    count = 0
    for i in range(length):
        letter = folded[i]
        if letter != _A and letter != _I and letter != _U and (count == 0 or out[count - 1] != letter):
            out[count] = letter
            count += 1
    return count


@compiled_in_place
def _neighbours(word: Bytes, length: int, how: tuple[np.uint64, int, int], asked: bool, keys: Hashes, count: int) -> int:  # noqa: FBT001
    """Add the key of ``word[:length]`` and, of words long enough, those without any one letter; return how many keys there are.

    ``how``: the salt of the keys, how many letters a word must have at least to be looked for without one, and how many so that it may
    find another that lacks one of its own letters, too. Shorter listed words have those keys under another salt, which only the whole word
    ``asked`` looks for.
    """
    salt, least, least_for_both = how
    keys[count] = _hash(word, length, -1) ^ salt
    count += 1
    one_sided = length < least_for_both
    if one_sided and asked:
        keys[count] = _hash(word, length, -1) ^ salt ^ _ONE_SIDED_SALT
        count += 1
    if length >= least:
        if one_sided and not asked:
            salt ^= _ONE_SIDED_SALT
        for skip in range(length):
            keys[count] = _hash(word, length, skip) ^ salt
            count += 1
    return count


@compiled
def _read_otherwise(word: Bytes, out: Bytes) -> int:
    """Write the other reading of a word in its sounded form into ``out`` (at least ``MAX_TOKEN`` long) and return its length; 0 when it has
    none: ``c`` as k (``electro``, ``elektro``), and ``x`` as kh, which it is in Azerbaijani, Kurdish, Somali and Uzbek.
    """
    length = 0
    is_other = False
    skip = False
    for i in range(min(len(word), MAX_TOKEN)):
        if skip:
            skip = False
            continue
        letter = word[i]
        if letter == _C:
            letter = _K
            is_other = True
        elif letter == _K and i + 1 < len(word) and word[i + 1] == _S:
            letter = _H
            is_other = True
            skip = True
        out[length] = letter
        length += 1
    return length if is_other else 0


@compiled
def retrieval_keys(word: Bytes, letters: Bytes, keys: Hashes, wide: bool, asked: bool) -> int:  # noqa: FBT001 - no keywords here
    """Write the keys of a word, given as its sounded form and as its letters, into ``keys`` (at least ``MAX_KEYS`` long) and return how
    many; the first is that of the whole folded word. Unless ``wide``, only those of the folded word and, last, of its whole consonants.
    Two words are found by a key that the one has as ``asked`` and the other has not.
    """
    folded = np.empty(MAX_TOKEN, dtype=np.uint8)
    n = fold(word, folded)
    if n == 0:
        return 0
    count = _neighbours(folded, n, _FOLDED, asked, keys, 0)
    skeleton = np.empty(MAX_TOKEN, dtype=np.uint8)
    length = _consonants(folded, n, skeleton)
    if not wide:
        if length >= LEAST_SKELETON:
            keys[count] = _hash(skeleton, length, -1) ^ _SKELETON_SALT
            count += 1
        return count
    if length >= LEAST_SKELETON:
        count = _neighbours(skeleton, length, _SKELETON, asked, keys, count)
    other = np.empty(MAX_TOKEN, dtype=np.uint8)
    sounds = _read_otherwise(word, other)
    if sounds > 0:
        n = fold(other[:sounds], folded)
        count = _neighbours(folded, n, _FOLDED, asked, keys, count)
        length = _consonants(folded, n, skeleton)
        if length >= LEAST_SKELETON:
            count = _neighbours(skeleton, length, _SKELETON, asked, keys, count)
    written = min(len(letters), MAX_TOKEN)
    if written >= LEAST_LETTERS:
        count = _neighbours(letters, written, _LETTERS, asked, keys, count)
    return count


@compiled
def keys_of_all(sounds: tuple[Bytes, Ints], spellings: tuple[Bytes, Ints], joined: Bytes) -> tuple[Hashes, Ints]:
    """The keys of many words, given as (their sounded forms end to end, where each begins) and (their letters, where each begins): the
    keys, and beside each the number of its word. A key that a word has twice is given twice.

    Of two words written together (1 in ``joined``) there are many and few are asked for: they have the keys of the whole folded word and of
    its whole consonants only, which a query that has one letter more or other vowels still finds.
    """
    sounded, sound_starts = sounds
    letters, letter_starts = spellings
    words = len(sound_starts) - 1
    one = np.empty(MAX_KEYS, dtype=np.uint64)
    keys = np.empty(32 * words + MAX_KEYS, dtype=np.uint64)
    owners = np.empty(32 * words + MAX_KEYS, dtype=np.int32)
    end = 0
    for word in range(words):
        sound = sounded[sound_starts[word] : sound_starts[word + 1]]
        count = retrieval_keys(sound, letters[letter_starts[word] : letter_starts[word + 1]], one, joined[word] == 0, False)  # noqa: FBT003
        if joined[word] == 1 and count > 2:
            one[1] = one[count - 1]
            count = 2
        if end + count > len(keys):
            keys = np.concatenate((keys, np.empty(len(keys), dtype=np.uint64)))
            owners = np.concatenate((owners, np.empty(len(owners), dtype=np.int32)))
        for k in range(count):
            keys[end] = one[k]
            owners[end] = word
            end += 1
    return keys[:end], owners[:end]


@compiled
def order_of_all(sounds: Bytes, starts: Ints) -> Hashes:
    """A number for each of many words (their sounded forms end to end, where each begins) that brings those that sound alike together in
    sorting: their first eight consonants.
    """
    folded = np.empty(MAX_TOKEN, dtype=np.uint8)
    skeleton = np.empty(MAX_TOKEN, dtype=np.uint8)
    order = np.zeros(len(starts) - 1, dtype=np.uint64)
    for word in range(len(order)):
        length = _consonants(folded, fold(sounds[starts[word] : starts[word + 1]], folded), skeleton)
        for k in range(8):
            order[word] = (order[word] << np.uint64(8)) | (np.uint64(skeleton[k]) if k < length else np.uint64(0))
    return order
