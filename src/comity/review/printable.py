"""Which characters the evidence PDF can show, and what it shows instead of the others.

The PDF is set with fonts that come with Comity and its typesetter and with no other, so that it looks the same everywhere. They hold Latin,
Greek, Cyrillic, Hebrew, Arabic, Armenian, Georgian, Lao, Devanagari, Bengali, Thai, Ethiopic and Burmese letters. They do not hold Chinese,
Japanese and Korean, among others: a word in those is shown as its romanisation, said to be one, and its code points are listed at the end.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files

from comity.names.clean import clean
from comity.names.romanise import romanise

MOST_REPLACED = 200
"""Different words whose code points are listed; what is beyond them is counted, and stands in the JSON."""

# Joiners shape Arabic and Indic letters, the marks choose a direction without hiding a letter (UAX #9, 2.6).
_SHAPING = frozenset("\u200c\u200d\u200e\u200f")


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """The first and last code points of the table, in parallel, ascending."""
    lines = (files("comity.review") / "fonts" / "printable.txt").read_text(encoding="ascii").splitlines()
    pairs = [line.split("-") for line in lines if not line.startswith("#")]
    return [int(first, 16) for first, _ in pairs], [int(last, 16) for _, last in pairs]


def has_glyph(letter: str) -> bool:
    """Tell whether the fonts have a glyph for one character."""
    firsts, lasts = _ranges()
    at = bisect_right(firsts, ord(letter)) - 1
    return at >= 0 and ord(letter) <= lasts[at]


def is_right_to_left(text: str) -> bool:
    """Tell whether the first strong character runs from right to left (UAX #9, rules P2 and P3)."""
    for letter in text:
        strong = unicodedata.bidirectional(letter)
        if strong in {"R", "AL", "L"}:
            return strong != "L"
    return False


class Printer:
    """Makes texts printable and remembers what it replaced: ``replaced`` maps each original to what stands for it, in order met."""

    def __init__(self) -> None:
        self.replaced: dict[str, str] = {}

    def text(self, text: str) -> str:
        """``text`` with everything that cannot be shown replaced; line ends stay, other white space becomes a space."""
        shown, run = [], ""
        for letter in text:
            plain = _plain(letter)
            if plain is not None:
                # A space between two words of one such script belongs to their run.
                if run and plain == " ":
                    run += plain
                    continue
                shown.append(self._stand_in(run))
                run = ""
                shown.append(plain)
            else:
                run += letter
        shown.append(self._stand_in(run))
        return "".join(shown)

    def _stand_in(self, run: str) -> str:
        if not run:
            return ""
        word = run.rstrip(" ")
        if word not in self.replaced:
            self.replaced[word] = _said(word)
        return self.replaced[word] + run[len(word) :]


def _plain(letter: str) -> str | None:
    """The character as it is shown, or None when it needs something to stand for it."""
    if letter in "\n\u2028\u2029":
        return "\n"
    if letter.isspace():
        return " "
    return letter if letter in _SHAPING or has_glyph(letter) else None


def _said(word: str) -> str:
    """What stands for a run of characters without glyphs: its romanisation with its script, else its code points."""
    latin = romanise(clean(word)) if any(map(str.isalpha, word)) else ""
    if not latin.strip():
        return f"[{code_points(word)}]"
    return f"[{script_name(word)}: {latin}]"


def script_name(word: str) -> str:
    """The first word of the name that Unicode gives the first letter, which is its script's: ``Hangul``, ``Thai``; ``Han`` for CJK."""
    first = next((letter for letter in word if letter.isalpha()), "")
    name = unicodedata.name(first, "other script").split()[0]
    return "Han" if name.startswith("CJK") else name.capitalize()


def code_points(word: str) -> str:
    """The code points of a text, ``U+AE40 U+C815``."""
    return " ".join(f"U+{ord(letter):04X}" for letter in word)
