"""Names in Han characters: Mandarin first, then the spellings of Taiwan, Hong Kong, Singapore and, where they fit, Japan.

A word of two to four characters is read as family name and given name, with the family's own reading (单 shan, 曾 zeng, 欧阳
ouyang); longer words are cut at known company and place words. Readings: anyascii (from Unicode Unihan kMandarin); ISO 7098:2015.
Exceptions and other languages in ``han_family.tsv``, ``han_cantonese.tsv``, ``han_hokkien.tsv``, ``han_words.tsv``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

from comity.names.romanisation import kana
from comity.names.romanisation.tables import forms
from comity.names.romanisation.wade_giles import syllable as wade_giles

_DEPTH = 6
# anyascii gives one reading per character; these have another one in names.
_READINGS = {"长": "chang", "長": "chang", "重": "chong", "吕": "lyu", "呂": "lyu"}
_DOTS = str.maketrans("・·•", "   ")


@lru_cache(maxsize=32_768)
def _reading(character: str) -> str:
    """The pinyin of one character, without tone."""
    return _READINGS.get(character) or anyascii(character).lower().strip() or character


@cache
def _words() -> re.Pattern[str]:
    """Company words, places and transcribed names, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, forms("han_words")), key=len, reverse=True)))


def _pieces(word: str) -> list[str]:
    """A long word cut at the words of the table; what stands between stays whole."""
    pieces: list[str] = []
    at = 0
    for match in _words().finditer(word):
        pieces += [word[at : match.start()], match[0]]
        at = match.end()
    return [piece for piece in (*pieces, word[at:]) if piece]


def _common(word: str) -> tuple[str, ...]:
    """A word that is no Chinese personal name: transcribed names by the table, the rest in pinyin by word and by syllable."""
    columns = [_piece(piece) for piece in _pieces(word)]
    return tuple(map(" ".join, zip(*columns, strict=True)))


def _piece(piece: str) -> tuple[str, ...]:
    known = forms("han_words").get(piece)
    if known:
        return (known[0], known[-1], *(known[0],) * (_DEPTH - 2))
    syllables = [_reading(character) for character in piece]
    joined, apart = "".join(syllables), " ".join(syllables)
    return (joined, apart, joined, " ".join(map(wade_giles, syllables)), joined, joined)


def _family_length(word: str) -> int:
    """How many characters of ``word`` are the family name; nought if it does not look like a person's."""
    if 3 <= len(word) <= 4 and word[:2] in forms("han_family"):
        return 2
    return 1 if 2 <= len(word) <= 3 else 0


def _person(word: str, length: int) -> tuple[str, ...]:
    """A Chinese personal name: joined, split, Hong Kong, Taiwan, Singapore, as one word."""
    family, given = word[:length], word[length:]
    known = forms("han_family").get(family)
    mandarin = known[0] if known else "".join(map(_reading, family))
    syllables = [_reading(character) for character in given]
    joined = "".join(syllables)
    standard = f"{mandarin} {joined}"
    taiwan = " ".join(map(wade_giles, (mandarin, *syllables)))
    hokkien = forms("han_hokkien").get(family)
    return (
        standard,
        " ".join((mandarin.replace("lyu", "lu"), *syllables)),
        _cantonese(family, given) or standard,
        taiwan,
        f"{hokkien[0]} {joined}" if hokkien else standard,
        f"{mandarin}{joined}",
    )


def _cantonese(family: str, given: str) -> str | None:
    """The Hong Kong spelling, if the table has every character."""
    table = forms("han_cantonese")
    surname = [table[family][0]] if family in table else [table[character][0] for character in family if character in table]
    rest = [table[character][0] for character in given if character in table]
    complete = surname and len(rest) == len(given)
    return " ".join((*surname, *rest)) if complete else None


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[str, ...]:
    if word in forms("han_words"):
        return _piece(word)
    length = _family_length(word)
    chinese = _person(word, length) if length else _common(word)
    japanese = kana.full_name(word)
    if japanese is None:
        return chinese
    return (japanese, *chinese[:5]) if len(word) > 3 else (chinese[0], japanese, *chinese[1:5])


def _apart(words: list[str]) -> tuple[str, ...]:
    """Words with spaces between them: a one- or two-character family name and a given name, or words of their own."""
    first, rest = words[0], "".join(words[1:])
    if len(words) == 2 and len(first) <= 2 and len(rest) <= 3:
        japanese = kana.full_name(first + rest)
        if japanese is not None and len(first) == 2:
            return (japanese, *_person(first + rest, len(first))[:5])
        return _person(first + rest, len(first))
    return tuple(map(" ".join, zip(*map(_word, words), strict=True)))


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a run of Han characters, with kana or without."""
    words = run.translate(_DOTS).split()
    if not words:
        return ("",)
    if kana.has_kana(run):
        return tuple("".join(map(_left, line)) for line in kana.romanise(" ".join(words)))
    return _word(words[0]) if len(words) == 1 else _apart(words)


def _left(letter: str) -> str:
    """A kanji that no Japanese table knows falls back to its Chinese reading."""
    return letter if letter.isascii() else _reading(letter)
