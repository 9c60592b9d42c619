"""Building an index: listings in, arrays out."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from comity.matching.folding_kernel import keys_of_all, order_of_all
from comity.matching.sound_kernel import sounds_of_all
from comity.model import Edition, Identifier, Listing, NameKind, Schema
from comity.model.record import edition_to_record, listing_to_record
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import PLAIN, WordKind, may_join
from comity.screening import identifiers
from comity.screening.alike import JOINED
from comity.screening.layout import LISTINGS, Array, write_arrays, write_manifest
from comity.screening.name_arrays_kernel import TOTAL_UNIT
from comity.screening.word_kernel import BUCKET_BITS, JOINED_ONLY

COMMONNESS = 0.45
"""How much of its weight the most common word loses."""

SCHEMAS = tuple(Schema)
"""The kinds of subject in the order in which an index numbers them."""


def rarity(listings_with_word: Array, listings: int) -> Array:
    """Weight factor of words by the number of listings they stand in: 1.0 for one listing, falling with the logarithm (after
    Sparck Jones, 1972).
    """
    scale = np.log(max(listings, 1000))
    factors: Array = (1.0 - COMMONNESS * np.log(np.maximum(listings_with_word, 1)) / scale).astype(np.float32)
    return factors


class Vocabulary:
    """Numbers for words: one for each (letters, key), in order of first appearance, in which ``letters`` and ``keys`` list them."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.keys: list[str] = []
        self._numbers: dict[str, dict[str, int]] = {}

    def number(self, word: str, key: str) -> int:
        """The number of a word; a new one is given to a new word."""
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = {}
        number = known.get(word)
        if number is None:
            number = known[word] = len(self.letters)
            self.letters.append(word)
            self.keys.append(key)
        return number


