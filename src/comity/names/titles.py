"""Titles, honorifics, ranks and degrees around a person's name, and the suffixes that tell generations apart.

Data: ``data/titles.tsv``. Tokens are lower case, without punctuation. A title that is also often a name is *ambiguous*: it may be passed
over when the other name lacks it, but never counts against two names that both have it.
"""

from __future__ import annotations

from functools import cache

from comity.names.tables import fold, folded, rows


def is_title(token: str) -> bool:
    """Tell whether the token is a title (``dr``, ``shaykh``, ``الحاج``), ambiguous ones included."""
    return fold(token) in _words()["title"]


def is_ambiguous(token: str) -> bool:
    """Tell whether the title or generation suffix is also often a name or an initial (``sayyid``, ``khan``, ``v``)."""
    return fold(token) in _words()["ambiguous"]


@cache
def mere() -> frozenset[str]:
    """The titles that are never a name, in key form."""
    return _words()["title"] - _words()["ambiguous"]


def words() -> frozenset[str]:
    """All titles and suffixes, in key form."""
    return _words()["title"] | _words()["generation"]


def is_generation(token: str) -> bool:
    """Tell whether the token sets father and son apart (``jr``, ``iii``, ``filho``)."""
    return fold(token) in _words()["generation"]


@cache
def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {"title": set(), "generation": set(), "ambiguous": set()}
    for kind, ambiguous, _language, words in rows("titles", ("kind", "ambiguous", "language", "words")):
        found[kind].update(folded(words))
        if ambiguous == "yes":
            found["ambiguous"].update(folded(words))
    return {kind: frozenset(words) for kind, words in found.items()}


def __getattr__(name: str) -> frozenset[str]:
    """Give ``TITLES``, every title in its key form, without reading the table before it is asked for."""
    if name == "TITLES":
        return _words()["title"]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
