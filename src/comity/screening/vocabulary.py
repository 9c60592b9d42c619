"""The words of an index while it is built: single ones by number, then those that two neighbours give when written together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from comity.matching.folding_kernel import keys_of_all, order_of_all
from comity.matching.sound_kernel import sounds_of_all
from comity.screening.asked_words import Word, end_to_end
from comity.screening.joining_kernel import Spelt, all_look_like, in_order, joined_hashes, written_together
from comity.screening.layout import Array
from comity.screening.word_kernel import BUCKET_BITS, KEY_BITS


class Numbers(dict[Word, int]):
    """Numbers for single words, given as (letters, key): looking a new one up gives it the next number."""

    def __missing__(self, word: Word) -> int:
        """Number a new word."""
        number = self[word] = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of an index, numbered so that words that sound alike have neighbouring numbers: what is looked at together then lies
    together, and on large indexes most of the time goes by waiting for memory.

    ``letters`` and ``offsets``: all words end to end, and where each begins; the first ``singles`` are single words, the others two written
    together. ``keys`` of the single ones. ``words``: for each word of all names its number; ``joined``: that of the word which it and the
    next give together, or -1.
    """

    letters: Array
    offsets: Array
    singles: int
    keys: list[str]
    words: Array
    joined: Array


def vocabulary(numbers: Numbers, starts: Array, words: Array, kinds: Array) -> Vocabulary:
    """Number the words anew and find the joined ones. ``starts``: where each name's words begin; ``words``, by ``numbers``, and their
    ``kinds``.
    """
    spelt = list(numbers)
    singles = end_to_end([word for word, _ in spelt])
    order = _order(singles)
    rank = _rank(order)
    words = rank[words]
    singles = in_order(order, singles)
    joined, both = _joined(starts, words, kinds, singles)
    order = _order(both)
    joined = np.append(_rank(order) + len(spelt), np.int32(-1))[joined]
    both = in_order(order, both)
    return Vocabulary(
        letters=np.concatenate((singles[0], both[0])),
        offsets=np.concatenate((singles[1][:-1], both[1] + singles[1][-1])).astype(np.int32),
        singles=len(spelt),
        keys=[spelt[at][1] for at in _order_of(rank).tolist()],
        words=words,
        joined=joined,
    )


def _order(spelt: Spelt) -> Array:
    """The words of ``spelt`` by their consonants."""
    found: Array = np.argsort(order_of_all(*sounds_of_all(*spelt)), kind="stable")
    return found


def _rank(order: Array) -> Array:
    """The place of each word in ``order``."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


_order_of = _rank
"""The order that a rank came from: one undoes the other."""


def _joined(starts: Array, words: Array, kinds: Array, spelt: Spelt) -> tuple[Array, Spelt]:
    """For each word of all names the number of the word that it and the next give together, or -1; and the letters of those."""
    salt = 0
    while True:
        hashes = joined_hashes(starts, words, kinds, spelt, np.uint64(salt))
        distinct, places, numbers = np.unique(hashes, return_index=True, return_inverse=True)
        none = int(len(distinct) > 0 and distinct[0] == 0)
        found = (numbers - none).astype(np.int32)
        both = written_together(places[none:].astype(np.int32), words, spelt)
        if all_look_like(found, words, spelt, both):
            return found, both
        salt += 1  # two different pairs shared a number of 64 bits: practically never, and then not again with another salt


def word_arrays(known: Vocabulary) -> dict[str, Array]:
    """What finds the words of an index and tells them apart. Only single words have families, and numbers are found by those alone."""
    sounds, offsets = sounds_of_all(known.letters, known.offsets)
    joined = np.zeros(len(offsets) - 1, dtype=np.uint8)
    joined[known.singles :] = 1
    return {
        "spellings": known.letters,
        "spelling_offsets": known.offsets,
        "word_sounds": sounds,
        "word_offsets": offsets,
        "word_searchable": np.array([not key.startswith("#") for key in known.keys], dtype=np.uint8),
        **_key_arrays((sounds, offsets), (known.letters, known.offsets), joined),
        **_family_arrays(known.keys),
    }


def _key_arrays(sounds: Spelt, spellings: Spelt, joined: Array) -> dict[str, Array]:
    """Retrieval keys of all words, sorted, and the words of each, ascending: sorted as one number with the word's, which is quickest.

    Raises ``ValueError`` when there are more words than the number has room for.
    """
    rest = np.uint64(64 - KEY_BITS)
    if len(joined) >> int(rest):
        raise ValueError(f"an index holds fewer than {1 << int(rest):,} different words, these are {len(joined):,}: build several")
    hashes, owners = keys_of_all(sounds, spellings, joined)
    both = (hashes >> rest << rest) | owners.astype(np.uint64)
    both.sort()
    hashes = both >> rest
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, np.int64)
    distinct = hashes[starts]
    edges = np.arange(1 << BUCKET_BITS, dtype=np.uint64) << np.uint64(KEY_BITS - BUCKET_BITS)
    return {
        "key_hashes": (distinct & np.uint64((1 << (KEY_BITS - BUCKET_BITS)) - 1)).astype(np.uint32),
        "key_starts": np.concatenate((starts, [len(hashes)])).astype(np.int32),
        "key_words": (both & np.uint64((1 << int(rest)) - 1)).astype(np.int32),
        "key_buckets": np.concatenate((np.searchsorted(distinct, edges), [len(distinct)])).astype(np.int32),
    }


def _family_arrays(keys: list[str]) -> dict[str, Array]:
    """For each word the number of its key's family, -1 for none; and the keys, one a line."""
    names: dict[str, int] = {}
    family = [names.setdefault(key, len(names)) if key else -1 for key in keys]
    text = "\n".join(names).encode()
    return {"word_families": np.array(family, dtype=np.int32), "family_keys": np.frombuffer(text, dtype=np.uint8)}
