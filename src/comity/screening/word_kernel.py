"""Finding the words of an index that are alike to a query's word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled
from comity.matching.folding_kernel import MAX_KEYS, retrieval_keys
from comity.matching.sound_kernel import Bytes
from comity.matching.token_kernel import similarity

Ints = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

SAME_SOUND = 0.98
BUCKET_BITS = 16
_BUCKET_SHIFT = np.uint64(64 - BUCKET_BITS)
MAX_ALIKE = 512
"""Most words of the index kept for one query word, in order of finding."""


class WordTables(NamedTuple):
    """The words of an index and the keys that find them.

    ``sounds`` and ``offsets``: all words' sounded forms end to end, and where each begins. ``key_hashes`` (sorted),
    ``key_starts``, ``key_words``: for each retrieval key the words that have it. ``buckets``: where the hashes with a given
    leading 16 bits begin. ``searchable``: 1 for words that spelling may find, 0 for numbers, which only their key finds.
    """

    sounds: Bytes
    offsets: Ints
    buckets: Ints
    key_hashes: Hashes
    key_starts: Ints
    key_words: Ints
    searchable: Bytes


@compiled
def find_key(tables: WordTables, key: np.uint64) -> int:
    """Place of ``key`` among the sorted hashes, or -1."""
    bucket = np.int64(key >> _BUCKET_SHIFT)
    low = tables.buckets[bucket]
    high = tables.buckets[bucket + 1]
    while low < high:
        middle = (low + high) // 2
        if tables.key_hashes[middle] < key:
            low = middle + 1
        else:
            high = middle
    if low < len(tables.key_hashes) and tables.key_hashes[low] == key:
        return low
    return -1


@compiled
def alike_words(word: Bytes, letters: Bytes, tables: WordTables, limits: tuple[float, float, int], ids: Ints, values: Floats) -> int:
    """Write the words of the index alike to ``word`` (a sounded form, written with ``letters``) into ``ids`` (ascending) and their
    similarity into ``values``; return how many.

    ``limits``: (least similarity, least for short words, longest word counted as short). ``ids`` and ``values`` hold at least
    ``MAX_ALIKE``.
    """
    least, least_for_short, short = limits
    keys = np.empty(MAX_KEYS, dtype=np.uint64)
    total = retrieval_keys(word, letters, keys)
    found = 0
    room = 8 * MAX_ALIKE
    pool = np.empty(room, dtype=np.int32)
    for k in range(total):
        at = find_key(tables, keys[k])
        if at < 0:
            continue
        for p in range(tables.key_starts[at], tables.key_starts[at + 1]):
            if found < room:
                pool[found] = tables.key_words[p]
                found += 1
    pool[:found].sort()
    count = 0
    previous = np.int32(-1)
    for p in range(found):
        candidate = pool[p]
        if candidate == previous or tables.searchable[candidate] == 0:
            continue
        previous = candidate
        other = tables.sounds[tables.offsets[candidate] : tables.offsets[candidate + 1]]
        value = SAME_SOUND * similarity(word, other)
        bound = least_for_short if min(len(word), len(other)) <= short else least
        if value >= bound and count < MAX_ALIKE:
            ids[count] = candidate
            values[count] = value
            count += 1
    return count


@compiled
def alike_for_all(
    words: tuple[Bytes, Ints], spellings: tuple[Bytes, Ints], tables: WordTables, limits: tuple[float, float, int]
) -> tuple[Ints, Ints, Floats]:
    """``alike_words`` for many words at once, given as sounded forms (sounds, offsets) and as letters (letters, offsets): (starts, ids,
    similarities), word w's at starts[w]..starts[w+1].
    """
    sounds, offsets = words
    letters, letter_offsets = spellings
    n = len(offsets) - 1
    starts = np.zeros(n + 1, dtype=np.int32)
    ids = np.empty(64 * n + MAX_ALIKE, dtype=np.int32)
    values = np.empty(64 * n + MAX_ALIKE, dtype=np.float32)
    some_ids = np.empty(MAX_ALIKE, dtype=np.int32)
    some_values = np.empty(MAX_ALIKE, dtype=np.float32)
    for w in range(n):
        written = letters[letter_offsets[w] : letter_offsets[w + 1]]
        count = alike_words(sounds[offsets[w] : offsets[w + 1]], written, tables, limits, some_ids, some_values)
        end = starts[w] + count
        if end > len(ids):
            ids = np.concatenate((ids, np.empty(len(ids) + count, dtype=np.int32)))
            values = np.concatenate((values, np.empty(len(values) + count, dtype=np.float32)))
        ids[starts[w] : end] = some_ids[:count]
        values[starts[w] : end] = some_values[:count]
        starts[w + 1] = end
    return starts, ids[: starts[n]], values[: starts[n]]
