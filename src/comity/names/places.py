"""Cities and countries inside the names of organisations: they tell a branch from its house, and two houses of one name apart.

Data: ``data/places.tsv`` and the single-word names and demonyms of :mod:`comity.names.countries`. Words are lower case, in the Latin
alphabet, without punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from comity.names.countries import country_code, single_words
from comity.names.tables import rows

SHORTEST = 4
"""Letters of a place that one word names, at least: shorter ones are other words as well."""


@cache
def beginnings() -> frozenset[str]:
    """The words that a city or country may begin with."""
    return _countries() | frozenset(_cities())


def may_begin(word: str) -> bool:
    """Tell whether a city or country may begin with ``word``."""
    return word in beginnings()


def size(words: Sequence[str], start: int) -> int:
    """How many words from ``start`` on name one city or country (the longest that fits); 0 when none does."""
    first = words[start]
    if not may_begin(first):
        return 0
    for city in _cities().get(first, ()):
        if tuple(words[start : start + len(city)]) == city:
            return len(city)
    return 1 if first in _countries() else 0


@lru_cache(maxsize=1024)
def country_key(word: str) -> str:
    """What a country's word is equal under whatever its spelling (``iran``, ``iranian``: ``=@IR``), so that those of two countries are two
    words however alike (``iraq``); empty for other words.
    """
    code = country_code(word) if word in _countries() else ""
    return f"=@{code}" if code else ""


@cache
def _countries() -> frozenset[str]:
    return frozenset(word for word in single_words() if len(word) >= SHORTEST and word.isascii() and word.isalpha())


@cache
def _cities() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> the cities that begin with it as words, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for _country, cities in rows("places", ("country", "cities")):
        for city in cities.split(";"):
            words = tuple(city.split())
            found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(set(cities), key=lambda city: (-len(city), city))) for first, cities in found.items()}
