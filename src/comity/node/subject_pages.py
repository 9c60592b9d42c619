"""What people see of monitored subjects: the bases, the subjects of one, and everything that is known of one subject.

Whoever looks leaves an entry in the ledger: which base or subject, and how many; never what was searched for, which may be a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from comity.identity import Permission, Refused, may
from comity.model import Actor, Entry, Exemption, MonitoredSubject, StoredHit, UnknownName, UsageError
from comity.node.burying import Burying, tombstone_salt
from comity.node.ledger import Act, LedgerDesk
from comity.node.name_search import MOST_FOUND, NamesFound
from comity.node.permitted import require
from comity.node.person_erasure import erase_subject
from comity.node.retention import fate_of
from comity.node.retention_rules import rules_in_force
from comity.node.settings import Settings
from comity.safeguards import Due, ErasureBasis, LegalHold
from comity.storage.database import Database, Reading
from comity.storage.database.ids import is_id
from comity.storage.database.kinds import SUBJECT
from comity.storage.database.ledger import LedgerRow, LedgerSearch
from comity.storage.database.queue import QueuedCase
from comity.storage.database.repository import AT_ONCE, walked
from comity.storage.database.retained import held_of

COUNTED_TO = 50_000
"""Subjects that a base is counted to."""

MOST_ENTRIES = 25
"""Entries of the ledger, and hits, shown of one subject."""


@dataclass(frozen=True, slots=True)
class BaseSize:
    """A base and how many subjects it has, None when more than ``COUNTED_TO``."""

    base: str
    subjects: int | None


@dataclass(frozen=True, slots=True)
class SubjectsAsked:
    """Which subjects: of ``base``; of the key ``key``, or all whose keys begin with it; or resembling ``name``; those behind ``after``."""

    base: str
    key: str = ""
    name: str = ""
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SubjectsFound:
    """A page of subjects; ``next``: what to ask for as ``after``, empty at the end. ``by_name``: what a search by name looked through."""

    subjects: tuple[MonitoredSubject, ...]
    next: str = ""
    by_name: NamesFound | None = None


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """One subject with its cases, exemptions and hits, what retention says of it, the holds on it, and the ledger's entries about it (None:
    not for this person).
    """

    subject: MonitoredSubject
    cases: tuple[QueuedCase, ...]
    exemptions: tuple[Exemption, ...]
    hits: tuple[StoredHit, ...]
    retention: Due
    holds: tuple[LegalHold, ...]
    entries: tuple[LedgerRow, ...] | None


def bases(reading: Reading) -> tuple[BaseSize, ...]:
    """Every base that has a subject, by name."""
    return tuple(BaseSize(base, reading.subjects.count_up_to(base, COUNTED_TO)) for base in reading.subjects.bases())


def find_subjects(
    database: Database, asked: SubjectsAsked, search: Callable[[Reading, str, str], NamesFound], by: Actor, at: datetime
) -> SubjectsFound:
    """A page of subjects. Raises ``NotAllowed``, ``UsageError`` for a key and a name at once."""
    require(by, Permission.SUBJECT_VIEW)
    _require_one_way(asked)
    with database.reading() as reading:
        found, base = _found(reading, asked, search), _told(reading, asked.base)
    with database.writing() as writing:
        told = {"subjects": str(len(found.subjects))} | ({"after": asked.after} if is_id(asked.after) and not asked.key else {})
        writing.record(_entry(by, at, "subject.view", f"base:{base}", told))
    return found


def export_subjects(
    database: Database, asked: SubjectsAsked, search: Callable[[Reading, str, str], NamesFound], by: Actor, at: datetime
) -> Iterator[MonitoredSubject]:
    """All whom ``find_subjects`` finds, for a file that leaves the node: for those who may export.

    One entry says so, and how many they are now, before the first is given. Raises as ``find_subjects``, and ``UsageError`` for a name
    that more resemble than one search finds.
    """
    require(by, Permission.SUBJECT_EXPORT)
    _require_one_way(asked)
    with database.reading() as reading:
        named = _named(reading, asked, search) if asked.name else None
        count, base = len(named) if named is not None else _counted(reading, asked), _told(reading, asked.base)
    with database.writing() as writing:
        writing.record(_entry(by, at, Permission.SUBJECT_EXPORT, f"base:{base}", {"subjects": str(count)}))

    def read(after: str) -> tuple[tuple[MonitoredSubject, ...], str]:
        with database.reading() as reading:
            page = _found(reading, replace(asked, after=after, limit=AT_ONCE), search)
        return page.subjects, page.next

    return iter(named) if named is not None else walked(read, "")


def subject_file(
    database: Database, settings: Settings, subject_id: str, ledger: LedgerDesk, act: Act, *, is_whole: bool = False
) -> SubjectFile:
    """Everything that is known of one subject; of entries and hits ``MOST_ENTRIES``, or all. Raises ``UnknownName``, ``NotAllowed``."""
    require(act.by, Permission.SUBJECT_VIEW)
    rules = rules_in_force(settings)
    with database.reading() as reading:
        subject = _known(reading, subject_id)
        cases = reading.cases.for_subject(subject_id)
        exemptions = reading.exemptions.for_subject(subject_id)
        hits = _every_hit(reading, subject_id) if is_whole else reading.hits.for_subject(subject_id, "", MOST_ENTRIES)
        holds = reading.legal_holds.keeping(SUBJECT, [subject_id])
    with database.writing() as writing:
        writing.record(_entry(act.by, act.at, "subject.view", f"subject:{subject_id}", {}))
    retention = fate_of(held_of(subject), rules, holds, act.at)
    return SubjectFile(subject, cases, exemptions, hits, retention, holds, _entries(ledger, subject_id, act, is_whole=is_whole))


def erase_by_hand(database: Database, settings: Settings, subject_id: str, basis: ErasureBasis, act: Act) -> MonitoredSubject:
    """Erase one subject; a tombstone stays. Raises ``UnknownName``, ``NotAllowed``, and ``Conflict`` when a legal hold keeps it."""
    require(act.by, Permission.SUBJECT_ERASE)
    with database.reading() as reading:
        found = _known(reading, subject_id)
    burying = Burying(tombstone_salt(settings), act.by.id, act.at, act.by.purpose.value if act.by.purpose else "")
    erase_subject(database, settings, found, basis, burying)
    return found


def _require_one_way(asked: SubjectsAsked) -> None:
    if asked.key and asked.name:
        raise UsageError("subjects are found by key or by name", "leave one of the two empty")


def _found(reading: Reading, asked: SubjectsAsked, search: Callable[[Reading, str, str], NamesFound]) -> SubjectsFound:
    if asked.name:
        by_name = search(reading, asked.name, asked.base)
        return SubjectsFound(by_name.subjects, "", by_name)
    if asked.key:
        page = reading.subjects.by_prefix(asked.base, asked.key, asked.after, asked.limit + 1)
        return SubjectsFound(page[: asked.limit], page[asked.limit - 1].key if len(page) > asked.limit else "")
    page = reading.subjects.each(asked.base, asked.after, asked.limit + 1)
    return SubjectsFound(page[: asked.limit], page[asked.limit - 1].id if len(page) > asked.limit else "")


def _named(reading: Reading, asked: SubjectsAsked, search: Callable[[Reading, str, str], NamesFound]) -> tuple[MonitoredSubject, ...]:
    """All who resemble a name."""
    found = search(reading, asked.name, asked.base)
    if found.is_cut:
        raise UsageError(
            f"more than {MOST_FOUND} subjects resemble the name, and a file would leave the others out",
            "write more of the name, or take a whole base as a file",
        )
    return found.subjects


def _counted(reading: Reading, asked: SubjectsAsked) -> int:
    return reading.subjects.count_by_prefix(asked.base, asked.key) if asked.key else reading.subjects.count(asked.base)


def _told(reading: Reading, base: str) -> str:
    """What the ledger calls the base that was asked for: a text that names none may be a person, and is not written down."""
    return base if base in reading.subjects.bases() else "all"


def _every_hit(reading: Reading, subject_id: str) -> tuple[StoredHit, ...]:
    def read(after: str) -> tuple[tuple[StoredHit, ...], str]:
        hits = reading.hits.for_subject(subject_id, after, AT_ONCE)
        return hits, hits[-1].id if len(hits) == AT_ONCE else ""

    return tuple(walked(read, ""))


def _entries(ledger: LedgerDesk, subject_id: str, act: Act, *, is_whole: bool) -> tuple[LedgerRow, ...] | None:
    if isinstance(may(act.by, Permission.LEDGER_VIEW), Refused):
        return None
    wanted = LedgerSearch(object=f"subject:{subject_id}")
    return tuple(ledger.search_whole(wanted, None, act)) if is_whole else ledger.search(wanted, None, MOST_ENTRIES, act).rows


def _known(reading: Reading, subject_id: str) -> MonitoredSubject:
    found = reading.subjects.get(subject_id)
    if found is None:
        raise UnknownName("there is no subject of that id", "it may have been erased; the list of subjects shows who is here")
    return found


def _entry(by: Actor, at: datetime, action: str, of: str, facts: dict[str, str]) -> Entry:
    return Entry(at, by.id, action, of, by.purpose.value if by.purpose else "", facts)
