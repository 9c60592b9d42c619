"""How articles are cited: ``16``, ``16(2)``, ``3 bis``, ``2(1)(b)``, whatever way they are typed."""

from __future__ import annotations

import re
import unicodedata

from comity.model import UsageError

_CITED = re.compile(
    r"(?:articles?|art\.?|§)?\s*0*(?P<number>\d{1,4}|[IVXLC]{1,7})\s*(?P<letter>[a-z]?(?:\s?(?:bis|ter|quater))?)"
    r"(?P<parts>(?:\s*(?:\(\s*\w{1,4}\s*\)|[./]\s*\d{1,3}|,?\s*(?:paragraph|para\.?)\s*\d{1,3}))*)",
    re.IGNORECASE,
)
_PART = re.compile(r"\w+")
_WORDS = frozenset({"paragraph", "para"})
LONGEST = 60
"""Characters of a citation."""


def article_of(said: str) -> str:
    """``said`` as articles are cited here: ``Art. 20, paragraph 1``, ``20.1`` and ``20 (1)`` are ``20(1)``; empty stays empty.

    Raises ``UsageError`` for what cites no article: an answer about an article that was not understood would be one about the whole.
    """
    text = " ".join(unicodedata.normalize("NFKC", said[: LONGEST + 1]).split())
    if not text:
        return ""
    found = _CITED.fullmatch(text)
    if found is None or len(said) > LONGEST:
        raise UsageError(f"{text[:40]!r} cites no article", "write 16, 16(2) or 2(1)(b)")
    parts = [part.lstrip("0") or part for part in _PART.findall(found["parts"]) if part.lower() not in _WORDS]
    letter = found["letter"].strip().lower()
    number = found["number"].upper() + (f" {letter}" if letter in ("bis", "ter", "quater") else letter)
    return number + "".join(f"({part.lower()})" for part in parts)
