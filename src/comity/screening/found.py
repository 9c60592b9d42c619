"""What a search by name found, and why: listed readings, and each compared in full with the reading asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from comity.matching.alignment_kernel import MAX_WORDS, Alignment
from comity.matching.comparison import FORMS_DIFFER, Comparison, explained
from comity.names.analysis import NameAnalysis
from comity.screening.alike import AlikeWords
from comity.screening.layout import Array
from comity.screening.name_arrays_kernel import WEIGHT_UNIT, NameTables, QueryNames
from comity.screening.name_score_kernel import explain_all


class Match(NamedTuple):
    """A listed name that resembles a name asked: the number of the reading asked, of the listing, of the name in it; the score; and the
    number of the listed reading.
    """

    asked: int
    listing: int
    name: int
    score: float
    reading: int


class Compared:
    """Pairs of readings compared in full, as ``matching.compare_names`` compares two names, under the index's weights.

    ``scores``: of each pair. ``comparison`` says why.
    """

    def __init__(self, found: Found, matches: Sequence[Match], arrays: tuple[Array, Array, Array, Array]) -> None:
        scores, self._counts, self._pairs, self._likeness = arrays
        self.scores: list[float] = scores.tolist()
        self._found = found
        self._matches = matches

    def comparison(self, at: int) -> Comparison:
        """Which words of the pair numbered ``at`` were paired, how alike, and what was left over."""
        match, count = self._matches[at], self._counts[at]
        pairs = zip(self._pairs[at, :count].tolist(), self._likeness[at, :count].tolist(), strict=True)
        return self._found.explained(match, self.scores[at], [(*pair, alike) for pair, alike in pairs])


class Found:
    """What a search found: ``matches`` in the order of the readings asked. Holds until the next search of the same index."""

    def __init__(
        self, asked: tuple[Sequence[NameAnalysis], QueryNames], listed: tuple[NameTables, AlikeWords], matches: list[Match]
    ) -> None:
        self.matches = matches
        self._readings, self._queries = asked
        self._tables, self._alike = listed

    def compare(self, matches: Sequence[Match], room: Alignment) -> Compared:
        """The readings of ``matches`` compared by every pair of words, whether the search found them alike or not."""
        pairs = np.array([(match.asked, match.reading) for match in matches], dtype=np.int32).reshape(-1, 2)
        count = len(matches)
        paired = np.zeros((count, MAX_WORDS, 3), np.int16)
        arrays = np.zeros(count), np.zeros(count, np.int32), paired, np.zeros((count, MAX_WORDS), np.float32)
        if count:
            explain_all((self._queries, self._tables), self._alike.words(), pairs, FORMS_DIFFER, (room, *arrays))
        return Compared(self, matches, arrays)

    def explained(self, match: Match, score: float, pairs: Sequence[tuple[int, int, int, float]]) -> Comparison:
        """The comparison of ``match`` as people read it."""
        reading = self._readings[match.asked]
        asked = slice(*self._queries.starts[match.asked : match.asked + 2].tolist())
        listed = slice(*self._tables.starts[match.reading : match.reading + 2].tolist())
        forms, others = int(self._queries.forms[match.asked]), int(self._tables.traits[match.reading]) >> 32
        cells = self._tables.cells[listed]
        return explained(
            (reading.words, [self._alike.word(number) for number in cells[:, 0].tolist()]),
            (self._queries.weights[asked].tolist(), ((cells[:, 2] >> 16) / WEIGHT_UNIT).tolist()),
            pairs,
            Comparison(score, forms_differ=bool(forms and others and not forms & others)),
        )
