"""Cleans a name as it came from a file or a person: one spelling per visible form, nothing invisible left.

Sources: Unicode NFKC (UAX #15); bidirectional controls (UAX #9); general categories and decimal digits of the Unicode
Character Database as Python's ``unicodedata`` carries it; Arabic and Hebrew points from the Unicode charts U+0600 and U+0590.
"""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 1000
"""Longest cleaned text, in characters. Longer text is cut at a word boundary; callers that must report it compare lengths."""

_RAW_LIMIT = 4 * MAX_LENGTH
"""Characters read at most, so that a megabyte of combining marks costs no more than a page of text."""

_MEANING = {
    "'": "`´ʹʻʼʽʾʿˈ‘’‚‛′‵՚׳‹›ꞌ",
    '"': "ʺ“”„‟″‶«»״〝〞〟「」『』《》〈〉",
    "-": "−⁻₋",
    " ": "・･་",
    ",": "،、՝",
    ";": "؛",
    ".": "۔。।։",
}
_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACE_CATEGORIES = frozenset({"Zs", "Zl", "Zp"})
_TATWEEL = 0x0640
# Niqqud and cantillation; Koranic signs, harakat, superscript alef, Koranic annotation, extended harakat; variation selectors;
# grapheme joiner; Hangul and Khmer fillers, which show nothing.
_REMOVED_RANGES = (
    (0x0591, 0x05BD),
    (0x05BF, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x0652),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08CA, 0x08FF),
    (0xFE00, 0xFE0F),
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
)
_REMOVED = frozenset(point for first, last in _REMOVED_RANGES for point in range(first, last + 1))
# Hamza and madda above can still join their base under NFKC, so they go only after it.
_LATE_MARKS = re.compile("[\u0653-\u065f]")
_EXCESS_MARKS = re.compile("([\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff]+")


def _replacement(point: int) -> str:
    """What one code point becomes: nothing, a space, an ASCII equivalent, or itself."""
    letter = chr(point)
    category = unicodedata.category(letter)
    if letter.isspace() or category in _SPACE_CATEGORIES:
        return " "
    if category in _REMOVED_CATEGORIES or point == _TATWEEL or point in _REMOVED:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    return "-" if category == "Pd" else letter


class _Folding(dict[int, str]):
    """A translation table for ``str.translate`` that works out each code point once, when it is first met."""

    def __missing__(self, point: int) -> str:
        """Work out and keep the replacement of ``point``."""
        found = self[point] = _replacement(point)
        return found


_FOLDING = _Folding({ord(letter): meaning for meaning, letters in _MEANING.items() for letter in letters})


def _fold(text: str) -> str:
    """One pass: remove and replace, then compose, then replace what composing brought to light."""
    composed = unicodedata.normalize("NFKC", text.translate(_FOLDING))
    bare = _LATE_MARKS.sub("", composed.translate(_FOLDING))
    return _EXCESS_MARKS.sub(r"\1", bare)


def _cut(text: str) -> str:
    """At most ``MAX_LENGTH`` characters, cut before a space where there is one in the last half."""
    if len(text) <= MAX_LENGTH:
        return text
    at = text.rfind(" ", MAX_LENGTH // 2, MAX_LENGTH + 1)
    return text[: at if at > 0 else MAX_LENGTH]


# Letters of the Latin-1, Extended-A and Extended-B blocks, of Cyrillic, Hebrew and Arabic, and punctuation that means what it says.
_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01bf\u01c4-\u024f\u0400-\u0481\u048a-\u052f\u05d0-\u05ea\u0621-\u063f\u0641-\u064a"
_PLAIN = re.compile(f"[{_LETTERS}0-9 .,()&'/-]*")


def clean(text: str) -> str:
    """The text with invisible characters removed and look-alike punctuation, digits and spaces unified; letters and case stay.

    Removes control, bidirectional, zero-width and private characters, soft hyphens, tatweel, Arabic harakat, Hebrew points and
    all but two stacked combining marks; quotes become ``'`` and ``"``, dashes ``-``, every decimal digit ASCII, and white space
    one space. NFKC otherwise. Idempotent; never raises; linear in the length; at most ``MAX_LENGTH`` characters come out.
    """
    if text.isascii() and text.isprintable() and len(text) <= MAX_LENGTH and "  " not in text and "`" not in text:
        return text.strip(" ")
    if _PLAIN.fullmatch(text) and len(text) <= MAX_LENGTH and unicodedata.is_normalized("NFKC", text) and "  " not in text:
        return text.strip(" ")
    text = text[:_RAW_LIMIT]
    for _ in range(4):
        folded = _fold(text)
        if folded == text:
            break
        text = folded
    return _cut(" ".join(text.split()))
