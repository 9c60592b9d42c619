"""Countries and nationalities as ISO 3166-1 alpha-2 codes, from the many ways in which lists, documents and files write them.

Reads English, French and Spanish names, official and former names, demonyms, alpha-2 and alpha-3 codes, and the own-language,
Russian and Arabic names of many. ``XK`` (Kosovo) is user-assigned, not ISO's. States that ended keep the code ISO 3166-3 withdrew
(``SU``, ``YU``, ``CS`` for Serbia and Montenegro, ``AN``, ``DD``), but Czechoslovakia is ``CSHH``, since its ``CS`` was given again.
A territory in dispute goes where ISO 3166 puts it (Crimea is ``UA``; Gaza and the West Bank are ``PS``); that is a statement about
codes only. Data: ``data/countries.tsv``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from comity.names.tables import fold, rows

_COLUMNS = ("code", "alpha3", "status", "name", "names", "demonyms")
_WORDS = re.compile(r"[^\W_]+")
_MINOR = frozenset({"the", "of", "and", "region"})
_PARENTHESIS = re.compile(r"\([^)]*\)")
_MOST_CHARACTERS = 200
# "N/A" is no country; in capitals and alone, NA is Namibia's code.
_BLANKS = frozenset({"na", "n/a", "N/A", "n.a.", "N.A."})


def country_code(text: str) -> str:
    """Return the code of the one country that ``text`` names, in upper case, or ``""`` when there is none, or no single one.

    Case, diacritics, punctuation and word order do not matter (``Korea, North``; ``Iran (Islamic Republic of)``); of two names set
    apart by a slash both must mean the same (``Belarus / Bélarus``). Words shared by two nations (Congolese, Korean) give ``""``.
    """
    text = text.strip()
    if text in _BLANKS or len(text) > _MOST_CHARACTERS:
        return ""
    return _resolved(text)


def country_name(code: str) -> str:
    """Return the short English name of a code from ``country_code``, or ``""`` when the code is unknown."""
    return _tables()[1].get(code.upper(), "")


@cache
def single_words() -> frozenset[str]:
    """The names, demonyms and codes that are one word, in lower case without diacritics."""
    return frozenset(key for key in _tables()[0] if " " not in key)


@lru_cache(maxsize=4096)
def _resolved(text: str) -> str:
    found = _looked_up(text)
    if found:
        return found
    if "/" in text:
        codes = {_looked_up(part) or _looked_up(_PARENTHESIS.sub(" ", part)) for part in text.split("/")}
        return codes.pop() if len(codes) == 1 else ""
    return _looked_up(_PARENTHESIS.sub(" ", text)) if "(" in text else ""


def _looked_up(text: str) -> str:
    return _tables()[0].get(_key(text), "")


def _key(text: str) -> str:
    """Words in alphabetical order, without the small ones: ``Korea, Republic of`` and ``the Republic of Korea`` agree."""
    words: list[str] = _WORDS.findall(fold(text.lower()).replace(".", "").replace("'", ""))
    if len(words) == 1:  # a code, perhaps: AND is Andorra
        return words[0]
    return " ".join(sorted("saint" if word == "st" else word for word in words if word not in _MINOR))


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for code, alpha3, _status, name, others, demonyms in rows("countries", _COLUMNS):
        names[code] = name
        spellings = [code, alpha3, name, *others.split(";"), *demonyms.split(";")]
        codes.update((_key(spelling), code) for spelling in spellings if spelling)
    return codes, names
