"""The small tables beside this module: spellings of legal forms, shortened words, places."""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def _rows(file: str) -> list[list[str]]:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]


@cache
def legal_forms() -> tuple[tuple[str, ...], ...]:
    """Each legal form as the spellings that stand for it."""
    return tuple(tuple(row[0].split("|")) for row in _rows("legal_forms.tsv"))


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """A word in lower case and the ways in which files shorten it."""
    return {word: tuple(short.split("|")) for word, short in _rows("abbreviations.tsv")}


@cache
def places() -> dict[str, tuple[str, ...]]:
    """The kinds of place (state, city) and the places of each."""
    found: dict[str, list[str]] = {}
    for kind, place in _rows("places.tsv"):
        found.setdefault(kind, []).append(place)
    return {kind: tuple(names) for kind, names in found.items()}


@cache
def transcriptions() -> tuple[tuple[str, str], ...]:
    """Pairs of spellings that two ways of writing one sound in Latin letters give, in lower case."""
    return tuple((left, right) for left, right, _ in _rows("transcriptions.tsv"))
