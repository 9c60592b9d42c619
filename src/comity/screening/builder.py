"""Building an index: listings in, arrays out."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np

from comity.model import Edition, Identifier, Listing, NameKind, Schema
from comity.model.record import edition_to_record, listing_to_record
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import PLAIN, WordKind
from comity.screening import identifiers
from comity.screening.layout import LISTINGS, Array, write_arrays, write_manifest
from comity.screening.name_arrays_kernel import FORM_BITS, TOTAL_UNIT, cells_of, traits_of
from comity.screening.vocabulary import Numbers, Vocabulary, vocabulary, word_arrays

TOGETHER = 4096
"""Readings laid out in arrays at once."""

COMMONNESS = 0.45
"""How much of its weight the most common word loses."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
SCHEMAS = tuple(Schema)
"""The kinds of subject in the order in which an index numbers them."""


def rarity(listings_with_word: Array, listings: int) -> Array:
    """Weight factor of words by the number of listings they stand in: 1.0 for one listing, falling with the logarithm (after
    Sparck Jones, 1972).
    """
    scale = np.log(max(listings, 1000))
    factors: Array = (1.0 - COMMONNESS * np.log(np.maximum(listings_with_word, 1)) / scale).astype(np.float32)
    return factors


class Builder:
    """Collects listings and writes the folder of an index. One use only, as a context manager that closes its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = Numbers()
        self._forms: dict[str, int] = {}
        self._waiting: list[NameAnalysis] = []
        self._lengths = array("i")
        self._word_of = array("i")
        self._weight_of = array("f")
        self._kind_of = array("B")
        self._name_listing = array("i")
        self._name_number = array("i")
        self._name_trusts = array("f")
        self._name_leasts = array("f")
        self._name_forms = array("L")
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
        line = _ENCODER.encode(listing_to_record(listing)).encode() + b"\n"
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
            self._name_listing.append(number)
            self._name_number.append(at)
            self._waiting.append(analysis)
        if len(self._waiting) >= TOGETHER:
            self._take()

    def _take(self) -> None:
        """Lay the waiting readings out in arrays: many together, which is quicker than one by one."""
        waiting, self._waiting = self._waiting, []
        self._name_trusts.extend([one.trust for one in waiting])
        self._name_leasts.extend([one.least for one in waiting])
        self._name_forms.extend([self._bits(one.forms) if one.forms else 0 for one in waiting])
        self._name_scripts.extend([self._scripts.setdefault(one.script, len(self._scripts)) for one in waiting])
        self._lengths.extend([len(one.words) for one in waiting])
        words = zip(chain.from_iterable([one.words for one in waiting]), chain.from_iterable([one.keys for one in waiting]), strict=True)
        self._word_of.extend(map(self._numbers.__getitem__, words))
        self._weight_of.extend(chain.from_iterable([one.weights for one in waiting]))
        self._kind_of.extend(chain.from_iterable([one.kinds for one in waiting]))

    def _bits(self, forms: Iterable[str]) -> int:
        bits = 0
        for form in forms:
            bits |= 1 << (self._forms.setdefault(form, len(self._forms)) % FORM_BITS)
        return bits

    def finish(self, editions: Iterable[Edition]) -> None:
        """Write every array and the manifest; the folder is complete when this returns."""
        self._stream.close()
        self._take()
        starts = np.concatenate(([0], np.cumsum(self._lengths))).astype(np.int32)
        kinds = np.array(self._kind_of, dtype=np.uint8)
        words = vocabulary(self._numbers, starts, np.array(self._word_of, dtype=np.int32), kinds)
        write_arrays(self._folder, self._name_arrays(starts, kinds, words))
        write_arrays(self._folder, word_arrays(words))
        write_arrays(self._folder, identifiers.table(self._identifiers))
        facts = {
            "editions": [edition_to_record(edition) for edition in editions],
            "forms": list(self._forms),
            "scripts": list(self._scripts),
            "listings": len(self._listing_edition),
            "names": len(self._name_listing),
            "words": len(words.spelt[1]) - 1,
        }
        write_manifest(self._folder, facts)

    def _traits(self) -> tuple[Array, Array, Array, Array]:
        trusts, leasts = np.array(self._name_trusts, dtype=np.float32), np.array(self._name_leasts, dtype=np.float32)
        return trusts, leasts, np.array(self._name_scripts, dtype=np.uint8), np.array(self._name_forms, dtype=np.uint32)

    def _name_arrays(self, starts: Array, kinds: Array, known: Vocabulary) -> dict[str, Array]:
        names = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
        listing_of_name = np.array(self._name_listing, dtype=np.int32)
        words, joined = known.words, known.joined
        rare = rarity(_distinct_counts(words, listing_of_name[names], known.singles), len(self._listing_edition))
        weights = np.array(self._weight_of, dtype=np.float32)
        plain = np.isin(kinds, PLAIN)
        weights[plain] *= rare[words[plain]]
        spelt_out = np.where(kinds == WordKind.INITIAL, np.float32(0.0), weights)
        totals = np.add.reduceat(spelt_out, starts[:-1]) if len(words) else np.zeros(0, dtype=np.float32)
        joins = joined >= 0
        both = np.concatenate((words, joined[joins])), np.concatenate((names, names[joins]))
        posting_starts, postings = _postings(*both, len(known.spelt[1]) - 1)
        return {
            "name_starts": starts,
            "name_cells": cells_of(words, joined, weights, kinds, known.spelt[0][known.spelt[1][words]]),
            "name_traits": traits_of(*self._traits()),
            "name_totals": np.clip(np.round(totals * TOTAL_UNIT), 1, 255).astype(np.uint8),
            "name_weak": np.array(self._name_weak, dtype=np.bool_),
            "name_listings": listing_of_name,
            "name_numbers": np.array(self._name_number, dtype=np.int32),
            "posting_starts": posting_starts,
            "postings": postings,
            "word_rarity": rare,
            "listing_offsets": np.array(self._listing_offsets, dtype=np.int64),
            "listing_schemas": np.array(self._listing_schemas, dtype=np.uint8),
            "listing_editions": np.array(self._listing_edition, dtype=np.int32),
        }


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
