"""Listings in any number, made from the real ones: as heavy with common words as those are, and as full of aliases.

Each made listing follows a real one drawn at random, with as many names of the same kinds and scripts. One decision is taken for each
word of the real listing and holds in all its names, so that aliases stay aliases: the word stays (always, if it is one of the generic
words of organisations; else 3 times in 10), or is misspelt or otherwise transcribed (2 in 10), or gives way to a word drawn from the real
names of the same culture (kind of subject, list, nationality, script) and position (first, inner, last), in proportion to how often it
stands there (5 in 10). So common words grow with the list, rare ones stay rare, and new spellings keep coming. Names in two scripts no
longer sound alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench import noise
from bench.screening.plain import words_of
from bench.screening.related import common_words
from bench.screening.tables import transcriptions
from comity.model import Listing, Name, Schema
from comity.names.scripts import script_of

KEPT, MISSPELT = 0.3, 0.2
GENERIC = 1 / 300
SMALLEST_CULTURE = 50
"""Cultures with fewer listings than this share one without nationality."""

HEAVIEST = 20

Pool = tuple[str, str, str, str, str]
"""Kind of subject, list, nationality or nothing, script, position."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much of a list its common words are: names, different words, and the share of all names that each of the heaviest words is in."""

    names: int
    words: int
    heaviest: list[tuple[str, float]]


class Perturbed:
    """Makes listings after ``listings``."""

    def __init__(self, listings: Sequence[Listing], seed: int) -> None:
        self._listings = listings
        self._random = Random(seed)
        organisations = [[name.full for name in one.subject.names] for one in listings if one.subject.schema is not Schema.PERSON]
        self._generic = common_words(organisations, GENERIC)
        sizes = Counter(_nationality(listing) for listing in listings)
        self._large = {nationality for nationality, size in sizes.items() if size >= SMALLEST_CULTURE}
        self._pools: dict[Pool, list[str]] = {}
        for listing in listings:
            for name in listing.subject.names:
                words = name.full.split()
                for at, word in enumerate(words):
                    self._pools.setdefault(self._pool(listing, name, at, len(words)), []).append(word)

    def listings(self, names: int) -> Iterator[Listing]:
        """Listings with at least so many names altogether, each with an id of its own."""
        made = number = 0
        while made < names:
            listing = self._one(self._random.choice(self._listings), number)
            made += len(listing.subject.names)
            number += 1
            yield listing

    def _one(self, model: Listing, number: int) -> Listing:
        decided: dict[str, str] = {}
        names = []
        for name in model.subject.names:
            words = name.full.split()
            changed = [
                decided.setdefault(word.casefold(), self._word(word, self._pool(model, name, at, len(words))))
                for at, word in enumerate(words)
            ]
            names.append(Name(" ".join(changed), name.kind))
        return Listing(str(number), model.source, replace(model.subject, names=tuple(names), identifiers=()))

    def _word(self, word: str, pool: Pool) -> str:
        chance = self._random.random()
        if chance < KEPT or self._generic.issuperset(words_of(word)):
            return word
        if chance < KEPT + MISSPELT:
            return self._misspelt(word)
        return self._random.choice(self._pools[pool])

    def _misspelt(self, word: str) -> str:
        fitting = [(one, other) for one, other in transcriptions() if one in word.lower()]
        if fitting and self._random.random() < 0.5:
            one, other = self._random.choice(fitting)
            return word.lower().replace(one, other)
        return noise.noised(word, "one typing error", self._random) or word

    def _pool(self, listing: Listing, name: Name, at: int, count: int) -> Pool:
        nationality = _nationality(listing)
        position = "first" if at == 0 else "last" if at == count - 1 else "inner"
        return listing.subject.schema.value, listing.source, nationality * (nationality in self._large), script_of(name.full), position


def _nationality(listing: Listing) -> str:
    return min(listing.subject.nationalities, default="")


def weigh(names: Sequence[str]) -> Weight:
    """The weight of the common words of ``names``."""
    counts: Counter[str] = Counter()
    for name in names:
        counts.update(set(words_of(name)))
    return Weight(len(names), len(counts), [(word, count / len(names)) for word, count in counts.most_common(HEAVIEST)])
