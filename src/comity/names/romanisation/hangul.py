"""Korean names in Hangul: family names by custom, given names by Revised Romanization, North Korean use and passports' habit.

A word of two to four syllables that opens with a family name is read as family name and given name; the given name comes out
joined and, as a variant, syllable by syllable. Other words are read as common words. Sources in ``hangul.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from comity.names.romanisation.tables import document, forms

_FIRST, _LAST = 0xAC00, 0xD7A3
_SILENT_INITIAL, _RIEUL = 11, 5
_MOVABLE_NG = 21
_NASAL = {"k": "ng", "t": "n", "p": "m"}
_NASAL_INITIALS = frozenset({2, 6})


@dataclass(frozen=True, slots=True)
class _Jamo:
    """One scheme's letters by jamo index; ``voiced`` initials stand between vowels or after n, ng, m, l; ``bare`` vowels stand first."""

    initials: list[str]
    vowels: list[str]
    finals: list[str]
    links: list[str]
    voiced: list[str]
    bare: list[str]


@cache
def _jamo(name: str) -> _Jamo:
    table = document("hangul")[name]
    defaults = {"voiced": table["initials"], "bare": table["vowels"], **table}
    cells = {key: ["" if cell == "-" else cell for cell in defaults[key].split()] for key in _Jamo.__slots__}
    return _Jamo(**cells)


def _split(syllable: str) -> tuple[int, int, int]:
    """Initial, vowel and final of a syllable block (Unicode Standard, section 3.12)."""
    index = ord(syllable) - _FIRST
    return index // 588, index % 588 // 28, index % 28


def _syllables(word: str, name: str) -> list[str]:
    """The syllables of ``word`` in a scheme, with liaison: a final moves over before a vowel, stops turn nasal, n and r turn l."""
    table = _jamo(name)
    blocks = [_split(syllable) for syllable in word]
    spelt: list[str] = []
    carried = ""
    for at, (initial, vowel, final) in enumerate(blocks):
        following = blocks[at + 1][0] if at + 1 < len(blocks) else -1
        opening = carried or _opening(table, initial, spelt)
        carried = ""
        closing = table.finals[final]
        if final and following == _SILENT_INITIAL and final != _MOVABLE_NG:
            closing, carried = "", table.links[final]
        elif following in _NASAL_INITIALS or (following == _RIEUL and closing in _NASAL):
            closing = _NASAL.get(closing, closing)
        spelt.append(opening + (table.vowels if opening else table.bare)[vowel] + closing)
    return spelt


def _opening(table: _Jamo, initial: int, before: list[str]) -> str:
    """The initial consonant after what stands before it."""
    if not before:
        return table.initials[initial]
    last = before[-1][-1]
    if initial == _RIEUL and last in "lnmg":
        return "l" if last in "ln" else "n"
    return table.voiced[initial] if last in "aeiounmgl" else table.initials[initial]


def _family(word: str) -> tuple[str, tuple[str, ...]] | None:
    """The family name a word opens with and its spellings; None if the word is no personal name."""
    names = forms("hangul_family")
    if 3 <= len(word) <= 4 and word[:2] in names:
        return word[:2], names[word[:2]]
    return (word[0], names[word[0]]) if 2 <= len(word) <= 4 and word[0] in names else None


def _given(given: str) -> tuple[str, ...]:
    """A given name: revised joined, McCune split, passport joined, revised split, McCune joined, North Korean split, passport
    split.
    """
    revised, northern, press = (_syllables(given, name) for name in ("revised", "mccune", "press"))
    apart = ["".join(_syllables(syllable, "mccune")) for syllable in given]
    pressed = ["".join(_syllables(syllable, "press")) for syllable in given]
    listed = ["".join(_syllables(syllable, "northern")) for syllable in given]
    alone = ["".join(_syllables(syllable, "revised")) for syllable in given]
    return "".join(revised), " ".join(apart), "".join(press), " ".join(alone), "".join(northern), " ".join(listed), " ".join(pressed)


@lru_cache(maxsize=16_384)
def _name(word: str) -> tuple[str, ...]:
    """A word that is a whole name, or any other word, in every form."""
    family = _family(word)
    given = _given(word[len(family[0]) :] if family else word)
    if family is None:
        return given
    common, northern, other = family[1]
    return tuple(f"{name} {rest}" for name, rest in zip((common, northern, other, common, northern, northern, common), given, strict=True))


@lru_cache(maxsize=16_384)
def _alone(word: str) -> tuple[str, ...]:
    """A family name that stands alone before its given name."""
    common, northern, other = forms("hangul_family")[word]
    return (common, northern, other, common, northern, northern, common)


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a Hangul run: revised and McCune-Reischauer, each joined and split, passports' habit, and North Korean use.

    A run with loose jamo is no name in syllables and comes back as it is.
    """
    if not all(_FIRST <= ord(syllable) <= _LAST for syllable in run if syllable != " "):
        return (run,)
    words = run.split(" ")
    known = forms("hangul_family")
    if len(words) >= 2 and words[0] in known and len(words[0]) <= 2 and max(map(len, words)) <= 3:
        parts = [_alone(words[0]), *map(_given, words[1:])]
    else:
        parts = [_name(word) if len(words) == 1 or len(word) == 3 else _given(word) for word in words]
    return tuple(map(" ".join, zip(*parts, strict=True)))
