"""The words of a name, in order: parted, joined and written as they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from comity.model import Schema
from comity.names import numerals, particles
from comity.names.roles import MAX_WORDS
from comity.names.scripts import letter_script

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_ALPHABETS = frozenset({"Cyrl", "Grek", "Armn", "Geor"})

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z]{3})(?=[A-Z]{2,}\b)")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?", re.UNICODE)
_DOTTED_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_]\.")
_SLASHED = re.compile(r"\b([^\W\d_])/([^\W\d_])\b")


def _marks() -> str:
    """The combining marks of the Basic Multilingual Plane as ranges of a character class: vowels and viramas of many scripts, which are
    no letters to a regular expression.
    """
    codes = [code for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    breaks = [at for at in range(1, len(codes)) if codes[at] != codes[at - 1] + 1]
    starts, ends = [codes[0], *(codes[at] for at in breaks)], [*(codes[at - 1] for at in breaks), codes[-1]]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


_NOT_WORD = re.compile(rf"[^\w{_marks()}]+|_+")
_LOOKALIKES = str.maketrans("013458", "oieasb")
_MARKS: dict[int, str | None] = {ord("'"): None, ord('"'): " ", ord("`"): None, ord("&"): " and ", ord("+"): " and "}


def _ascii_words() -> dict[int, str | None]:
    """Lower case, marks gone or spelt out, everything else that is no letter or digit a space."""
    table: dict[int, str | None] = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
    return table | _MARKS


def split_words(text: str, schema: Schema = Schema.THING) -> list[str]:
    """The lower-case words of a cleaned name, in its own script.

    Dotted abbreviations are joined (``l.l.c.`` is ``llc``) except in persons' names, where they are initials; apostrophes
    vanish; run-on capitals part (``JohnSmith``).
    """
    if not text.istitle() and not text.isupper() and not text.islower():
        text = _CAMEL.sub(" ", text)
    if text.replace(" ", "").isalpha():
        return text.lower().split()
    if "." in text and schema is not Schema.PERSON:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", text)
    if "/" in text:
        text = _SLASHED.sub(r"\1\2", text)
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return [word for word in _NOT_WORD.split(text.translate(_MARKS).lower()) if word]


_ASCII_WORDS = _ascii_words()


_BINDING = frozenset({"abd", "abdu", "abdul"})


def _bind(words: Sequence[str]) -> list[str]:
    """``abd`` followed by an article is the one word ``abdul`` (Arabic ``ʿabd al-``); ``abd`` ``allah`` is ``abdallah``."""
    if _BINDING.isdisjoint(words):
        return list(words)
    bound: list[str] = []
    for word in words:
        if bound and bound[-1] in ("abd", "abdu") and particles.kind(word) == "article":
            bound[-1] = "abdul"
        elif bound and bound[-1] in ("abd", "abdu", "abdul") and word in ("allah", "ullah", "lah"):
            bound[-1] = "abdallah"
        else:
            bound.append(word)
    return bound


def _letters_for_digits(word: str) -> str:
    """A person's name has no digits inside its words: those that look like letters were misread or put there to evade."""
    return word if word.isalpha() or word.isdigit() else word.translate(_LOOKALIKES)


def _merge_numbers(words: Sequence[str]) -> list[str]:
    """Write ``forty four`` as the one number ``44``."""
    if numerals.tens().isdisjoint(words):
        return list(words)
    merged: list[str] = []
    for word in words:
        before = numerals.value(merged[-1]) if merged and merged[-1].isalpha() else None
        if before is not None and before >= 20 and before % 10 == 0 and 0 < (numerals.value(word) or 0) < 10:
            merged[-1] = str(before + (numerals.value(word) or 0))
        else:
            merged.append(word)
    return merged


def prepared(words: Sequence[str], schema: Schema) -> list[str]:
    """The words to compare: bound, merged, no more than ``MAX_WORDS``."""
    if schema is not Schema.PERSON:
        return _merge_numbers(words)[:MAX_WORDS]
    return _bind(words if all(map(str.isalpha, words)) else [_letters_for_digits(word) for word in words])[:MAX_WORDS]


def dotted(text: str) -> str | frozenset[str]:
    """The letters that a name writes with dots; any letter, where they are of another alphabet."""
    letters = frozenset(letter.lower()[0] for letter in _DOTTED_LETTER.findall(text))
    return letters if text.isascii() or not letters else _LETTERS


def as_letters(words: Sequence[str], romanised: list[str], schema: Schema) -> list[str]:
    """The romanised words of a person's name, those that were one letter of an alphabet cut to one letter again (``Ю`` is ``yu``)."""
    if schema is not Schema.PERSON or len(words) != len(romanised):
        return romanised
    return [one[0] if len(word) == 1 and letter_script(word) in _ALPHABETS else one for word, one in zip(words, romanised, strict=True)]
