"""The facts of a pack as lines that people read: names with their romanisation, countries by name, times in UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from comity.names.countries import country_name

Facts = Mapping[str, Any]

_KINDS = {"strong": "alias", "weak": "weak alias", "former": "former name"}
_SCHEMATA = {"LegalEntity": "Person or organisation", "Thing": "Not known", "Organization": "Organisation", "Airplane": "Aircraft"}

FIELDS: Mapping[str, str] = {
    "schema": "Kind",
    "names": "Names",
    "birth_dates": "Born",
    "birth_places": "Place of birth",
    "founded": "Founded or built",
    "nationalities": "Nationality",
    "jurisdictions": "Seat or flag",
    "gender": "Gender",
    "identifiers": "Numbers",
    "addresses": "Addresses",
}
"""The fields of a subject in the order in which they are shown, and what they are called."""


class Small(str):
    """A line that is set small: it explains the line above it."""

    __slots__ = ()


def subject_lines(subject: Facts, field: str) -> list[str]:
    """The values of one field of a subject, each as one or two lines; none when it states nothing."""
    value = subject.get(field)
    if value is None:
        return []
    return list(_READ[field](value))


def _names(names: Iterable[Facts]) -> Iterable[str]:
    for name in names:
        yield name["full"]
        notes = [_KINDS[name["kind"]]] if name["kind"] in _KINDS else []
        notes += [f"in Latin letters: {name['latin']}"] if "latin" in name else []
        if notes:
            yield Small("; ".join(notes))


def _countries(codes: Iterable[str]) -> Iterable[str]:
    return (country(code) for code in codes)


def country(code: str) -> str:
    """A country by its name and code."""
    name = country_name(code)
    return f"{name} ({code})" if name else code


def _identifiers(numbers: Iterable[Facts]) -> Iterable[str]:
    for number in numbers:
        notes = [country(number["issuer"])] if "issuer" in number else []
        notes += ["doubtful according to the source"] if number.get("doubtful") else []
        yield f"{number['type'].replace('_', ' ')} {number['value']}" + (f", {', '.join(notes)}" if notes else "")


def _addresses(places: Iterable[Facts]) -> Iterable[str]:
    for place in places:
        full = place.get("full", "")
        rest = [place[part] for part in ("city", "region", "postal_code") if part in place and place[part] not in full]
        yield ", ".join([*([full] if full else []), *rest, *([country(place["country"])] if "country" in place else [])])


_READ: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "schema": lambda value: [_SCHEMATA.get(value, value)],
    "names": _names,
    "birth_dates": lambda values: values,
    "birth_places": _addresses,
    "founded": lambda values: values,
    "nationalities": _countries,
    "jurisdictions": _countries,
    "gender": lambda value: [value],
    "identifiers": _identifiers,
    "addresses": _addresses,
}


def when(moment: str) -> str:
    """``2026-03-01T12:00:00Z`` as ``2026-03-01 12:00:00 UTC``."""
    return moment.replace("T", " ").replace("Z", " UTC")


def signed(effect: float) -> str:
    """An effect with its sign and four decimals, the minus as long as the plus."""
    return f"{effect:+.4f}".replace("-", "\u2212")


def days(count: int) -> str:
    """``1 day``, ``12 days``."""
    return f"{count:,} day{'' if count == 1 else 's'}"


def grouped(digest: str) -> str:
    """A digest in groups of eight digits, for comparing by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def rule_line(rule: object) -> str:
    """A rule, setting by setting; or the text that it was kept as."""
    if not isinstance(rule, Mapping):
        return str(rule)
    return "; ".join(f"{name.replace('_', ' ')}: {_setting(value)}" for name, value in rule.items())


def _setting(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "all"
    return str(value)
