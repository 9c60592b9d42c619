"""A name as it is written: its language and script for the browser, and how it reads in Latin letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.model import Name, NameKind
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.names.scripts import NO_LETTERS, script_of

_LANGUAGE = re.compile("[a-z]{2,3}")
_LATIN = "Latn"

LONGEST_READ = 240
"""Letters of a name that are romanised: more are not shown either."""


@dataclass(frozen=True, slots=True)
class Written:
    """``lang`` is a BCP 47 tag (``ar-Arab``, ``und-Cyrl``), empty for Latin letters of no stated language; ``latin`` is empty for Latin."""

    text: str
    lang: str = ""
    latin: str = ""
    kind: NameKind | None = None


def written(name: Name) -> Written:
    """A name with what a browser and a reader need for its script. The script is found from its letters: sources err about it."""
    lang = language_tag(name.full, name.language)
    latin = romanise(clean(name.full[:LONGEST_READ])) if is_foreign(name.full) else ""
    return Written(name.full, lang, latin, name.kind)


def is_foreign(text: str) -> bool:
    """Whether ``text`` is in another script than Latin, so that it is read before it is compared."""
    return script_of(text[:LONGEST_READ]) not in (_LATIN, NO_LETTERS)


def language_tag(text: str, language: str = "") -> str:
    """The tag of a text in ``language`` (ISO 639-1, or empty); ``und`` where that is not stated and the letters are not Latin."""
    script = script_of(text[:LONGEST_READ])
    stated = language if _LANGUAGE.fullmatch(language) else ""
    if script in (_LATIN, NO_LETTERS):
        return stated
    return f"{stated or 'und'}-{script}"
