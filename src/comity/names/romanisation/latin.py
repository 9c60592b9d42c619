"""Latin letters beyond ASCII: diacritics off, and the spellings of passports and habit (ä as ae, š as sh, đ as dj).

Sources: ICAO Doc 9303-3 section 6.A (transliteration of multinational Latin characters); national habits named in ``latin.toml``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

from comity.names.romanisation.schemes import schemes


@lru_cache(maxsize=65_536)
def _word(word: str) -> tuple[str, ...]:
    return tuple(_bare(scheme.apply(word)) for scheme in schemes("latin", "latin"))


def _bare(word: str) -> str:
    """The word without what is left of its diacritics."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return anyascii("".join(letter for letter in decomposed if not unicodedata.combining(letter))).lower()


def romanise(run: str) -> tuple[str, ...]:
    """The ASCII spellings of a lower-case Latin run, plain first, one per scheme."""
    if run.isascii():
        return (run,)
    return tuple(map(" ".join, zip(*map(_word, run.split(" ")), strict=True)))
