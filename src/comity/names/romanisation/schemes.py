"""Letter schemes: tables that turn words of one script into Latin letters, one table per standard or habit."""

from __future__ import annotations

import re
from functools import cache

from comity.names.romanisation.tables import document, letters


class Scheme:
    """One compiled letter table.

    Longest match first. A key's mark gives its place: ``^x`` at the start of a word, ``x$`` at its end, ``~x`` after one of the
    script's vowels; unmarked single letters are replaced last, so a marked key always wins over its plain letter.
    """

    __slots__ = ("_outputs", "_pattern", "_plain", "_singles")

    def __init__(self, table: dict[str, str], vowels: str) -> None:
        self._singles = {ord(key): value for key, value in table.items() if len(key) == 1}
        placed = sorted((key for key in table if len(key) > 1), key=lambda key: (-len(_bare(key)), _bare(key) == key))
        # Only marked keys need a group to be told apart; plain ones are known by what they matched, and match much faster ungrouped.
        marked = [key for key in placed if _bare(key) != key]
        self._outputs = [table[key] for key in marked]
        self._plain = {key: table[key] for key in placed if _bare(key) == key}
        self._pattern = re.compile("|".join(_expression(key, vowels) for key in placed)) if placed else None

    def apply(self, text: str) -> str:
        """``text`` (lower case) with every letter of the table replaced; other characters stay."""
        if self._pattern is not None:
            text = self._pattern.sub(self._output, text)
        return text.translate(self._singles)

    def _output(self, match: re.Match[str]) -> str:
        return self._plain[match[0]] if match.lastindex is None else self._outputs[match.lastindex - 1]


def _bare(key: str) -> str:
    """The letters of a key without the mark of its place."""
    return key.strip("^~$")


def _expression(key: str, vowels: str) -> str:
    """The regular expression of one table key, in a group if the key is marked."""
    bare = re.escape(_bare(key))
    if key[0] == "^":
        return rf"((?<!\w){bare})"
    if key[0] == "~":
        return f"((?<=[{re.escape(vowels)}]){bare})"
    return rf"({bare}(?!\w))" if key[-1] == "$" else bare


@cache
def scheme(table: str, name: str) -> Scheme:
    """The scheme ``name`` of ``TABLE.toml``, compiled once."""
    return Scheme(letters(table, name), document(table).get("vowels", "aeiou"))


@cache
def schemes(table: str, language: str) -> tuple[Scheme, ...]:
    """The schemes for a language, the most common first, as ``TABLE.toml`` lists them under ``[languages]``."""
    return tuple(scheme(table, name) for name in document(table)["languages"][language])
