"""What speaks for a match and what against it, in one form and size; what counts for nothing; and what could not be compared at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from comity.model import Evidence, EvidenceKind, Gender, Hit, Schema, Subject
from comity.web.console.explain.likeness import Likeness, likeness_of, name_evidence, telling
from comity.web.console.explain.reasons import reason
from comity.web.console.labels import label
from comity.web.console.words import Words

_UNDECIDED = frozenset({Schema.THING, Schema.LEGAL_ENTITY})
_VALUES: dict[EvidenceKind, Callable[[str], object]] = {EvidenceKind.GENDER: Gender, EvidenceKind.SCHEMA: Schema}


@dataclass(frozen=True, slots=True)
class Point:
    """One pair of values that was compared: the fact, both values, why, and what it added to the score (below 0: took away).

    ``said`` is the effect in figures, or in words where it is counted inside another point. ``weight`` orders them: the size of the effect.
    """

    fact: str
    subject: str
    listing: str
    why: str
    effect: float
    said: str
    weight: float


@dataclass(frozen=True, slots=True)
class Points:
    """What speaks for a match, against it, and what was compared and counts for nothing, the heaviest first."""

    favour: tuple[Point, ...]
    against: tuple[Point, ...]
    silent: tuple[Point, ...]


def signed(effect: float, decimals: int = 2) -> str:
    """An effect with its sign: ``+0.05``, ``−0.15``."""
    return f"{'−' if effect < 0 else '+'}{abs(effect):.{decimals}f}"


def fact(words: Words, kind: EvidenceKind) -> str:
    """What a fact is called at the beginning of a line."""
    called = label(words, kind)
    return called[:1].upper() + called[1:]


def points(words: Words, hit: Hit, subject: Subject, silent: Iterable[Point]) -> Points:
    """The evidence of a hit as points; ``silent`` are facts that both sides state and that the screening leaves out of the score."""
    schema = hit.listing.subject.schema if subject.schema in _UNDECIDED else subject.schema
    found = [point for one in hit.evidence for point in _of(words, one, schema)]
    if subject.names and name_evidence(hit.evidence) is None:
        found.append(_unlike(words, subject.caption, hit.name.full))
    return Points(
        favour=_heaviest(point for point in found if point.effect > 0),
        against=_heaviest(point for point in found if point.effect < 0 or (point.effect == 0 and point.weight > 0)),
        silent=(*(point for point in found if point.effect == point.weight == 0), *silent),
    )


def _heaviest(given: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(given, key=lambda point: -point.weight))


def _unlike(words: Words, subject: str, listing: str) -> Point:
    """An identifier alone brought the two together: no name of the listing came near enough to be compared."""
    why = words.say("no listed name is like it; only an identifier brought the two together")
    return Point(fact(words, EvidenceKind.NAME), subject, listing, why, 0.0, words.say("adds nothing"), 1.0)


def _of(words: Words, one: Evidence, schema: Schema) -> list[Point]:
    likeness = likeness_of(one) if one.kind is EvidenceKind.NAME else None
    if likeness is not None:
        return [_name_point(words, one, likeness), *_within_the_name(words, one, likeness, schema)]
    if not one.query and not one.listing:
        return []  # a sentence about the outcome, not a pair of values
    subject, listing = _value(words, one.kind, one.query), _value(words, one.kind, one.listing)
    return [Point(fact(words, one.kind), subject, listing, reason(words, one.why), one.effect, signed(one.effect), abs(one.effect))]


def _value(words: Words, kind: EvidenceKind, text: str) -> str:
    try:
        return label(words, _VALUES[kind](text)) if kind in _VALUES and text else text
    except ValueError:
        return text


def _name_point(words: Words, one: Evidence, likeness: Likeness) -> Point:
    same = sum(pair.left == pair.right for pair in likeness.pairs)
    alike = len(likeness.pairs) - same
    said = [words.count("%(num)s word is the same", "%(num)s words are the same", same)] if same else []
    said += [words.count("%(num)s word is nearly the same", "%(num)s words are nearly the same", alike)] if alike else []
    why = ", ".join(said) or words.say("no word in common")
    return Point(fact(words, one.kind), one.query, one.listing, why, one.effect, signed(one.effect), abs(one.effect))


def _within_the_name(words: Words, one: Evidence, likeness: Likeness, schema: Schema) -> list[Point]:
    """What speaks against inside the comparison of the names: the name's score is lower by it already, so it has no effect of its own.

    It weighs at most what the name lacks to full agreement.
    """
    lacks = max(1.0 - one.effect, 0.01)
    inside = words.say("counted in the name")
    found = []
    mine, theirs = telling(likeness.left_only, schema), telling(likeness.right_only, schema)
    if mine or theirs:
        why = words.say("words that only one of the two names has")
        found.append(Point(words.say("Rest of the name"), " ".join(mine), " ".join(theirs), why, 0.0, inside, lacks))
    if likeness.rough:
        why = words.say("words that are alike only roughly")
        sides = " ".join(pair.left for pair in likeness.rough), " ".join(pair.right for pair in likeness.rough)
        found.append(Point(words.say("Spelling"), *sides, why, 0.0, inside, lacks))
    if likeness.forms_differ:
        why = words.say("the legal forms are of different kinds")
        found.append(Point(words.say("Legal form"), one.query, one.listing, why, 0.0, inside, 0.03))
    return found
