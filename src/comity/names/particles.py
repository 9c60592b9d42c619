"""Particles inside personal names: what is no name alone, yet changes or joins the word after it.

Data: ``data/particles.tsv``. Tokens are lower case. Several particles are names or words elsewhere (``an``, ``ben``, ``in``): whoever
reads a name takes a token as a particle only when another token follows it (for ``oglu`` and ``kyzy``: stands before it).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from comity.names.tables import fold, folded, rows

Kind = Literal["article", "patronymic", "kunya", "nobiliary", "conjunction", "bound"]

_KINDS: dict[str, Kind] = {
    "article": "article",
    "patronymic": "patronymic",
    "kunya": "kunya",
    "nobiliary": "nobiliary",
    "conjunction": "conjunction",
    "bound": "bound",
}


def is_particle(token: str) -> bool:
    """Tell whether the token is a particle of any kind."""
    return fold(token) in _particles()


def kind(token: str) -> Kind | None:
    """Return what the particle does (``al``: article, ``bin``: patronymic, ``abu``: kunya, ``abd``: bound); ``None`` for other tokens."""
    return _particles().get(fold(token))


def words() -> frozenset[str]:
    """All particles, in key form."""
    return frozenset(_particles())


@cache
def _particles() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for name, _language, words, _note in rows("particles", ("kind", "language", "words", "note")):
        for word in folded(words):
            found.setdefault(word, _KINDS[name])
    return found
