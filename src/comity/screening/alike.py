"""The words of an index alike to a query's words, by spelling and by what is known of names, remembered between queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from comity.matching.alignment_kernel import LEAST_SIMILARITY
from comity.matching.word_similarity import LEAST_ACROSS_CONCEPTS, LEAST_FOR_JOINED, LEAST_FOR_SHORT, SHORT, word_similarity
from comity.names.analysis import WordKind
from comity.screening.layout import Array
from comity.screening.word_kernel import WordTables, alike_for_all, rarity_of_listed

REMEMBERED = 100_000
"""Query words whose answers are kept; then all are forgotten at once."""

Word = tuple[str, str]
Alike = tuple[Array, Array]
_LIMITS = (LEAST_SIMILARITY, LEAST_FOR_SHORT, SHORT, LEAST_FOR_JOINED)

JOINED = "+"
"""The key of two words written together."""


class AlikeWords:
    """Answers, for a (word, key), the numbers of alike words (ascending, int32) and their similarities (float32)."""

    def __init__(self, tables: WordTables, spellings: Alike, families: tuple[Array, Sequence[str]], rarity: Array) -> None:
        self._tables = tables
        self._spellings, self._spelling_offsets = spellings
        self._rarity = rarity
        self._known: dict[Word, tuple[Array, Array, float]] = {}
        family_of, keys = families
        self._families = family_of
        self._family_numbers = {key: number for number, key in enumerate(keys) if key}
        # One more, for words without family, whose number is -1.
        self._ordinary = np.array([key.startswith("=") for key in (*keys, "")])
        members: dict[str, list[int]] = defaultdict(list)
        for number in np.flatnonzero(family_of >= 0).tolist():
            members[keys[family_of[number]]].append(number)
        self._members = dict(members)

    def word(self, number: int) -> str:
        """The letters of the index's word ``number``."""
        start, end = self._spelling_offsets[number : number + 2]
        return bytes(self._spellings[start:end]).decode("ascii")

    def prepare(self, words: Sequence[Word]) -> list[tuple[Array, Array, float]]:
        """For each word (numbers, similarities, rarity 0..1 of the word or of the one it most resembles)."""
        missing = [word for word in dict.fromkeys(words) if word not in self._known]
        if missing:
            if len(self._known) + len(missing) > REMEMBERED:
                self._known.clear()
                missing = list(dict.fromkeys(words))
            self._learn(missing)
        return [self._known[word] for word in words]

    def rarity(self, words: Sequence[str], keys: Sequence[str]) -> list[float]:
        """The rarity (0..1) of words that stand in the index, by their letters and keys: without a search for what is alike."""
        letters = np.frombuffer("".join(words).encode("ascii"), dtype=np.uint8)
        offsets = np.zeros(len(words) + 1, dtype=np.int32)
        np.cumsum([len(word) for word in words], out=offsets[1:])
        wanted = np.array([self._family_numbers.get(key, -1) for key in keys], dtype=np.int32)
        found: list[float] = rarity_of_listed((letters, offsets, wanted), self._tables, self._families, self._rarity).tolist()
        return found

    def _learn(self, words: list[Word]) -> None:
        letters = np.frombuffer("".join(word for word, _ in words).encode("ascii"), dtype=np.uint8)
        offsets = np.zeros(len(words) + 1, dtype=np.int32)
        np.cumsum([len(word) for word, _ in words], out=offsets[1:])
        joined = np.array([key == JOINED for _, key in words], dtype=np.uint8)
        starts, ids, values = alike_for_all((letters, offsets), joined, self._tables, _LIMITS)
        bounds = starts.tolist()
        for at, word in enumerate(words):
            start, end = bounds[at], bounds[at + 1]
            found = self._not_others(word, ids[start:end], values[start:end])
            if word[1].startswith("#"):
                found = self._by_key(word, ids[:0], values[:0])
            elif word[1] in self._members:
                found = self._by_key(word, *found)
            self._known[word] = (*found, self._rarity_of(*found))

    def _not_others(self, word: Word, ids: Array, values: Array) -> Alike:
        """Without the ordinary words of another meaning than ``word``, if it is one itself, that do not sound the same."""
        if not word[1].startswith("="):
            return ids, values
        families = self._families[ids]
        kept = ~self._ordinary[families] | (families == self._family_numbers.get(word[1], -1)) | (values >= LEAST_ACROSS_CONCEPTS)
        return ids[kept], values[kept]

    def _by_key(self, word: Word, ids: Array, values: Array) -> Alike:
        """Add the words that share ``word``'s key, at the similarity their relation gives."""
        kind = WordKind.NUMBER if word[1].startswith("#") else WordKind.WORD
        merged = dict(zip(ids.tolist(), values.tolist(), strict=True))
        for number in self._members.get(word[1], ()):
            value = word_similarity((word[0], kind, word[1]), (self.word(number), kind, word[1]))
            merged[number] = max(value, merged.get(number, 0.0))
        numbers = sorted(merged)
        return np.array(numbers, dtype=np.int32), np.array([merged[number] for number in numbers], dtype=np.float32)

    def _rarity_of(self, ids: Array, values: Array) -> float:
        """Rarity of the most alike word when it is close, else 1: an unknown word is rare."""
        if not len(ids):
            return 1.0
        best = int(np.argmax(values))
        return float(self._rarity[ids[best]]) if values[best] >= 0.85 else 1.0
