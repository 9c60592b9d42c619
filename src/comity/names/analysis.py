"""A name taken apart into the words that are compared, each with its role and weight.

The idea: a name is not a string. ``OOO "Romashka"`` and ``Romashka LLC`` hold one telling word; ``Sheikh Abu Bakr al-Zahir``
holds two telling words, a title and an article. Every word gets a ``WordKind`` and a weight for how much it tells two names
apart; legal forms and titles are set aside. A name in another script yields one analysis per romanisation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from comity.model import Schema
from comity.names import generic_words, labels, legal_forms, numerals, particles, places, repair, titles, variants
from comity.names.clean import clean
from comity.names.romanise import romanisations
from comity.names.scripts import letter_script, script_of

MAX_WORDS = 24
"""Words kept of one name; the rest of a longer one is not compared."""


class WordKind(IntEnum):
    """What a word does in a name."""

    WORD = 0
    INITIAL = 1
    PARTICLE = 2
    GENERIC = 3
    PLACE = 4
    NUMBER = 6


LONGEST_JOINED = 20
"""Letters of two words that may have been written together, at most."""

PLAIN = (int(WordKind.WORD), int(WordKind.PLACE))
"""The kinds of word that are a name themselves: they weigh less the more listings they stand in."""


def may_join(word: str, kind: int, following: str, following_kind: int) -> bool:
    """Tell whether two neighbours may be one word elsewhere: not numbers, one of them at least a name itself, and not too long."""
    if kind == WordKind.NUMBER or following_kind == WordKind.NUMBER:
        return False
    return (kind in PLAIN or following_kind in PLAIN) and len(word) + len(following) <= LONGEST_JOINED


class _Position(IntEnum):
    """Where a word stands in its name, as far as its role depends on that."""

    ALONE = 0
    FIRST = 1
    INNER = 2
    LAST = 3


@cache
def _positions(count: int) -> tuple[_Position, ...]:
    """The positions of the words of a name of ``count`` words, at most ``MAX_WORDS``."""
    return (_Position.ALONE,) if count == 1 else (_Position.FIRST, *[_Position.INNER] * (count - 2), _Position.LAST)


Role = tuple[int, float, str]
"""Kind, weight and key of a word."""

_ARTICLE_WEIGHT = 0.06
_PARTICLE_WEIGHTS = {"article": 0.06, "patronymic": 0.06, "nobiliary": 0.06, "kunya": 0.35, "bound": 0.30}
_INITIAL_WEIGHT = 0.6
_NUMBER_WEIGHT = 0.7
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_BRANCHES = frozenset(f"={concept}" for concept in generic_words.BRANCHES)
_GENERATION_WEIGHT = 0.15
_STOP_WEIGHT = 0.04
_FORM_WORD_WEIGHT = 0.06
_MAYBE_TITLE_WEIGHT = 0.5
_SHORT_WORDS = {2: 0.65, 3: 0.80, 4: 0.92}
"""Weight of words by their length: the fewer letters, the more names share them by chance."""

_TRUST_IN_VARIANT = 0.98
_TRUST_IN_REPAIR = 0.97
_TRUST_IN_MARK = 0.99
_LONGEST_MARK = 16
_TRUST_IN_VARIANTS = {"Hani": 0.95, "Hang": 0.95, "Jpan": 0.95}
_LEAST_ALIKE = {"Hani": 0.93, "Hang": 0.93, "Jpan": 0.93, "Arab": 0.75, "Hebr": 0.75}
_LATIN = ("Latn", "Zyyy")
_ALPHABETS = frozenset({"Cyrl", "Grek", "Armn", "Geor"})
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
    if not text.isupper() and not text.islower():
        text = _CAMEL.sub(" ", text)
    if "." in text and schema is not Schema.PERSON:
        text = _DOTTED.sub(lambda found: found.group().replace(".", "").replace(" ", "") + " ", text)
    if "/" in text:
        text = _SLASHED.sub(r"\1\2", text)
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return [word for word in _NOT_WORD.split(text.translate(_MARKS).lower()) if word]


_ASCII_WORDS = _ascii_words()


def _without_forms(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """``words`` without legal forms, and the classes of the forms found. A name made of nothing else keeps its words."""
    rest, codes = legal_forms.part(words)
    return (rest, [legal_forms.equivalence(code) for code in codes]) if rest else (list(words), [])


def _without_titles(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """``words`` without titles, and the titles. Those that are often names too (``amir``) stay; they only weigh less."""
    if not any(map(titles.is_mere_title, words)):
        return list(words), []
    rest: list[str] = []
    found: list[str] = []
    for word in words:
        (found if titles.is_mere_title(word) else rest).append(word)
    return (rest, found) if rest else (list(words), [])


def _as_number(word: str, position: _Position, schema: Schema) -> Role | None:
    if any(c.isdigit() for c in word):
        if schema is Schema.PERSON:
            return WordKind.PARTICLE, _GENERATION_WEIGHT, ""
        value = numerals.value(word)
        return WordKind.NUMBER, _NUMBER_WEIGHT, f"#{word if value is None else value}"
    if schema is Schema.PERSON:
        return None
    value = numerals.value(word) if position not in (_Position.FIRST, _Position.ALONE) or len(word) > 2 else None
    return None if value is None else (WordKind.NUMBER, _NUMBER_WEIGHT, f"#{value}")


def _as_particle(word: str, position: _Position) -> Role | None:
    kind = particles.kind(word) if position is not _Position.ALONE else None
    if kind is None or (kind in ("article", "nobiliary") and position is _Position.LAST):
        return None
    return WordKind.PARTICLE, _PARTICLE_WEIGHTS.get(kind, _ARTICLE_WEIGHT), ""


@cache
def _special(schema: Schema) -> frozenset[str]:
    """The words that are more than the name itself in names of that kind of subject; most words are not among them."""
    if schema is Schema.PERSON:
        return titles.words() | particles.words() | variants.words()
    return numerals.words() | generic_words.words() | particles.words()


def _as_suffix(word: str, position: _Position, *, has_dots: bool) -> Role | None:
    """What sets father and son apart (``jr``, ``iii``); a single letter (``v``) does so at the end only, and is an initial with a dot."""
    stands = position is _Position.LAST and not has_dots if len(word) == 1 else position not in (_Position.FIRST, _Position.ALONE)
    return (WordKind.PARTICLE, _GENERATION_WEIGHT, "") if stands and titles.is_generation(word) else None


def _as_initial(word: str, position: _Position, *, has_dots: bool) -> Role | None:
    """A single letter; ``y`` and ``e`` between words are Spanish and Portuguese for *and*, unless they have dots."""
    stands = len(word) == 1 and (has_dots or position is not _Position.INNER or word not in ("y", "e"))
    return (WordKind.INITIAL, _INITIAL_WEIGHT, "") if stands else None


@lru_cache(maxsize=131_072)
def _role(word: str, position: _Position, schema: Schema, has_dots: bool) -> Role:  # noqa: FBT001 - cached by position
    """Kind, weight and key of a word; ``has_dots``: whether it is a letter that the name writes with a dot."""
    if len(word) > 1 and word.isalpha() and word not in _special(schema):
        form_word = schema is not Schema.PERSON and _is_form_word(word)
        return _as_generic(word, position) or _as_telling(word, position, schema) if form_word else (WordKind.WORD, _by_length(word), "")
    if schema is Schema.PERSON:
        return (
            _as_number(word, position, schema)
            or _as_suffix(word, position, has_dots=has_dots)
            or _as_initial(word, position, has_dots=has_dots)
            or _as_particle(word, position)
            or _as_telling(word, position, schema)
        )
    number = _as_number(word, position, schema)
    if number is not None:
        return number
    if position is not _Position.ALONE and generic_words.is_stop(word):
        return WordKind.PARTICLE, _STOP_WEIGHT, ""
    particle = _as_particle(word, position) if len(word) <= 3 else None
    return _as_initial(word, position, has_dots=has_dots) or particle or _as_generic(word, position) or _as_telling(word, position, schema)


def _is_form_word(word: str) -> bool:
    """Tell whether the word is, or is a slip of, a word of a spelled-out legal form. A person's name is no slip (``soares``)."""
    return legal_forms.is_form_word(word) and (word not in variants.words() or word in legal_forms.single_words())


