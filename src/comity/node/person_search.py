"""Finding a person among the monitored subjects, showing enough to be sure and no more.

By the owner's number, by this node's id, or by name, which a date of birth, a nationality and a number of a document may narrow: who is
known to differ is left out, of whom the fact is not known is not. A name that fits many shows none of them: whoever handles a request is
not to leaf through other people. Numbers of documents are shown by their last four signs. Each subject shown is an entry of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.model import Identifier, MonitoredSubject, PartialDate, Subject, UsageError
from comity.model.date_text import parse_dates
from comity.names.clean import clean
from comity.names.countries import country_code
from comity.names.romanise import romanise
from comity.storage.database import Reading
from comity.storage.database.columns import from_text

MOST_SHOWN = 20
"""People who are shown for one name; when more fit, none is."""

MOST_NARROWED = 2000
"""People of one name among whom other facts are compared; when more have the name, none is shown."""

SIGNS_SHOWN = 4
"""The last signs of a number that are shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for, in one of three ways: ``base`` and ``key``, ``subject`` (this node's id), or ``name``.

    ``birth_date`` (as people write dates), ``nationality`` (a code or the name of a country) and ``number`` (of a document) go with a name.
    """

    base: str = ""
    key: str = ""
    subject: str = ""
    name: str = ""
    birth_date: str = ""
    nationality: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the person: what tells them from others. ``numbers`` are kinds of number with their last signs.

    ``fits`` names what agrees with what was looked for: ``name``, ``birth_date``, ``nationality``, ``number``, ``key`` or ``subject``, and
    the value that does.
    """

    subject: str
    base: str
    key: str
    names: tuple[str, ...]
    birth_dates: tuple[str, ...]
    nationalities: tuple[str, ...]
    numbers: tuple[str, ...]
    fits: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundPersons:
    """Those who fit: ``candidates``, or none of them where ``fitting`` are more than are shown."""

    candidates: tuple[Candidate, ...]
    fitting: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is looked for beside the words of a name, read."""

    words: frozenset[str]
    births: tuple[PartialDate, ...]
    nationality: str
    number: str


def find(reading: Reading, wanted: Wanted) -> FoundPersons:
    """Who fits ``wanted``. A name reads every subject: up to half a minute for each million.

    Raises ``UsageError`` unless exactly one way is given, and for other facts without a name or that cannot be read.
    """
    ways = [bool(wanted.base or wanted.key), bool(wanted.subject), bool(wanted.name.strip())]
    if sum(ways) != 1 or (ways[0] and not (wanted.base and wanted.key)):
        raise UsageError("a person is looked for in one way at a time", "give base and key, or the id of a subject, or a name")
    if ways[2]:
        return _by_name(reading, _asked(wanted))
    if wanted.birth_date or wanted.nationality or wanted.number:
        raise UsageError("a date, a nationality or a number narrows a name", "look for the name, or leave the others out")
    one = reading.subjects.by_key(wanted.base, wanted.key) if wanted.key else reading.subjects.get(wanted.subject)
    fits = ("key", f"{wanted.base} {wanted.key}") if wanted.key else ("subject", wanted.subject)
    return _shown([(one, (fits,))] if one else [])


def _asked(wanted: Wanted) -> _Asked:
    words = _words(wanted.name)
    if not words:
        raise UsageError("the name has no letters", "give it as the person writes it")
    try:
        births = parse_dates(wanted.birth_date) if wanted.birth_date.strip() else ()
    except ValueError:
        raise UsageError("the date of birth cannot be read", "write it as YYYY-MM-DD, YYYY-MM or YYYY") from None
    nationality = country_code(wanted.nationality) if wanted.nationality.strip() else ""
    if wanted.nationality.strip() and not nationality:
        raise UsageError("the nationality is not known", "give a code of two letters, such as SI, or the name of the country")
    if wanted.number.strip() and not _signs(wanted.number):
        raise UsageError("the number has no letters or digits", "give it as it stands in the document")
    return _Asked(words, births, nationality, _signs(wanted.number))


def _by_name(reading: Reading, asked: _Asked) -> FoundPersons:
    ids = [subject_id for subject_id, record in reading.holdings.names() if _fits(asked.words, _names_of(record))]
    if len(ids) > MOST_NARROWED:
        return FoundPersons((), len(ids))
    weighed = ((one, _agreeing(asked, one.subject)) for one in reading.subjects.get_many(ids).values())
    found = [(one, fits) for one, fits in weighed if fits is not None]
    return _shown(found) if len(found) <= MOST_SHOWN else FoundPersons((), len(found))


def _agreeing(asked: _Asked, facts: Subject) -> tuple[tuple[str, str], ...] | None:
    """What of ``facts`` agrees with what is asked, None where a fact is known to differ."""
    names = [name.full for name in facts.names if asked.words <= _words(name.full)]
    held: Sequence[tuple[str, bool, Sequence[tuple[str, bool]]]] = (
        ("birth_date", bool(asked.births), [(str(one), any(_can_be(one, birth) for birth in asked.births)) for one in facts.birth_dates]),
        ("nationality", bool(asked.nationality), [(code, code == asked.nationality) for code in facts.nationalities]),
        ("number", bool(asked.number), [(_number(one), _signs(one.value) == asked.number) for one in facts.identifiers]),
    )
    fits = [("name", name) for name in names[:1]]
    for what, is_asked, values in held:
        agreeing = [(what, shown) for shown, agrees in values if agrees]
        if is_asked and values and not agreeing:
            return None
        fits += agreeing[:1] if is_asked else []
    return tuple(fits)


def _can_be(one: PartialDate, other: PartialDate) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest


def _signs(number: str) -> str:
    """The letters and digits of a number, however it is parted."""
    return "".join(sign for sign in number.casefold() if sign.isalnum())


def _fits(asked: frozenset[str], names: Iterable[str]) -> bool:
    """Whether every word asked stands in one of the names, in whatever order and script."""
    return any(asked <= _words(name) for name in names)


def _names_of(record: str) -> list[str]:
    return [name["full"] for name in from_text(record).get("names", ())]


def _words(name: str) -> frozenset[str]:
    return frozenset("".join(letter if letter.isalnum() else " " for letter in romanise(clean(name)).casefold()).split())


def _shown(found: Iterable[tuple[MonitoredSubject, tuple[tuple[str, str], ...]]]) -> FoundPersons:
    candidates = tuple(_candidate(one, fits) for one, fits in sorted(found, key=lambda pair: pair[0].id))
    return FoundPersons(candidates, len(candidates))


def _candidate(one: MonitoredSubject, fits: tuple[tuple[str, str], ...]) -> Candidate:
    facts = one.subject
    numbers = tuple(_number(number) for number in facts.identifiers)
    names = tuple(name.full for name in facts.names)
    return Candidate(one.id, one.base, one.key, names, tuple(map(str, facts.birth_dates)), facts.nationalities, numbers, fits)


def _number(number: Identifier) -> str:
    """A kind of number with its last signs."""
    return f"{number.type.value} …{number.value[-SIGNS_SHOWN:]}"
