"""Finding the words of an index that are alike to a query's word."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.alignment_kernel import ONE_SLIP
from comity.matching.compiled import compiled, compiled_in_place
from comity.matching.folding_kernel import MAX_KEYS, retrieval_keys
from comity.matching.side_by_side_kernel import LANES, Lanes, Likeness, lanes, similarities
from comity.matching.sound_kernel import MAX_SOUNDS, Bytes, write_sounds
from comity.matching.token_kernel import one_slip_within, same_word
from comity.matching.word_similarity import EQUAL_SOUND, SAME_SOUND, SHORTEST_SLIP, SLIP_APART

Ints = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]

BUCKET_BITS = 16
KEY_BITS = 40
"""Bits kept of a key: the first say where to look, the others are stored. That two keys share them all costs a word looked at in vain."""
_BUCKET_SHIFT = np.uint64(64 - BUCKET_BITS)
_REST_SHIFT = np.uint64(64 - KEY_BITS)
_REST = np.uint64((1 << (KEY_BITS - BUCKET_BITS)) - 1)
MAX_ALIKE = 512
"""Most words of the index kept for one query word, in order of finding."""
CLOSE_IN_RARITY = 0.85
"""A query word is as common as the word of the index it most resembles, when it is at least this alike."""
MAX_POOL = 8 * MAX_ALIKE
"""Most words of the index looked at for one query word."""

MANY = 32
"""From so many numbers on they are sorted by the library."""

Limits = tuple[float, float, int, float]
"""Least similarity, least for short words, longest word counted as short, least for two words written together."""


class WordTables(NamedTuple):
    """The words of an index and the keys that find them.

    ``sounds`` and ``offsets``: all words' sounded forms end to end, and where each begins. ``key_hashes`` (sorted),
    ``key_starts``, ``key_words``: for each retrieval key the words that have it. ``buckets``: where the hashes with a given
    leading 16 bits begin; ``key_hashes`` holds the bits that follow. ``searchable``, of single words: 1 for those that spelling may find, 0
    for numbers, which only their key finds. The words behind those are two written together, which single words may find.
    ``letters`` and ``letter_offsets``: all words as they are written, end to end, and where each begins.
    """

    sounds: Bytes
    offsets: Ints
    buckets: Ints
    key_hashes: npt.NDArray[np.uint32]
    key_starts: Ints
    key_words: Ints
    searchable: Bytes
    letters: Bytes
    letter_offsets: Ints


class WordRoom(NamedTuple):
    """Working room for ``alike_words``: ``MAX_KEYS`` keys, for each word of the index whether it was looked at (all False between calls),
    the ``MAX_POOL`` words looked at, those of them that are compared and how alike they are, which of these a slip of the hand may have
    made, and room to compare them.
    """

    keys: Hashes
    seen: npt.NDArray[np.bool_]
    looked_at: Ints
    compared: Ints
    likeness: Likeness
    slips: Ints
    lanes: Lanes


def word_room(words: int) -> WordRoom:
    """Room for an index of that many words; not for two threads at once."""
    return WordRoom(
        np.empty(MAX_KEYS, np.uint64),
        np.zeros(words, np.bool_),
        np.empty(MAX_POOL, np.int32),
        np.empty(MAX_POOL, np.int32),
        np.empty(MAX_POOL, np.float64),
        np.empty(MAX_POOL, np.int32),
        lanes(),
    )


@compiled_in_place
def find_key(tables: WordTables, key: np.uint64) -> int:
    """Place of ``key`` among the sorted hashes, or -1."""
    bucket = np.int64(key >> _BUCKET_SHIFT)
    rest = np.uint32((key >> _REST_SHIFT) & _REST)
    low = tables.buckets[bucket]
    end = tables.buckets[bucket + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if tables.key_hashes[middle] < rest:
            low = middle + 1
        else:
            high = middle
    if low < end and tables.key_hashes[low] == rest:
        return low
    return -1


@compiled_in_place
def _same_letters(letters: Bytes, word: int, tables: WordTables) -> bool:
    """True when the index's ``word`` is written with exactly ``letters``."""
    return same_word(letters, tables.letters[tables.letter_offsets[word] : tables.letter_offsets[word + 1]])


