"""A name taken apart into the words that are compared, each with its role and weight.

The idea: a name is not a string. ``OOO "Romashka"`` and ``Romashka LLC`` hold one telling word; ``Sheikh Abu Bakr al-Zahir``
holds two telling words, a title and an article. Every word gets a ``WordKind`` and a weight for how much it tells two names
apart; legal forms and titles are set aside. A name in another script yields one analysis per romanisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from comity.model import Schema
from comity.names import generic_words, labels, legal_forms, repair, titles
from comity.names.clean import clean
from comity.names.roles import NUMBER_WEIGHT, WordKind, roles_of
from comity.names.romanise import romanisations
from comity.names.scripts import script_of
from comity.names.tables import folded_all
from comity.names.words import as_letters, dotted, prepared, split_words

_TRUST_IN_VARIANT = 0.98
_TRUST_IN_REPAIR = 0.97
_TRUST_IN_MARK = 0.99
_LONGEST_MARK = 16
_TRUST_IN_VARIANTS = {"Hani": 0.95, "Hang": 0.95, "Jpan": 0.95}
_LEAST_ALIKE = {"Hani": 0.93, "Hang": 0.93, "Jpan": 0.93, "Arab": 0.75, "Hebr": 0.75}
_LATIN = ("Latn", "Zyyy")
_UNDECIDED = frozenset({Schema.THING, Schema.LEGAL_ENTITY})
_WITH_FORMS = frozenset({Schema.ORGANIZATION, Schema.COMPANY})


class NameAnalysis(NamedTuple):
    """The words of one name in one romanisation, in order, as parallel tuples.

    ``words``: lower-case ASCII letters and digits. ``kinds``: ``WordKind`` values. ``weights``: 0..1. ``keys``: what a word is
    equal under whatever its spelling: ``#7`` for a number, ``#ra76502`` for a mark, ``=bank`` for a generic word's concept, ``=@IR`` for a
    country, ``muhammad`` for a family of given names, else empty. ``forms``: classes of legal form (``limited``, ``stock``). ``titles``:
    what was set aside as title. ``script`` (ISO 15924): what it was romanised from, empty for Latin; ``trust``: factor for a less common
    romanisation, a repaired reading or a mark; ``least``: how alike another word must be at least to be the same word. Where a script
    writes syllables and every usual romanisation is read, letters that still differ are another syllable.
    """

    text: str
    words: tuple[str, ...]
    kinds: tuple[int, ...]
    weights: tuple[float, ...]
    keys: tuple[str, ...]
    forms: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    script: str = ""
    trust: float = 1.0
    least: float = 0.0


def _without_forms(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """``words`` without legal forms, and the classes of the forms found. A name made of nothing else keeps its words."""
    rest, codes = legal_forms.part(words)
    return (rest, [legal_forms.equivalence(code) for code in codes]) if rest else (list(words), [])


def _without_titles(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """``words`` without titles, and the titles. Those that are often names too (``amir``) stay; they only weigh less."""
    keys, mere = folded_all(words), titles.mere()
    if mere.isdisjoint(keys):
        return list(words), []
    rest = [word for word, key in zip(words, keys, strict=True) if key not in mere]
    return (rest, [word for word, key in zip(words, keys, strict=True) if key in mere]) if rest else (list(words), [])


def _assemble(text: str, words: Sequence[str], schema: Schema, aside: tuple[list[str], list[str]]) -> NameAnalysis:
    kept = prepared(words, schema)
    kinds, weights, keys = zip(*roles_of(kept, schema, dotted(text) if "." in text and schema is Schema.PERSON else ()), strict=True)
    return NameAnalysis(text, tuple(kept), kinds, weights, keys, tuple(aside[0]), tuple(aside[1]))


def _set_aside(words: list[str], schema: Schema) -> tuple[list[str], list[str], list[str]]:
    """(telling words, legal forms, titles)."""
    forms: list[str] = []
    found: list[str] = []
    if schema in _WITH_FORMS:
        words, forms = _without_forms(words)
    if schema is Schema.PERSON:
        words, found = _without_titles(words)
    return words, forms, found


def _repaired(text: str, words: list[str], schema: Schema) -> list[NameAnalysis]:
    """The reading of an organisation's name (``words``: Latin, ASCII) with the slips in its ordinary words put right; empty where there are
    none. No guess takes the word that tells the name (``Sharma Trading`` is no ``Pharma Trading``).
    """
    for guesses in (True, False) if schema is not Schema.PERSON else ():
        repaired = repair.repaired(words, guesses=guesses)
        if repaired == words:
            break
        rest, forms, found = _set_aside(repaired, schema)
        analysis = _assemble(text, rest, schema, (forms, found))
        if WordKind.WORD in analysis.kinds or not guesses:
            return [analysis._replace(trust=_TRUST_IN_REPAIR)]
    return []


def _as_mark(text: str, words: list[str], schema: Schema) -> list[NameAnalysis]:
    """The reading of a registration mark or of a name with a number (``RA-76502``, ``FU YUAN YU 008``) as one sign that agrees only whole,
    however it is parted; empty for names that are not like one.
    """
    mark = "".join(words)
    if mark.isalpha() and schema is not Schema.AIRPLANE:
        return []
    is_like = schema is not Schema.PERSON and 0 < len(mark) <= _LONGEST_MARK and mark.isascii()
    if not is_like or not (schema is Schema.AIRPLANE or any(map(str.isdigit, mark))):
        return []
    return [NameAnalysis(text, (mark,), (int(WordKind.NUMBER),), (NUMBER_WEIGHT,), (f"#{mark}",), trust=_TRUST_IN_MARK)]


@lru_cache(maxsize=65_536)
def _parts(word: str) -> tuple[str, ...]:
    """A word of an organisation's name without the legal forms and generic words that its script or language writes onto it, and those."""
    return tuple(part for piece in legal_forms.split_affix(word) for part in generic_words.split_endings(piece))


