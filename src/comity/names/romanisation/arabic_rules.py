"""Reads words of the Arabic script that no lexicon has: vowel letters in context, and a guess at the vowels that are not written.

The guess follows the syllables of Arabic (CV, CVV, CVC, never two consonants at the start): read from the end, a consonant
takes a vowel when the next one has none. Quality follows the commonest patterns of names (fā'il, maf'ūl, mufā'il, ifʿāl).
Sources: BGN/PCGN 1956 and 1958 for the letters; the patterns are textbook morphology (Wright, A Grammar of the Arabic Language).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from comity.names.romanisation.tables import document, pairs

NAMES = ("press", "bgn", "french", "persian", "south-asian")
"""The schemes, in the order of the lexicon's columns."""

_VOWEL_LETTERS = frozenset("اآأإىةۆێەېےۇۈۊئؤ")
_GLIDES = frozenset("وي")
_LONG_A = frozenset("اآأةى")


@dataclass(frozen=True, slots=True)
class Letters:
    """One scheme's letters: consonants, vowel letters (long) and the vowels put in between (short: a, i, u)."""

    consonants: dict[str, str]
    long: dict[str, str]
    short: dict[str, str]


@cache
def letters(name: str) -> Letters:
    """The letters of a scheme over those of its base."""
    table = document("arabic")
    chain = [table[name]]
    while "base" in chain[0]:
        chain.insert(0, table[chain[0]["base"]])
    merged: dict[str, dict[str, str]] = {"letters": {}, "long": {}, "short": {}}
    for link in chain:
        for part, found in merged.items():
            found.update(pairs(link.get(part, "")))
    return Letters(merged["letters"], merged["long"], merged["short"])


@dataclass(slots=True)
class _Unit:
    """One written letter read as a consonant or a vowel, and the short vowel put after it ("" none, "a", "i", "u")."""

    letter: str
    vowel: bool
    after: str = ""


def _is_vowel(word: str, at: int) -> bool:
    """Whether the letter at ``at`` stands for a vowel here (و and ي are also the consonants w and y)."""
    letter = word[at]
    if letter not in _GLIDES or at == 0:
        return letter in _VOWEL_LETTERS
    if at == len(word) - 1:
        return letter == "ي" or word[at - 1] != "ا"
    return word[at - 1] not in _LONG_A and word[at + 1] not in _LONG_A and word[at + 1] not in _GLIDES


def _units(word: str) -> list[_Unit]:
    """The letters of ``word`` as consonants and vowels; a hamza without a seat is silent, a final h after a consonant is -a."""
    units = [_Unit(letter, _is_vowel(word, at)) for at, letter in enumerate(word) if letter != "ء"]
    if len(units) > 3 and units[-1].letter == "ه" and not units[-2].vowel:
        units[-1] = _Unit("ة", vowel=True)
    return units


def _fill(units: list[_Unit], *, clustered: bool) -> None:
    """Put short vowels between consonants, from the last to the first; ``clustered`` lets three bare consonants end in two."""
    if len(units) == 1 and not units[0].vowel:
        units[0].after = "a"
    if clustered and len(units) == 3 and not any(unit.vowel for unit in units):
        units[0].after = "a"
        return
    if clustered and len(units) > 3 and not units[0].vowel and not units[1].vowel:
        units[0].after = _formal_opening(units)
    for at in range(len(units) - 2, -1, -1):
        unit, following = units[at], units[at + 1]
        if not unit.vowel and not unit.after and not following.vowel and not _is_coda(units, at):
            unit.after = _quality(units, at)


def _is_diminutive(units: list[_Unit]) -> bool:
    """Whether the letters may be fuʿaylī or fuʿayla, as many tribes and families are named, with the first vowel already u."""
    return len(units) == 5 and units[2].letter == "ي" and units[0].after == "u" and units[4].letter in "يةه"


def _formal_opening(units: list[_Unit]) -> str:
    """The other likely vowel of an open first syllable: fiʿāl, fuʿaylī; nothing where the first two consonants are apart."""
    if len(units) == 4 and units[2].letter == "ا" and units[0].letter != "م":
        return "i"
    return "u" if len(units) == 5 and units[2].vowel and units[2].letter == "ي" and units[4].letter in "يةه" else ""


def _is_coda(units: list[_Unit], at: int) -> bool:
    """Whether the consonant ``at`` may close the syllable before it, the next consonant being a consonant with its own vowel."""
    following = units[at + 1]
    voiced = following.after != "" or (at + 2 < len(units) and units[at + 2].vowel)
    if not voiced or at == 0 or (following.letter == "و" and at + 3 == len(units)):
        return False
    return at == 1 or not units[at - 1].vowel or (at > 2 and units[at - 1].letter in _GLIDES)


def _quality(units: list[_Unit], at: int) -> str:
    """Which short vowel goes after the consonant ``at``."""
    if units[at + 1].letter == "ي" or (at > 1 and units[at - 1].letter == "ا" and units[at + 1].letter != "ت"):
        return "i"
    if units[0].letter != "م" or len(units) < 4:
        return "a"
    bare = len(units) == 4 and not any(unit.vowel for unit in units)
    if at == 0:
        return "u" if bare or units[2].letter == "ا" or units[1].letter == "ت" else "a"
    return "i" if bare and at == 2 else "a"


def spell(word: str, name: str) -> str:
    """``word`` (normalised) in the scheme ``name``, with unwritten vowels guessed."""
    units = _units(word)
    _fill(units, clustered=name in {"bgn", "french"})
    spelt = _written(units, letters(name))
    return spelt.replace("ayi", "aei") if name == "persian" else spelt


def skeleton(word: str) -> str:
    """``word`` with its written letters only."""
    return _written(_units(word), letters("press"))


def _written(units: list[_Unit], table: Letters) -> str:
    """The units in Latin letters."""
    parts: list[str] = []
    for at, unit in enumerate(units):
        if unit.vowel:
            parts.append(_vowel(units, at, table))
        else:
            parts.append(table.consonants.get(unit.letter, unit.letter) + table.short.get(unit.after, ""))
    return "".join(parts)


def _vowel(units: list[_Unit], at: int, table: Letters) -> str:
    """A vowel letter in its place: hamza seats give their vowel once, و and ي before a vowelled consonant a diphthong."""
    letter = units[at].letter
    following = units[at + 1].letter if at + 1 < len(units) else ""
    if letter == "إ":
        return "" if following == "ي" else "i"
    if letter in "ئؤ":
        return "a" if following in _GLIDES else ("i" if letter == "ئ" else "u")
    if letter in _GLIDES and following and (units[at + 1].after or (_is_diminutive(units) and at == 2)):
        return "ay" if letter == "ي" else "aw"
    return "a" if letter in "أآ" else table.long.get(letter, letter)