@compiled
def rarity_of_alike(starts: Ints, ids: Ints, values: Floats, rarity: Floats) -> Floats:
    """For each word (what is alike to it at starts[w]..starts[w+1]) the rarity of the most alike single word when it is close (of several
    the commonest), else 1: an unknown word is rare.
    """
    found = np.ones(len(starts) - 1, dtype=np.float32)
    for w in range(len(found)):
        best = np.float32(0.0)
        for p in range(starts[w], starts[w + 1]):
            if ids[p] >= len(rarity) or values[p] < best:
                continue
            rare = rarity[ids[p]]
            found[w] = rare if values[p] > best else min(found[w], rare)
            best = values[p]
        if best < CLOSE_IN_RARITY:
            found[w] = 1.0
    return found


@compiled_in_place
def _least(one: int, other: int, joined: bool, limits: Limits) -> float:  # noqa: FBT001 - compiled code takes no keywords
    """How alike two words of these lengths must be to count."""
    least, least_for_short, short, least_for_joined = limits
    bound = least_for_short if min(one, other) <= short else least
    return max(bound, least_for_joined) if joined else bound


@compiled_in_place
def _is_sounded_as_written(word: int, tables: WordTables) -> bool:
    """True when the sounded form of the index's ``word`` is the word as it is written."""
    return _same_letters(tables.sounds[tables.offsets[word] : tables.offsets[word + 1]], word, tables)


@compiled_in_place
def _are_single(candidate: int, joined: bool, tables: WordTables) -> bool:  # noqa: FBT001 - compiled code takes no keywords
    """Whether neither the word asked (``joined``: it is two together) nor the index's ``candidate`` is two words together."""
    return not joined and candidate < len(tables.searchable)


@compiled_in_place
def of_slip(value: float, bound: float, single: bool, shortest: int) -> float:  # noqa: FBT001 - compiled code takes no keywords
    """What the likeness of two words counts for that one slip of the hand makes of each other: single ones are nearer, and where that is
    too little ``ONE_SLIP``. ``shortest``: letters of the shorter one.
    """
    if value >= bound:
        return 1.0 - SLIP_APART * (1.0 - value) if single and value < EQUAL_SOUND else value
    return ONE_SLIP if single and shortest >= SHORTEST_SLIP else 0.0


@compiled_in_place
def _by_sound(word: tuple[Bytes, Bytes, bool], pool: int, tables: WordTables, limits: Limits, room: WordRoom) -> int:
    """Turn the likeness of the sounds of the ``pool`` words compared into what it counts for, 0 where that is too little; return how many
    words one slip of the hand makes of ``word``, whose places in the pool are written into ``room.slips``: of them the letters tell more.
    """
    sounds, letters, joined = word
    plain = same_word(sounds, letters)
    slips = 0
    for k in range(pool):
        candidate = room.compared[k]
        value = SAME_SOUND * room.likeness[k]
        start, end = tables.letter_offsets[candidate], tables.letter_offsets[candidate + 1]
        if value >= EQUAL_SOUND:
            room.likeness[k] = 1.0 if _same_letters(letters, candidate, tables) else value
            continue
        bound = _least(len(sounds), tables.offsets[candidate + 1] - tables.offsets[candidate], joined, limits)
        if not one_slip_within(letters, tables.letters, start, end):
            room.likeness[k] = value if value >= bound else 0.0
        elif plain and _is_sounded_as_written(candidate, tables):
            room.likeness[k] = of_slip(value, bound, _are_single(candidate, joined, tables), min(len(letters), end - start))
        else:
            room.slips[slips] = k
            room.likeness[k] = value
            slips += 1
    return slips


