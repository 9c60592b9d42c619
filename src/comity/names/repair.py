"""Slips in the ordinary words of an organisation's name: ``BIMLOGICLLC``, ``LIM ITED``, ``SHIPPINGCORP``, ``JOIT STOCK COMPANY``, ``LDT``,
``MANAGEMVENT``; and abbreviations of such words (``NPO``).

Data: ``data/abbreviations.tsv``.

Where a space is lost or a letter is wrong, a legal form or a generic word is not recognised, or runs into the word that tells who is
meant. The words known here are those of :mod:`comity.names.legal_forms` and :mod:`comity.names.generic_words`; whether a repair is right
cannot be known (``zinc`` is no ``z inc``), so what comes out is another way to read the name, beside the name as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from comity.names import generic_words, legal_forms, numerals, places, variants
from comity.names.tables import rows

LEAST_CORE = 4
"""Letters that must be left of a word when an ordinary word is cut off."""

LEAST_FORM, LEAST_GENERIC, LEAST_JOINED = 3, 4, 6
"""Letters of a legal form and of a generic word that are cut off, and of an ordinary word put together again, at least."""

LEAST_CORE_OF_FORM, LEAST_FORM_OFF_SHORT = 2, 7
"""Letters that must be left where a legal form of so many letters or more is cut off (``azlimited``)."""

LEAST_MISSPELT = 5
"""Letters of a word that may be a misspelt one of a spelled-out legal form, at least."""

LONGEST_OF_FORM, MOST_OF_FORM = 4, 6
"""Letters of one word, at most, and words of a legal form at the end of a name that is looked at as a whole."""

LONGEST = 14
"""Letters of an ordinary word that is looked for at an end, at most."""


def repaired(words: Sequence[str], *, guesses: bool = True) -> list[str]:
    """``words`` (lower-case ASCII) with ordinary words put together again, cut off, and spelt as they should be; equal to ``words`` where
    nothing is to be done. Without ``guesses`` no word that is not quite a generic one is taken for it, nor for an abbreviation.
    """
    pieces = [piece for word in _spelled_out(_joined(words)) for piece in _pieces(word, guesses)]
    if len(pieces) > 1 and pieces[-1] not in _ordinary():
        pieces[-1] = legal_forms.unscrambled(pieces[-1]) or pieces[-1]
    return _ends(pieces)


@lru_cache(maxsize=262_144)
def _pieces(word: str, guesses: bool) -> tuple[str, ...]:  # noqa: FBT001 - cached by position
    """``word`` as the ordinary word it is a slip of, else parted from ordinary words that run into it. A person's name or a place is
    neither (``nader`` is no ``onder``).
    """
    if guesses and word in _abbreviations():
        return _abbreviations()[word]
    if word in _ordinary() or word in variants.words() or places.may_begin(word):
        return (word,)
    meant = legal_forms.nearest_form_word(word) or (generic_words.nearest(word) if guesses else None)
    return (meant,) if meant else tuple(legal_forms.nearest_form_word(piece) or piece for piece in _cut(word))


def _spelled_out(words: list[str]) -> list[str]:
    """``words`` with a misspelt word of a spelled-out legal form as it should be (``limited lpiablity company``)."""
    if legal_forms.spelled_out_words().isdisjoint(words):
        return words
    known = [word in legal_forms.spelled_out_words() for word in words]
    for place, word in enumerate(words):
        if not known[place] and len(word) >= LEAST_MISSPELT and (True in known[max(0, place - 1) : place + 2]) and word not in _ordinary():
            found = legal_forms.spelled_out(words, place)
            if found:
                at, form = found
                return [*words[:at], *form, *words[at + len(form) :]]
    return words


def _ends(words: list[str]) -> list[str]:
    """``words`` with the legal form at their end as it should be, where its letters are torn apart or one is wrong (``sa de cw``); and one
    that belongs to the end but stands in front (``ag kohas``) at the end.
    """
    count = len(words)
    if count > 1 and len(words[-1]) < LEAST_FORM and len(words[-2]) > LEAST_CORE and not legal_forms.is_form(words[-1]):
        form = words[-2][-1] + words[-1]  # biestras.a.
        if legal_forms.is_form(form):
            return [*words[:-2], words[-2][:-1], form]
    start = count
    while start > 1 and len(words[start - 1]) <= LONGEST_OF_FORM and words[start - 1].isalpha() and count - start < MOST_OF_FORM:
        start -= 1
    for at in range(start, count):
        meant = legal_forms.nearest_phrase("".join(words[at:]), count - at)
        if meant:
            return words if meant == words[at:] else [*words[:at], *meant]
    return [*words[1:], words[0]] if count > 1 and legal_forms.is_closing(words[0]) else words


def _joined(words: Sequence[str]) -> list[str]:
    """Neighbours that are one ordinary word when written together, and none by themselves, as that word."""
    joined: list[str] = []
    for word in words:
        both = joined[-1] + word if joined else ""
        if len(both) >= LEAST_JOINED and both in _ordinary() and not (joined[-1] in _ordinary() and word in _ordinary()):
            joined[-1] = both
        else:
            joined.append(word)
    return joined


def _cut(word: str) -> tuple[str, ...]:
    """``word`` parted from an ordinary word at its end, else at its beginning; alone when it has none or is ordinary itself."""
    if len(word) < LEAST_CORE + LEAST_FORM or not word.isalpha() or word in _ordinary():
        return (word,)
    for size in range(min(LONGEST, len(word) - LEAST_CORE_OF_FORM), LEAST_FORM - 1, -1):
        if (word[-size:] in _cuttable()) if size <= len(word) - LEAST_CORE else _is_long_form(word[-size:]):
            return (*_cut(word[:-size]), word[-size:])
    for size in range(min(LONGEST, len(word) - LEAST_CORE), LEAST_FORM - 1, -1):
        if word[:size] in _cuttable():
            return (word[:size], *_cut(word[size:]))
    return (word,)


def _is_long_form(word: str) -> bool:
    return len(word) >= LEAST_FORM_OFF_SHORT and word in legal_forms.single_words()


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    found = rows("abbreviations", ("abbreviations", "words"))
    return {short: tuple(words.split()) for shorts, words in found for short in shorts.split()}


@cache
def _cuttable() -> frozenset[str]:
    """The ordinary words that may be cut off another."""
    generic = (word for word in generic_words.words() if len(word) >= LEAST_GENERIC and generic_words.weight(word) is not None)
    return legal_forms.single_words().union(generic)


@cache
def _ordinary() -> frozenset[str]:
    return legal_forms.single_words() | generic_words.words() | {word for word in numerals.words() if len(word) >= LEAST_JOINED}
