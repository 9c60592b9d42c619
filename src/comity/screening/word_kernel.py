"""Finding the words of an index that are alike to a query's word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.alignment_kernel import ONE_SLIP
from comity.matching.compiled import compiled
from comity.matching.folding_kernel import MAX_KEYS, retrieval_keys
from comity.matching.sound_kernel import MAX_SOUNDS, Bytes, write_sounds
from comity.matching.token_kernel import ROOM, Costs, one_slip, similarity_above
from comity.matching.word_similarity import EQUAL_SOUND, SAME_SOUND, SHORTEST_SLIP, SLIP_APART

Ints = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

BUCKET_BITS = 16
_BUCKET_SHIFT = np.uint64(64 - BUCKET_BITS)
MAX_ALIKE = 512
"""Most words of the index kept for one query word, in order of finding."""
CLOSE_IN_RARITY = 0.85
"""A query word is as common as the word of the index it most resembles, when it is at least this alike."""
JOINED_ONLY = 2
"""Mark of words that are two written together: they answer single words only."""
MAX_POOL = 8 * MAX_ALIKE
"""Most words of the index looked at for one query word."""


Limits = tuple[float, float, int, float]
"""Least similarity, least for short words, longest word counted as short, least for two words written together."""


class WordTables(NamedTuple):
    """The words of an index and the keys that find them.

    ``sounds`` and ``offsets``: all words' sounded forms end to end, and where each begins. ``key_hashes`` (sorted),
    ``key_starts``, ``key_words``: for each retrieval key the words that have it. ``buckets``: where the hashes with a given
    leading 16 bits begin. ``searchable``: 1 for words that spelling may find, ``JOINED_ONLY`` for those
    that single words may find, 0 for numbers, which only their key finds.
    ``letters`` and ``letter_offsets``: all words as they are written, end to end, and where each begins.
    """

    sounds: Bytes
    offsets: Ints
    buckets: Ints
    key_hashes: Hashes
    key_starts: Ints
    key_words: Ints
    searchable: Bytes
    letters: Bytes
    letter_offsets: Ints


class WordRoom(NamedTuple):
    """Working room for ``alike_words``: ``MAX_KEYS`` keys, ``ROOM`` costs, for each word of the index whether it was looked at (all False
    between calls), and the ``MAX_POOL`` words looked at.
    """

    keys: Hashes
    rows: Costs
    seen: npt.NDArray[np.bool_]
    looked_at: Ints


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
def _same_letters(letters: Bytes, word: int, tables: WordTables) -> bool:
    """True when the index's ``word`` is written with exactly ``letters``."""
    start = tables.letter_offsets[word]
    if tables.letter_offsets[word + 1] - start != len(letters):
        return False
    same = True
    for k in range(len(letters)):
        same = same and tables.letters[start + k] == letters[k]
    return same


@compiled
def rarity_of_listed(words: tuple[Bytes, Ints, Ints], tables: WordTables, families: Ints, rarity: Floats) -> Floats:
    """For each of ``words`` (their letters end to end, where each begins, their family or -1) the rarity of the index's word of exactly
    these letters and that family; 1 where there is none. ``families`` and ``rarity`` are those of the index's words.
    """
    letters, offsets, wanted = words
    sounds = np.empty(MAX_SOUNDS, dtype=np.uint8)
    keys = np.empty(MAX_KEYS, dtype=np.uint64)
    found = np.ones(len(offsets) - 1, dtype=np.float32)
    for w in range(len(found)):
        written = letters[offsets[w] : offsets[w + 1]]
        length = write_sounds(written, sounds)
        total = retrieval_keys(sounds[:length], written, keys, False)  # noqa: FBT003 - compiled code takes no keywords
        at = find_key(tables, keys[0]) if total > 0 else -1
        if at < 0:
            continue
        for p in range(tables.key_starts[at], tables.key_starts[at + 1]):
            word = tables.key_words[p]
            if families[word] == wanted[w] and _same_letters(written, word, tables):
                found[w] = min(found[w], rarity[word])
    return found


@compiled
def rarity_of_alike(starts: Ints, ids: Ints, values: Floats, rarity: Floats, searchable: Bytes) -> Floats:
    """For each word (what is alike to it at starts[w]..starts[w+1]) the rarity of the most alike single word when it is close (of several
    the commonest), else 1: an unknown word is rare.
    """
    found = np.ones(len(starts) - 1, dtype=np.float32)
    for w in range(len(found)):
        best = np.float32(0.0)
        for p in range(starts[w], starts[w + 1]):
            if searchable[ids[p]] == JOINED_ONLY or values[p] < best:
                continue
            rare = rarity[ids[p]]
            found[w] = rare if values[p] > best else min(found[w], rare)
            best = values[p]
        if best < CLOSE_IN_RARITY:
            found[w] = 1.0
    return found


