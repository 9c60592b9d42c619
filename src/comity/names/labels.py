"""What stands before and between names in payment messages and forms: party labels, and the markers of former and other names.

Data: ``data/labels.tsv``. Works on cleaned text of any case. Both functions are careful to a fault: text that would be left without a
name comes back as it was.
"""

from __future__ import annotations

import re
from functools import cache

from comity.names.generic_words import is_stop, weight
from comity.names.legal_forms import match
from comity.names.tables import rows

_MOST_CHARACTERS = 2000
_MOST_LABELS = 8
_EDGES = " \t\r\n,;:-–—/|=()[]\"'“”«»"
# SWIFT MT fields 50F and 59F number the lines of a party (1/ name, 2/ address ...); /ACC/ and its kin are code words between slashes;
# a field tag such as :50K: may have been copied along, with the account line after it.
_FIELD_MARKS = re.compile(
    r"\s*(?::\d{2}[A-Z]?:|[1-8]/(?!\d)|/[A-Z]{3,8}/|//|/(?=[A-Z]*\d)[A-Z\d]{5,34}\s)\s*",
    re.IGNORECASE,
)
_FIELD_BEGINNINGS = frozenset(":/12345678")
_LONGEST_BEGINNING = 60
# The Turkish letters are the same letter to a pattern that ignores case.
_PARTED = str.maketrans(dict.fromkeys("()[],;:-–=\"'“«.", " ") | dict.fromkeys("İIı", "i"))
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"\(\s*([A-Z]{3,8})\s*\)")
_FIRST_WORD = re.compile(r"[^\w]*([\w']+)")


def strip_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without the party labels, code words and line marks before the name, and what was removed, in order.

    ``BENEFICIARY: 1/ACME LTD`` gives ``("ACME LTD", ("BENEFICIARY:", "1/"))``. A word that also begins names (``Sender``, ``Company``) is a
    label only when a colon, an equals sign or a dash set off by a space follows.
    """
    if len(text) > _MOST_CHARACTERS or not _may_begin_with_label(text, _pieces(text[:_LONGEST_BEGINNING])):
        return text, ()
    rest, removed = text.strip(), []
    for _ in range(_MOST_LABELS):
        found = _FIELD_MARKS.match(rest) or _label_pattern().match(rest)
        if not found or not found.end() or not _LETTER.search(rest, found.end()):
            break
        removed.append(found.group().strip())
        rest = rest[found.end() :].lstrip(" \t:;,-=")
    return (rest, tuple(removed)) if removed else (text, ())


def split_former(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the main name and the former or other names that the text gives with it.

    Reads ``X (formerly Y)``, ``X f.k.a. Y``, ``X née Y``, ``X, also known as Y``, ``X d/b/a Y``, ``X alias Y``, vessels' ``X (ex Y)`` and
    ``X ex-Y``, ``X (бывш. Y)``; several may follow one another. The main name is never empty: without one, the text comes back whole.
    """
    if len(text) > _MOST_CHARACTERS or _marker_beginnings().isdisjoint(_pieces(text)):
        return text, ()
    markers = [marker for marker in _marker_pattern().finditer(text) if _marks(marker)]
    starts = [0, *(marker.end() for marker in markers)]
    ends = [*(marker.start() for marker in markers), len(text)]
    main, *others = (_trimmed(text[start:end]) for start, end in zip(starts, ends, strict=True))
    names = tuple(filter(None, others))
    return (main, names) if names and _LETTER.search(main) else (text, ())


def acronym_in(text: str) -> str:
    """The acronym that an organisation's name gives of itself in brackets (``Northern Trade Bank (NTB)``), or an empty string. Its letters
    are initials of at least half the other words, in their order.
    """
    found = _ACRONYM.search(text) if "(" in text and len(text) <= _MOST_CHARACTERS else None
    if not found:
        return ""
    initials = [word[0].lower() for word in _WORD.findall(text[: found.start()] + " " + text[found.end() :])]
    left = iter(initials)
    is_of_initials = all(letter in left for letter in found[1].lower())
    return found[1] if is_of_initials and 2 * len(found[1]) >= len(initials) else ""


def is_bare(text: str) -> bool:
    """Tell quickly that neither ``strip_labels`` nor ``split_former`` would change the text, as of most names."""
    pieces = _pieces(text)
    return not _may_begin_with_label(text, pieces) and _marker_beginnings().isdisjoint(pieces)


def _pieces(text: str) -> list[str]:
    """``text`` in lower case, parted where a label or marker may begin or end: to see quickly that it holds none."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return text.lower().split()
    return text.translate(_PARTED).lower().split()


def _may_begin_with_label(text: str, pieces: list[str]) -> bool:
    return text[:1] in _FIELD_BEGINNINGS or not _label_beginnings().isdisjoint(pieces[:1])


def _marks(marker: re.Match[str]) -> bool:
    """Tell whether a weak marker outside brackets is one: ``Trade Ex Ltd`` and ``Tan Nee Soon`` are names in one piece."""
    word, text = marker["weak"], marker.string
    if not word or text[: marker.start()].rstrip()[-1:] in {"(", "[", ",", ";"}:
        return True
    if not word.lower().startswith("ex") and (not word.islower() or text.islower()):
        return False
    following = _FIRST_WORD.match(text, marker.end())
    return following is not None and _is_distinctive(following.group(1).lower())


def _is_distinctive(word: str) -> bool:
    return weight(word) is None and not is_stop(word) and match((word,), 0) is None and match(("", word), 1) is None


def _trimmed(name: str) -> str:
    """Take off the punctuation around a name, but leave brackets that are its own."""
    trimmed = name.strip(_EDGES)
    return f"{trimmed})" if trimmed.count("(") > trimmed.count(")") else trimmed


@cache
def _label_pattern() -> re.Pattern[str]:
    free, colon = _texts("label", "free"), _texts("label", "colon")
    return re.compile(rf"\(?(?:(?:{free})\.?(?:\s*[:=]\s*|\s+[-–]\s+|\s+)|(?:{colon})\.?(?:\s*[:=]\s*|\s+[-–]\s+))", re.IGNORECASE)


@cache
def _marker_pattern() -> re.Pattern[str]:
    """A marker set off by space or bracket on its left, by space, bracket, colon or hyphen on its right."""
    strong = "|".join((_texts("former", "free"), _texts("alias", "free")))
    weak = "|".join((_texts("former", "weak"), _texts("alias", "weak")))
    return re.compile(rf"(?:(?<=[\s(\[,;])|^)(?:(?:{strong})|(?P<weak>{weak}))(?:[:\s-]+|(?=[(\[\"'“«]))", re.IGNORECASE)


@cache
def _label_beginnings() -> frozenset[str]:
    return _beginnings("label")


@cache
def _marker_beginnings() -> frozenset[str]:
    return _beginnings("former") | _beginnings("alias")


def _beginnings(kind: str) -> frozenset[str]:
    """The first pieces of all texts of one kind."""
    texts = [texts for row_kind, _, texts in rows("labels", ("kind", "form", "texts")) if row_kind == kind]
    found = [_pieces(text) for row in texts for text in row.split(";")]
    return frozenset(pieces[0] for pieces in found if pieces)


def _texts(kind: str, form: str) -> str:
    """The alternatives of one kind as a pattern, the longest first; a space matches any white space."""
    found = [
        text
        for row_kind, row_form, texts in rows("labels", ("kind", "form", "texts"))
        if (row_kind, row_form) == (kind, form)
        for text in texts.split(";")
    ]
    return "|".join(re.escape(text).replace(r"\ ", r"\s+") for text in sorted(found, key=lambda text: (-len(text), text)))
