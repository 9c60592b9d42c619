"""Turns a name in any script into the Latin spellings that passports, press and lists really use.

Standards where there are some (ICAO Doc 9303-3, BGN/PCGN, ELOT 743, Revised Romanization of Korean, Hanyu Pinyin, Hepburn, RTGS),
lexica of name elements where spelling follows use and not rule (Arabic, Hebrew, Burmese, Korean and Chinese family names), and
the any-script table of anyascii (ISC licence) for the rest. Every table names its source; see decision 0002.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

from comity.names.romanisation import SCRIPTS, Romaniser
from comity.names.scripts import letter_script, one_script

_COMMON = ""
# Japanese mixes Han and kana inside a word: one run for both.
_KANA = frozenset({"Hira", "Kana"})
_APOSTROPHE = "'"
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def romanisations(text: str, limit: int = 6) -> tuple[str, ...]:
    """The Latin spellings of a cleaned name, the most common first, all distinct, at most ``limit`` (at least one comes out).

    Lower-case ASCII: letters, digits, spaces and the punctuation the input had. Spelling k follows scheme k through the whole
    name; there is no product of every token's variants. Pure ASCII comes back as itself in lower case.
    """
    if text.isascii():
        return (text.lower(),)
    found = _romanisations(text.lower())
    return found if len(found) <= limit else found[: max(limit, 1)]


def romanise(text: str) -> str:
    """The first of :func:`romanisations`."""
    return romanisations(text)[0]


# Letters that look alike in Latin and Cyrillic: a word of one with a few of the other is a slip of the keyboard or a disguise.
_CYRILLIC_LOOKS = str.maketrans("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw")
_LATIN_LOOKS = str.maketrans("aeopcyxijsh", "аеорсухіјѕһ")
_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile("[a-z][\u0400-\u052f]|[\u0400-\u052f][a-z]")


def _one_alphabet(match: re.Match[str]) -> str:
    """A word that mixes Latin and Cyrillic look-alikes, in the alphabet most of its letters belong to."""
    word = match[0]
    if not _MIXED.search(word):
        return word
    latin = sum(map(str.isascii, word))
    return word.translate(_CYRILLIC_LOOKS if latin * 2 > len(word) else _LATIN_LOOKS)


@lru_cache(maxsize=16_384)
def _romanisations(text: str) -> tuple[str, ...]:
    if _MIXED.search(text):
        text = _WORD.sub(_one_alphabet, text)
    columns = [_variants(script, run) for script, run in _parted(text)]
    depth = max(map(len, columns), default=1)
    lines = ("".join(column[k] if k < len(column) else column[0] for column in columns) for k in range(depth))
    spelt = dict.fromkeys(" ".join(line.split()) for line in lines)
    # A reading that leaves nothing (a hamza alone) helps nobody while another has letters.
    return tuple(filter(None, spelt)) or ("",)


# A shorter way for the commonest text of all: words of Latin letters with spaces between them.
_LATIN_TEXT = re.compile("[a-z \u00df-\u00f6\u00f8-\u024f]*")
_LATIN_RUNS = re.compile(" +|[^ ].*[^ ]|[^ ]")


def _parted(text: str) -> list[tuple[str, str]]:
    """``text`` cut into runs of one script, by a shorter way where there is one."""
    if _LATIN_TEXT.fullmatch(text):
        return [(_COMMON if run[0] == " " else "Latn", run) for run in _LATIN_RUNS.findall(text)]
    script = one_script(text)
    return _trimmed(script, text) if script else _runs(text)


def _variants(script: str, run: str) -> tuple[str, ...]:
    """One spelling per scheme of a run of one script; everything left over that is not ASCII goes to anyascii."""
    if run.isascii() and script != "Cyrl":
        return (run,)
    romaniser: Romaniser | None = SCRIPTS.get(script)
    found = romaniser(run) if romaniser is not None else (run,)
    return tuple(spelling if spelling.isascii() else _fallback(spelling) for spelling in found)


def _fallback(text: str) -> str:
    """The ASCII of anyascii, lower-case, without the apostrophes it writes for ejectives and breathings."""
    return _NOT_ASCII.sub(lambda match: anyascii(match[0]).replace("'", ""), text).lower()


def _runs(text: str) -> list[tuple[str, str]]:
    """``text`` cut into runs of one script. Spaces inside a run stay in it; other punctuation and digits stand alone.

    Marks stay with what precedes them; kana and Han make one run.
    """
    runs: list[tuple[str, str]] = []
    script, start = _COMMON, 0
    for at, code in _changes(text):
        if at > start:
            runs += _trimmed(script, text[start:at])
        script, start = code, at
    return runs + _trimmed(script, text[start:])


def _changes(text: str) -> list[tuple[int, str]]:
    """Where the script changes, and to what."""
    changes: list[tuple[int, str]] = []
    script = _COMMON
    for at, letter in enumerate(text):
        code = _code(letter, script, text[at + 1 : at + 2])
        if code != script:
            changes.append((at, code))
            script = code
    return changes


def _code(letter: str, script: str, following: str) -> str:
    """The script a character counts to, given the script before it."""
    if letter.isalpha():
        code = letter_script(letter) or "Zzzz"
        return "Hani" if code in _KANA else code
    if letter == " " or (not letter.isascii() and not letter.isdecimal()):
        return script
    return script if letter == _APOSTROPHE and following.isalpha() else _COMMON


def _trimmed(script: str, run: str) -> list[tuple[str, str]]:
    """The run and, apart, the space around it."""
    bare = run.strip(" ")
    if len(bare) == len(run) or not bare:
        return [(script, run)]
    lead = len(run) - len(run.lstrip(" "))
    parts = [(_COMMON, run[:lead]), (script, bare), (_COMMON, run[lead + len(bare) :])]
    return [part for part in parts if part[1]]
