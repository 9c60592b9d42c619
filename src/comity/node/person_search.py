"""Finding a person among the monitored subjects, showing enough to be sure and no more.

By the owner's number, by this node's id, or by name. A name that fits many shows none of them: whoever handles a request is not to leaf
through other people. Numbers of documents are shown by their last four signs. Each subject shown is an entry of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.model import MonitoredSubject, Subject, UsageError
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.storage.database import Reading
from comity.storage.database.columns import from_text

MOST_SHOWN = 20
"""People who are shown for one name; when more fit, none is."""

SIGNS_SHOWN = 4
"""The last signs of a number that are shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for, in one of three ways: ``base`` and ``key``, ``subject`` (this node's id), or ``name``."""

    base: str = ""
    key: str = ""
    subject: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the person: what tells them from others. ``numbers`` are kinds of number with their last signs."""

    subject: str
    base: str
    key: str
    names: tuple[str, ...]
    birth_dates: tuple[str, ...]
    nationalities: tuple[str, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundPersons:
    """Those who fit: ``candidates``, or none of them where ``fitting`` are more than are shown."""

    candidates: tuple[Candidate, ...]
    fitting: int


def find(reading: Reading, wanted: Wanted) -> FoundPersons:
    """Who fits ``wanted``. A name reads every subject: up to half a minute for each million.

    Raises ``UsageError`` unless exactly one way is given.
    """
    ways = [bool(wanted.base or wanted.key), bool(wanted.subject), bool(wanted.name.strip())]
    if sum(ways) != 1 or (ways[0] and not (wanted.base and wanted.key)):
        raise UsageError("a person is looked for in one way at a time", "give base and key, or the id of a subject, or a name")
    if wanted.name.strip():
        return _by_name(reading, wanted.name)
    one = reading.subjects.by_key(wanted.base, wanted.key) if wanted.key else reading.subjects.get(wanted.subject)
    return _shown([one] if one else [])


def _by_name(reading: Reading, name: str) -> FoundPersons:
    asked = _words(name)
    if not asked:
        raise UsageError("the name has no letters", "give it as the person writes it")
    ids = [subject_id for subject_id, record in reading.holdings.names() if _fits(asked, _names_of(record))]
    if len(ids) > MOST_SHOWN:
        return FoundPersons((), len(ids))
    return _shown(reading.subjects.get_many(ids).values())


def _fits(asked: frozenset[str], names: Iterable[str]) -> bool:
    """Whether every word asked stands in one of the names, in whatever order and script."""
    return any(asked <= _words(name) for name in names)


def _names_of(record: str) -> list[str]:
    return [name["full"] for name in from_text(record).get("names", ())]


def _words(name: str) -> frozenset[str]:
    return frozenset("".join(letter if letter.isalnum() else " " for letter in romanise(clean(name)).casefold()).split())


def _shown(found: Iterable[MonitoredSubject]) -> FoundPersons:
    candidates = tuple(_candidate(one) for one in sorted(found, key=lambda one: one.id))
    return FoundPersons(candidates, len(candidates))


def _candidate(one: MonitoredSubject) -> Candidate:
    facts: Subject = one.subject
    numbers = tuple(f"{number.type.value} …{number.value[-SIGNS_SHOWN:]}" for number in facts.identifiers)
    names = tuple(name.full for name in facts.names)
    return Candidate(one.id, one.base, one.key, names, tuple(map(str, facts.birth_dates)), facts.nationalities, numbers)
