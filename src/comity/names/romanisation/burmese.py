"""Burmese names, syllable by syllable, as Myanmar spells them in Latin letters: a lexicon of name syllables, then onsets and rimes.

Burmese is written without spaces between the elements of a name while its Latin form has them, so each element comes out as a
word. Sources in ``burmese.tsv`` and ``burmese.toml``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from comity.names.romanisation.tables import document, forms, pairs

# A syllable: consonant, medials, vowel signs, tones, and finals: consonants under asat, or stacked over the next one (virama).
_SYLLABLE = re.compile(
    "([\u1000-\u102a\u103f\u104c-\u104f])([\u103b-\u103e]*)([\u102b-\u1036]*\u103a?)([\u1037\u1038]*)"
    "((?:[\u1000-\u1021](?=[\u1037\u1038]?\u103a|\u1039))?)([\u1037\u1038\u103a\u1039]*)"
)
_TONES = str.maketrans("", "", "\u1037\u1038")
_ASAT, _VIRAMA = "\u103a", "\u1039"
_CH = {"k": "ky", "kh": "ch", "g": "gy"}


def _pairs(key: str) -> dict[str, str]:
    return pairs(document("burmese")[key])


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    """Onsets, alternative onsets, rimes, rimes after medial w."""
    return _pairs("onsets"), {**_pairs("onsets"), **_pairs("alternatives")}, _pairs("rimes"), _pairs("rounded")


@cache
def _elements() -> dict[str, tuple[str, ...]]:
    """The lexicon without tone marks as a second choice."""
    exact = forms("burmese")
    return {**{word.translate(_TONES): spellings for word, spellings in reversed(exact.items())}, **exact}


def _syllables(word: str) -> list[str]:
    """The word cut into syllables; what is no Burmese syllable stays as it is."""
    return [match[0] for match in re.finditer(f"{_SYLLABLE.pattern}|[^\u1000-\u104f]+", word)]


def _onset(consonant: str, medials: str, table: dict[str, str]) -> str:
    """The beginning of a syllable: h before, y after; ky and ch for the velars; sh for y with h."""
    latin = table.get(consonant, consonant)
    if "\u103e" in medials:
        latin = "sh" if consonant in "ယရ" or ("\u103b" in medials and consonant == "လ") else "h" + latin
    if ("\u103b" in medials or "\u103c" in medials) and latin != "sh":
        latin = _CH.get(latin, latin + "y" if not latin.endswith("y") else latin)
    return latin


def _rule(syllable: str, table: dict[str, str]) -> str:
    """A syllable no lexicon has, by its onset and rime."""
    match = _SYLLABLE.match(syllable)
    if match is None:
        return syllable
    _, _, rimes, rounded = _tables()
    consonant, medials, signs, _, final, _ = match.groups()
    rime = signs + (final + _ASAT if final else "")
    opening = _onset(consonant, medials, table)
    if "\u103d" in medials:
        return opening + (rounded.get("w" + rime) or "w" + rimes.get(rime, "a"))
    bare = "" if opening and opening[-1] in "aeiouw" and consonant in "ဥဦဣဤဧဩဪ" else "a"
    return opening + rimes.get(rime, bare)


def _longest(syllables: list[str], at: int) -> int:
    """How many syllables from ``at`` make a lexicon element; nought if none does."""
    elements = _elements()
    for length in (3, 2, 1):
        joined = "".join(syllables[at : at + length])
        if at + length <= len(syllables) and (joined in elements or joined.translate(_TONES) in elements):
            return length
    return 0


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[tuple[str, str], ...]:
    """The elements of a word, each with its usual and its other spelling."""
    syllables, elements = _syllables(word), _elements()
    onsets, others, _, _ = _tables()
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(syllables):
        length = _longest(syllables, at)
        joined = "".join(syllables[at : at + max(length, 1)])
        known = elements.get(joined) or elements.get(joined.translate(_TONES))
        found.append((known[0], known[-1]) if known else (_rule(joined, onsets), _rule(joined, others)))
        at += max(length, 1)
    return tuple(found)


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a Burmese run: usual spelling by element, other spelling, usual spelling joined as written.

    The honorific U opens a name; elsewhere the same syllable is spelt Oo.
    """
    words = [_word(word) for word in run.split(" ")]
    words = [
        tuple(("oo", "u") if element[0] == "u" and (at or k) else element for k, element in enumerate(word))
        for at, word in enumerate(words)
    ]
    usual, other = (" ".join(element[k] for word in words for element in word) for k in (0, 1))
    return usual, other, " ".join("".join(element[0] for element in word) for word in words)