class Builder:
    """Collects listings and writes the folder of an index. One use only, as a context manager that closes its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._words = Vocabulary()
        self._forms: dict[str, int] = {}
        self._starts = array("i", [0])
        self._word_of = array("i")
        self._joined_of = array("i")
        self._weight_of = array("f")
        self._kind_of = array("B")
        self._name_listing = array("i")
        self._name_number = array("i")
        self._name_trusts = array("f")
        self._name_leasts = array("f")
        self._name_forms = array("Q")
        self._name_scripts = array("B")
        self._name_weak = array("B")
        self._scripts: dict[str, int] = {"": 0}
        self._listing_schemas = array("B")
        self._listing_offsets = array("q", [0])
        self._listing_edition = array("i")
        self._identifiers: list[tuple[Identifier, int]] = []
        self._stream = (folder / LISTINGS).open("wb")

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, listing: Listing, edition: int) -> None:
        """Take one listing of the edition numbered ``edition``."""
        number = len(self._listing_edition)
        line = json.dumps(listing_to_record(listing), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._stream.write(line)
        self._listing_offsets.append(self._listing_offsets[-1] + len(line))
        self._listing_edition.append(edition)
        self._listing_schemas.append(SCHEMAS.index(listing.subject.schema))
        self._identifiers.extend((identifier, number) for identifier in listing.subject.identifiers)
        readings: dict[tuple[object, ...], tuple[NameAnalysis, int]] = {}
        for at, name in enumerate(listing.subject.names):
            for analysis in analyse(name.full, listing.subject.schema):
                key = (analysis.words, analysis.weights)
                if key not in readings or analysis.trust > readings[key][0].trust:
                    readings[key] = analysis, at
        for analysis, at in readings.values():
            self._name_weak.append(listing.subject.names[at].kind is NameKind.WEAK)
            self._add_name(analysis, number, at)

    def _add_name(self, analysis: NameAnalysis, listing: int, name: int) -> None:
        self._name_listing.append(listing)
        self._name_number.append(name)
        self._name_trusts.append(analysis.trust)
        self._name_leasts.append(analysis.least)
        bits = 0
        for form in analysis.forms:
            bits |= 1 << (self._forms.setdefault(form, len(self._forms)) % 64)
        self._name_forms.append(bits)
        self._name_scripts.append(self._scripts.setdefault(analysis.script, len(self._scripts)))
        words, kinds, number = analysis.words, analysis.kinds, self._words.number
        self._word_of.extend(map(number, words, analysis.keys))
        self._weight_of.extend(analysis.weights)
        self._kind_of.extend(kinds)
        for one, other, kind, next_kind in zip(words, words[1:], kinds, kinds[1:], strict=False):
            self._joined_of.append(number(one + other, JOINED) if may_join(one, kind, other, next_kind) else -1)
        if words:
            self._joined_of.append(-1)
        self._starts.append(len(self._word_of))

    def finish(self, editions: Iterable[Edition]) -> None:
        """Write every array and the manifest; the folder is complete when this returns."""
        self._stream.close()
        rank = self._words_of_a_sound_together()
        arrays = self._name_arrays(rank[np.array(self._word_of, dtype=np.int32)], rank[np.array(self._joined_of, dtype=np.int32)])
        arrays |= self._word_arrays()
        arrays |= identifiers.table(self._identifiers)
        write_arrays(self._folder, arrays)
        facts = {
            "editions": [edition_to_record(edition) for edition in editions],
            "forms": list(self._forms),
            "scripts": list(self._scripts),
            "listings": len(self._listing_edition),
            "names": len(self._name_listing),
            "words": len(self._words.letters),
        }
        write_manifest(self._folder, facts)

    def _words_of_a_sound_together(self) -> Array:
        """Number the words anew: single ones before those written together, each by their consonants. What is looked at together then lies
        together, and on large indexes most of the time goes by waiting for memory. Returns the new number of each old one, and -1 for -1.
        """
        words = self._words
        spellings, offsets = _end_to_end(words.letters)
        together = np.array([key == JOINED for key in words.keys], dtype=np.bool_)
        order = np.lexsort((order_of_all(*sounds_of_all(spellings, offsets)), together))
        rank = np.empty(len(order) + 1, dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        rank[-1] = -1
        words.letters = [words.letters[at] for at in order.tolist()]
        words.keys = [words.keys[at] for at in order.tolist()]
        return rank

    def _name_arrays(self, words: Array, joined: Array) -> dict[str, Array]:
        """``words`` of all names, and ``joined``: each written together with the next, or -1."""
        starts = np.array(self._starts, dtype=np.int32)
        kinds = np.array(self._kind_of, dtype=np.uint8)
        names = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        listing_of_name = np.array(self._name_listing, dtype=np.int32)
        count = len(self._words.letters)
        self._rarity = rarity(_distinct_counts(words, listing_of_name[names], count), len(self._listing_edition))
        weights = np.array(self._weight_of, dtype=np.float32)
        plain = np.isin(kinds, PLAIN)
        weights[plain] *= self._rarity[words[plain]]
        firsts = np.frombuffer("".join([word[0] for word in self._words.letters]).encode("ascii"), dtype=np.uint8)
        spelt_out = np.where(kinds == WordKind.INITIAL, np.float32(0.0), weights)
        totals = np.add.reduceat(spelt_out, starts[:-1]) if len(words) else np.zeros(0, dtype=np.float32)
        posting_starts, postings = _postings(words, names, count)
        joined_starts, joined_postings = _postings(joined[joined >= 0], names[joined >= 0], count)
        return {
            "name_starts": starts,
            "name_words": words,
            "name_joined": joined,
            "name_weights": weights,
            "name_kinds": kinds,
            "name_firsts": firsts[words],
            "name_totals": np.clip(np.round(totals * TOTAL_UNIT), 1, 255).astype(np.uint8),
            "name_trusts": np.array(self._name_trusts, dtype=np.float32),
            "name_leasts": np.array(self._name_leasts, dtype=np.float32),
            "name_forms": np.array(self._name_forms, dtype=np.uint64),
            "name_scripts": np.array(self._name_scripts, dtype=np.uint8),
            "name_weak": np.array(self._name_weak, dtype=np.bool_),
            "name_listings": listing_of_name,
            "name_numbers": np.array(self._name_number, dtype=np.int32),
            "posting_starts": posting_starts,
            "postings": postings,
            "joined_starts": joined_starts,
            "joined_postings": joined_postings,
            "listing_offsets": np.array(self._listing_offsets, dtype=np.int64),
            "listing_schemas": np.array(self._listing_schemas, dtype=np.uint8),
            "listing_editions": np.array(self._listing_edition, dtype=np.int32),
        }

    def _word_arrays(self) -> dict[str, Array]:
        keys = self._words.keys
        spellings, spelling_offsets = _end_to_end(self._words.letters)
        word_sounds, word_offsets = sounds_of_all(spellings, spelling_offsets)
        joined = np.array([key == JOINED for key in keys], dtype=np.uint8)
        searchable = np.array([0 if key.startswith("#") else JOINED_ONLY if key == JOINED else 1 for key in keys], dtype=np.uint8)
        return {
            "spellings": spellings,
            "spelling_offsets": spelling_offsets,
            "word_sounds": word_sounds,
            "word_offsets": word_offsets,
            "word_searchable": searchable,
            "word_rarity": self._rarity,
            **_key_arrays((word_sounds, word_offsets), (spellings, spelling_offsets), joined),
            **_family_arrays(["" if key == JOINED else key for key in keys]),
        }


def _end_to_end(words: Sequence[str]) -> tuple[Array, Array]:
    """The letters of ASCII words end to end, and where each begins."""
    letters = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
    return letters, np.concatenate(([0], np.cumsum([len(word) for word in words]))).astype(np.int32)


def _distinct_counts(words: Array, listings: Array, count: int) -> Array:
    """For each word the number of different listings it stands in."""
    if not len(words):
        return np.zeros(count, dtype=np.int64)
    both = _distinct(words, listings)
    return np.bincount(both >> 32, minlength=count)


def _distinct(high: Array, low: Array) -> Array:
    """The distinct pairs of two parallel arrays of numbers, ascending, as high << 32 | low. Sorting takes a third of what hashing does."""
    both = high.astype(np.int64) << 32 | low.astype(np.int64)
    both.sort()
    return both[np.concatenate(([True], both[1:] != both[:-1]))] if len(both) else both


def _postings(words: Array, names: Array, count: int) -> tuple[Array, Array]:
    """For each of ``count`` words the distinct names it stands in, ascending, from parallel arrays of words and their names."""
    both = _distinct(words, names)
    starts = np.concatenate(([0], np.cumsum(np.bincount(both >> 32, minlength=count)))).astype(np.int32)
    return starts, (both & 0xFFFFFFFF).astype(np.int32)


def _key_arrays(sounds: tuple[Array, Array], spellings: tuple[Array, Array], joined: Array) -> dict[str, Array]:
    """Retrieval keys of all words, sorted, and the words of each."""
    hashes, owners = keys_of_all(sounds, spellings, joined)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    distinct, starts = np.unique(hashes, return_index=True)
    edges = np.arange(1 << BUCKET_BITS, dtype=np.uint64) << np.uint64(64 - BUCKET_BITS)
    return {
        "key_hashes": distinct,
        "key_starts": np.concatenate((starts, [len(hashes)])).astype(np.int32),
        "key_words": owners[order],
        "key_buckets": np.concatenate((np.searchsorted(distinct, edges), [len(distinct)])).astype(np.int32),
    }


def _family_arrays(keys: list[str]) -> dict[str, Array]:
    """For each word the number of its key's family, -1 for none; and the keys, one a line."""
    names: dict[str, int] = {}
    family = [names.setdefault(key, len(names)) if key else -1 for key in keys]
    text = "\n".join(names).encode()
    return {"word_families": np.array(family, dtype=np.int32), "family_keys": np.frombuffer(text, dtype=np.uint8)}