@lru_cache(maxsize=65_536)
def _in_english(word: str) -> str:
    """The English word for what a generic word of another alphabet means; other words as they are."""
    return generic_words.concept(word) or word


def _analyse_one(text: str, schema: Schema) -> list[NameAnalysis]:
    words = split_words(text, schema)
    if not words:
        return []
    if text.isascii():
        rest, forms, found = _set_aside(words, schema)
        plain = [_assemble(text, rest, schema, (forms, found))]
        return plain + _repaired(text, words, schema) + _as_mark(text, rest, schema)
    if schema in _WITH_FORMS:
        words = [part for word in words for part in _parts(word)]
    words, forms, found = _set_aside(words, schema)
    if schema is not Schema.PERSON:
        words = [word if word.isascii() else _in_english(word) for word in words]
    analyses = []
    spellings = [as_letters(words, split_words(form, schema), schema) for form in romanisations(" ".join(words))]
    parted = [_set_aside(romanised, schema) for romanised in spellings]
    for rest, more_forms, more_titles in parted:
        if rest:
            analyses.append(_assemble(text, rest, schema, (forms + more_forms, found + more_titles)))
    mark = _as_mark(text, parted[0][0], schema)
    script = script_of(text)
    if script in _LATIN:
        return analyses + _repaired(text, spellings[0], schema) + mark
    trust = _TRUST_IN_VARIANTS.get(script, _TRUST_IN_VARIANT)
    least = _LEAST_ALIKE.get(script, 0.0)
    return [analysis._replace(script=script, trust=trust if at else 1.0, least=least) for at, analysis in enumerate(analyses)] + mark


def _names_in(text: str) -> tuple[str, ...]:
    """The name that a cleaned text gives, and the former and other names that it gives with it."""
    if labels.is_bare(text):
        return (text,)
    stripped, _ = labels.strip_labels(text)
    main, others = labels.split_former(stripped)
    return (main, *others)


def analyse(text: str, schema: Schema = Schema.THING) -> tuple[NameAnalysis, ...]:
    """Every way to read a name: one analysis per romanisation, the most common first, then its repaired reading and its reading as a mark
    where there are such, then those of former and other names inside it, and of an organisation's acronym.

    A name whose kind is not known (``Thing``, ``LegalEntity``) is read as a person's and as an organisation's.
    ``text`` may be anything; what is not part of a name (control characters, party labels of payment messages) is cleaned away first. Empty
    when nothing comparable is left. Never raises.
    """
    kinds = (Schema.PERSON, Schema.ORGANIZATION) if schema in _UNDECIDED else (schema,)
    cleaned = clean(text)
    analyses = [analysis for name in _names_in(cleaned) for kind in kinds for analysis in _analyse_one(name, kind)]
    acronym = labels.acronym_in(cleaned) if Schema.PERSON not in kinds else ""
    if acronym:
        analyses += _analyse_one(acronym, kinds[-1])
    if len(analyses) < 2:
        return tuple(analyses)
    return tuple({(analysis.words, analysis.weights): analysis for analysis in reversed(analyses)}.values())[::-1]
