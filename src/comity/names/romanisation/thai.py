"""Thai names by the Royal Thai General System, as far as letters tell, and by habit; common elements by their usual spelling.

Thai has no spaces inside a name's parts and leaves some vowels unwritten, so syllables are guessed: a consonant before a vowel sign
opens a syllable, one after it closes it, and bare pairs take o. Sources in ``thai.toml`` and ``thai.tsv``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from comity.names.romanisation.tables import document, forms, pairs

_TONES = str.maketrans("", "", "\u0e48\u0e49\u0e4a\u0e4b\u0e4e\u0e3a")
_SILENT = re.compile("[\u0e01-\u0e2e][\u0e34-\u0e39]?\u0e4c")
_CONSONANT = "[\u0e01-\u0e23\u0e25\u0e27-\u0e2e]"
_CLUSTER = f"(?:[กขคตปผพทศส][รล]|[กขค]ว(?!\u0e31)|ห[งญนมยรลว]|อย|{_CONSONANT})"
_RO_HAN = re.compile(f"รร(?={_CONSONANT}(?![\u0e30-\u0e3a\u0e47\u0e4c]))")
_RU = str.maketrans({"ฤ": "ริ", "ฦ": "ลิ", "ๆ": ""})


def _pairs(key: str) -> dict[str, str]:
    return pairs(document("thai")[key])


@cache
def _consonants(habit: str) -> tuple[dict[str, str], dict[str, str]]:
    """Initials and finals of the royal system, or with the popular habit over them."""
    if habit == "royal":
        return _pairs("initials"), _pairs("finals")
    return {**_pairs("initials"), **_pairs("popular")}, {**_pairs("finals"), **_pairs("popular_finals")}


@cache
def _nucleus() -> tuple[re.Pattern[str], list[str]]:
    """One expression for a syllable's onset and written vowel, and the vowels by group."""
    vowels = _pairs("vowels")
    shapes = sorted(vowels, key=len, reverse=True)
    expressions = [_expression(*shape.split("~")) for shape in shapes]
    return re.compile("|".join(expressions)), [vowels[shape] for shape in shapes]


def _expression(before: str, after: str) -> str:
    """A vowel's shape around its consonant; a letter that is also a consonant counts only if no vowel sign is its own."""
    guard = "(?![\u0e30-\u0e3a\u0e47])" if after[-1:] in tuple("อวย") else ""
    return f"{re.escape(before)}({_CLUSTER}){re.escape(after)}{guard}"


def _onset(consonants: str, initials: dict[str, str]) -> str:
    """The Latin of a consonant or a cluster; a leading silent h or a before y is not written."""
    if len(consonants) > 1 and consonants[0] in "หอ":
        consonants = consonants[1:]
    return "".join(initials.get(letter, letter) for letter in consonants)


def _bare(run: str, letters: tuple[dict[str, str], dict[str, str]], *, open_before: bool, at_end: bool) -> str:
    """Consonants without a written vowel: one may close the syllable before, pairs take o, a single one before a syllable a."""
    initials, finals = letters
    spelt = ""
    if open_before and run:
        spelt, run = finals.get(run[0], run[0]), run[1:]
        if at_end and len(run) == 1:
            return spelt
    while run:
        if len(run) >= 3 and run[1] == "ว":
            spelt += initials.get(run[0], run[0]) + "ua" + finals.get(run[2], run[2])
            run = run[3:]
        elif len(run) >= 2 and (len(run) % 2 == 0 or at_end):
            spelt += initials.get(run[0], run[0]) + "o" + finals.get(run[1], run[1])
            run = run[2:]
        else:
            spelt += initials.get(run[0], run[0]) + "a"
            run = run[1:]
    return spelt


def _rule(piece: str, habit: str) -> str:
    """A piece no lexicon has, syllable by syllable."""
    pattern, vowels = _nucleus()
    letters = _consonants(habit)
    spelt: list[str] = []
    at, is_open = 0, False
    for match in pattern.finditer(piece):
        spelt.append(_bare(piece[at : match.start()], letters, open_before=is_open, at_end=False))
        vowel = vowels[(match.lastindex or 1) - 1]
        spelt += [_onset(match[match.lastindex or 0], letters[0]), vowel]
        at, is_open = match.end(), not vowel.endswith(("ai", "ao", "am", "oi", "io", "oei"))
    spelt.append(_bare(piece[at:], letters, open_before=is_open, at_end=True))
    return "".join(spelt)


@cache
def _elements() -> re.Pattern[str]:
    """The lexicon's elements, the longest first, tones off."""
    return re.compile("|".join(sorted(map(re.escape, _spellings()), key=len, reverse=True)))


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return {_RO_HAN.sub("\u0e31", word.translate(_TONES)): spellings for word, spellings in forms("thai").items()}


@lru_cache(maxsize=16_384)
def _word(word: str) -> tuple[str, ...]:
    plain = word.translate(_TONES).replace("\u0e4d\u0e32", "\u0e33").translate(_RU)
    plain = _RO_HAN.sub("\u0e31", plain).replace("รร", "\u0e31น")
    known = _spellings()
    usual, royal, at = [], [], 0
    for match in _elements().finditer(plain):
        if not _stands_alone(plain, match):
            continue
        gap = _SILENT.sub("", plain[at : match.start()])
        usual += [_rule(gap, "popular"), known[match[0]][0]]
        royal += [_rule(gap, "royal"), known[match[0]][-1]]
        at = match.end()
    rest = _SILENT.sub("", plain[at:])
    whole = _rule(_SILENT.sub("", plain), "royal")
    return "".join((*usual, _rule(rest, "popular"))), "".join((*royal, _rule(rest, "royal"))), whole


def _stands_alone(word: str, match: re.Match[str]) -> bool:
    """Whether an element found inside a word does not cut a syllable: no vowel sign belongs to its last letter or first one."""
    following = word[match.end() : match.end() + 1]
    before = word[match.start() - 1 : match.start()] if match.start() else ""
    return not (
        "\u0e30" <= following <= "\u0e3a" or following in ("\u0e4c", "\u0e47") or "\u0e40" <= before <= "\u0e44" or before == "\u0e31"
    )


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a Thai run: usual spelling, royal system, royal system by rule alone."""
    usual, royal, whole = (" ".join(forms) for forms in zip(*map(_word, run.split(" ")), strict=True))
    return royal, usual, whole
