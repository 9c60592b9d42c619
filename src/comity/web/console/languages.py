"""In which language and script a stranger's text is written, as a tag for the browser (BCP 47): ``ar-Arab``, ``und-Cyrl``.

The language is what a source states; the script is found from the letters, since sources err about it.
"""

from __future__ import annotations

import re

from comity.model import Name, Subject
from comity.names.scripts import NO_LETTERS, script_of

LATIN = "Latn"
LONGEST_READ = 240
"""Letters of a text that its script is found from; more are not shown in one place either."""

_LANGUAGE = re.compile("[a-z]{2,3}")


def language_tag(text: str, language: str = "") -> str:
    """The tag of a text in ``language`` (ISO 639-1, or empty); ``und`` where that is not stated and the letters are not Latin."""
    script = script_of(text[:LONGEST_READ])
    stated = language if _LANGUAGE.fullmatch(language) else ""
    if script in (LATIN, NO_LETTERS):
        return stated
    return f"{stated or 'und'}-{script}"


def tag_of(name: Name) -> str:
    """The tag of a name."""
    return language_tag(name.full, name.language)


def caption_tag(subject: Subject) -> str:
    """The tag of the name that a subject is shown by; empty without a name."""
    return tag_of(subject.names[0]) if subject.names else ""


def noted_tag(text: str) -> str:
    """The tag of a name behind which stand notes in brackets, as ``lists.diff`` writes it: the notes say nothing of its script."""
    return language_tag(text.rpartition(" (")[0] or text)


def tag_beside(text: str, script: str) -> str:
    """The tag of a text of which only the letters are known, on a page that is written in ``script`` (ISO 15924).

    Letters of the page's own script are left to its language: the node's own words are among such texts.
    """
    tag = language_tag(text)
    return "" if tag == f"und-{script}" else tag
