"""The facts of a subject as a page shows them: each field under its title, every value by itself; names by kind, in their own script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.lists.diff import FIELDS
from comity.model import Identifier, Listing, Name, NameKind, Subject
from comity.web.console.labels import label
from comity.web.console.languages import tag_of
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


FIELD_TITLES = {
    "schema": _("Kind"),
    "names": _("Names"),
    "birth dates": _("Born"),
    "founded": _("Founded or built"),
    "birth places": _("Place of birth"),
    "nationalities": _("Nationality"),
    "jurisdictions": _("Country or flag"),
    "gender": _("Gender"),
    "identifiers": _("Numbers"),
    "addresses": _("Addresses"),
    "programmes": _("Programmes"),
    "legal basis": _("Legal basis"),
    "listed on": _("Listed on"),
    "amended on": _("Amended on"),
    "details": _("Details"),
}
"""What the compared fields of ``lists.diff`` are called."""

_SHOWN = ("birth dates", "founded", "birth places", "nationalities", "jurisdictions", "addresses")


@dataclass(frozen=True, slots=True)
class Fact:
    """A field: its title, already in the visitor's language, and its values as texts."""

    title: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamesOfKind:
    """The names of one quality: what that is called, and the names, each with the tag of its language."""

    title: str
    names: tuple[tuple[str, str], ...]


def field_title(words: Words, field: str) -> str:
    """What a field of a change is called."""
    return words.say(FIELD_TITLES[field]) if field in FIELD_TITLES else field


def facts_of(words: Words, subject: Subject) -> tuple[Fact, ...]:
    """Every fact but the names; fields without a value are left out."""
    listing = Listing("", "", subject)
    found = [
        Fact(words.say("Kind"), (label(words, subject.schema),)),
        *(Fact(field_title(words, field), FIELDS[field](listing)) for field in _SHOWN),
        Fact(words.say("Gender"), (label(words, subject.gender),) if subject.gender else ()),
        Fact(words.say("Numbers"), tuple(_number(words, one) for one in subject.identifiers)),
    ]
    return tuple(fact for fact in found if fact.values)


def names_of(words: Words, names: Sequence[Name]) -> tuple[NamesOfKind, ...]:
    """Names by their quality, the best first."""
    by_kind = [(kind, [name for name in names if name.kind is kind]) for kind in NameKind]
    return tuple(NamesOfKind(label(words, kind), tuple((name.full, tag_of(name)) for name in found)) for kind, found in by_kind if found)


def _number(words: Words, one: Identifier) -> str:
    notes = [note for note in (one.issuer, words.say("said to be doubtful") if one.doubtful else "") if note]
    return f"{label(words, one.type)}: {one.value}" + (f" ({', '.join(notes)})" if notes else "")
