"""Reads the romanisation tables that ship beside this package; each file names its source in its header.

Two shapes: tab-separated rows (lexica, ranges) and TOML (letter schemes). Lines that begin with ``#`` are comments.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

_FOLDER = resources.files("comity.names") / "data" / "romanisation"


def rows(table: str) -> list[list[str]]:
    """The rows of ``TABLE.tsv``, each a list of cells, without comments and blank lines."""
    text = (_FOLDER / f"{table}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def forms(table: str) -> dict[str, tuple[str, ...]]:
    """A lexicon ``TABLE.tsv``: word, tab, its Latin spellings separated by spaces in the order of the schemes of the script.

    An underscore in a spelling stands for a space in the output; a word without a second cell has no spellings. The first row
    of a word wins.
    """
    lexicon: dict[str, tuple[str, ...]] = {}
    for word, *cells in rows(table):
        lexicon.setdefault(word, tuple(form.replace("_", " ") for form in cells[0].split(" ")) if cells else ())
    return lexicon


def pairs(cells: str) -> dict[str, str]:
    """Source and target alternating, separated by white space; a lone hyphen as target stands for nothing."""
    items = cells.split()
    return {source: "" if target == "-" else target for source, target in zip(items[::2], items[1::2], strict=True)}


@cache
def letters(table: str, scheme: str) -> dict[str, str]:
    """The letters of a scheme of ``TABLE.toml`` over those of its base."""
    found = document(table)[scheme]
    inherited = letters(table, found["base"]) if "base" in found else {}
    return {**inherited, **pairs(found["letters"])}


@cache
def document(table: str) -> dict[str, Any]:
    """The TOML document ``TABLE.toml``."""
    return tomllib.loads((_FOLDER / f"{table}.toml").read_text(encoding="utf-8"))