@compiled
def _alike(word: tuple[Bytes, Bytes, bool], candidate: int, tables: WordTables, limits: Limits, rows: Costs) -> float:
    """How alike ``word`` and the index's word ``candidate`` are; where that is too little ``ONE_SLIP`` for single words that one slip of
    the hand makes of each other, else 0.
    """
    sounds, letters, joined = word
    least, least_for_short, short, least_for_joined = limits
    other = tables.sounds[tables.offsets[candidate] : tables.offsets[candidate + 1]]
    bound = least_for_short if min(len(sounds), len(other)) <= short else least
    if joined:
        bound = max(bound, least_for_joined)
    value = SAME_SOUND * similarity_above(sounds, other, bound, rows)
    spelt = tables.letters[tables.letter_offsets[candidate] : tables.letter_offsets[candidate + 1]]
    slip = value < EQUAL_SOUND and one_slip(letters, spelt)
    if slip:
        bound = least_for_short if min(len(letters), len(spelt)) <= short else least
        value = max(value, SAME_SOUND * similarity_above(letters, spelt, bound, rows))
        if joined:
            bound = max(bound, least_for_joined)
    if value >= EQUAL_SOUND and _same_letters(letters, candidate, tables):
        return 1.0
    slip = slip and not joined and tables.searchable[candidate] == 1
    if value >= bound:
        return 1.0 - SLIP_APART * (1.0 - value) if slip and value < EQUAL_SOUND else value
    return ONE_SLIP if slip and min(len(letters), len(spelt)) >= SHORTEST_SLIP else 0.0


@compiled
def _sort_by_id(ids: Ints, values: Floats, count: int) -> None:
    """Sort the first ``count`` of both by id; they are few and come in runs that are sorted."""
    for k in range(1, count):
        one, value = ids[k], values[k]
        at = k
        while at > 0 and ids[at - 1] > one:
            ids[at], values[at] = ids[at - 1], values[at - 1]
            at -= 1
        ids[at], values[at] = one, value


@compiled
def alike_words(word: tuple[Bytes, Bytes, bool], tables: WordTables, limits: Limits, room: WordRoom, ids: Ints, values: Floats) -> int:
    """Write the words of the index alike to ``word`` into ``ids`` (ascending) and their similarity into ``values``; return how many.

    The same word has the similarity 1, one that sounds the same a little less. ``word``: (its sounded form, its letters, whether it is two
    words written together). ``room`` is overwritten. ``ids`` and ``values`` hold at least ``MAX_ALIKE``.
    """
    sounds, letters, joined = word
    keys, rows, seen, looked_at = room
    total = retrieval_keys(sounds, letters, keys, not joined)
    count = 0
    pool = 0
    for k in range(total):
        at = find_key(tables, keys[k])
        if at < 0:
            continue
        for p in range(tables.key_starts[at], min(tables.key_starts[at + 1], tables.key_starts[at] + MAX_POOL - pool)):
            candidate = tables.key_words[p]
            if seen[candidate]:
                continue
            seen[candidate] = True
            looked_at[pool] = candidate
            pool += 1
            searchable = tables.searchable[candidate]
            if searchable == 0 or (joined and searchable == JOINED_ONLY):
                continue
            value = _alike(word, candidate, tables, limits, rows)
            if value > 0.0 and count < MAX_ALIKE:
                ids[count] = candidate
                values[count] = value
                count += 1
    for k in range(pool):
        seen[looked_at[k]] = False
    _sort_by_id(ids, values, count)
    return count


@compiled
def alike_for_all(
    words: tuple[Bytes, Ints], joined: Bytes, tables: WordTables, limits: Limits, seen: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Floats]:
    """``alike_words`` for many words at once: (starts, ids, similarities), word w's at starts[w]..starts[w+1].

    ``words``: their letters end to end, and where each begins. ``joined``: 1 for two words written together. ``seen``: room, all False, one
    for each word of the index.
    """
    letters, offsets = words
    n = len(offsets) - 1
    sounds = np.empty(MAX_SOUNDS, dtype=np.uint8)
    starts = np.zeros(n + 1, dtype=np.int32)
    ids = np.empty(64 * n + MAX_ALIKE, dtype=np.int32)
    values = np.empty(64 * n + MAX_ALIKE, dtype=np.float32)
    rows = np.empty(ROOM, dtype=np.int32)
    room = WordRoom(np.empty(MAX_KEYS, dtype=np.uint64), rows, seen, np.empty(MAX_POOL, dtype=np.int32))
    for w in range(n):
        end = starts[w]
        if end + MAX_ALIKE > len(ids):
            ids = np.concatenate((ids, np.empty(len(ids), dtype=np.int32)))
            values = np.concatenate((values, np.empty(len(values), dtype=np.float32)))
        written = letters[offsets[w] : offsets[w + 1]]
        length = write_sounds(written, sounds)
        word = (sounds[:length], written, joined[w] == 1)
        starts[w + 1] = end + alike_words(word, tables, limits, room, ids[end:], values[end:])
    return starts, ids[: starts[n]], values[: starts[n]]
