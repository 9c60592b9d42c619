"""Facts that were not weighed: those that one side lacks, and those that both state and that the score leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.model import Evidence, EvidenceKind, Schema, Subject
from comity.names.countries import country_name
from comity.web.console.explain.points import Point, fact
from comity.web.console.labels import label
from comity.web.console.words import Words

_PERSONS = frozenset({Schema.PERSON, Schema.LEGAL_ENTITY, Schema.THING})
_MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A fact that could not be compared: the fact, who lacks it, and what the other side says (empty where neither says anything)."""

    fact: str
    lacks: str
    value: str


def uncompared(words: Words, subject: Subject, listed: Subject, evidence: Sequence[Evidence]) -> tuple[Uncompared, ...]:
    """Every fact that screening compares and that was not, since a side does not state it."""
    compared = {one.kind for one in evidence}
    found = []
    for kind in _kinds(subject, listed):
        mine, theirs = _stated(words, subject, kind), _stated(words, listed, kind)
        if kind not in compared and not (mine and theirs):
            found.append(Uncompared(fact(words, kind), _lacks(words, mine, theirs), _few(mine or theirs)))
    return tuple(found)


def silent(words: Words, subject: Subject, listed: Subject, evidence: Sequence[Evidence]) -> tuple[Point, ...]:
    """Facts that both sides state and that add and take nothing: the same gender, or numbers that are not the same."""
    compared = {one.kind for one in evidence}
    found = []
    if subject.gender and subject.gender is listed.gender and EvidenceKind.GENDER not in compared:
        found.append((EvidenceKind.GENDER, words.say("the same; half of all people share it, so it adds nothing")))
    if subject.identifiers and listed.identifiers and EvidenceKind.IDENTIFIER not in compared:
        found.append((EvidenceKind.IDENTIFIER, words.say("no number is the same; one person may hold several, so it takes nothing")))
    return tuple(_silent_point(words, kind, (subject, listed), why) for kind, why in found)


def _silent_point(words: Words, kind: EvidenceKind, sides: tuple[Subject, Subject], why: str) -> Point:
    mine, theirs = (_few(_stated(words, side, kind)) for side in sides)
    return Point(fact(words, kind), mine, theirs, why, 0.0, "0", 0.0)


def _kinds(subject: Subject, listed: Subject) -> tuple[EvidenceKind, ...]:
    """The facts that apply to both: only persons are born and have a gender."""
    are_persons = subject.schema in _PERSONS and listed.schema in _PERSONS
    of_persons = (EvidenceKind.BIRTH_DATE, EvidenceKind.GENDER) if are_persons else ()
    return (*of_persons, EvidenceKind.COUNTRY, EvidenceKind.IDENTIFIER)


def _stated(words: Words, side: Subject, kind: EvidenceKind) -> list[str]:
    if kind is EvidenceKind.BIRTH_DATE:
        return [str(value) for value in side.birth_dates]
    if kind is EvidenceKind.GENDER:
        return [label(words, side.gender)] if side.gender else []
    if kind is EvidenceKind.IDENTIFIER:
        return [f"{label(words, one.type)} {one.value}" for one in side.identifiers]
    lived = [place.country for place in (*side.addresses, *side.birth_places) if place.country]
    return [country_name(code) or code for code in dict.fromkeys([*side.nationalities, *side.jurisdictions, *lived])]


def _lacks(words: Words, mine: Sequence[str], theirs: Sequence[str]) -> str:
    if mine:
        return words.say("the listing does not state it; the subject does:")
    return words.say("the subject does not state it; the listing does:") if theirs else words.say("neither side states it")


def _few(values: Sequence[str]) -> str:
    more = len(values) - _MOST_SHOWN
    return ", ".join(values[:_MOST_SHOWN]) + (f" (+{more})" if more > 0 else "")
