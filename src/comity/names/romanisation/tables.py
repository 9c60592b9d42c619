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

    An underscore in a spelling stands for a space in the output. The first row of a word wins.
    """
    lexicon: dict[str, tuple[str, ...]] = {}
    for word, spellings, *_ in rows(table):
        lexicon.setdefault(word, tuple(form.replace("_", " ") for form in spellings.split(" ")))
    return lexicon


@cache
def document(table: str) -> dict[str, Any]:
    """The TOML document ``TABLE.toml``."""
    return tomllib.loads((_FOLDER / f"{table}.toml").read_text(encoding="utf-8"))
