"""The languages of the console: which one a browser gets, and its texts.

Texts are written in English where they are used and looked up in catalogues of gettext (``catalogues/LANGUAGE/LC_MESSAGES/comity.mo``,
made from the ``.po`` beside it). What a catalogue lacks is shown in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

CATALOGUES = Path(__file__).parent / "catalogues"
DOMAIN = "comity"
COOKIE = "comity-language"

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "ar": "العربية",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
}
"""Codes (ISO 639-1) and how each language calls itself: the six of the United Nations."""

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language. ``code`` is for ``lang``, ``direction`` (``ltr`` or ``rtl``) for ``dir``."""

    code: str
    catalogue: NullTranslations

    @property
    def direction(self) -> str:
        """The direction of the page."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"

    def say(self, text: str, **values: object) -> str:
        """``text`` in this language, with ``%(name)s`` replaced by ``values`` where some are given."""
        if not text:  # in a catalogue, nothing stands for its header
            return ""
        said = self.catalogue.gettext(text)
        return said % values if values else said

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """The text for a number of things, which it names ``%(num)s``, in the plural form that the language wants."""
        return self.catalogue.ngettext(one, many, number) % {"num": f"{number:,}", **values}


@cache
def words_in(code: str) -> Words:
    """The texts of the language ``code``, English for one that is not among ``LANGUAGES``."""
    known = code if code in LANGUAGES else "en"
    return Words(known, translation(DOMAIN, CATALOGUES, [known], fallback=True))


def chosen(cookie: str, accepted: str) -> Words:
    """The texts for a browser: the language it chose here, else the first it accepts that is known (RFC 9110, section 12.5.4)."""
    if cookie in LANGUAGES:
        return words_in(cookie)
    return words_in(next((code for code in _by_weight(accepted[:200]) if code in LANGUAGES), "en"))


def _by_weight(accepted: str) -> list[str]:
    """The languages of an ``Accept-Language``, the most wanted first, without their regions."""
    weighed = []
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";")
        weighed.append((-_weight(weight), tag.strip().split("-")[0].lower()))
    return [code for weight, code in sorted(weighed, key=lambda one: one[0]) if weight < 0]


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
