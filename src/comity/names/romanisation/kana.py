"""Japanese names: kana by Hepburn (passport, as written, oh) and Kunrei, kanji by the common readings of family and given names.

Katakana is read as hiragana. Sources in ``kana.toml``, ``kanji_family.tsv`` and ``kanji_given.tsv``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from comity.names.romanisation.schemes import schemes
from comity.names.romanisation.tables import forms

_HIRAGANA = {point: point - 0x60 for point in range(0x30A1, 0x30F7)}
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff]")
_KANA_RUN = re.compile("([\u3041-\u309f\u30a1-\u30ff]+)")
DEPTH = 4
"""How many spellings a Japanese word has."""


def has_kana(text: str) -> bool:
    """Whether ``text`` holds hiragana or katakana."""
    return _KANA.search(text) is not None


@lru_cache(maxsize=16_384)
def _kana(word: str) -> tuple[str, ...]:
    hiragana = word.translate(_HIRAGANA)
    return tuple(scheme.apply(hiragana) for scheme in schemes("kana", "ja"))


def _given(kanji: str) -> str | None:
    """The reading of a given name in kanji by its characters, or nothing if one is unknown."""
    readings = forms("kanji_given")
    if not all(letter in readings for letter in kanji):
        return None
    if len(kanji) == 1:
        return readings[kanji][1]
    return "".join(readings[letter][0] for letter in kanji[:-1]) + readings[kanji[-1]][2 if len(readings[kanji[-1]]) > 2 else 0]


def split_family(word: str) -> tuple[str, str] | None:
    """A word's family name in Latin letters and the rest, if it opens with a Japanese family name; the longest wins."""
    names = forms("kanji_family")
    for length in (3, 2, 1):
        if word[:length] in names and len(word) >= length:
            return names[word[:length]][0], word[length:]
    return None


def full_name(word: str) -> str | None:
    """A name all in kanji, family and given, read in Japanese; nothing if a part is unknown or there is no given name."""
    family = split_family(word)
    given = _given(family[1]) if family is not None and 1 <= len(family[1]) <= 3 else None
    return f"{family[0]} {given}" if family is not None and given is not None else None


def _piece(piece: str) -> tuple[str, ...]:
    """A stretch of kana, or of kanji by its given-name reading; unknown kanji are left as they are."""
    return _kana(piece) if has_kana(piece) else (_given(piece) or piece,) * DEPTH


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[str, ...]:
    family = split_family(word)
    rest = family[1] if family is not None else word
    columns = [_piece(piece) for piece in _KANA_RUN.split(rest) if piece]
    opening = f"{family[0]} " if family is not None else ""
    return tuple((opening + "".join(parts)).strip() for parts in zip(*columns, strict=True)) if columns else (opening.strip(),) * DEPTH


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a Japanese run with kana, one per scheme; kanji that no table knows are left in place."""
    return tuple(map(" ".join, zip(*map(_word, run.split(" ")), strict=True)))