def _as_generic(word: str, position: _Position) -> Role | None:
    weight = _FORM_WORD_WEIGHT if _is_form_word(word) else generic_words.weight(word)
    if weight is None:
        return None
    concept = generic_words.concept(word)
    key = f"={concept}" if concept else ""
    # Whoever is called by nothing else is told by it.
    return (WordKind.WORD, _by_length(word), key) if position is _Position.ALONE else (WordKind.GENERIC, weight, key)


def _by_length(word: str) -> float:
    return _SHORT_WORDS.get(len(word), 1.0)


def _as_telling(word: str, position: _Position, schema: Schema) -> Role:
    weight = _by_length(word)
    if schema is not Schema.PERSON:
        return WordKind.WORD, weight, ""
    if position is not _Position.ALONE and titles.is_ambiguous(word):
        weight = min(weight, _MAYBE_TITLE_WEIGHT)
    return WordKind.WORD, weight, variants.canonical(word) or ""


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
    if not any(map(numerals.is_tens, words)):
        return list(words)
    merged: list[str] = []
    for word in words:
        before = numerals.value(merged[-1]) if merged and merged[-1].isalpha() else None
        if before is not None and before >= 20 and before % 10 == 0 and 0 < (numerals.value(word) or 0) < 10:
            merged[-1] = str(before + (numerals.value(word) or 0))
        else:
            merged.append(word)
    return merged


