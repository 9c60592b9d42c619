"""Greek names by ELOT 743, by sound, by BGN/PCGN 1962 and in the traditional Latin spelling (see ``greek.toml``)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from comity.names.romanisation.schemes import schemes

_DIAERESIS = "\u0308"


def _unaccented(word: str) -> str:
    """The word without accents and breathings; a diaeresis stays on its letter."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", word) if not unicodedata.combining(mark) or mark == _DIAERESIS)
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[str, ...]:
    bare = _unaccented(word)
    return tuple(scheme.apply(bare) for scheme in schemes("greek", "el"))


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a lower-case Greek run, one per scheme."""
    return tuple(map(" ".join, zip(*map(_word, run.split(" ")), strict=True)))
