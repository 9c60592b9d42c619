"""Hebrew names: a lexicon of common elements, then letters with guessed vowels, since Hebrew is written without most of them.

Source for the letters: Academy of the Hebrew Language, transliteration rules of 2006 (simple), and spellings in use (ch, tz).
"""

from __future__ import annotations

from functools import lru_cache

from comity.names.romanisation.tables import forms, letters

_HARD = {"ב": "b", "כ": "k", "פ": "p"}
_GERESH = {"ג'": "j", "ז'": "zh", "צ'": "ch", "ץ'": "ch", "ח'": "kh", "ת'": "th", "ד'": "dh", "ע'": "gh", "ר'": "gh"}
_LIQUIDS = frozenset("rlmn")


def _units(word: str, table: dict[str, str]) -> list[tuple[str, bool]]:
    """The word as (Latin, is a vowel): vav and yod inside are o and i, final he is a, alef carries a."""
    units: list[tuple[str, bool]] = []
    at = 0
    while at < len(word):
        letter = word[at]
        if word[at : at + 2] in _GERESH:
            units.append((_GERESH[word[at : at + 2]], False))
            at += 2
        elif word[at : at + 2] in ("וו", "יי"):
            units.append(("v", False) if letter == "ו" else ("ai", True))
            at += 2
        else:
            units.append(_unit(word, at, table))
            at += 1
    return [unit for unit in units if unit[0]]


def _unit(word: str, at: int, table: dict[str, str]) -> tuple[str, bool]:
    """One letter in its place."""
    letter, last = word[at], at == len(word) - 1
    if letter == "ה" and last and at:
        return "a", True
    if letter in "ויאע" and at:
        return _vowel_letter(word, at)
    if letter in "אע":
        return ("", False) if word[at + 1 : at + 2] in ("ו", "י") else ("a", True)
    hard = at == 0 and letter in _HARD
    return (_HARD[letter] if hard else table.get(letter, letter)), False


def _vowel_letter(word: str, at: int) -> tuple[str, bool]:
    """Vav, yod, alef and ayin inside or at the end of a word."""
    letter = word[at]
    if letter in "אע":
        return ("a", True) if word[at + 1 : at + 2] not in ("ו", "י", "ה") else ("", False)
    if letter == "ו":
        return ("v", False) if word[at + 1 : at + 2] in ("ה", "א", "י") or (word[at - 1] == "י" and at == len(word) - 1) else ("o", True)
    return ("y", False) if word[at + 1 : at + 2] in ("ה", "א", "ו", "ע") else ("i", True)


def _filled(units: list[tuple[str, bool]], filler: str, closing: frozenset[str] = frozenset()) -> str:
    """Vowels put between consonants, read from the end, so that no syllable starts with two; ``closing`` may end one before another."""
    spelt = ""
    carries = closes = False
    for at in range(len(units) - 1, -1, -1):
        latin, vowel = units[at]
        last = at == len(units) - 1
        if vowel or last or units[at + 1][1]:
            carries, closes = not vowel and not last, False
        elif at and (carries or (closes and latin in closing)):
            carries, closes = False, carries
        else:
            latin += filler
            carries, closes = True, False
        spelt = latin + spelt
    return spelt


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[str, ...]:
    known = forms("hebrew").get(word)
    if known is None and len(word) > 3 and word[0] == "ה" and word[1:] in forms("hebrew"):
        known = tuple(f"ha {spelling}" for spelling in forms("hebrew")[word[1:]])
    if known is not None:
        return (known[0], known[-1], known[0], known[0], known[0])
    simple, popular, yiddish = (_units(word, letters("hebrew", name)) for name in ("simple", "popular", "yiddish"))
    skeleton = "".join(latin for latin, _ in simple)
    return _filled(simple, "a"), _filled(popular, "a"), _filled(simple, "e"), _filled(yiddish, "e", _LIQUIDS), skeleton


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a Hebrew run: simple, popular (ch, tz), with e, Yiddish-style surnames, written letters only."""
    return tuple(map(" ".join, zip(*map(_word, run.split(" ")), strict=True)))
