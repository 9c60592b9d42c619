"""The facts of a subject in a form and back: what stays as it was stays exactly that, what is written anew is read as the API reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pydantic import ValidationError

from comity.model import Address, Subject, UsageError
from comity.names.countries import country_code
from comity.web.api.forms import SubjectForm
from comity.web.console.filled import Filled

T = TypeVar("T")
MOST_NUMBERS = 50
LONGEST_AREA = 60_000
LINES = ("names", "birth_dates", "nationalities", "jurisdictions", "founded", "addresses", "birth_places")
"""Fields with one value a line."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A form of facts: ``lines`` maps each of ``LINES`` to its text, ``numbers`` are type, value and issuer."""

    kind: str
    gender: str
    lines: Mapping[str, str]
    numbers: Sequence[tuple[str, str, str]]


def facts_of(subject: Subject) -> Facts:
    """The form of a subject as it is held."""
    lines = {
        "names": [name.full for name in subject.names],
        "birth_dates": [str(one) for one in subject.birth_dates],
        "nationalities": subject.nationalities,
        "jurisdictions": subject.jurisdictions,
        "founded": [str(one) for one in subject.founded],
        "addresses": [address_line(one) for one in subject.addresses],
        "birth_places": [address_line(one) for one in subject.birth_places],
    }
    numbers = [(one.type.value, one.value, one.issuer) for one in subject.identifiers]
    gender = subject.gender.value if subject.gender else ""
    return Facts(subject.schema.value, gender, {name: "\n".join(values) for name, values in lines.items()}, numbers)


def facts_in(form: Filled) -> Facts:
    """The form as it was filled in."""
    types, values, issuers = (form.several(f"number_{part}", MOST_NUMBERS) for part in ("type", "value", "issuer"))
    if not len(types) == len(values) == len(issuers):
        raise UsageError("the numbers cannot be read", "load the page again")
    numbers = [(kind, value.strip(), issuer.strip()) for kind, value, issuer in zip(types, values, issuers, strict=True) if value.strip()]
    return Facts(form.needed("kind", 40), form.text("gender", 20), {name: form.text(name, LONGEST_AREA) for name in LINES}, numbers)


def differing(filled: Facts, held: Facts) -> Mapping[str, str]:
    """What is held where something else was filled in, by the name of the field, one value a line."""
    numbers = "\n".join(" ".join(number).strip() for number in held.numbers)
    given = {name: _lines(text) for name, text in filled.lines.items()}
    found = {name: text for name, text in held.lines.items() if given[name] != _lines(text)}
    found |= {"kind": held.kind} if held.kind != filled.kind else {}
    found |= {"gender": held.gender} if held.gender != filled.gender else {}
    return found | ({"numbers": numbers} if list(held.numbers) != list(filled.numbers) else {})


def corrected(held: Subject, facts: Facts) -> Subject:
    """The subject that ``facts`` describe: a value that stands as it is held is kept with all that is known about it.

    Raises ``UsageError`` for a value that cannot be read.
    """
    read = _read(facts)
    return replace(
        read,
        names=_kept(read.names, held.names, lambda name: name.full),
        identifiers=_kept(read.identifiers, held.identifiers, lambda one: f"{one.type} {one.value} {one.issuer}"),
        addresses=_places(facts.lines["addresses"], held.addresses),
        birth_places=_places(facts.lines["birth_places"], held.birth_places),
    )


def _read(facts: Facts) -> Subject:
    numbers = [{"type": kind, "value": value, "issuer": issuer or None} for kind, value, issuer in facts.numbers]
    given = {name: _lines(facts.lines[name]) for name in ("names", "birth_dates", "nationalities", "jurisdictions", "founded")}
    try:
        form = SubjectForm.model_validate({"schema": facts.kind, "gender": facts.gender or None, "identifiers": numbers, **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UsageError(f"{'/'.join(str(part) for part in first['loc'])}: {first['msg']}", "correct it") from None
    return form.subject("facts")


def _kept(read: Sequence[T], held: Sequence[T], by: Callable[[T], str]) -> tuple[T, ...]:
    """``read``, each replaced by the one of ``held`` that says the same."""
    known = {by(one): one for one in held}
    return tuple(known.get(by(one), one) for one in read)


def _places(text: str, held: Sequence[Address]) -> tuple[Address, ...]:
    known = {address_line(one): one for one in held}
    return tuple(known[line] if line in known else _place(line) for line in _lines(text))


def _place(line: str) -> Address:
    """A line that names a country is that country; any other is the whole address."""
    code = country_code(line)
    return Address(country=code) if code else Address(full=line)


def address_line(one: Address) -> str:
    """A place as one line."""
    parts = (one.full, *(part for part in (one.city, one.region, one.postal_code, one.country) if part and part not in one.full))
    return ", ".join(part for part in parts if part)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
