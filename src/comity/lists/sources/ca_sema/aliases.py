"""Names out of the one ``Aliases`` field of a Canadian record, which sets them apart in many ways.

Separators were counted in the edition of 2025: semicolons 179, commas 197, slashes 99, "or" 53, "and" 40, names of languages 58. A
separator counts only where the names on both sides can stand alone; otherwise the text stays one name. The list does not rank its
aliases: a single word (a given name, a surname, an acronym) is taken as weak, because alone it would match half the world.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from comity.lists.split import is_latin, pieces_outside, split_outside

_LONGEST_FIELD = 5_000
_LANGUAGES = {
    "arabic": "ar",
    "belarusian": "be",
    "belarussian": "be",
    "chinese": "zh",
    "english": "en",
    "farsi": "fa",
    "french": "fr",
    "persian": "fa",
    "russian": "ru",
    "spanish": "es",
    "ukrainian": "uk",
}
_LABEL = re.compile(rf"[\s,;(]*\b({'|'.join(_LANGUAGES)})\s*:\s*", re.IGNORECASE)
_WORDS_BETWEEN = re.compile(r"\s+(?:or|and)\s+")
_LEADING_WORD = re.compile(r"^(?:or|and)\s+")
_BARE_FORMS = frozenset(
    {
        *(
            "ao",
            "co",
            "company",
            "fsue",
            "inc",
            "jsc",
            "limited",
            "llc",
            "ltd",
            "oao",
            "ojsc",
            "ooo",
            "pao",
            "pjsc",
            "plc",
            "sa",
            "sarl",
            "zao",
        ),
        *("ао", "зао", "оао", "ооо", "пао", "сао", "уп", "фгуп", "чуп"),
        *("акционерное общество", "некоммерческое партнерство", "общество с ограниченной ответственностью"),
        *("открытое акционерное общество", "публичное акционерное общество"),
    }
)
"""Legal forms that follow a comma or stand alone in this file, in lower case; they are no names of their own."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One name out of the field, and its ISO 639-1 language where the field says so."""

    name: str
    language: str = ""

    @property
    def is_single_word(self) -> bool:
        """Return True for one word alone."""
        return len(self.name.split()) == 1


def person_aliases(text: str) -> tuple[Alias, ...]:
    """Return the names in the aliases of a person; commas separate, since given names come first here."""
    return _aliases(text, _person_names)


def organization_aliases(text: str) -> tuple[Alias, ...]:
    """Return the names in the aliases of an organisation or a ship; commas also stand inside names and before legal forms."""
    return _aliases(text, _organization_names)


def halves(text: str) -> list[str]:
    """Return the English and French halves of a name such as ``Iranian Army/Armée iranienne``; the whole when it has no halves."""
    pieces = split_outside(text, "/")
    return pieces if len(pieces) == 2 else [text]


def _aliases(text: str, names_in: Callable[[str], list[str]]) -> tuple[Alias, ...]:
    pieces = _LABEL.split(text) if len(text) <= _LONGEST_FIELD else [text]
    labelled = [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]
    found = (
        Alias(name, _LANGUAGES.get(label.lower(), ""))
        for label, part in labelled
        for piece in split_outside(part, ";")
        for name in names_in(piece)
        if any(map(str.isalnum, name))
    )
    return tuple(dict.fromkeys(found))


def _person_names(text: str) -> list[str]:
    names: list[str] = []
    for piece in split_outside(text, ","):
        for side in _apart(_tidy(piece), re.compile(r"\s+/\s+"), least_words=2):
            names += _apart(side, _WORDS_BETWEEN, least_words=2)
    return names


def _organization_names(text: str) -> list[str]:
    names: list[str] = []
    for piece in _commas(pieces_outside(text, ",")):
        for side in split_outside(piece, "/"):
            names += _organizations_apart(_tidy(side))
    return names


def _commas(pieces: list[str]) -> list[str]:
    """Undo the splitting at commas that stand inside a name; between two names in Cyrillic it cannot be told, and they stay one."""
    joined = pieces[:1]
    for before, after in pairwise(pieces):
        if _stands_alone(before) and _stands_alone(after) and (is_latin(before) or is_latin(after)):
            joined.append(after)
        else:
            joined[-1] += f",{after}"
    return joined


def _stands_alone(text: str) -> bool:
    """Return True unless it is a bare legal form, or goes on in lower case."""
    plain = text.strip(" .,")
    goes_on = plain[:1].islower() and not plain.startswith(("the ", "l'"))
    return bool(plain) and not goes_on and plain.casefold() not in _BARE_FORMS


def _organizations_apart(text: str) -> list[str]:
    """Part names at an English "or", and at "and" only beside another script, where it cannot be part of a name."""
    sides = _WORDS_BETWEEN.split(text)
    foreign = any(not is_latin(side) for side in sides)
    if len(sides) < 2 or (" and " in text and not foreign) or any(side.casefold().strip('." ') in _BARE_FORMS for side in sides):
        return [text]
    return [_tidy(side) for side in sides]


def _apart(text: str, separator: re.Pattern[str], *, least_words: int) -> list[str]:
    """Return ``text`` between the separators when every side is a name of its own: words enough, and no slash between variants."""
    sides = [_tidy(side) for side in separator.split(text)]
    return sides if all(len(side.split()) >= least_words and "/" not in side for side in sides) else [text]


def _tidy(text: str) -> str:
    """Return ``text`` without a leading conjunction, stray punctuation, and parentheses that are never closed or opened."""
    plain = _LEADING_WORD.sub("", text.strip(" ,;")).strip()
    if plain.count("(") != plain.count(")"):
        plain = plain.strip("()").strip()
    return plain
