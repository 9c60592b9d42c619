"""Which removed aliases could be found at all: those that look like a name that remains, by a rule that belongs to no matcher.

An alias is *related* to the names that remain when, both romanised with anyascii and in lower case, (1) a word of it, or two neighbouring
words written together, of at least four letters, is alike (Levenshtein, 1 - distance / length of the longer, at least .70) a word or
two joined words of a remaining name, and the alike word of the remaining name stands in at most 1 in 200 listings; or (2) the two names
written without spaces are alike by the same measure. Nicknames, translations and former names are not related; no matcher finds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bench.screening.plain import likeness, words_of

ALIKE = 0.70
SHORTEST = 4
COMMON = 1 / 200
"""Words in a larger share of the listings relate nobody to anybody."""


def common_words(listings: Iterable[Sequence[str]], share: float = COMMON) -> frozenset[str]:
    """The words that stand in more than ``share`` of the listings, each given by its names."""
    counts: Counter[str] = Counter()
    total = 0
    for names in listings:
        counts.update({word for name in names for word in words_of(name)})
        total += 1
    return frozenset(word for word, count in counts.items() if count > share * total)


def is_related(alias: str, remaining: Iterable[str], common: frozenset[str]) -> bool:
    """Whether ``alias`` looks like one of the ``remaining`` names."""
    pieces = _pieces(alias, frozenset())
    return any(_alike(pieces, _pieces(name, common)) or _whole(alias, name) for name in remaining)


def _pieces(name: str, common: frozenset[str]) -> set[str]:
    words = words_of(name)
    joined = {left + right for left, right in pairwise(words) if not {left, right} <= common}
    return {piece for piece in joined.union(words) - common if len(piece) >= SHORTEST}


def _alike(left: set[str], right: set[str]) -> bool:
    if left & right:
        return True
    return any(
        min(len(one), len(other)) >= ALIKE * max(len(one), len(other)) and likeness(one, other) >= ALIKE for one in left for other in right
    )


def _whole(left: str, right: str) -> bool:
    one, other = "".join(words_of(left)), "".join(words_of(right))
    return min(len(one), len(other)) >= ALIKE * max(len(one), len(other)) and likeness(one, other) >= ALIKE
