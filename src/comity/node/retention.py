"""The daily work of retention: every record that is due is erased, in small transactions, with its tombstone and its entry.

What a rule cannot decide is put before a person, what a legal hold covers stays, and both are counted. The work may be stopped at any time
and started again: each batch stands for itself, and what was erased is not met again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from comity.model import DatabaseUnusable, Entry, StoreError
from comity.node.bases import UPLOADS
from comity.node.burying import Burying, copy_tombstones, erase_and_bury, missing_tombstones, tombstone_salt
from comity.node.retention_rules import rules_in_force
from comity.node.settings import Settings
from comity.node.subject_index import SubjectIndexes
from comity.safeguards import Confidence, Due, Duty, Erased, Event, Fate, Held, LegalHold, RetentionRule, due, years_after
from comity.storage.database import Database, Durability, Reading, Writing
from comity.storage.database.kinds import DECISION_TEXT, DELIVERY, HIT, IDEMPOTENCY, JOB, SCREENING, SITTING, SUBJECT, moment_id
from comity.storage.database.retained import Retained

BATCH = 200
"""Records of one transaction: it holds the database for some hundredths of a second."""

ACTOR = "system:retention"

LONGEST_UPLOAD = timedelta(days=1)
"""An import that began longer ago has ended, or its process was killed and the file left."""

OWNERS_DATE = RetentionRule(
    SUBJECT,
    "node",
    "The date until which its owner keeps it",
    "keep_until",
    date(2026, 11, 26),
    Confidence.OPERATOR,
    Event.PURPOSE_ENDED,
    0,
    Duty.EXACTLY,
)
"""The rule of a subject whose owner said until when to keep it: that date holds the periods of law that start outside this node."""

NO_SUBJECT = RetentionRule(
    HIT, "node", "Its subject was erased", "", date(2026, 11, 26), Confidence.OPERATOR, Event.PURPOSE_ENDED, 0, Duty.EXACTLY
)
"""The rule of what a hit quotes when its subject is gone."""

KNOWN: Mapping[str, frozenset[Event]] = {
    SUBJECT: frozenset({Event.CREATED}),
    HIT: frozenset(),
    SCREENING: frozenset({Event.CREATED, Event.TRANSACTION_DONE}),
    DECISION_TEXT: frozenset({Event.CREATED, Event.DECIDED}),
    DELIVERY: frozenset({Event.CREATED}),
    JOB: frozenset({Event.CREATED}),
}
"""The kinds that are looked at record by record, and what this node knows to have happened to each."""

SWEPT: Mapping[str, Event] = {IDEMPOTENCY: Event.CREATED, SITTING: Event.PURPOSE_ENDED}
"""The kinds that are erased by age alone, with one tombstone for all that came up to a moment, and what their age is counted from."""

Progress = Callable[[int], None]
"""Told after each batch how many records were erased so far. It may raise to stop: what was erased stays erased."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Records of one kind whose fate a person must decide, how many (0: all of the kind), and why."""

    kind: str
    records: int
    reason: str


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """What one run did, by kind: erased, kept under legal holds, and put before a person."""

    erased: Mapping[str, int]
    held: Mapping[str, int]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """One page of records to look at: of ``kind``, behind ``after``, at ``now``, those made up to ``until`` (None: none by age)."""

    kind: str
    now: datetime
    until: datetime | None
    after: str = ""


def what_is_due(database: Database, rules: Sequence[RetentionRule], now: datetime) -> Iterator[Due]:
    """Everything that a run at ``now`` would erase, leave to a hold or put before a person, as a stream; nothing is changed.

    A record's id is empty where the answer is for every record of its kind.
    """
    with database.reading() as reading:
        for kind in KNOWN:
            if undecided := _undecided(kind, rules, now):
                yield undecided
                continue
            look: _Look | None = _Look(kind, now, _until(kind, rules, now))
            while look:
                found = _page(reading, look)
                holds = reading.legal_holds.keeping(kind, [one.held.id for one in found])
                yield from (fate for one in found if (fate := fate_of(one.held, rules, holds, now)).fate is not Fate.KEEP)
                look = replace(look, after=found[-1].held.id) if len(found) == BATCH else None
        holds = reading.legal_holds.standing()
        swept = (_swept(kind, rules, holds, now) for kind in SWEPT)
        yield from (fate for fate in swept if fate.fate is not Fate.KEEP)


