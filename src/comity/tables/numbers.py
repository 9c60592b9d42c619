"""Numbers of documents and registers as people and programs write them in a cell.

What is written is always kept. Where a number may stand inside it, that number is added as a value of its own: a value too many finds
nobody, one too few may miss somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.model import Identifier, IdentifierType
from comity.names.countries import country_code

LEAST = 5
"""Letters and digits that a part of a cell has at least, to be taken for a number of its own."""

_LOST_DIGITS = re.compile(r"[+-]?\d+[.,]\d+E[+-]?\d{1,3}|[+-]?\d+E\+\d{1,3}", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"(\d{5,})[.,]0{1,2}")
_SEVERAL = re.compile(r"[,/]")
_BEHIND = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_WORD = re.compile(r"\s*(?:([^\W\d_]{2,})[\s.:#-]+|[№#:.°º]+\s*|[Nn][°º]\s*)")
_LETTERED = frozenset({IdentifierType.WALLET, IdentifierType.BIC, IdentifierType.CALL_SIGN})
_NUMBER_WORDS = frozenset({"no", "nr", "num", "id", "n"})


def lost_digits(text: str) -> bool:
    """True for a number with an exponent (``8.628597E+06``), as a spreadsheet shows a long one: its last digits are not known."""
    return bool(_LOST_DIGITS.fullmatch(text.strip()))


def numbers_in(kind: IdentifierType, text: str) -> tuple[Identifier, ...]:
    """Return the numbers of type ``kind`` in ``text``, each once by its key: as it is written, then the ones that stand inside it.

    A whole number loses ``.0`` (a spreadsheet's), and is not kept with it. Words before a number and brackets behind it go; ``,`` and
    ``/`` part several. In text of no type, ``passport:X123`` states its own.
    """
    if kind is IdentifierType.OTHER:
        kind, text = _stated(text)
    found: dict[str, Identifier] = {}
    for value in (_without_decimals(text), *_inside(kind, text)):
        identifier = Identifier(kind, value)
        if identifier.key:
            found.setdefault(identifier.key, identifier)
    return tuple(found.values())


def _stated(text: str) -> tuple[IdentifierType, str]:
    stated, colon, value = text.partition(":")
    if colon and stated.strip().lower() in IdentifierType.__members__.values():
        return IdentifierType(stated.strip().lower()), value.strip()
    return IdentifierType.OTHER, text


def _without_decimals(text: str) -> str:
    whole = _WHOLE_NUMBER.fullmatch(text.strip())
    return whole.group(1) if whole else text


def _inside(kind: IdentifierType, text: str) -> Iterator[str]:
    """The numbers that may stand in ``text`` beside other things. None for letters and digits alone."""
    if kind in _LETTERED or text.isalnum():
        return
    for part in _SEVERAL.split(text):
        bare = _without_words(_BEHIND.sub("", part)).strip()
        if bare != text and sum(map(str.isalnum, bare)) >= LEAST and any(map(str.isdigit, bare)):
            yield _without_decimals(bare)


def _without_words(text: str) -> str:
    """``text`` without words and signs before its number: words of three letters and more, countries, ``No``."""
    while found := _WORD.match(text):
        word = found.group(1) or ""
        rest = text[found.end() :]
        known = len(word) != 2 or word.casefold() in _NUMBER_WORDS or country_code(word)
        if not known or not any(map(str.isdigit, rest)):
            break
        text = rest
    return text
