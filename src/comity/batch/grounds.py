"""Whether a subject has anything to compare, and which of its numbers are not compared: what was not screened is never clear."""

from __future__ import annotations

from comity.model import Identifier, IdentifierType, Issue, Locator, Subject

NUMBER_HINT = "check that the number is whole; the rest is compared without it"
NAME_HINT = "write it in letters, best in Latin ones too; the rest is compared without it"
UNREADABLE = "a name is not compared: no letter of it can be read"


def is_empty(subject: Subject) -> bool:
    """True when ``subject`` has neither a name that can be read nor a number that is compared; those of type ``other`` do not count."""
    from comity.screening import has_readings, why_not_compared  # loads the screening engine: not for reading answers back

    if any(has_readings(name.full, subject.schema) for name in subject.names):
        return False
    return all(why_not_compared(number) for number in _typed(subject))


def why_empty(subject: Subject) -> str:
    """In words, why there is nothing to screen in an empty ``subject``."""
    name = "no letter of the name can be compared" if subject.names else "no name"
    numbers = _typed(subject)
    if not numbers:
        return f"nothing to screen: {name} and no identifier"
    return f"nothing to screen: {name}, and {'; '.join(sentence(number) for number in numbers)}"


def not_compared(subject: Subject, where: Locator) -> tuple[Issue, ...]:
    """A warning for each name and number of ``subject`` that is not compared, with the reason; none for numbers of type ``other``, which
    are mostly the caller's own. Neither is quoted.
    """
    from comity.screening import has_readings, why_not_compared

    names = [Issue(where, UNREADABLE, NAME_HINT) for name in subject.names if not has_readings(name.full, subject.schema)]
    numbers = [Issue(where, sentence(number), NUMBER_HINT) for number in _typed(subject) if why_not_compared(number)]
    return (*names, *numbers)


def _typed(subject: Subject) -> list[Identifier]:
    return [number for number in subject.identifiers if number.type is not IdentifierType.OTHER]


def sentence(number: Identifier) -> str:
    """That ``number`` is not compared, and why, without the number itself."""
    from comity.screening import why_not_compared

    return f"the {number.type.value.replace('_', ' ')} number is not compared: {why_not_compared(number)}"
