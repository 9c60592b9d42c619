"""How values are shown on pages: names in their own script and direction, times in UTC, numbers, and texts that mean harm made harmless.

Everything returns markup that is safe to put into a page. What a stranger wrote is isolated (``bdi``), so that its direction ends with it;
characters that turn the order of others or cannot be seen are shown as what they are; runs of marks and very long texts are cut, and say
so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

from markupsafe import Markup, escape

from comity.web.console.languages import LATIN, tag_beside

LONGEST_SHOWN = 240
"""Characters of a text that are shown in one place."""

LONGEST_WORD = 40
"""Characters of a word that is never broken; a longer one is broken anywhere, so that no table grows wider than its page."""

MOST_MARKS = 4
"""Combining marks on one letter: more than any script needs in a name."""

# Characters that turn, hide or join others (UAX #9, 2.1 to 2.5), and lone surrogates.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINING = frozenset("\u200c\u200d")
_MARKS = ("Mn", "Me")
_MORE_MARKS = "\ue000"
"""Stands for marks that are left out; a private character of the text itself would be shown as a code point, and is one sign as well."""

_NONE = Markup('<span class="quiet">–</span>')


def name(text: str, longest: int = LONGEST_SHOWN, lang: str = "", *, page_script: str = LATIN) -> Markup:
    """A name or another text of a stranger, isolated, with its direction found from its letters; ``longest`` is in characters.

    ``lang`` is the tag of its language (``languages``); where it is empty the letters tell, beside the script that the page is written in.
    """
    tag = lang or tag_beside(text, page_script)
    kind = Markup(' lang="{}"').format(tag) if tag else Markup("")
    kind += Markup(' class="endless"') if any(len(word) > LONGEST_WORD for word in text.split()) else ""
    if len(text) <= longest:
        return Markup('<bdi dir="auto"{}>{}</bdi>').format(kind, harmless(text))
    return Markup('<bdi dir="auto"{}>{}…</bdi> <small class="quiet">({:,})</small>').format(kind, harmless(text[:longest]), len(text))


def harmless(text: str) -> Markup:
    """``text`` escaped for a page, with what would turn or hide its neighbours shown as a code point."""
    if text.isprintable() and not any(unicodedata.category(letter) in _MARKS for letter in text):
        return escape(text)  # nearly every name: of what is printable only marks can be too many
    return Markup("").join(_shown_run(letter, len(list(run))) for letter, run in groupby(_without_heaps(text)))


def _without_heaps(text: str) -> Iterator[str]:
    """The characters of ``text``; of marks heaped on one letter, the first ones, and one that says that there are more."""
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in _MARKS else 0
        if marks <= MOST_MARKS:
            yield letter
        elif marks == MOST_MARKS + 1:
            yield _MORE_MARKS


def _shown_run(letter: str, count: int) -> Markup:
    """``count`` equal characters: written out, but a run of those that are shown as code points once, with their number."""
    shown = _visible(letter, unicodedata.category(letter))
    if count > 1 and "code-point" in shown:
        return shown + Markup("<small>×{:,}</small>").format(count)
    return shown * count


def _visible(letter: str, category: str) -> Markup:
    if letter == _MORE_MARKS:
        return Markup('<small class="quiet">[+]</small>')
    if letter in _TURNING or category in ("Cs", "Co") or (category == "Cc" and letter not in "\n\t"):
        return Markup('<span class="code-point">U+{:04X}</span>').format(ord(letter))
    if category == "Cf" and letter not in _JOINING:
        return Markup("")
    return escape(letter)


def moment(at: datetime | None) -> Markup:
    """A time in UTC to the minute; the script adds the reader's own time as a hint. A dash for none."""
    if at is None:
        return _NONE
    return Markup('<time dir="ltr" datetime="{:%Y-%m-%dT%H:%M:%SZ}">{:%Y-%m-%d %H:%M} UTC</time>').format(at, at)


def day(on: date | None) -> Markup:
    """A day as ``YYYY-MM-DD``, a dash for none."""
    return Markup('<time dir="ltr" datetime="{}">{}</time>').format(on.isoformat(), on.isoformat()) if on else _NONE


def number(value: float) -> str:
    """A number with its thousands parted; fractions to two decimals."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
