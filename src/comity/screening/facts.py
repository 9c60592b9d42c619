"""Evidence beside the name: dates of birth, countries, gender, kind of subject. Each says what it adds or takes away, and why.

The amounts are set so that facts alone never make a hit (together they add at most 0.08) while a plain contradiction costs a good
name its ``strong``. They are judgements, stated here in one place; ``docs/explanation`` gives the reasoning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity.model import Evidence, EvidenceKind, PartialDate, Schema, Subject
from comity.names.countries import country_name

DAY_AGREES = 0.05
PART_AGREES = 0.02
MAYBE_SWAPPED = 0.02
MAYBE_MISTYPED = 0.0
SAME_YEAR_OTHER_DAY = -0.05
NEXT_YEAR = -0.06
OTHER_YEAR = -0.15
COUNTRY_AGREES = 0.02
COUNTRY_DIFFERS = -0.04
RESIDENCE_DIFFERS = -0.02
GENDER_DIFFERS = -0.10
KIND_DIFFERS = -0.20

CONTRADICTION = -0.10
"""An effect at or below this is a plain contradiction: with one, no outcome is ``strong`` unless an identifier agrees."""

CIRCA_YEARS = 2
"""How far a date given as "circa" may lie from another in years and still agree; our reading, the lists do not say."""

_ORGANISATIONS = frozenset({Schema.ORGANIZATION, Schema.COMPANY})
_OPEN = {
    Schema.THING: frozenset(Schema),
    Schema.LEGAL_ENTITY: _ORGANISATIONS | {Schema.LEGAL_ENTITY, Schema.PERSON},
    Schema.ORGANIZATION: _ORGANISATIONS,
    Schema.COMPANY: _ORGANISATIONS,
}


def states_facts(subject: Subject) -> bool:
    """Tell whether the subject states anything that ``facts`` may add to a score for."""
    stated = (subject.birth_dates, subject.founded, subject.nationalities, subject.jurisdictions, subject.addresses, subject.birth_places)
    return any(stated)


def _mistyped(one: PartialDate, other: PartialDate) -> bool:
    """True when two days differ in one digit only."""
    return sum(a != b for a, b in zip(str(one), str(other), strict=True)) == 1


def _swapped(one: PartialDate, other: PartialDate) -> bool:
    return one.year == other.year and one.month == other.day and one.day == other.month


def _years_apart(one: PartialDate, other: PartialDate) -> int:
    """Whole years between the nearest ends of two dates; 0 where they overlap."""
    first, second = (one, other) if one.earliest <= other.earliest else (other, one)
    return max(0, second.earliest.year - first.latest.year)


def _compare_days(one: PartialDate, other: PartialDate) -> tuple[float, str]:
    if one == other:
        return DAY_AGREES, "the same day"
    if _swapped(one, other):
        return MAYBE_SWAPPED, "the same day with day and month exchanged"
    if _mistyped(one, other):
        return MAYBE_MISTYPED, "one digit differs: perhaps mistyped"
    if one.year == other.year:
        return SAME_YEAR_OTHER_DAY, "the same year, another day"
    apart = abs(one.year - other.year)
    return (NEXT_YEAR, "one year apart") if apart == 1 else (OTHER_YEAR, f"{apart} years apart")


def compare_dates(one: PartialDate, other: PartialDate) -> tuple[float, str]:
    """(effect, reason) of two dates of birth; as exact as the less exact of them allows."""
    if one.is_day and other.is_day:
        return _compare_days(one, other)
    apart = _years_apart(one, other)
    circa = one.circa or other.circa
    if apart == 0:
        if one.earliest <= other.latest and other.earliest <= one.latest:
            return PART_AGREES, "agree as far as they go"
        return (PART_AGREES / 2, "about the same time") if circa else (SAME_YEAR_OTHER_DAY, "the same year, another month")
    if circa and apart <= CIRCA_YEARS:
        return PART_AGREES / 2, f"about the same time ({apart} apart, given as circa)"
    return (NEXT_YEAR, "one year apart") if apart == 1 else (OTHER_YEAR, f"{apart} years apart")


def _birth_date(query: Subject, listed: Subject) -> Iterator[Evidence]:
    compared = [(*compare_dates(one, other), str(one), str(other)) for one in query.birth_dates for other in listed.birth_dates]
    if compared:
        effect, why, one_text, other_text = max(compared, key=lambda row: row[0])
        yield Evidence(EvidenceKind.BIRTH_DATE, one_text, other_text, effect, f"dates of birth: {why}")


def _named(codes: Iterable[str]) -> str:
    return ", ".join(country_name(code) or code for code in dict.fromkeys(codes))


def _belongs(subject: Subject) -> tuple[str, ...]:
    """Countries a subject belongs to: of a person's nationality, of an organisation's register, of a ship's flag."""
    return (*subject.nationalities, *subject.jurisdictions)


def _lived(subject: Subject) -> tuple[str, ...]:
    """Countries where a subject is said to live, to have lived or to be born."""
    return tuple(place.country for place in (*subject.addresses, *subject.birth_places) if place.country)


def _country(query: Subject, listed: Subject) -> Iterator[Evidence]:
    mine, theirs = _belongs(query), _belongs(listed)
    all_mine, all_theirs = mine + _lived(query), theirs + _lived(listed)
    if not all_mine or not all_theirs:
        return
    shared = [code for code in mine if code in theirs]
    if shared:
        yield Evidence(EvidenceKind.COUNTRY, _named(mine), _named(theirs), COUNTRY_AGREES, f"both name {_named(shared)}")
        return
    touched = [code for code in all_mine if code in all_theirs]
    if touched:
        why = f"{_named(touched)} is where one of the two lives, lived or was born"
        yield Evidence(EvidenceKind.COUNTRY, _named(all_mine), _named(all_theirs), COUNTRY_AGREES / 2, why)
        return
    effect = COUNTRY_DIFFERS if mine and theirs else RESIDENCE_DIFFERS
    yield Evidence(EvidenceKind.COUNTRY, _named(all_mine), _named(all_theirs), effect, "no country in common")


def _gender(query: Subject, listed: Subject) -> Iterator[Evidence]:
    if query.gender and listed.gender and query.gender is not listed.gender:
        yield Evidence(EvidenceKind.GENDER, query.gender.value, listed.gender.value, GENDER_DIFFERS, "genders differ")


def kinds_compatible(one: Schema, other: Schema) -> bool:
    """True when a subject of kind ``one`` may be the subject of kind ``other``."""
    return one is other or other in _OPEN.get(one, ()) or one in _OPEN.get(other, ())


def _kind(query: Subject, listed: Subject) -> Iterator[Evidence]:
    if not kinds_compatible(query.schema, listed.schema):
        why = "different kinds of subject"
        yield Evidence(EvidenceKind.SCHEMA, query.schema.value, listed.schema.value, KIND_DIFFERS, why)


def facts(query: Subject, listed: Subject) -> list[Evidence]:
    """Evidence for and against from everything but names and identifiers; silent where one side states nothing."""
    return [evidence for compare in (_birth_date, _country, _gender, _kind) for evidence in compare(query, listed)]
