"""Both sides, fact by fact: what the subject says and what the listing says, and whether the two agree in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.model import Address, EvidenceKind, Hit, Identifier, Subject
from comity.names.countries import country_code, country_name
from comity.screening.facts import kinds_compatible
from comity.web.console.explain.written import Written, written
from comity.web.console.labels import label
from comity.web.console.words import Words

MOST_VALUES = 12
"""Values of one fact that are shown on a side; the others are counted."""

MOST_NAMES = 4
"""Names of the listing that are shown beside the subject's, the one that was compared first; all stand further down."""


class Relation(StrEnum):
    """How the two sides stand in one fact."""

    AGREE = "agree"
    DIFFER = "differ"
    ONE_SIDE = "one_side"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of both sides. ``more`` counts the values of each side that are not shown."""

    title: str
    subject: tuple[Written, ...]
    listing: tuple[Written, ...]
    relation: Relation
    more: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Sides:
    """The subject (None: erased), and the hit with the one who is listed."""

    subject: Subject | None
    hit: Hit

    @property
    def listed(self) -> Subject:
        """Who is listed."""
        return self.hit.listing.subject


Values = Callable[[Words, Subject], Sequence[Written]]


def facts(words: Words, sides: Sides) -> tuple[Fact, ...]:
    """Every fact that a side states, in one order."""
    made = (_fact(words, title, values, sides) for title, values in _FACTS)
    return tuple(fact for fact in made if fact.subject or fact.listing)


def _fact(words: Words, title: str, values: Values, sides: Sides) -> Fact:
    mine = tuple(values(words, sides.subject)) if sides.subject else ()
    theirs = tuple(sorted(values(words, sides.listed), key=lambda one: title == _NAMES and one.text != sides.hit.name.full))
    relation = _relation(title, mine, theirs, sides)
    most = MOST_NAMES if title == _NAMES else MOST_VALUES
    more = max(0, len(mine) - MOST_VALUES), max(0, len(theirs) - most)
    return Fact(words.say(title), mine[:MOST_VALUES], theirs[:most], relation, more)


def _relation(title: str, mine: Sequence[Written], theirs: Sequence[Written], sides: Sides) -> Relation:
    if not mine or not theirs:
        return Relation.ONE_SIDE
    if title in _WEIGHED:
        effect = sum(one.effect for one in sides.hit.evidence if one.kind is _WEIGHED[title])
        if effect:
            return Relation.AGREE if effect > 0 else Relation.DIFFER
        return Relation.SHOWN
    if title not in _COMPARED:
        return Relation.SHOWN
    if title == _KIND and sides.subject and kinds_compatible(sides.subject.schema, sides.listed.schema):
        return Relation.AGREE
    return Relation.AGREE if {one.text for one in mine} & {one.text for one in theirs} else Relation.DIFFER


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


def _plain(texts: Sequence[str]) -> list[Written]:
    return [Written(text) for text in dict.fromkeys(texts) if text]


def _countries(codes: Sequence[str]) -> list[Written]:
    return _plain([country_name(code) or code for code in codes])


def _place(place: Address) -> str:
    parts = place.full.split(", ") if place.full else [place.city, place.region, place.postal_code]
    ends = (", ".join(parts[at:]) for at in range(len(parts)))
    is_said = bool(place.country) and any(country_code(end) == place.country for end in ends)
    country = "" if is_said else country_name(place.country) or place.country
    return ", ".join(dict.fromkeys(part for part in (*parts, country) if part))


def _names(words: Words, one: Subject) -> list[Written]:  # noqa: ARG001 - every fact is asked for alike
    return [written(name) for name in one.names]


def _number(words: Words, one: Identifier) -> str:
    issuer = country_name(one.issuer) or one.issuer
    notes = [label(words, one.type), *([issuer] if issuer else []), *([words.say("doubtful, says the source")] if one.doubtful else [])]
    return f"{one.value} ({', '.join(notes)})"


_KIND = _("Kind")
_NAMES = _("Names")
_BORN = _("Date of birth")
_NUMBERS = _("Identifiers")
_FACTS: tuple[tuple[str, Values], ...] = (
    (_KIND, lambda words, one: _plain([label(words, one.schema)])),
    (_NAMES, _names),
    (_BORN, lambda _words, one: _plain([str(value) for value in one.birth_dates])),
    (_("Founded or built"), lambda _words, one: _plain([str(value) for value in one.founded])),
    (_("Nationality"), lambda _words, one: _countries(one.nationalities)),
    (_("Seat, register or flag"), lambda _words, one: _countries(one.jurisdictions)),
    (_("Gender"), lambda words, one: _plain([label(words, one.gender)])),
    (_NUMBERS, lambda words, one: _plain([_number(words, number) for number in one.identifiers])),
    (_("Place of birth"), lambda _words, one: _plain([_place(place) for place in one.birth_places])),
    (_("Address"), lambda _words, one: _plain([_place(place) for place in one.addresses])),
)
_WEIGHED = {_BORN: EvidenceKind.BIRTH_DATE, _NUMBERS: EvidenceKind.IDENTIFIER}
_COMPARED = frozenset({_KIND, "Nationality", "Seat, register or flag", "Gender"})
