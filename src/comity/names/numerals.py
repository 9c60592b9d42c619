"""Numbers inside names: sister ships, numbered companies and battalions differ by nothing else, so two numerals must agree.

Digits of any script, Roman numerals, number words and ordinals from one to twenty, and tens to ninety, in the languages of
``data/numerals.tsv``, Han numerals. Tokens are lower case, without punctuation.

Roman numerals are read up to 40 and in their regular form only (``iv``, not ``iiii``). A single letter (``i``, ``v``, ``x``) is far more
often an initial: it is a numeral only when the caller asks for ``"roman"``. Numerals that are also names (``xi``, ``vi``) are numerals
here, and so are number words that are particles elsewhere (``dos``): whoever reads a person's name asks for particles first.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from comity.names.tables import fold, folded, rows

Kind = Literal["any", "digits", "roman", "word", "ordinal", "han"]

_LARGEST_ROMAN = 40
_MOST_DIGITS = 15
_TENS = 10
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})


def value(token: str, kind: Kind = "any") -> int | None:
    """Return the number the token stands for, read as ``kind``, or ``None``.

    ``any`` tries digits, words, ordinals (of any number in English: ``558th``) and Han numerals, and Roman numerals of two letters or more.
    """
    if kind in {"any", "digits"} and token.isdecimal():
        return int(token) if len(token) <= _MOST_DIGITS else None
    key = fold(token)
    if kind in {"any", "ordinal"} and key[:-2].isdecimal() and key[-2:] in _ORDINAL_ENDINGS and len(key) <= _MOST_DIGITS:
        return int(key[:-2])
    found = _numerals().get(key)
    if found and kind in {"any", found[0]}:
        return found[1]
    if kind == "roman" or (kind == "any" and len(key) > 1):
        return _romans().get(key)
    return None


@cache
def tens() -> frozenset[str]:
    """The words for a number of tens (``forty``), after which one for units may follow, in key form."""
    numbers = {word: value(word) or 0 for word in words() if word.isalpha()}
    return frozenset(word for word, number in numbers.items() if number >= 20 and number % 10 == 0)


def words() -> frozenset[str]:
    """All words and Roman numerals that ``value`` reads, in key form."""
    return frozenset(_numerals()) | frozenset(_romans())


@cache
def _numerals() -> dict[str, tuple[str, int]]:
    """Spelling -> (kind, value)."""
    found: dict[str, tuple[str, int]] = {}
    for kind, _language, words in rows("numerals", ("kind", "language", "words")):
        step = _TENS if kind == "tens" else 1
        for number, spellings in enumerate(words.split(";"), start=1):
            found.update(
                (spelling, ("word" if kind == "tens" else kind, step * number)) for spelling in folded(spellings) if spelling != "-"
            )
    return found


@cache
def _romans() -> dict[str, int]:
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    tens = ("", "x", "xx", "xxx", "xl")
    return {tens[number // 10] + units[number % 10]: number for number in range(1, _LARGEST_ROMAN + 1)}
