"""One subject from the command line, read exactly as a row of a file is read, so that both give the same answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.model import Identifier, IdentifierType, Severity, Subject, UsageError
from comity.model.date_text import DateOrder
from comity.tables import Role, Row, SubjectBuilder, choose

LONGEST_NAME = 10_000
_EXAMPLE = "for example --id passport:X1234567"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about one subject. ``names`` are all names of the same subject; ``identifiers`` are ``TYPE:VALUE``."""

    names: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    kind: str = ""
    gender: str = ""

    @property
    def is_given(self) -> bool:
        """True when any of it was given."""
        return any((self.names, self.birth_dates, self.countries, self.identifiers, self.kind, self.gender))


def subject_row(asked: Asked, order: DateOrder) -> tuple[Row, Subject]:
    """The subject asked about, and the row it would be in a file.

    Raises ``UsageError`` for a value that cannot be read: what a person types is never passed over.
    """
    if not any(name.strip() for name in asked.names) and not asked.identifiers:
        raise UsageError("there is nothing to screen", 'give a name or a number, for example --name "..." or --id passport:X1234567')
    for name in asked.names:
        if len(name) > LONGEST_NAME:
            raise UsageError(f"the name has {len(name):,} characters", f"at most {LONGEST_NAME:,} can be given here")
    roles, cells = zip(*_cells(asked), strict=True)
    columns = tuple(f"{role.value} {place}" for place, role in enumerate(roles, start=1))
    row = Row(1, None, tuple(cells))
    pairs = [(role.value, column) for role, column in zip(roles, columns, strict=True)]
    subject, issues = SubjectBuilder(choose(pairs, columns), order, "").build(row)
    numbers = tuple(identifier(text) for text in asked.identifiers)
    for issue in issues:
        option = _OPTIONS.get(issue.where.column.partition(" ")[0], "")
        if issue.severity is Severity.WARNING or option in {"--type", "--gender"}:
            raise UsageError(f"{option}: {issue.what}" if option else issue.what, issue.hint.partition(";")[0])
    return row, replace(subject, identifiers=numbers)


_OPTIONS = {
    Role.BIRTH_DATE.value: "--dob",
    Role.NATIONALITY.value: "--country",
    Role.COUNTRY.value: "--country",
    Role.GENDER.value: "--gender",
    Role.TYPE.value: "--type",
    Role.NAME.value: "--name",
    Role.ALIAS.value: "--name",
}


def _cells(asked: Asked) -> list[tuple[Role, str]]:
    first, *others = asked.names or ("",)
    return [
        (Role.NAME, first),
        *((Role.ALIAS, name) for name in others),
        *((Role.BIRTH_DATE, text) for text in asked.birth_dates),
        *((Role.NATIONALITY, text) for text in asked.countries),
        (Role.TYPE, asked.kind),
        (Role.GENDER, asked.gender),
    ]


def identifier(text: str) -> Identifier:
    """The number written as ``TYPE:VALUE``. Raises ``UsageError`` for an unknown type or a value without a letter or digit."""
    stated, colon, value = text.partition(":")
    kind = stated.strip().lower().replace("-", "_").replace(" ", "_")
    known = [one.value for one in IdentifierType]
    if not colon or kind not in known:
        raise UsageError(f"--id {text[:60]!r} is not TYPE:VALUE", f"types: {', '.join(known)}; {_EXAMPLE}")
    found = Identifier(IdentifierType(kind), value.strip())
    if not found.key:
        raise UsageError(f"--id {kind} has no value", _EXAMPLE)
    return found
