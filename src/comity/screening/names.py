"""Searching an index by name: readings in, the listed names that resemble them out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from comity.matching.comparison import FORMS_DIFFER
from comity.names.analysis import NameAnalysis
from comity.names.roles import PLAIN, may_join
from comity.screening.alike import JOINED, AlikeWords
from comity.screening.found import Compared, Found, Match
from comity.screening.layout import Array, open_array
from comity.screening.name_arrays_kernel import FORM_BITS, NameTables, QueryNames
from comity.screening.name_kernel import room_for, screen_names
from comity.screening.word_kernel import WordTables

_IS_PLAIN = np.zeros(256, dtype=bool)
_IS_PLAIN[list(PLAIN)] = True


class NameSearch:
    """The name tables of an opened index."""

    def __init__(self, folder: Path, forms: Sequence[str], scripts: Sequence[str]) -> None:
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
        starts, cells, traits, totals = opened("name_starts", "name_cells", "name_traits", "name_totals")
        posting_starts, postings = opened("posting_starts", "postings")
        self._tables = NameTables(starts, cells, traits, totals, posting_starts, postings, len(searchable))
        self._room = room_for(len(self._listings))
        self._scripts = {script: number for number, script in enumerate(scripts)}
        self._form_bits = {form: 1 << (at % FORM_BITS) for at, form in enumerate(forms)}

    def search(self, readings: Sequence[NameAnalysis], floors: Sequence[float]) -> Found:
        """The listed names scoring at least its floor for each reading, in the order of the readings."""
        least = np.array(floors, dtype=np.float32)
        queries = self._queries(readings)
        starts, names, scores = screen_names(queries, self._tables, least, FORMS_DIFFER, self._room)
        asked = np.repeat(np.arange(len(readings)), np.diff(starts))
        columns = asked.tolist(), self._listings[names].tolist(), self._numbers[names].tolist(), scores.tolist(), names.tolist()
        return Found((readings, queries), (self._tables, self._alike), list(map(Match, *columns)))

    def compare(self, found: Found, matches: Sequence[Match]) -> Compared:
        """Some of what the last search found, compared in full."""
        return found.compare(matches, self._room.alignment)

    def _queries(self, readings: Sequence[NameAnalysis]) -> QueryNames:
        self._alike.make_room()
        number = self._alike.number
        words: list[int] = []
        joined: list[int] = []
        starts = [0]
        for reading in readings:
            before, before_kind = "", 0
            for word, key, kind in zip(reading.words, reading.keys, reading.kinds, strict=True):
                words.append(number((word, key)))
                if before:
                    joined.append(number((before + word, JOINED)) if may_join(before, before_kind, word, kind) else -1)
                before, before_kind = word, kind
            if before:
                joined.append(-1)
            starts.append(len(words))
        known = self._alike.tables()
        rows = np.array(words, dtype=np.int32)
        kinds = np.fromiter(chain.from_iterable([reading.kinds for reading in readings]), dtype=np.uint8, count=len(words))
        weights = np.fromiter(chain.from_iterable([reading.weights for reading in readings]), dtype=np.float32, count=len(words))
        plain = _IS_PLAIN[kinds]
        weights[plain] *= known.rarity[rows[plain]]
        firsts = "".join([word[0] for reading in readings for word in reading.words]).encode("ascii")
        return QueryNames(
            starts=np.array(starts, dtype=np.int32),
            words=rows,
            joined=np.array(joined, dtype=np.int32),
            weights=weights,
            kinds=kinds,
            firsts=np.frombuffer(firsts, dtype=np.uint8),
            trusts=np.array([reading.trust for reading in readings], dtype=np.float32),
            leasts=np.array([reading.least for reading in readings], dtype=np.float32),
            forms=np.array([self._bits(reading.forms) if reading.forms else 0 for reading in readings], dtype=np.uint32),
            scripts=np.array([self._scripts.get(reading.script, 0) for reading in readings], dtype=np.uint8),
            alike_starts=known.starts,
            alike_ends=known.ends,
            alike_ids=known.ids,
            alike_values=known.values,
        )

    def _bits(self, forms: Sequence[str]) -> int:
        bits = 0
        for form in forms:
            bits |= self._form_bits.get(form, 1 << FORM_BITS)
        return bits
