"""Names in the scripts of India and Sri Lanka: letters with an inherent vowel, dropped at the end where the language drops it.

The blocks from Devanagari to Malayalam are laid out alike (Unicode Standard, chapter 12), so one set of tables serves them all;
Sinhala is mapped onto that layout. Sources in ``indic.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from comity.names.romanisation.tables import document, forms, letters

_BASES = {
    "Deva": 0x900,
    "Beng": 0x980,
    "Guru": 0xA00,
    "Gujr": 0xA80,
    "Orya": 0xB00,
    "Taml": 0xB80,
    "Telu": 0xC00,
    "Knda": 0xC80,
    "Mlym": 0xD00,
}
_DROPPING = frozenset({"Deva", "Beng", "Guru", "Gujr"})
"""Scripts of languages that do not speak the inherent vowel at a word's end."""

SCRIPTS = (*_BASES, "Sinh")
"""The scripts this module reads, by ISO 15924 code."""

_DEPTHS = {"Deva": 4, "Beng": 4, "Guru": 4, "Gujr": 4, "Orya": 3, "Taml": 4, "Telu": 3, "Knda": 3, "Mlym": 3, "Sinh": 4}
"""How many spellings a word of each script has: its schemes, and the full inherent vowels where they are dropped."""

_VIRAMA, _NUKTA = "्", "़"
_SINHALA = dict(
    zip(
        map(ord, "අආඇඈඉඊඋඌඍඑඒඓඔඕඖකඛගඝඞඟචඡජඣඤඥඦටඨඩඪණඬතථදධනඳපඵබභමඹයරලවශෂසහළෆාැෑිීුූෘෙේෛොෝෞ්ංඃ"),
        "अआऍऍइईउऊऋएएऐओओऔकखगघङगचछजझञजजटठडढणडतथदधनदपफबभमबयरलवशषसहळफ़ाॅॅिीुूृेेैोोौ्ंः".replace("फ़", "फ"),
        strict=True,
    )
)
# Letters outside the common layout: Bengali khanda ta and ya, Gurmukhi tippi and addak, Malayalam chillu letters, Assamese ra and wa.
_ODD = {0x9CE: "त्", 0x9DF: "य़", 0x9F0: "र", 0x9F1: "व", 0xA70: "ं", 0xA71: "", 0xD7A: "ण्", 0xD7B: "न्", 0xD7C: "र्", 0xD7D: "ल्", 0xD7E: "ळ्"}
_NASAL_BEFORE_LIP = re.compile("n(?=[pbm])")
_WA = re.compile("\u0913\u092f\u093c(?=\u093e)")
_ONE = "(?:[kgcjtdpbs]h|chh|[^aeiou~])"
_FINAL = re.compile(f"([aeiou~]{_ONE})~$")
_MEDIAL = re.compile(f"^(.*[aeiou~]{_ONE})~({_ONE}[aeiou].*)$")


@cache
def _letters(name: str) -> dict[str, str]:
    return {unicodedata.normalize("NFC", source): latin for source, latin in letters("indic", name).items()}


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    return {unicodedata.normalize("NFC", word): spellings for word, spellings in forms("indic").items()}


def _to_devanagari(word: str, script: str) -> str:
    """The word's letters moved to the Devanagari block, two-part letters with a nukta made one."""
    if script == "Sinh":
        moved = word.translate(_SINHALA)
    else:
        shift = 0x900 - _BASES[script]
        moved = "".join(_ODD.get(ord(letter)) or chr(ord(letter) + shift) if 0x900 <= ord(letter) <= 0xD7F else letter for letter in word)
    return _WA.sub("w", unicodedata.normalize("NFC", moved))


def _spell(word: str, table: dict[str, str]) -> str:
    """The letters with the inherent vowel written as ``~`` where nothing replaces it."""
    parts: list[str] = []
    for at, letter in enumerate(word):
        if letter in (_VIRAMA, _NUKTA):
            continue
        latin = table.get(letter + _NUKTA if word[at + 1 : at + 2] == _NUKTA else letter, letter)
        parts.append(latin)
        if _is_consonant(letter) and _takes_vowel(word, at):
            parts.append("~")
    return _NASAL_BEFORE_LIP.sub("m", "".join(parts)) if "ं" in word else "".join(parts)


def _is_consonant(letter: str) -> bool:
    return "क" <= letter <= "ह" or "\u0958" <= letter <= "\u095f"


def _takes_vowel(word: str, at: int) -> bool:
    """Whether the consonant at ``at`` keeps its inherent vowel: no sign and no virama follows."""
    rest = word[at + 1 :].lstrip(_NUKTA)
    return not rest or not ("\u093e" <= rest[0] <= "\u094d")


def _dropped(spelt: str) -> str:
    """The inherent vowel left out at the end after a single consonant and, from the right, between a vowel and a syllable."""
    spelt = _FINAL.sub(r"\1", spelt)
    while (match := _MEDIAL.match(spelt)) is not None:
        spelt = match[1] + match[2]
    return spelt.replace("~", "a")


@lru_cache(maxsize=16_384)
def _word(word: str, script: str) -> tuple[str, ...]:
    moved = _to_devanagari(word, script)
    known = _lexicon().get(moved)
    if known is not None:
        return (known[0], known[-1], known[0], known[0])[: _DEPTHS[script]]
    spelt = [_spell(moved, _letters(name)) for name in document("indic")["languages"][script]]
    if script in _DROPPING:
        return (*map(_dropped, spelt), spelt[0].replace("~", "o" if script == "Beng" else "a"))
    return tuple(form.replace("~", "a") for form in spelt)


def romaniser(script: str) -> Callable[[str], tuple[str, ...]]:
    """The romaniser of one Indian script, by ISO 15924 code."""

    def romanise(run: str) -> tuple[str, ...]:
        """The romanisations of a run, one per scheme."""
        return tuple(map(" ".join, zip(*(_word(word, script) for word in run.split(" ")), strict=True)))

    return romanise
