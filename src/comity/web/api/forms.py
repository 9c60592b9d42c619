"""Subjects and rules as a caller writes them in JSON, bounded and strict, and as the nouns of the mission.

An unknown field is refused: a misspelt ``birthdates`` must not be screened without the date. Dates, countries and numbers are read as the
columns of a file are (``tables``), so that the API and a file give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from comity.model import (
    Address,
    Gender,
    Identifier,
    IdentifierType,
    Name,
    NameKind,
    PartialDate,
    Schema,
    ScreeningRule,
    Subject,
    UsageError,
)
from comity.model.date_text import parse_dates
from comity.names.countries import country_code
from comity.tables import lost_digits, numbers_in

LONGEST_NAME = 1000
"""Letters of one name: longer ones are not compared whole, so they are refused."""

MOST_VALUES = 50
"""Values of one field."""

MOST_SUBJECTS = 1000
"""Subjects of one request; for more there is the stream."""

LONGEST_KEY = 200

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Short = Annotated[str, Field(min_length=1, max_length=200)]
Country = Annotated[str, Field(min_length=2, max_length=100, description="ISO 3166-1 code or the name of a country")]


class Form(BaseModel):
    """A strict object: unknown fields are refused, and so are numbers that stand for text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class IdentifierForm(Form):
    """A number of a document or register."""

    type: IdentifierType = Field(strict=False, description="what kind of number it is")
    value: Short
    issuer: Country | None = None


class SubjectForm(Form):
    """One subject to screen: a name or a number at least. Every name is a name of the same subject."""

    kind: Schema = Field(default=Schema.THING, alias="schema", strict=False, description="kind of subject, as FollowTheMoney names it")
    names: list[Text] = Field(default_factory=list, max_length=MOST_VALUES)
    birth_dates: list[Short] = Field(default_factory=list, max_length=MOST_VALUES, description="YYYY-MM-DD, YYYY-MM, YYYY, or in words")
    founded: list[Short] = Field(default_factory=list, max_length=MOST_VALUES)
    nationalities: list[Country] = Field(default_factory=list, max_length=MOST_VALUES)
    jurisdictions: list[Country] = Field(default_factory=list, max_length=MOST_VALUES)
    countries: list[Country] = Field(default_factory=list, max_length=MOST_VALUES, description="countries of residence (persons)")
    gender: Gender | None = Field(default=None, strict=False)
    identifiers: list[IdentifierForm] = Field(default_factory=list, max_length=MOST_VALUES)

    def subject(self, where: str) -> Subject:
        """The subject. Raises ``UsageError``, naming ``where`` and the field, for a value that cannot be read: nothing is passed over."""
        if not self.names and not self.identifiers:
            raise UsageError(f"{where}: there is nothing to screen", "give a name or an identifier")
        return Subject(
            schema=self.kind,
            names=tuple(Name(text, NameKind.STRONG if at else NameKind.PRIMARY) for at, text in enumerate(self.names)),
            birth_dates=_dates(self.birth_dates, f"{where}/birth_dates"),
            founded=_dates(self.founded, f"{where}/founded"),
            nationalities=_countries(self.nationalities, f"{where}/nationalities"),
            jurisdictions=_countries(self.jurisdictions, f"{where}/jurisdictions"),
            gender=self.gender,
            identifiers=tuple(number for form in self.identifiers for number in _numbers(form, f"{where}/identifiers")),
            addresses=tuple(Address(country=code) for code in _countries(self.countries, f"{where}/countries")),
        )


class RuleForm(Form):
    """What counts as worth a person's time; what is left out is the default rule's."""

    name: Short = "request"
    review: float = Field(default=ScreeningRule().review, gt=0.0, le=1.0, strict=False)
    strong: float = Field(default=ScreeningRule().strong, gt=0.0, le=1.0, strict=False)
    lists: list[Short] = Field(default_factory=list, max_length=MOST_VALUES)
    max_hits: int = Field(default=ScreeningRule().max_hits, ge=1, le=100)

    def rule(self, known: Sequence[str]) -> ScreeningRule:
        """The rule. Raises ``UsageError`` when it cannot be, and for a list that is not among the ``known``: it would find nothing."""
        unknown = sorted(set(self.lists) - set(known))
        if unknown:
            raise UsageError("/rule/lists: a list in it is not in use here", f"in use: {', '.join(known)}")
        if self.review > self.strong:
            raise UsageError("/rule: review is above strong", "keep 0 < review <= strong <= 1")
        return ScreeningRule(self.name, self.review, self.strong, frozenset(self.lists), self.max_hits)


class ScreenForm(Form):
    """Subjects by the caller's own ids, and the rule to screen them by."""

    subjects: dict[Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)], SubjectForm] = Field(min_length=1, max_length=MOST_SUBJECTS)
    rule: RuleForm = Field(default_factory=RuleForm)


def _dates(texts: Sequence[str], where: str) -> tuple[PartialDate, ...]:
    found: list[PartialDate] = []
    for text in texts:
        try:
            found.extend(parse_dates(text))
        except ValueError as problem:
            raise UsageError(f"{where}: a date cannot be read", "write it as YYYY-MM-DD, YYYY-MM or YYYY") from problem
    return tuple(dict.fromkeys(found))


def _countries(texts: Sequence[str], where: str) -> tuple[str, ...]:
    codes = [country_code(text) for text in texts]
    if "" in codes:
        raise UsageError(f"{where}: a country is not known", "give an ISO 3166-1 alpha-2 code, such as IR")
    return tuple(dict.fromkeys(codes))


def _numbers(form: IdentifierForm, where: str) -> tuple[Identifier, ...]:
    if lost_digits(form.value):
        raise UsageError(f"{where}: a number is written with an exponent, and its last digits are lost", "give the whole number")
    found = numbers_in(form.type, form.value.strip())
    if not found:
        raise UsageError(f"{where}: a number has no letters or digits", "give the whole number, or leave it out")
    issuer = _countries([form.issuer], where)[0] if form.issuer else ""
    return tuple(Identifier(number.type, number.value, issuer) for number in found)
