"""The words of an index alike to a query's words, by spelling and by what is known of names, remembered between queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from comity.matching.alignment_kernel import LEAST_SIMILARITY
from comity.matching.word_similarity import FAMILY, LEAST_ACROSS_CONCEPTS, LEAST_FOR_JOINED, LEAST_FOR_SHORT, SAME_KEY, SHORT
from comity.names import variants
from comity.screening.asked_words import Spelt, Word, end_to_end, longer
from comity.screening.layout import Array
from comity.screening.name_score_kernel import AskedWords, ListedWords
from comity.screening.word_kernel import WordTables, alike_for_all, rarity_of_alike, word_room

REMEMBERED = 100_000
"""Query words whose answers are kept; then all are forgotten at once."""

Alike = tuple[Array, Array]
_LIMITS = (LEAST_SIMILARITY, LEAST_FOR_SHORT, SHORT, LEAST_FOR_JOINED)

JOINED = "+"
"""The key of two words written together."""


class AlikeTables(NamedTuple):
    """What is alike to each query word: from ``starts`` to ``ends`` in ``ids`` (ascending) and ``values``; and its ``rarity``."""

    starts: Array
    ends: Array
    ids: Array
    values: Array
    rarity: Array


class AlikeWords:
    """Numbers query words, given as (letters, key), and answers which words of the index are alike to each, and how much."""

    def __init__(self, tables: WordTables, spellings: Alike, families: tuple[Array, Sequence[str]], rarity: Array) -> None:
        self._tables = tables
        self._spellings, self._spelling_offsets = spellings
        self._rarity = rarity
        self._numbers: dict[Word, int] = {}
        self._unlearnt: list[Word] = []
        self._room = word_room(len(tables.offsets) - 1)
        self._filled = 0
        self._tables_of_alike = AlikeTables(
            np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.float32)
        )
        family_of, keys = families
        self._families = family_of
        self._family_numbers = {key: number for number, key in enumerate(keys) if key}
        # One more, for words without family, whose number is -1.
        self._ordinary = np.array([key.startswith("=") for key in (*keys, "")])
        self._listed = ListedWords(tables, family_of, self._ordinary)
        self._spelt = Spelt()
        known = np.flatnonzero(family_of >= 0).astype(np.int32)
        known = known[np.argsort(family_of[known], kind="stable")]
        starts = np.searchsorted(family_of[known], np.arange(len(keys) + 1))
        self._members = {key: known[starts[at] : starts[at + 1]] for at, key in enumerate(keys) if key}

    def word(self, number: int) -> str:
        """The letters of the index's word ``number``."""
        start, end = self._spelling_offsets[number : number + 2]
        return bytes(self._spellings[start:end]).decode("ascii")

    def make_room(self) -> None:
        """Forget everything when much is remembered. Numbers given before hold no longer."""
        if len(self._numbers) > REMEMBERED:
            self._forget()

    def _forget(self) -> None:
        self._numbers.clear()
        self._filled = 0
        self._unlearnt = []
        self._spelt.clear()

    def number(self, word: Word) -> int:
        """The number of a query word, under which ``tables`` holds what is alike to it."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._numbers)
            self._unlearnt.append(word)
        return number

    def tables(self) -> AlikeTables:
        """For every word that has a number: what is alike to it, and its rarity (0..1), or that of the word it most resembles."""
        if self._unlearnt:
            try:
                self._learn(self._unlearnt)
            except BaseException:
                self._forget()
                raise
            self._unlearnt = []
        return self._tables_of_alike

    def words(self) -> tuple[AskedWords, ListedWords]:
        """The words that ``tables`` holds and those of the index, by their letters and families: to compare them one by one."""
        return self._spelt.tables, self._listed

    def _learn(self, words: list[Word]) -> None:
        letters, offsets = end_to_end([word for word, _ in words])
        joined = np.array([key == JOINED for _, key in words], dtype=np.uint8)
        self._spelt.extend(letters, offsets, [self._family_numbers.get(key, -1) for _, key in words], [key[:1] == "=" for _, key in words])
        starts, ids, values = alike_for_all((letters, offsets), joined, self._tables, _LIMITS, self._room)
        rarity = rarity_of_alike(starts, ids, values, self._rarity)
        first, filled = len(self._numbers) - len(words), self._filled
        self._keep(ids, values)
        known = self._grown(len(self._numbers))
        known.starts[first : first + len(words)] = starts[:-1] + filled
        known.ends[first : first + len(words)] = starts[1:] + filled
        known.rarity[first : first + len(words)] = rarity
        for at, word in enumerate(words):
            if word[1] and word[1] != JOINED:
                found = self._by_family(word, ids[starts[at] : starts[at + 1]], values[starts[at] : starts[at + 1]])
                known.starts[first + at] = self._filled
                self._keep(*found)
                known.ends[first + at] = self._filled
                known.rarity[first + at] = self._rarity_of(*found)

    def _rarity_of(self, ids: Array, values: Array) -> float:
        whole = np.array([0, len(ids)], dtype=np.int32)
        return float(rarity_of_alike(whole, ids, values, self._rarity)[0])

    def _by_family(self, word: Word, ids: Array, values: Array) -> Alike:
        """What is alike to ``word`` by its letters (``ids``, ``values``), put right by what its key says."""
        if word[1].startswith("#"):
            return self._by_key(word, ids[:0], values[:0])
        found = self._not_others(word, ids, values)
        return self._by_key(word, *found) if word[1] in self._members else found

    def _keep(self, ids: Array, values: Array) -> None:
        """Append to the numbers and similarities of alike words."""
        end = self._filled + len(ids)
        known = self._tables_of_alike
        if end > len(known.ids):
            more = max(end, 2 * len(known.ids))
            self._tables_of_alike = known._replace(ids=longer(known.ids, more), values=longer(known.values, more))
        self._tables_of_alike.ids[self._filled : end] = ids
        self._tables_of_alike.values[self._filled : end] = values
        self._filled = end

    def _grown(self, words: int) -> AlikeTables:
        """The tables with room for ``words`` words."""
        known = self._tables_of_alike
        if words > len(known.starts):
            more = max(words, 2 * len(known.starts))
            self._tables_of_alike = known._replace(
                starts=longer(known.starts, more), ends=longer(known.ends, more), rarity=longer(known.rarity, more)
            )
        return self._tables_of_alike

    def _not_others(self, word: Word, ids: Array, values: Array) -> Alike:
        """Without the ordinary words of another meaning than ``word``, if it is one itself, that do not sound the same."""
        if not word[1].startswith("="):
            return ids, values
        families = np.where(ids < len(self._families), self._families[np.minimum(ids, len(self._families) - 1)], -1)
        kept = ~self._ordinary[families] | (families == self._family_numbers.get(word[1], -1)) | (values >= LEAST_ACROSS_CONCEPTS)
        return ids[kept], values[kept]

    def _by_key(self, word: Word, ids: Array, values: Array) -> Alike:
        """Add the words that share ``word``'s key, at the similarity their relation gives."""
        members = self._members.get(word[1])
        if members is None:
            return ids, values
        numbers = np.union1d(ids, members)
        merged = np.zeros(len(numbers), dtype=np.float32)
        merged[np.searchsorted(numbers, ids)] = values
        places = np.searchsorted(numbers, members)
        merged[places] = np.maximum(merged[places], self._related(word, members))
        return numbers, merged

    def _related(self, word: Word, members: Array) -> Array:
        """How alike ``word`` and the ``members`` of its key are whatever their letters: see ``word_similarity``."""
        letters, key = word
        if key[0] in "=#":
            related = np.full(len(members), SAME_KEY, dtype=np.float32)
        else:
            spelt = [self.word(number) for number in members.tolist()]
            related = np.array([FAMILY[variants.relation(letters, one) or "spelling"] for one in spelt], dtype=np.float32)
        same = self._same_letters(letters, members)
        related[same] = 1.0
        return related

    def _same_letters(self, letters: str, members: Array) -> Array:
        """Which of ``members`` are written with these letters."""
        starts = self._spelling_offsets[members]
        fits = np.flatnonzero(self._spelling_offsets[members + 1] - starts == len(letters))
        return fits[[self.word(int(members[at])) == letters for at in fits]] if len(fits) else fits
