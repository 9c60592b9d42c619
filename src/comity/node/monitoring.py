"""Monitoring: customer bases kept under watch, screened when they come, and again when a list changes, on the delta only.

Every run is resumable: it takes the subjects in the order of their ids, files each batch in a transaction of its own, and a repeated batch
changes nothing. A hit is told to webhooks by ids; whoever wants to see it asks with a key and a purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar

from comity.model import Delta, Entry, Hit, Listing, MonitoredSubject, Query, ScreeningRule, UsageError
from comity.model.record import rule_to_text
from comity.node.casework import Casework, Event, Found, Grounds, Happened, Scope
from comity.node.subject_index import SubjectIndex, tail
from comity.review import Policy
from comity.screening import Index
from comity.storage.database import Database, Durability, Writing, new_id
from comity.storage.database.jobs import Job, JobOrder
from comity.storage.database.screenings import Screening, ScreeningKind
from comity.storage.database.subjects import Arriving, PutCount

T = TypeVar("T")
Progress = Callable[[int], None]
Announce = Callable[[Writing, Sequence[Event], datetime], None]
"""Hands events on to webhooks, in the transaction in which they happened."""

BATCH = 500
"""Subjects screened and filed in one transaction."""

MONITORED = ScreeningRule("monitoring", max_hits=100)
"""The rule of monitoring: the default thresholds, and room for names that many listings share."""

ACTOR = "system:monitoring"

ARRIVED = "monitoring.arrived"
"""The kind of job that screens subjects which came, should whoever took them in not come to it."""

ATTEMPTS = 12
"""How often a job of monitoring is tried, over some hours: a hit that it does not file is filed by no other."""

HEAD_START = timedelta(minutes=10)
A_SUBJECT = timedelta(milliseconds=10)
"""How long whoever took subjects in has for screening them before the job does it; for many, so long for each."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a run did: subjects looked at, and how many hits were new, changed, gone, and exemptions ended."""

    subjects: int = 0
    happened: dict[str, int] = field(default_factory=dict)

    def after(self, subjects: int, events: Iterable[Event]) -> Watched:
        """The same with one more batch."""
        counts = dict(self.happened)
        for event in events:
            counts[event.kind.value] = counts.get(event.kind.value, 0) + 1
        return Watched(self.subjects + subjects, counts)


def order_screening(writing: Writing, at: datetime, subjects: int) -> Job:
    """Have ``subjects`` that came or changed at ``at``, in this transaction, screened by a job, unless ``Monitor.screen_arrived`` does it.

    So a process that dies between taking in and screening leaves nobody unscreened. The job, which may wait already.
    """
    order = JobOrder(ARRIVED, at + max(HEAD_START, subjects * A_SUBJECT), {"since": at.isoformat()}, ACTOR, ATTEMPTS, _arrived(at))
    return writing.jobs.enqueue(new_id(at), order, at)


def _arrived(at: datetime) -> str:
    return f"{ARRIVED}:{at.isoformat()}"


def check_keep_until(until: datetime | None, said_at: datetime) -> None:
    """Raise ``UsageError`` unless the end of keeping that somebody gave at ``said_at`` (None: no end) was to come then.

    Whoever's end has passed is erased by the next run of retention: a year with a slip in it would lose a customer within a day.
    """
    if until is None:
        return
    if until.tzinfo is None:
        raise UsageError("keep_until: the time has no zone", "write it as 2031-03-01T00:00:00Z")
    if until <= said_at:
        raise UsageError(
            f"keep_until: {until.isoformat()} has passed; whoever is kept until then would be erased within a day",
            "give a time to come, or leave it out; if somebody is to be erased, erase the subject",
        )
    try:
        until.astimezone(UTC)
    except OverflowError:
        raise UsageError(f"keep_until: {until.isoformat()} is beyond the calendar", "give an earlier time, or leave it out") from None


