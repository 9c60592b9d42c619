"""Names out of the UN file's alias fields, which hold several spellings, other scripts and remarks in one text.

The layouts were read from the editions of 2024-05-15, 2025-04-19 and 2026-02-27. Only what is beyond doubt is taken apart; the field as
it was printed stays as a detail next to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.lists.split import by_script, is_latin, last_parenthesis, split_outside

_LONGEST_NOTE = 2_000
_REMARK = re.compile(
    r"(?:previously|formerly) listed as|birth name|combat name|nom de guerre|false identity\b.*|third|sub-unit name|initials",
    re.IGNORECASE | re.DOTALL,
)
_LETTERED = re.compile(r"(?:^|\s)[a-h]\)\s+")
_BORN = re.compile(r"^([^,;()]{3,80}), born \d.*$", re.DOTALL)
_ORIGINAL = re.compile(r"^original script:\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:\(original script\)|[-–] sub-unit name)$")
_NOTE_SCRIPT = re.compile(r"(?:original script|in arabic(?: script)?)\s*:\s*([^();.]+)$", re.IGNORECASE)
_NOTE_LIST = re.compile(r"^\(?(?:transliterations?:\s*)?([^():\d]+;[^():\d]+?)\s*(?:\)|$)", re.IGNORECASE)
_NOTE_COMMAS = re.compile(r"^([^();:]+?)\s*\(transliterations? of original script name\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names found in an alias field, and True when the field holds more than them and should be kept as it was printed."""

    names: tuple[str, ...]
    has_more: bool


def spellings(text: str) -> Spellings:
    """Return the names in the text of an alias, which is already free of surplus white space."""
    plain = text.rstrip(" ,;")
    born = _BORN.match(plain)
    if born:
        return Spellings((born[1],), has_more=True)
    before, inside = last_parenthesis(plain)
    found = _with_parenthesis(before, inside) if before and inside else None
    if found is None:
        found = Spellings(tuple(_listed(plain)), has_more=False)
    names = tuple(name for piece in found.names for name in by_script(piece))
    return Spellings(tuple(dict.fromkeys(names)), found.has_more or len(names) > 1)


def names_in_note(alias: str, note: str) -> tuple[str, ...]:
    """Return further spellings of ``alias`` that its note gives beyond doubt: after "original script:", or as a list in Latin script."""
    if len(note) > _LONGEST_NOTE:
        return ()
    script = _NOTE_SCRIPT.search(note)
    if script and not is_latin(script[1]):
        return (script[1].strip(),)
    commas = _NOTE_COMMAS.match(note)
    if commas:
        return tuple(split_outside(commas[1], ","))
    found = _NOTE_LIST.match(note)
    if found and not is_latin(alias) and is_latin(found[1]):
        return tuple(split_outside(found[1], ";"))
    return ()


def _with_parenthesis(before: str, inside: str) -> Spellings | None:
    """What the parentheses at the end of an alias mean: a remark, another script, or (None) a part of the name such as an abbreviation."""
    if _REMARK.fullmatch(inside):
        return Spellings(tuple(_listed(before)), has_more=True)
    original = _ORIGINAL.match(inside)
    pieces = [_SUFFIX.sub("", piece) for piece in split_outside(inside[original.end() :] if original else inside, ";")]
    if original or any(is_latin(piece) != is_latin(before) for piece in pieces):
        return Spellings((*_listed(before), *pieces), has_more=True)
    return None


def _listed(text: str) -> list[str]:
    """Names set apart by semicolons or by letters (``b)``)."""
    return [name for piece in split_outside(text, ";") for name in (part.strip(" ,") for part in _LETTERED.split(piece)) if name]