def _prepared(words: Sequence[str], schema: Schema) -> list[str]:
    """The words to compare: bound, merged, no more than ``MAX_WORDS``."""
    if schema is not Schema.PERSON:
        return _merge_numbers(words)[:MAX_WORDS]
    return _bind(words if all(map(str.isalpha, words)) else [_letters_for_digits(word) for word in words])[:MAX_WORDS]


def _dotted(text: str) -> str | frozenset[str]:
    """The letters that a name writes with dots; any letter, where they are of another alphabet."""
    letters = frozenset(letter.lower()[0] for letter in _DOTTED_LETTER.findall(text))
    return letters if text.isascii() or not letters else _LETTERS


def _with_places(words: Sequence[str], roles: list[Role]) -> list[Role]:
    """``roles`` with cities, countries and the words for branches as places. Of a city of several words the longest counts. The first place
    stays what it was where no other word tells the name (``Bank of X, Y branch``).
    """
    if not any(map(places.may_begin, words)) and not any(key in _BRANCHES for _, _, key in roles):
        return roles
    found = list(roles)
    first: slice | None = None
    at = 0
    while at < len(words):
        size = places.size(words, at)
        if size > 1 or (size and roles[at][0] is WordKind.WORD):
            longest = max(range(at, at + size), key=lambda k: len(words[k]))
            key = places.country_key(words[at]) if size == 1 else ""
            found[at : at + size] = [
                (WordKind.PLACE, _by_length(words[k]) if k == longest else _STOP_WEIGHT, key) for k in range(at, at + size)
            ]
            first = first or slice(at, at + size)
        elif roles[at][2] in _BRANCHES:
            found[at] = WordKind.PLACE, roles[at][1], roles[at][2]
        at += max(size, 1)
    if first and not any(kind is WordKind.WORD for kind, _, _ in found):
        found[first] = [(kind, weight, key or place[2]) for (kind, weight, key), place in zip(roles[first], found[first], strict=True)]
    return found if any(kind is WordKind.WORD for kind, _, _ in found) else roles