def ignore_events(_writing: Writing, _events: Sequence[Event], _at: datetime) -> None:
    """Announce nothing."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """Screens monitored subjects with ``screen`` (queries and rule in, hits out) and files what is found in ``database``.

    ``editions`` are those that ``screen`` searches; ``is_current`` says whether they are still the ones in use.
    """

    database: Database
    screen: Callable[[Sequence[Query], ScreeningRule], Sequence[Sequence[Hit]]]
    editions: tuple[str, ...]
    policy: Policy = field(default_factory=Policy)
    rule: ScreeningRule = MONITORED
    announce: Announce = ignore_events
    is_current: Callable[[], bool] = lambda: True

    def put(self, base: str, arriving: Iterable[Arriving], by: str, at: datetime, said_at: datetime | None = None) -> PutCount:
        """Put subjects of ``base`` under watch, in one transaction; those that are new or changed have ``changed_at`` = ``at``.

        They are to be screened now (``screen_arrived``); should that not happen, a job does it later. ``said_at`` is when it was said until
        when they are kept (None: now). Raises as ``check_keep_until``; then nothing has changed.
        """
        with self.database.writing(Durability.FULL) as writing:
            count = writing.subjects.put_many(base, _to_come(arriving, said_at or at), at)
            facts = {"new": str(count.new), "changed": str(count.changed), "same": str(count.same)}
            writing.record(Entry(at, by, "subject.import", f"base:{base}"[:256], facts=facts))
            if count.new or count.changed:
                order_screening(writing, at, count.new + count.changed)
        return count

    def screen_arrived(self, at: datetime, progress: Progress | None = None) -> Watched:
        """Screen the subjects that were put at ``at`` or later.

        The job that was ordered with them is dropped, unless another edition came into use meanwhile: whom it concerns was asked perhaps
        before they were there, and they were screened perhaps against the edition before. Then the job is due at once.
        """
        watched, is_current = self.screen_changed(at, at, progress), self.is_current()
        with self.database.writing() as writing:
            if is_current:
                writing.jobs.withdraw(_arrived(at))
            else:
                writing.jobs.hasten(order_screening(writing, at, 0).id, at)
        return watched

    def screen_changed(self, since: datetime, at: datetime, progress: Progress | None = None) -> Watched:
        """Screen every subject that came or changed at ``since`` or later against all lists."""
        return self._run(tail(self.database, since), lambda _list, _listing: True, at, progress)

    def screen_all(self, at: datetime, after: str = "", progress: Progress | None = None) -> Watched:
        """Screen every subject whose id comes behind ``after`` against all lists: at another rule, or after a new reading of names."""
        return self._run(tail(self.database, None, after), lambda _list, _listing: True, at, progress)

    def screen_delta(self, delta: Delta, index: SubjectIndex | None, at: datetime, progress: Progress | None = None) -> Watched:
        """Screen the subjects that a changed list concerns, against the listings that came, changed or went.

        ``index`` names the subjects; without one, every subject is screened. Raises what screening and the database raise; what was filed
        until then stays, and running again files the rest.
        """
        changed = (*delta.added, *(amendment.new for amendment in delta.amended))
        touched = {listing.id for listing in (*changed, *delta.removed)}
        name = delta.new.source
        with self.database.reading() as reading:
            waiting = {one.case.pair.subject for one in reading.cases.for_listings(name, touched)}
        concerned = tail(self.database, None) if index is None else self._concerned(changed, waiting, index)
        return self._run(concerned, lambda list_name, listing: list_name == name and listing in touched, at, progress, self._only(name))

    def screen_list(
        self, name: str, listings: Sequence[Listing], index: SubjectIndex, at: datetime, progress: Progress | None = None
    ) -> Watched:
        """Screen the subjects that a whole list concerns: it is new, or what stood in it before is not known any more.

        Cases on what is no longer in it lapse. Raises as ``screen_delta``.
        """
        with self.database.reading() as reading:
            waiting = reading.cases.subjects_of_list(name)
        return self._run(
            self._concerned(listings, waiting, index), lambda list_name, _listing: list_name == name, at, progress, self._only(name)
        )

    def _only(self, name: str) -> ScreeningRule:
        return replace(self.rule, lists=frozenset({name}))

    def _concerned(self, changed: Sequence[Listing], waiting: Iterable[str], index: SubjectIndex) -> Iterator[str]:
        """The subjects that a changed listing resembles, those that came after the index was built, and ``waiting``: those with a case that
        the change may end.
        """
        found = set(index.concerned(changed, self.rule.review))
        found.update(tail(self.database, index.since), waiting)
        return iter(sorted(found))

    def _run(self, ids: Iterator[str], scope: Scope, at: datetime, progress: Progress | None, rule: ScreeningRule | None = None) -> Watched:
        rule = rule or self.rule
        screening = Screening(new_id(at), at, ScreeningKind.MONITORING, rule_to_text(rule), self.editions, 0, 0, ACTOR)
        with self.database.writing() as writing:
            writing.screenings.add(screening)
        watched = Watched()
        for batch in _batches(ids, BATCH):
            watched = watched.after(*self._batch(batch, rule, Grounds(screening.id, rule_to_text(rule), scope, self.policy, at)))
            if progress is not None:
                progress(watched.subjects)
        self._finish(screening, watched, at)
        return watched

    def _batch(self, ids: Sequence[str], rule: ScreeningRule, grounds: Grounds) -> tuple[int, list[Event]]:
        with self.database.reading() as reading:
            subjects = list(reading.subjects.get_many(ids).values())
            waiting = {one.case.pair.subject for one in reading.cases.for_subjects([subject.id for subject in subjects])}
        answers = self.screen([Query(subject.id, subject.subject) for subject in subjects], rule)
        found = [
            Found(subject, tuple(hit for hit in hits if grounds.scope(hit.listing.source, hit.listing.id)))
            for subject, hits in zip(subjects, answers, strict=True)
        ]
        worth = [one for one in found if one.hits or one.subject.id in waiting]
        if not worth:
            return len(ids), []
        with self.database.writing(Durability.FULL) as writing:
            present = writing.subjects.holding([one.subject.id for one in worth])  # whoever was erased meanwhile gets no hit
            events = Casework(writing, grounds).file([one for one in worth if _is_as_screened(one.subject, present)])
            hand_on(writing, events, grounds, self.announce)
        return len(ids), events

    def _finish(self, screening: Screening, watched: Watched, at: datetime) -> None:
        new = watched.happened.get(Happened.NEW.value, 0)
        with self.database.writing() as writing:
            writing.screenings.count(screening.id, watched.subjects, new)
            facts = {"subjects": str(watched.subjects), "editions": " ".join(self.editions)[:1000]}
            facts |= {kind.replace(".", "_"): str(count) for kind, count in sorted(watched.happened.items())}
            writing.record(Entry(at, ACTOR, "screening.run", f"screening:{screening.id}", facts=facts))


def over(index: Index) -> Callable[[Sequence[Query], ScreeningRule], Sequence[Sequence[Hit]]]:
    """Screening by an index of this process, for one thread at a time."""
    return index.screen_many


def hand_on(writing: Writing, events: Sequence[Event], grounds: Grounds, announce: Announce) -> None:
    """Tell webhooks and the ledger of what happened, in the transaction in which it did."""
    announce(writing, events, grounds.at)
    for event in events:
        writing.record(_entry(event, grounds))


def _is_as_screened(subject: MonitoredSubject, present: dict[str, MonitoredSubject]) -> bool:
    now = present.get(subject.id)
    return now is not None and now.digest == subject.digest


def _entry(event: Event, grounds: Grounds) -> Entry:
    facts = {"subject": event.pair.subject, "listing": f"{event.pair.list} {event.pair.listing}", "outcome": event.outcome}
    facts |= {"screening": grounds.screening} if grounds.screening else {}
    facts |= {"grounds": " ".join(event.grounds)} if event.grounds else {}
    return Entry(grounds.at, ACTOR, event.kind.value, f"case:{event.case}", facts=facts)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch


def _to_come(arriving: Iterable[Arriving], said_at: datetime) -> Iterator[Arriving]:
    """Those who arrive, each with an end of keeping that was to come, or with none."""
    for one in arriving:
        check_keep_until(one[2], said_at)
        yield one
