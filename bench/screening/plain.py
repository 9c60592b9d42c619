"""Names reduced to what any reader would call equal, and how alike two words are: rules that belong to no matcher measured here.

Romanisation is anyascii's (https://github.com/anyascii/anyascii), similarity is Levenshtein's (1965).
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_APART = re.compile(r"[^a-z0-9]+")
_APART_IN_ANY_SCRIPT = re.compile(r"[\W_]+")
_DROPPED = re.compile(r"[.'`’ʼʿʾ]")
_LATIN_ENDS = "\u0250"


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of ``name`` in lower-case Latin letters and digits, in their order; full stops and apostrophes do not part words."""
    return tuple(_APART.sub(" ", _DROPPED.sub("", anyascii(name).lower())).split())


def plain(name: str) -> str:
    """``name`` by its words alone, without accents and case: names with the same result are equal, in any order of words.

    Letters of other scripts stay as they are: a name in Cyrillic never equals one in Latin letters.
    """
    return " ".join(sorted(in_order(name)))


def in_order(name: str) -> tuple[str, ...]:
    """The words that ``plain`` compares, as they stand."""
    return tuple(_APART_IN_ANY_SCRIPT.sub(" ", _without_accents(name)).split())


def _without_accents(name: str) -> str:
    text = _DROPPED.sub("", name.casefold())
    return text if text.isascii() else "".join(anyascii(letter).lower() if letter < _LATIN_ENDS else letter for letter in text)


def distance(left: str, right: str) -> int:
    """How many letters must be added, left out or replaced to turn one text into the other."""
    before = list(range(len(right) + 1))
    for at, letter in enumerate(left, start=1):
        row = [at]
        for other_at, other in enumerate(right, start=1):
            row.append(min(before[other_at] + 1, row[-1] + 1, before[other_at - 1] + (letter != other)))
        before = row
    return before[-1]


def likeness(left: str, right: str) -> float:
    """One minus the distance over the length of the longer text: 1 for equal texts, 0 for nothing in common."""
    longer = max(len(left), len(right))
    return 1 - distance(left, right) / longer if longer else 1.0
