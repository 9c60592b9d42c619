"""A name as it is written: its language and script for the browser, and how it reads in Latin letters."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model import Name, NameKind
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.names.scripts import NO_LETTERS, script_of
from comity.web.console.languages import LATIN, LONGEST_READ, tag_of


@dataclass(frozen=True, slots=True)
class Written:
    """``lang`` is a tag of ``languages``, empty where nothing is known but the letters; ``latin`` is empty for Latin letters."""

    text: str
    lang: str = ""
    latin: str = ""
    kind: NameKind | None = None


def written(name: Name) -> Written:
    """A name with what a browser and a reader need for its script. The script is found from its letters: sources err about it."""
    latin = romanise(clean(name.full[:LONGEST_READ])) if is_foreign(name.full) else ""
    return Written(name.full, tag_of(name), latin, name.kind)


def is_foreign(text: str) -> bool:
    """Whether ``text`` is in another script than Latin, so that it is read before it is compared."""
    return script_of(text[:LONGEST_READ]) not in (LATIN, NO_LETTERS)
