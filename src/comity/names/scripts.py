"""Which writing systems a text uses, as ISO 15924 codes, by the letters' code points.

Source: Unicode Character Database, Scripts.txt (see ``data/romanisation/script_ranges.tsv``); UAX #24.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache

from comity.names.romanisation.tables import rows

NO_LETTERS = "Zyyy"
"""ISO 15924 "undetermined script": what :func:`script_of` answers for a text without letters."""

_KANA = frozenset({"Hira", "Kana"})


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    """First code points, last code points and codes, in parallel, ascending."""
    table = [(int(row[0], 16), int(row[1], 16), row[2]) for row in rows("script_ranges")]
    return [first for first, _, _ in table], [last for _, last, _ in table], [code for _, _, code in table]


@lru_cache(maxsize=65_536)
def _script_of_letter(letter: str) -> str:
    """The script of one letter; empty when the character is no letter or belongs to no script in the table."""
    if not letter.isalpha():
        return ""
    firsts, lasts, codes = _ranges()
    point = ord(letter)
    at = bisect_right(firsts, point) - 1
    return codes[at] if at >= 0 and point <= lasts[at] else ""


def letter_script(letter: str) -> str:
    """The ISO 15924 code of one character, or an empty string for marks, digits, punctuation and unknown scripts."""
    return _script_of_letter(letter)


# Letters of the Latin-1, Extended-A and Extended-B blocks, one at least, and what stands between words.
_BETWEEN = " .,()&'/0-9-"
_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_LATIN_WORDS = re.compile(f"[{_BETWEEN}]*[{_LETTERS}][{_LETTERS}{_BETWEEN}]*")
# Words of one other script and nothing else: Cyrillic; Arabic letters.
_ONE_SCRIPT = (("Cyrl", re.compile("[\u0400-\u0481\u048a-\u052f ]+")), ("Arab", re.compile("[\u0620-\u063f\u0641-\u064a\u0671-\u06d3 ]+")))


def one_script(text: str) -> str:
    """The script of a text of Cyrillic or of Arabic letters and spaces alone; empty for others. Quicker than counting."""
    if text.isspace():
        return ""
    return next((script for script, words in _ONE_SCRIPT if words.fullmatch(text)), "")


def scripts_of(text: str) -> tuple[str, ...]:
    """The scripts of the letters of ``text``, most frequent first; ties go to the one met first. Empty without letters.

    Kana and Han are reported as they stand ("Hira", "Kana", "Hani"); only :func:`script_of` joins them into "Jpan".
    """
    if text.isascii():
        return ("Latn",) if any(map(str.isalpha, text)) else ()
    if _LATIN_WORDS.fullmatch(text):
        return ("Latn",)
    one = one_script(text)
    if one:
        return (one,)
    counts: dict[str, int] = {}
    for letter in text:
        code = _script_of_letter(letter)
        if code:
            counts[code] = counts.get(code, 0) + 1
    if len(counts) < 2:
        return tuple(counts)
    return tuple(sorted(counts, key=counts.__getitem__, reverse=True))


def script_of(text: str) -> str:
    """The dominant script of ``text``: "Latn", "Cyrl", "Arab" and so on; "Jpan" where Han stands beside kana; "Zyyy" without letters."""
    found = scripts_of(text)
    if not found:
        return NO_LETTERS
    if len(found) > 1 and "Hani" in found and not _KANA.isdisjoint(found) and (found[0] == "Hani" or found[0] in _KANA):
        return "Jpan"
    return found[0]
