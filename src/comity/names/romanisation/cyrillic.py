"""Cyrillic names: the language is told by its letters, then its passport, BGN/PCGN, press and scientific forms are given.

Sources: ICAO Doc 9303-3 section 6.B; BGN/PCGN romanisation systems; national systems; each scheme in ``cyrillic.toml`` names its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from comity.names.romanisation.schemes import schemes
from comity.names.romanisation.tables import forms

# First match wins. Uzbek and Belarusian share "ў", Uzbek and Tajik share "қ ғ ҳ", Serbian and Azerbaijani share "ј".
_LANGUAGES = (
    ("uz", re.compile("ў.*[қғҳ]|[қғҳ].*ў")),
    ("tg", re.compile("[ӣӯҷ]|ҳ")),
    ("az", re.compile("[ҝҹ]|ә.*ј|ј.*ә")),
    ("kk", re.compile("[әғқңұһҗҡҙҫ]|[өү].*[ңі]|ү.*ө")),
    ("mn", re.compile("[өү]")),
    ("sr", re.compile("[ђћљњџјѓќѕ]")),
    ("be", re.compile("ў|і.*ы|ы.*і|ё.*і|і.*ё|і.*э|э.*і")),
    ("uk", re.compile("[іїєґ]|[бпвмфр]'[яює]")),
    ("bg", re.compile("ъ(?![еёюя])|щ[оъ]|ьо")),
)


_RUTHENIAN = frozenset({"uk", "be"})


def language(text: str) -> str:
    """The ISO 639-1 code of the Cyrillic alphabet ``text`` (lower case) is written in; "ru" where neither letters nor names tell."""
    code = next((code for code, letters in _LANGUAGES if letters.search(text)), "ru")
    return "uk" if code == "ru" and not _ukrainian_names().isdisjoint(text.split(" ")) else code


@cache
def _ukrainian_names() -> frozenset[str]:
    """Given names that only Ukrainian spells so, though every letter is Russian too (володимир, микола)."""
    names = forms("east_slavic")
    russian = {spelling for spellings in names.values() for spelling in spellings}
    return frozenset(names.keys() - russian)


# Patronymics and family endings of Ukrainian and Belarusian in their Russian shape.
_ENDINGS = (
    (re.compile("(?:ійович|еевіч|еявіч)$"), "еевич"),
    (re.compile("(?:йович|евіч|явіч)$"), "евич"),
    (re.compile("(?:івна|аўна)$"), "овна"),
    (re.compile("(?:іївна|еўна|ееўна)$"), "евна"),
    (re.compile("(?:овіч|авіч)$"), "ович"),
    (re.compile("(?:ський|скі|цкі)$"), "ский"),
    (re.compile("(?:ська|ская)$"), "ская"),
    (re.compile("(?:аў|оў)$"), "ов"),
    (re.compile("(?:еў|яў|єв)$"), "ев"),
    (re.compile("анка$"), "енко"),
)
_RUSSIAN = str.maketrans("іїєґў'", "иие" + "гв ")


@lru_cache(maxsize=65_536)
def _through_russian(word: str) -> str:
    """A Ukrainian or Belarusian name in the Russian form of the same name, in the spelling popular in Western documents."""
    names = forms("east_slavic")
    russian = names[word][0] if word in names else None
    if russian is None:
        for ending, shape in _ENDINGS:
            if ending.search(word):
                russian = _stem(ending.sub("", word), names) + shape
                break
    plain = (russian or word).translate(_RUSSIAN).replace(" ", "")
    return schemes("cyrillic", "ru")[1].apply(plain)


def _stem(stem: str, names: Mapping[str, tuple[str, ...]]) -> str:
    """The stem of a patronymic in its Russian form, where the given name is known."""
    given = next((names[stem + tail][0] for tail in ("", "о", "ій", "ь", "й", "ей") if stem + tail in names), None)
    return stem if given is None else given.removesuffix("ий").removesuffix("ей").removesuffix("й").removesuffix("ь")


@lru_cache(maxsize=65_536)
def _word(word: str, code: str) -> tuple[str, ...]:
    return tuple(scheme.apply(word) for scheme in schemes("cyrillic", code))


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a lower-case Cyrillic run of words, one per scheme, each scheme used for the whole run."""
    code = language(run)
    words = run.split(" ")
    spelt = tuple(map(" ".join, zip(*(_word(word, code) for word in words), strict=True)))
    if code not in _RUTHENIAN:
        return spelt
    return (*spelt[:2], " ".join(map(_through_russian, words)), *spelt[2:])