def erase_what_is_due(
    database: Database, rules: Sequence[RetentionRule], burying: Burying, progress: Progress = lambda _: None
) -> RetentionReport:
    """Erase everything that is due at ``burying.at``, batch by batch, holds and dates read anew in each batch's transaction.

    Ends with an entry ``retention.run``. Raises ``DatabaseUnusable`` and what ``progress`` raises.
    """
    now, tally = burying.at, _Tally()
    for kind in KNOWN:
        if undecided := _undecided(kind, rules, now):
            tally.note(undecided)
            continue
        look: _Look | None = _Look(kind, now, _until(kind, rules, now))
        while look:
            with database.writing(Durability.FULL) as writing:
                look = _erase_page(writing, look, rules, burying, tally)
            progress(tally.erased.total())
    with database.writing(Durability.FULL) as writing:
        for kind in SWEPT:
            _sweep(writing, _swept(kind, rules, writing.legal_holds.standing(), now), burying, tally)
        writing.record(Entry(now, burying.by, "retention.run", f"retention:{now.date().isoformat()}", facts=tally.facts()))
    progress(tally.erased.total())
    return tally.report()


def fate_of(held: Held, rules: Sequence[RetentionRule], holds: Sequence[LegalHold], now: datetime) -> Due:
    """The fate of one record, under the rules that speak of what is known about it."""
    if held.kind == HIT:
        rules = (NO_SUBJECT,)
    elif held.kind == SUBJECT and Event.PURPOSE_ENDED in held.events:
        rules = (OWNERS_DATE, *(rule for rule in rules if rule.kind == SUBJECT and rule.after is Event.CREATED))
    return next(due((held,), rules, holds, now))


def daily_retention(settings: Settings, database: Database, now: datetime, progress: Progress = lambda _: None) -> RetentionReport:
    """A day's retention of a node, by the rules in force here: erase, do what follows from it, and clear the database's log of changes.

    Raises ``StoreError``, and ``FormatError`` for a file of rules that cannot be read.
    """
    rules = rules_in_force(settings)
    remove_leftovers(settings, now)
    report = erase_what_is_due(database, rules, Burying(tombstone_salt(settings), ACTOR, now), progress)
    after_erasing(database, settings)
    with suppress(DatabaseUnusable):  # somebody reads for long; tomorrow's run clears it
        database.compact()
    return report


def after_erasing(database: Database, settings: Settings) -> None:
    """What follows an erasure: no index of subjects that still knows who went, and the tombstones beside the database.

    In this order: a tombstone that the file lacks says to whoever comes next that the index may still be there. Raises ``StoreError``.
    """
    if any(stone.kind == SUBJECT for stone in missing_tombstones(database, settings)):
        SubjectIndexes(settings).drop()
    copy_tombstones(database, settings)


def remove_leftovers(settings: Settings, now: datetime) -> int:
    """Remove the files of imports that were cut off with their process more than a day ago; how many. Raises ``StoreError``."""
    removed = 0
    for path in (settings.home / UPLOADS).glob("*"):
        try:
            if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > LONGEST_UPLOAD:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its import has ended
        except OSError as error:
            raise StoreError(f"a file of an import cannot be removed: {error.strerror}", f"remove what lies in {path.parent}") from error
    return removed


