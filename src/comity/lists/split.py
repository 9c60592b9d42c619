"""Taking apart texts in which a publisher wrote several names, only where that is beyond doubt."""

from __future__ import annotations

from itertools import groupby

from comity.names.scripts import letter_script, script_of

_OPENING, _CLOSING = "([", ")]"


def split_outside(text: str, separators: str) -> list[str]:
    """Return the pieces of ``text`` between the characters of ``separators`` that stand outside parentheses, without blank ones.

    Parentheses that are never closed do not count.
    """
    return [piece.strip() for piece in pieces_outside(text, separators) if piece.strip()]


def pieces_outside(text: str, separators: str) -> list[str]:
    """Return what ``split_outside`` does, with white space and blank pieces as they stand in ``text``."""
    depth, pieces, begin = 0, [], 0
    balanced = sum(text.count(c) for c in _OPENING) == sum(text.count(c) for c in _CLOSING)
    for at, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character in separators and (depth <= 0 or not balanced):
            pieces.append(text[begin:at])
            begin = at + 1
    pieces.append(text[begin:])
    return pieces


def last_parenthesis(text: str) -> tuple[str, str]:
    """Return what stands before and what inside the outermost parentheses that end ``text``; all of it and nothing without them."""
    if not text.endswith(")"):
        return text, ""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == ")") - (text[at] == "(")
        if depth == 0:
            return text[:at].strip(), text[at + 1 : -1].strip()
    return text, ""


def is_latin(text: str) -> bool:
    """Return True when most letters of ``text`` are Latin."""
    return script_of(text) == "Latn"


def by_script(text: str) -> list[str]:
    """Return ``text`` as two names when it is Latin words followed by as surely other ones, or the reverse; else as it is.

    Each side must have two words at least: a single foreign word may belong to the name.
    """
    words = [(word, _latin_word(word)) for word in text.split()]
    runs = [" ".join(word for word, _ in run) for _, run in groupby(words, key=lambda pair: pair[1])]
    return runs if len(runs) == 2 and all(" " in run for run in runs) else [text]


def _latin_word(word: str) -> bool:
    return all(letter_script(letter) in {"Latn", ""} for letter in word)
