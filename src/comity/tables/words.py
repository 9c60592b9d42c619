"""Words in cells that stand for a gender, a kind of subject, or nothing at all. The words are in ``data/words.tsv``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from comity.model import Gender, Schema


def fold(word: str) -> str:
    """Return a word reduced to what spellings share: case and white space folded."""
    return " ".join(word.casefold().split())


@cache
def _words(kind: str) -> Mapping[str, str]:
    text = files("comity.tables").joinpath("data", "words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(word): value for found, value, word in lines if found == kind}


def gender_of(word: str) -> Gender | None:
    """Return the gender that ``word`` names, in any of the languages of the table; None when it is not known."""
    value = _words("gender").get(fold(word).rstrip("."))
    return Gender(value) if value else None


def schema_of(word: str) -> Schema | None:
    """Return the kind of subject that ``word`` names: a FollowTheMoney schema, or ``individual``, ``company``, ``ship`` and the like;
    None when not known.
    """
    folded = fold(word).replace("_", " ")
    value = _words("type").get(folded)
    if value is None:
        value = next((schema.value for schema in Schema if schema.value.casefold() == folded.replace(" ", "")), None)
    return Schema(value) if value else None


def says_nothing(text: str) -> bool:
    """Return true for a blank cell and for one that only says so: ``n/a``, ``unknown``, ``-``, ``00/00/0000``."""
    return not text.strip() or fold(text) in _words("blank")
