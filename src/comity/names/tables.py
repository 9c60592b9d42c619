"""How the reference tables of names are read: tab-separated files in ``data/``, opened on first use, keyed by one folded form.

Every table is UTF-8. Lines that begin with ``#`` state what the table is, its sources and its as-of date; the first other line names
the columns. ``fold`` is the one key form: tables are folded when they are read and tokens when they are looked up, so that marks,
letter variants and presentation differences never hide an entry.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from comity.model.errors import FormatError

# Combining marks that carry no identity for look-ups: Latin, Greek and Cyrillic diacritics, Hebrew points, Arabic vowel signs and
# hamza above or below. Kana voicing and the vowel signs of Indic, Thai and Burmese script are letters in all but name and stay.
_MARKS = (range(0x0300, 0x0370), range(0x0591, 0x05C8), range(0x064B, 0x0660), (0x0640, 0x0670, 0x200B, 0x200C, 0x200D))
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ə": "a",
    "ς": "σ", "ґ": "г", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ھ": "ه", "ٱ": "ا", "’": "'", "ʻ": "'", "ʼ": "'", "‘": "'",
}  # fmt: skip
_SHORTEST_WITHOUT_APOSTROPHE = 2
_FOLDING: dict[int, str | None] = {mark: None for marks in _MARKS for mark in marks} | {ord(a): b for a, b in _LETTERS.items()}


def fold(token: str) -> str:
    """Return the key form of a lower-case token: no diacritics or apostrophes, one shape per letter. Plain ASCII comes back as it is."""
    if not token.isascii():
        token = _plain(token)
    # A particle such as o' keeps its apostrophe, or it would be an initial.
    return token.replace("'", "") if "'" in token and len(token) > _SHORTEST_WITHOUT_APOSTROPHE else token


@lru_cache(maxsize=65_536)
def _plain(token: str) -> str:
    """``token`` without marks, each letter in one shape."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", token).translate(_FOLDING))


def folded_all(tokens: Sequence[str]) -> Sequence[str]:
    """``fold`` of each token; most names are plain ASCII and come back as they are."""
    together = "".join(tokens)
    return tokens if together.isascii() and "'" not in together else [fold(token) for token in tokens]


def rows(table: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``data/<table>.tsv`` as tuples in the order of ``columns``, which must be the file's own header.

    Raises ``FormatError`` (file, line) when the header or a row's number of cells differs: a packaged table is either whole or refused.
    """
    from importlib import resources  # late: it costs more than most tables, and importing this package should cost nothing

    text = (resources.files("comity.names") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
    header: tuple[str, ...] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line[0] == "#":
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != len(columns) or (header is None and cells != columns):
            raise FormatError(f"{table}.tsv, line {number}: expected the columns {', '.join(columns)}", "Install the package again.")
        if header is not None:
            yield cells
        header = header or cells


def folded(cell: str, separator: str | None = None) -> list[str]:
    """Split a cell (at white space, or at ``separator`` with white space trimmed) into key forms."""
    parts = cell.split(separator) if cell else []
    return [fold(part.strip().lower()) for part in parts if part.strip()]
