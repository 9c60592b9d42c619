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

    ``spelt`` and ``sounded``: letters and sounds of all words end to end, and where each begins; the first ``singles`` are single words,
    the others two written together. ``keys`` of the single ones. ``words``: for each word of all names its number; ``joined``: that of the
    word which it and the next give together, or -1.
    """

    spelt: Spelt
    sounded: Spelt
    singles: int
    keys: list[str]
    words: Array
    joined: Array


def vocabulary(numbers: Numbers, starts: Array, words: Array, kinds: Array) -> Vocabulary:
    """Number the words anew and find the joined ones. ``starts``: where each name's words begin; ``words``, by ``numbers``, and their
    ``kinds``.
    """
    known = list(numbers)
    order, singles, sounds = _by_sound(end_to_end([word for word, _ in known]))
    words = _rank(order)[words]
    joined, both = _joined(starts, words, kinds, singles)
    order_of_joined, both, sounds_of_both = _by_sound(both)
    return Vocabulary(
        spelt=_one_after_the_other(singles, both),
        sounded=_one_after_the_other(sounds, sounds_of_both),
        singles=len(known),
        keys=[known[at][1] for at in order.tolist()],
        words=words,
        joined=np.append(_rank(order_of_joined) + np.int32(len(known)), np.int32(-1))[joined],
    )


def _by_sound(spelt: Spelt) -> tuple[Array, Spelt, Spelt]:
    """The order of the words by their consonants, and their letters and sounds in that order."""
    sounds = sounds_of_all(*spelt)
    order = np.argsort(order_of_all(*sounds), kind="stable")
    return order, in_order(order, spelt), in_order(order, sounds)


def _one_after_the_other(one: Spelt, other: Spelt) -> Spelt:
    return np.concatenate((one[0], other[0])), np.concatenate((one[1][:-1], other[1] + one[1][-1])).astype(np.int32)


def _rank(order: Array) -> Array:
    """The place of each word in ``order``."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank


def _joined(starts: Array, words: Array, kinds: Array, spelt: Spelt) -> tuple[Array, Spelt]:
    """For each word of all names the number of the word that it and the next give together, or -1; and the letters of those."""
    salt = 0
    while True:
        hashes = joined_hashes(starts, words, kinds, spelt, np.uint64(salt))
        found, places = _numbered(hashes)
        both = written_together(places, words, spelt)
        if all_look_like(found, words, spelt, both):
            return found, both
        salt += 1  # two different pairs shared a number of 64 bits: practically never, and then not again with another salt


def _numbered(hashes: Array) -> tuple[Array, Array]:
    """The distinct numbers but 0 counted through from 0, ascending: for each of ``hashes`` its count, or -1; and a place of each."""
    order = np.argsort(hashes)
    ascending = hashes[order]
    is_new = np.concatenate(([True], ascending[1:] != ascending[:-1])) & (ascending != 0) if len(hashes) else np.zeros(0, np.bool_)
    found = np.empty(len(hashes), dtype=np.int32)
    found[order] = np.cumsum(is_new) - 1
    return found, order[is_new].astype(np.int32)


def word_arrays(known: Vocabulary) -> dict[str, Array]:
    """What finds the words of an index and tells them apart. Only single words have families, and numbers are found by those alone."""
    sounds, offsets = known.sounded
    joined = np.zeros(len(offsets) - 1, dtype=np.uint8)
    joined[known.singles :] = 1
    return {
        "spellings": known.spelt[0],
        "spelling_offsets": known.spelt[1],
        "word_sounds": sounds,
        "word_offsets": offsets,
        "word_searchable": np.array([not key.startswith("#") for key in known.keys], dtype=np.uint8),
        **_key_arrays(known.sounded, known.spelt, joined),
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