def _assemble(text: str, words: Sequence[str], schema: Schema, aside: tuple[list[str], list[str]]) -> NameAnalysis:
    kept = _prepared(words, schema)
    dotted = _dotted(text) if "." in text and schema is Schema.PERSON else ""
    roles = [_role(word, position, schema, word in dotted) for word, position in zip(kept, _positions(len(kept)), strict=True)]
    if schema is not Schema.PERSON:
        roles = _with_places(kept, roles)
    kinds, weights, keys = zip(*roles, strict=True)
    return NameAnalysis(
        text=text,
        words=tuple(kept),
        kinds=kinds,
        weights=weights,
        keys=keys,
        forms=tuple(aside[0]),
        titles=tuple(aside[1]),
    )


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
    """An organisation's name with slips in its ordinary words put right, if any. No guess takes the word that tells it (``sharma``)."""
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
    is_like = schema is not Schema.PERSON and 0 < len(mark) <= _LONGEST_MARK and mark.isascii()
    if not is_like or not (schema is Schema.AIRPLANE or any(map(str.isdigit, mark))):
        return []
    return [NameAnalysis(text, (mark,), (int(WordKind.NUMBER),), (_NUMBER_WEIGHT,), (f"#{mark}",), trust=_TRUST_IN_MARK)]


def _as_letters(words: Sequence[str], romanised: list[str], schema: Schema) -> list[str]:
    """The romanised words of a person's name, those that were one letter of an alphabet cut to one letter again (``Ю`` is ``yu``)."""
    if schema is not Schema.PERSON or len(words) != len(romanised):
        return romanised
    return [one[0] if len(word) == 1 and letter_script(word) in _ALPHABETS else one for word, one in zip(words, romanised, strict=True)]


def _analyse_one(text: str, schema: Schema) -> list[NameAnalysis]:
    words = split_words(text, schema)
    if not words:
        return []
    if text.isascii():
        rest, forms, found = _set_aside(words, schema)
        plain = [_assemble(text, rest, schema, (forms, found))]
        return plain + _repaired(text, words, schema) + _as_mark(text, rest, schema)
    if schema in _WITH_FORMS:
        words = [part for word in words for piece in legal_forms.split_affix(word) for part in generic_words.split_endings(piece)]
    words, forms, found = _set_aside(words, schema)
    if schema is not Schema.PERSON:
        words = [word if word.isascii() else generic_words.concept(word) or word for word in words]
    analyses = []
    spellings = [_as_letters(words, split_words(form, schema), schema) for form in romanisations(" ".join(words))]
    for romanised in spellings:
        rest, more_forms, more_titles = _set_aside(romanised, schema)
        if rest:
            analyses.append(_assemble(text, rest, schema, (forms + more_forms, found + more_titles)))
    mark = _as_mark(text, _set_aside(spellings[0], schema)[0], schema)
    script = script_of(text)
    if script in _LATIN:
        return analyses + _repaired(text, spellings[0], schema) + mark
    trust = _TRUST_IN_VARIANTS.get(script, _TRUST_IN_VARIANT)
    least = _LEAST_ALIKE.get(script, 0.0)
    return [analysis._replace(script=script, trust=trust if at else 1.0, least=least) for at, analysis in enumerate(analyses)] + mark


def analyse(text: str, schema: Schema = Schema.THING) -> tuple[NameAnalysis, ...]:
    """Every way to read a name: one analysis per romanisation, the most common first, then its repaired reading and its reading as a mark
    where there are such, then those of former and other names inside it.

    A name whose kind is not known (``Thing``, ``LegalEntity``) is read as a person's and as an organisation's.
    ``text`` may be anything; what is not part of a name (control characters, party labels of payment messages) is cleaned away first. Empty
    when nothing comparable is left. Never raises.
    """
    stripped, _ = labels.strip_labels(clean(text))
    main, others = labels.split_former(stripped)
    kinds = (Schema.PERSON, Schema.ORGANIZATION) if schema in _UNDECIDED else (schema,)
    analyses = [analysis for name in (main, *others) for kind in kinds for analysis in _analyse_one(name, kind)]
    if len(analyses) < 2:
        return tuple(analyses)
    return tuple({(analysis.words, analysis.weights): analysis for analysis in reversed(analyses)}.values())[::-1]
