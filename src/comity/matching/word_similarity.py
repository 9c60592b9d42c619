"""How alike two analysed words are: spelling, plus what is known of names beyond spelling.

Numbers agree only when they are the same number. An initial agrees with a word it begins. Spellings of one given name, its
diminutives and its translations agree to a stated degree whatever their letters.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from comity.matching.alignment_kernel import LEAST_SIMILARITY, ONE_SLIP
from comity.matching.sound_kernel import Bytes, sounds_of
from comity.matching.token_kernel import one_slip, similarity
from comity.names import variants
from comity.names.roles import WordKind

SAME_KEY = 0.97
"""Two ways to write one number or one generic concept (``bank``, ``banco``)."""

INITIAL = 0.80
"""An initial and a word that begins with it."""

FAMILY = {"spelling": 0.95, "diminutive": 0.88, "translation": 0.84}
"""Two members of one family of given names, by the looser of their relations to the family."""

LEAST_ACROSS_CONCEPTS = 0.95
"""Ordinary words of different meaning (``pharma`` and ``firm``) are different words, however alike, unless they sound the same."""

SHORT = 3
SHORTEST_SLIP = 2
"""Words of fewer letters are not slips of one another."""
LEAST_FOR_JOINED = 0.80
"""Two words written together must be more alike to one word than words are to count: their letters are many and their pairs more."""
LEAST_FOR_SHORT = 0.80
"""Words of up to three letters must be more alike than longer ones to count at all."""


SAME_SOUND = 0.98
"""Two spellings that are sounded alike."""

EQUAL_SOUND = SAME_SOUND - 1e-4
SLIP_APART = 0.8
"""How far single words that one slip of the hand makes of each other are apart, of what their letters and sounds say."""


@lru_cache(maxsize=65536)
def sounded(word: str) -> Bytes:
    """The sounded form of a word (ASCII letters and digits)."""
    return sounds_of(np.frombuffer(word.encode("ascii", "ignore"), dtype=np.uint8))


@lru_cache(maxsize=65536)
def written(word: str) -> Bytes:
    """The letters of a word (ASCII letters and digits)."""
    return np.frombuffer(word.encode("ascii", "ignore"), dtype=np.uint8)


@lru_cache(maxsize=262_144)
def _compared(one: str, other: str) -> tuple[float, bool]:
    """``spelling_similarity``, and whether one slip of the hand makes one word of the other."""
    if one == other:
        return 1.0, False
    value = SAME_SOUND * similarity(sounded(one), sounded(other))
    least = LEAST_FOR_SHORT if min(len(sounded(one)), len(sounded(other))) <= SHORT else LEAST_SIMILARITY
    slip = one_slip(written(one), written(other))
    if slip:
        value = max(value, SAME_SOUND * similarity(written(one), written(other)))
        least = LEAST_FOR_SHORT if min(len(one), len(other)) <= SHORT else LEAST_SIMILARITY
    if value >= least:
        return value, slip and value < EQUAL_SOUND
    return (ONE_SLIP if slip and min(len(one), len(other)) >= SHORTEST_SLIP else 0.0), False


def spelling_similarity(one: str, other: str) -> float:
    """Similarity of two words by their letters alone; below what counts as the same word ``ONE_SLIP`` where the hand may have slipped once,
    else 0.
    """
    return _compared(one, other)[0]


def word_similarity(one: tuple[str, int, str], other: tuple[str, int, str]) -> float:
    """Similarity (0, ``ONE_SLIP``, or 0.66..1) of two words given as (letters, kind, key)."""
    word, kind, key = one
    word2, kind2, key2 = other
    if WordKind.NUMBER in (kind, kind2):
        return (1.0 if word == word2 else SAME_KEY) if key == key2 and kind == kind2 else 0.0
    if word == word2:
        return 1.0
    if WordKind.INITIAL in (kind, kind2):
        return INITIAL if word[0] == word2[0] and kind != kind2 else 0.0
    value, slip = _compared(word, word2)
    if slip:
        value = 1.0 - SLIP_APART * (1.0 - value)
    if key[:1] == key2[:1] == "=" and key != key2 and value < LEAST_ACROSS_CONCEPTS:
        return 0.0
    if key and key == key2:
        relation = "" if key.startswith("=") else variants.relation(word, word2) or "spelling"
        value = max(value, FAMILY[relation] if relation else SAME_KEY)
    return value