@compiled
def _by_letters(word: tuple[Bytes, Bytes, bool], slips: int, tables: WordTables, limits: Limits, room: WordRoom) -> None:
    """Raise the likeness of the words in ``room.slips`` to what their letters say, and drop it to 0 where that is too little."""
    _, letters, joined = word
    chosen = np.empty(LANES, dtype=np.int32)
    likeness = np.empty(LANES, dtype=np.float64)
    for first in range(0, slips, LANES):
        count = min(LANES, slips - first)
        for k in range(count):
            chosen[k] = room.compared[room.slips[first + k]]
        similarities(letters, (tables.letters, tables.letter_offsets), chosen[:count], room.lanes, likeness)
        for k in range(count):
            at = room.slips[first + k]
            length = tables.letter_offsets[chosen[k] + 1] - tables.letter_offsets[chosen[k]]
            value = max(room.likeness[at], SAME_SOUND * likeness[k])
            bound = _least(len(letters), length, joined, limits)
            room.likeness[at] = of_slip(value, bound, _are_single(chosen[k], joined, tables), min(len(letters), length))


@compiled
def _sort_by_id(ids: Ints, values: Floats, count: int) -> None:
    """Sort the first ``count`` of both by id. A few are put in place one by one: they come in runs that are sorted."""
    if count > MANY:
        order = np.argsort(ids[:count])
        ids[:count], values[:count] = ids[:count][order], values[:count][order]
        return
    for k in range(1, count):
        one, value = ids[k], values[k]
        at = k
        while at > 0 and ids[at - 1] > one:
            ids[at], values[at] = ids[at - 1], values[at - 1]
            at -= 1
        ids[at], values[at] = one, value


@compiled
def _pool(word: tuple[Bytes, Bytes, bool], tables: WordTables, room: WordRoom) -> int:
    """Write the words of the index that share a key with ``word`` and may answer it into ``room.compared``; return how many."""
    sounds, letters, joined = word
    total = retrieval_keys(sounds, letters, room.keys, not joined, True)  # noqa: FBT003 - compiled code takes no keywords
    count = 0
    pool = 0
    for k in range(total):
        at = find_key(tables, room.keys[k])
        if at < 0:
            continue
        for p in range(tables.key_starts[at], min(tables.key_starts[at + 1], tables.key_starts[at] + MAX_POOL - pool)):
            candidate = tables.key_words[p]
            if room.seen[candidate]:
                continue
            room.seen[candidate] = True
            room.looked_at[pool] = candidate
            pool += 1
            is_single = candidate < len(tables.searchable)
            if (is_single and tables.searchable[candidate] != 0) or not (is_single or joined):
                room.compared[count] = candidate
                count += 1
    for k in range(pool):
        room.seen[room.looked_at[k]] = False
    return count


@compiled
def alike_words(word: tuple[Bytes, Bytes, bool], tables: WordTables, limits: Limits, room: WordRoom, ids: Ints, values: Floats) -> int:
    """Write the words of the index alike to ``word`` into ``ids`` (ascending) and their similarity into ``values``; return how many.

    The same word has the similarity 1, one that sounds the same a little less. ``word``: (its sounded form, its letters, whether it is two
    words written together). ``room`` is overwritten. ``ids`` and ``values`` hold at least ``MAX_ALIKE``.
    """
    pool = _pool(word, tables, room)
    sounds = (tables.sounds, tables.offsets)
    for start in range(0, pool, LANES):
        end = min(start + LANES, pool)
        similarities(word[0], sounds, room.compared[start:end], room.lanes, room.likeness[start:end])
    _by_letters(word, _by_sound(word, pool, tables, limits, room), tables, limits, room)
    count = 0
    for k in range(pool):
        if room.likeness[k] > 0.0 and count < MAX_ALIKE:
            ids[count] = room.compared[k]
            values[count] = room.likeness[k]
            count += 1
    _sort_by_id(ids, values, count)
    return count


@compiled
def alike_for_all(
    words: tuple[Bytes, Ints], joined: Bytes, tables: WordTables, limits: Limits, room: WordRoom
) -> tuple[Ints, Ints, Floats]:
    """``alike_words`` for many words at once: (starts, ids, similarities), word w's at starts[w]..starts[w+1].

    ``words``: their letters end to end, and where each begins. ``joined``: 1 for two words written together. ``room`` is overwritten.
    """
    letters, offsets = words
    n = len(offsets) - 1
    sounds = np.empty(MAX_SOUNDS, dtype=np.uint8)
    starts = np.zeros(n + 1, dtype=np.int32)
    ids = np.empty(64 * n + MAX_ALIKE, dtype=np.int32)
    values = np.empty(64 * n + MAX_ALIKE, dtype=np.float32)
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
