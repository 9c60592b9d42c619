"""Words with little power to tell one organisation from another: what they mean, and how little they weigh.

Data: ``data/generic_words.tsv`` (words by concept, in every script) and ``data/stop_words.tsv``. Tokens are lower case, without punctuation. Two names
agree on a generic word when the concept agrees (``banco`` and ``банк``); no hit may rest on generic words alone.
"""

from __future__ import annotations

from functools import cache

from comity.names.tables import fold, folded, rows


def weight(token: str) -> float | None:
    """Return how much a match of this word is worth, 0.2 (group, company) to 0.7 (city), or ``None`` when it is not generic.

    A distinctive word is worth 1.0.
    """
    found = _words().get(fold(token))
    return found[1] if found else None


def concept(token: str) -> str | None:
    """Return the English word for what a generic word means (``banco``, ``банк`` and ``银行``: ``bank``), or ``None``."""
    found = _words().get(fold(token))
    return found[0] if found else None


def is_stop(token: str) -> bool:
    """Tell whether the word only joins others (``and``, ``of``, ``для``, ``و``)."""
    return fold(token) in _stops()


@cache
def _words() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for meaning, value, words in rows("generic_words", ("concept", "weight", "words")):
        entry = (meaning, float(value))
        found.update((word, entry) for word in folded(words))
    return found


@cache
def _stops() -> frozenset[str]:
    return frozenset(word for _language, words in rows("stop_words", ("language", "words")) for word in folded(words))
