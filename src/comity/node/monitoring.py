"""Monitoring: customer bases kept under watch, screened when they come, and again when a list changes, on the delta only.

Every run is resumable: it takes the subjects in the order of their ids, files each batch in a transaction of its own, and a repeated batch
changes nothing. A hit is told to webhooks by ids; whoever wants to see it asks with a key and a purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from comity.model import Delta, Entry, Hit, Listing, MonitoredSubject, Query, ScreeningRule
from comity.model.record import rule_to_text
from comity.node.casework import Casework, Event, Found, Grounds, Happened, Scope
from comity.node.subject_index import SubjectIndex, tail
from comity.review import Policy
from comity.screening import Index
from comity.storage.database import Database, Durability, Writing, new_id
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


def ignore_events(_writing: Writing, _events: Sequence[Event], _at: datetime) -> None:
    """Announce nothing."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """Screens monitored subjects with ``screen`` (queries and rule in, hits out) and files what is found in ``database``."""

    database: Database
    screen: Callable[[Sequence[Query], ScreeningRule], Sequence[Sequence[Hit]]]
    editions: tuple[str, ...]
    policy: Policy = field(default_factory=Policy)
    rule: ScreeningRule = MONITORED
    announce: Announce = ignore_events

    def put(self, base: str, arriving: Iterable[Arriving], by: str, at: datetime) -> PutCount:
        """Put subjects of ``base`` under watch, in one transaction; those that are new or changed have ``changed_at`` = ``at``."""
        with self.database.writing(Durability.FULL) as writing:
            count = writing.subjects.put_many(base, arriving, at)
            facts = {"new": str(count.new), "changed": str(count.changed), "same": str(count.same)}
            writing.record(Entry(at, by, "subject.import", f"base:{base}"[:256], facts=facts))
        return count

    def screen_changed(self, since: datetime, at: datetime, progress: Progress | None = None) -> Watched:
        """Screen every subject that came or changed at ``since`` or later against all lists."""
        return self._run(tail(self.database, since), lambda _list, _listing: True, at, progress)

    def screen_all(self, at: datetime, after: str = "", progress: Progress | None = None) -> Watched:
        """Screen every subject whose id comes behind ``after`` against all lists: at another rule, or after a new reading of names."""
        return self._run(self._ids(after), lambda _list, _listing: True, at, progress)

    def screen_delta(self, delta: Delta, index: SubjectIndex | None, at: datetime, progress: Progress | None = None) -> Watched:
        """Screen the subjects that a changed list concerns, against the listings that came, changed or went.

        ``index`` names the subjects; without one, every subject is screened. Raises what screening and the database raise; what was filed
        until then stays, and running again files the rest.
        """
        changed = (*delta.added, *(amendment.new for amendment in delta.amended))
        touched = {listing.id for listing in (*changed, *delta.removed)}
        name = delta.new.source
        concerned = self._ids("") if index is None else iter(self._concerned(name, changed, touched, index))
        rule = replace(self.rule, lists=frozenset({name}))
        return self._run(concerned, lambda list_name, listing: list_name == name and listing in touched, at, progress, rule)

    def _concerned(self, name: str, changed: Sequence[Listing], touched: set[str], index: SubjectIndex) -> list[str]:
        """The subjects that a changed listing resembles, those that came after the index was built, and those with a case on a listing that
        changed or went.
        """
        found = set(index.concerned(changed, self.rule.review))
        found.update(tail(self.database, index.since))
        with self.database.reading() as reading:
            found.update(one.case.pair.subject for one in reading.cases.for_listings(name, touched))
        return sorted(found)

    def _ids(self, after: str) -> Iterator[str]:
        with self.database.reading() as reading:
            while page := reading.subjects.each(None, after, 5000):
                yield from (one.id for one in page)
                after = page[-1].id

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
            present = writing.subjects.get_many([one.subject.id for one in worth])  # whoever was erased meanwhile gets no hit
            events = Casework(writing, grounds).file([one for one in worth if _is_as_screened(one.subject, present)])
            self.announce(writing, events, grounds.at)
            for event in events:
                writing.record(_entry(event, grounds))
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


def _is_as_screened(subject: MonitoredSubject, present: dict[str, MonitoredSubject]) -> bool:
    now = present.get(subject.id)
    return now is not None and now.digest == subject.digest


def _entry(event: Event, grounds: Grounds) -> Entry:
    facts = {"subject": event.pair.subject, "listing": f"{event.pair.list} {event.pair.listing}", "outcome": event.outcome}
    facts |= {"screening": grounds.screening} | ({"grounds": " ".join(event.grounds)} if event.grounds else {})
    return Entry(grounds.at, ACTOR, event.kind.value, f"case:{event.case}", facts=facts)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch
