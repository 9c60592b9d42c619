"""Searching an index by name: readings in, (listing, name, score) out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from comity.matching.comparison import FORMS_DIFFER
from comity.names.analysis import NameAnalysis, WordKind
from comity.screening.alike import JOINED, AlikeWords
from comity.screening.layout import Array, open_array
from comity.screening.name_kernel import NameTables, QueryNames, room_for, screen_names
from comity.screening.word_kernel import WordTables

PLAIN = (WordKind.WORD, WordKind.PLACE)
"""Kinds of word that weigh less the more listings they stand in."""

Match = tuple[int, int, float]


class NameSearch:
    """The name tables of an opened index."""

    def __init__(self, folder: Path, forms: Sequence[str]) -> None:
        def opened(*names: str) -> list[Array]:
            return [open_array(folder, name) for name in names]

        self._listings, self._numbers = opened("name_listings", "name_numbers")
        keys = bytes(open_array(folder, "family_keys")).decode().split("\n")
        spellings, spelling_offsets = opened("spellings", "spelling_offsets")
        sounds, offsets, searchable = opened("word_sounds", "word_offsets", "word_searchable")
        buckets, hashes, starts, words = opened("key_buckets", "key_hashes", "key_starts", "key_words")
        tables = WordTables(sounds, offsets, buckets, hashes, starts, words, searchable, spellings, spelling_offsets)
        families, rarity = opened("word_families", "word_rarity")
        self._alike = AlikeWords(tables, (spellings, spelling_offsets), (families, keys), rarity)
        self._tables = NameTables(
            *opened(
                "name_starts",
                "name_words",
                "name_joined",
                "name_weights",
                "name_kinds",
                "name_firsts",
                "name_totals",
                "name_trusts",
                "name_leasts",
            ),
            *opened("name_forms", "posting_starts", "postings", "joined_starts", "joined_postings"),
        )
        self._room = room_for(len(self._listings))
        self._form_bits = {form: 1 << (at % 64) for at, form in enumerate(forms)}

    def search(self, readings: Sequence[NameAnalysis], floor: float) -> list[list[Match]]:
        """For each reading the names scoring at least ``floor``, as (listing number, number of the name in the listing, score)."""
        starts, names, scores = screen_names(self._queries(readings), self._tables, floor, FORMS_DIFFER, self._room)
        listings = self._listings[names].tolist()
        numbers = self._numbers[names].tolist()
        rows = list(zip(listings, numbers, scores.tolist(), strict=True))
        return [rows[starts[at] : starts[at + 1]] for at in range(len(readings))]

    def weighted(self, reading: NameAnalysis) -> NameAnalysis:
        """The reading of a query under the index's weights: common words lowered, as ``search`` weighs them."""
        prepared = self._alike.prepare(list(zip(reading.words, reading.keys, strict=True)))
        return reading._replace(weights=tuple(_weights(reading, [row[2] for row in prepared])))

    def weighted_listed(self, reading: NameAnalysis) -> NameAnalysis:
        """The reading of a listed name under the index's weights, which come from its own words."""
        return reading._replace(weights=tuple(_weights(reading, self._alike.rarity(reading.words, reading.keys))))

    def _queries(self, readings: Sequence[NameAnalysis]) -> QueryNames:
        rows: dict[tuple[str, str], int] = {}
        words: list[int] = []
        joined: list[int] = []
        starts = [0]
        for reading in readings:
            last = len(reading.words) - 1
            for at, word in enumerate(reading.words):
                words.append(rows.setdefault((word, reading.keys[at]), len(rows)))
                joins = at < last and WordKind.NUMBER not in (reading.kinds[at], reading.kinds[at + 1])
                joined.append(rows.setdefault((word + reading.words[at + 1], JOINED), len(rows)) if joins else -1)
            starts.append(len(words))
        prepared = self._alike.prepare(list(rows))
        kinds = np.array([kind for reading in readings for kind in reading.kinds], dtype=np.uint8)
        weights = np.array([weight for reading in readings for weight in reading.weights], dtype=np.float32)
        rarity = np.array([row[2] for row in prepared], dtype=np.float32)[words]
        plain = np.isin(kinds, PLAIN)
        weights[plain] *= rarity[plain]
        return QueryNames(
            starts=np.array(starts, dtype=np.int32),
            words=np.array(words, dtype=np.int32),
            joined=np.array(joined, dtype=np.int32),
            weights=weights,
            kinds=kinds,
            firsts=np.array([ord(word[0]) for reading in readings for word in reading.words], dtype=np.uint8),
            trusts=np.array([reading.trust for reading in readings], dtype=np.float32),
            leasts=np.array([reading.least for reading in readings], dtype=np.float32),
            forms=np.array([self._bits(reading.forms) for reading in readings], dtype=np.uint64),
            alike_starts=np.concatenate(([0], np.cumsum([len(row[0]) for row in prepared]))).astype(np.int32),
            alike_ids=np.concatenate([row[0] for row in prepared]),
            alike_values=np.concatenate([row[1] for row in prepared]),
        )

    def _bits(self, forms: Sequence[str]) -> int:
        bits = 0
        for form in forms:
            bits |= self._form_bits.get(form, 1 << 63)
        return bits


def _weights(reading: NameAnalysis, rarity: Sequence[float]) -> list[float]:
    return [
        weight * rare if kind in PLAIN else weight
        for weight, kind, rare in zip(reading.weights, reading.kinds, rarity, strict=True)
    ]