class _Tally:
    """What a run has done so far."""

    def __init__(self) -> None:
        self.erased: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self._asked: Counter[tuple[str, str]] = Counter()

    def note(self, fate: Due) -> None:
        """Count what is not erased."""
        if fate.fate is Fate.HOLD:
            self.held[fate.record.kind] += 1
        elif fate.fate is Fate.ASK:
            self._asked[fate.record.kind, fate.reason] += 1 if fate.record.id else 0

    def facts(self) -> dict[str, str]:
        """The counts as facts of the ledger."""
        counts = {f"erased_{kind}": str(count) for kind, count in self.erased.items()}
        counts |= {f"held_{kind}": str(count) for kind, count in self.held.items()}
        return counts | {"asked": str(len(self._asked))}

    def report(self) -> RetentionReport:
        """The counts as they stand."""
        asked = tuple(Asked(kind, count, reason) for (kind, reason), count in self._asked.items())
        return RetentionReport(dict(self.erased), dict(self.held), asked)


def _erase_page(writing: Writing, look: _Look, rules: Sequence[RetentionRule], burying: Burying, tally: _Tally) -> _Look | None:
    """Erase what is due of one page; where to look next, None behind the last page."""
    found, erased = _page(writing, look), 0
    holds = writing.legal_holds.keeping(look.kind, [one.held.id for one in found])
    for one in found:
        fate = fate_of(one.held, rules, holds, look.now)
        if fate.fate is Fate.ERASE:
            what = Erased(one.held.kind, one.held.id, one.identity)
            erased += erase_and_bury(writing, what, fate.reason, burying)
        else:
            tally.note(fate)
    tally.erased.update({look.kind: erased} if erased else {})
    return replace(look, after=found[-1].held.id) if len(found) == BATCH else None


def _sweep(writing: Writing, fate: Due, burying: Burying, tally: _Tally) -> None:
    if fate.fate is not Fate.ERASE:
        tally.note(fate)
        return
    kind, moment = fate.record.kind, fate.record.id
    if erase_and_bury(writing, Erased(kind, moment, moment.encode()), fate.reason, burying):
        tally.erased[kind] += 1


def _page(reading: Reading, look: _Look) -> tuple[Retained, ...]:
    """Records that may be due."""
    of = reading.retained
    if look.kind == SUBJECT:
        return of.subjects(look.now, look.until, look.after, BATCH)
    if look.kind == HIT:
        return of.orphans(look.now, look.after, BATCH)
    if look.until is None:
        return ()
    by_age = {SCREENING: of.screenings, DECISION_TEXT: of.decision_texts, DELIVERY: of.deliveries, JOB: of.jobs}
    return by_age[look.kind](look.until, look.after, BATCH)


def _undecided(kind: str, rules: Sequence[RetentionRule], now: datetime) -> Due | None:
    """Why no record of ``kind`` can be decided by the rules: none speaks of it, or one gives no period. None when some can.

    Subjects always can: their owners may have said until when.
    """
    if kind in {SUBJECT, HIT}:
        return None
    fate = next(due((Held(kind, "", {}),), rules, (), now))
    return fate if fate.fate is Fate.ASK else None


def _until(kind: str, rules: Sequence[RetentionRule], now: datetime) -> datetime | None:
    """Records of ``kind`` made after this moment cannot be due for their age; None when none can, however old."""
    spans = [_span(rule) for rule in rules if rule.kind == kind and rule.days is not None and rule.after in KNOWN[kind]]
    return now - min(spans) if spans else None


def _span(rule: RetentionRule) -> timedelta:
    """The least that the rule's period can last: leap days make it longer."""
    return timedelta(days=365 * rule.years + (rule.days or 0))


def _swept(kind: str, rules: Sequence[RetentionRule], holds: Sequence[LegalHold], now: datetime) -> Due:
    """The fate of everything of ``kind`` up to the moment at which its rules end."""
    ends = [
        years_after(now - timedelta(days=rule.days), -rule.years)
        for rule in rules
        if rule.kind == kind and rule.days is not None and rule.after is SWEPT[kind]
    ]
    until = min(ends, default=now)
    return next(due((Held(kind, moment_id(until) if ends else "", {SWEPT[kind]: until}),), rules, holds, now))
