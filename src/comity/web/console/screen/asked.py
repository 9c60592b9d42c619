"""The form for one subject: what was typed, as it was typed, and the subject and rule that the API would make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from comity.model import IdentifierType, Schema, ScreeningRule, Subject, UsageError
from comity.web.api.forms import RuleForm, SubjectForm
from comity.web.console.filled import Filled

KINDS = (Schema.THING, Schema.PERSON, Schema.ORGANIZATION, Schema.COMPANY, Schema.VESSEL, Schema.AIRPLANE)
"""The kinds that are offered; the first says that it is not known."""

MOST_NUMBERS = 3
"""Identifiers that the form has room for."""

_PERSONS = frozenset({Schema.THING, Schema.PERSON})


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in. ``other_names`` has one name a line; ``numbers`` are pairs of a type and a value, as typed."""

    name: str = ""
    other_names: str = ""
    kind: Schema = Schema.THING
    birth_date: str = ""
    nationality: str = ""
    country: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    lists: frozenset[str] = field(default_factory=frozenset)
    review: str = ""

    @staticmethod
    def of(form: Filled) -> Asked:
        """The fields of ``form``. Raises ``UsageError`` for one that cannot be."""
        texts = {name: form.text(name, longest) for name, longest in _TEXTS.items()}
        types, values = form.several("id_type", MOST_NUMBERS), form.several("id_value", MOST_NUMBERS)
        numbers = tuple((kind, value.strip()[:200]) for kind, value in zip(types, values, strict=False))
        kind = form.choice("kind", Schema) if form.text("kind", 40) else Schema.THING
        return Asked(**texts, kind=kind, numbers=numbers, lists=frozenset(form.several("list", 200)))

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to screen yet."""
        return not self._names and not any(value for _, value in self.numbers)

    @property
    def _names(self) -> Sequence[str]:
        return [line.strip() for line in (self.name, *self.other_names.splitlines()) if line.strip()]

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """What was filled in, as the fields of a form that asks the same again."""
        texts = [(name, getattr(self, name)) for name in _TEXTS]
        numbers = [pair for kind, value in self.numbers for pair in (("id_type", kind), ("id_value", value))]
        return [("kind", self.kind.value), *texts, *numbers, *(("list", name) for name in sorted(self.lists))]

    def subject(self) -> Subject:
        """The subject, read as the API reads it. Raises ``UsageError`` that names the field for a value that cannot be read."""
        is_person = self.kind in _PERSONS
        numbers = [{"type": _type(kind), "value": value} for kind, value in self.numbers if value]
        given: dict[str, Any] = {
            "schema": self.kind.value,
            "names": self._names,
            "birth_dates" if is_person else "founded": _one(self.birth_date),
            "nationalities" if is_person else "jurisdictions": _one(self.nationality),
            "countries": _one(self.country),
            "identifiers": numbers,
        }
        try:
            return SubjectForm.model_validate(given).subject("")
        except ValidationError as problem:
            raise _told(problem) from problem
        except UsageError as error:
            raise UsageError(_worded(error.message), error.hint) from error

    def rule(self, known: Sequence[str]) -> ScreeningRule:
        """The rule. Raises ``UsageError`` for a threshold that is none, and for a list that is not in use."""
        default = ScreeningRule()
        try:
            review = float(self.review.replace(",", ".")) if self.review else default.review
            form = RuleForm(name="default", review=review, strong=min(1.0, max(review, default.strong)), lists=sorted(self.lists))
        except ValueError as problem:
            raise UsageError("the threshold is no score", "give a number above 0 and at most 1, for example 0.75") from problem
        return form.rule(known)


_TEXTS: Mapping[str, int] = {"name": 1000, "other_names": 10_000, "birth_date": 200, "nationality": 100, "country": 100, "review": 10}
_FIELDS = {
    "names": "a name",
    "birth_dates": "the date of birth",
    "founded": "the date of founding",
    "nationalities": "the nationality",
    "jurisdictions": "the jurisdiction",
    "countries": "the country of the address",
    "identifiers": "an identifier",
}


def _one(text: str) -> list[str]:
    return [text] if text else []


def _type(text: str) -> str:
    try:
        return IdentifierType(text).value
    except ValueError:
        raise UsageError("an identifier is of no type that is known", "choose its type") from None


def _worded(message: str) -> str:
    """The message with the field called as the page calls it instead of by its place in JSON."""
    place, colon, rest = message.partition(": ")
    return f"{_FIELDS.get(place.strip('/').partition('/')[0], 'the subject')}: {rest}" if colon else message


def _told(problem: ValidationError) -> UsageError:
    first = problem.errors(include_input=False, include_url=False)[0]
    place = str(first["loc"][0]) if first["loc"] else ""
    return UsageError(f"{_FIELDS.get(place, 'the subject')}: {first['msg']}", "correct it")
