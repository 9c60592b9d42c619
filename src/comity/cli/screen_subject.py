"""One subject from the command line, read exactly as a row of a file is read, so that both give the same answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from comity.batch.grounds import NUMBER_HINT, sentence
from comity.model import Identifier, IdentifierType, Issue, Locator, Severity, Subject, UsageError
from comity.model.date_text import DateOrder
from comity.tables import Role, Row, SubjectBuilder, choose, lost_digits, numbers_in

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


def subject_row(asked: Asked, order: DateOrder, today: date) -> tuple[Row, Subject]:
    """The subject asked about, and the row it would be in a file. Dates of birth are judged as of ``today``.

    Raises ``UsageError`` for a value that cannot be read, and when nothing of it can be compared: what a person types is never passed over,
    and what was not screened is never clear.
    """
    _check_text(asked)
    if not any(name.strip() for name in asked.names) and not asked.identifiers:
        raise UsageError("there is nothing to screen", 'give a name or a number, for example --name "..." or --id passport:X1234567')
    for name in asked.names:
        if len(name) > LONGEST_NAME:
            raise UsageError(f"the name has {len(name):,} characters", f"at most {LONGEST_NAME:,} can be given here")
    roles, cells = zip(*_cells(asked), strict=True)
    columns = tuple(f"{role.value} {place}" for place, role in enumerate(roles, start=1))
    row = Row(1, None, tuple(cells))
    pairs = [(role.value, column) for role, column in zip(roles, columns, strict=True)]
    subject, issues = SubjectBuilder(choose(pairs, columns), order, "", today).build(row)
    numbers = tuple(dict.fromkeys(number for text in asked.identifiers for number in identifiers(text)))
    for issue in issues:
        option = _OPTIONS.get(issue.where.column.partition(" ")[0], "")
        lost = issue.severity is Severity.WARNING or (issue.severity is Severity.ERROR and subject.names)
        if lost or option in {"--type", "--gender"}:
            raise UsageError(f"{option}: {issue.what}" if option else issue.what, issue.hint.partition(";")[0])
    subject = replace(subject, identifiers=numbers)
    _check_names(asked, subject)
    if not subject.names:
        _check_numbers(subject)
    return row, subject


def numbers_not_compared(subject: Subject) -> tuple[Issue, ...]:
    """A warning for each number asked about that is compared with nothing, and why."""
    from comity.screening import why_not_compared

    return tuple(Issue(Locator("--id"), sentence(number), NUMBER_HINT) for number in subject.identifiers if why_not_compared(number))


def _check_text(asked: Asked) -> None:
    """Raise ``UsageError`` for an argument that was not text in the encoding of this process: its letters are lost."""
    given = {
        "--name": asked.names,
        "--dob": asked.birth_dates,
        "--country": asked.countries,
        "--id": asked.identifiers,
        "--type": (asked.kind,),
        "--gender": (asked.gender,),
    }
    for option, texts in given.items():
        if any("\ud800" <= c <= "\udfff" for text in texts for c in text):
            hint = "set the terminal to UTF-8, or put the subject in a file and screen that"
            raise UsageError(f"{option} is not text in the encoding of this terminal", hint)


def _check_names(asked: Asked, subject: Subject) -> None:
    """Raise ``UsageError`` for a name that is not blank and that nothing can be compared with."""
    from comity.screening import has_readings

    alone = SubjectBuilder(choose([(Role.NAME.value, "name")], ("name",)), file="")
    for text in filter(str.strip, asked.names):
        kept, _ = alone.build(Row(1, None, (text,)))
        if not any(has_readings(name.full, subject.schema) for name in kept.names):
            raise UsageError(
                f"--name {text[:60]!r} cannot be compared with any name: no letter of it can be read, or it says that there is no name",
                "write the name in letters, best in Latin ones",
            )


def _check_numbers(subject: Subject) -> None:
    """Raise ``UsageError`` when no number of a subject without a name is compared."""
    found = numbers_not_compared(subject)
    if len(found) == len(subject.identifiers):
        raise UsageError(f"there is nothing to screen: {'; '.join(issue.what for issue in found)}", "give the whole number, or a name too")


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


def identifiers(text: str) -> tuple[Identifier, ...]:
    """The numbers written as ``TYPE:VALUE``, as ``VALUE`` would be read in a cell. Raises ``UsageError`` for an unknown type, and for a
    value without a letter or digit or whose digits are lost.
    """
    stated, colon, value = text.partition(":")
    kind = stated.strip().lower().replace("-", "_").replace(" ", "_")
    known = [one.value for one in IdentifierType]
    if not colon or kind not in known:
        raise UsageError(f"--id {text[:60]!r} is not TYPE:VALUE", f"types: {', '.join(known)}; {_EXAMPLE}")
    if lost_digits(value):
        raise UsageError(f"--id {text[:60]!r} is written with an exponent, and its last digits are lost", "give the whole number")
    found = numbers_in(IdentifierType(kind), value.strip())
    if not found:
        raise UsageError(f"--id {kind} has no value", _EXAMPLE)
    return found
