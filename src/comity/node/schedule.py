"""What is done again and again, and when: a table, and a thread that sees to it that each line of it has a job waiting.

The next run of everything lies in the table of jobs with its time, for all to see. While a job of a key waits or runs no other of that key
is added, so any number of processes may keep the schedule, and it is kept when one of them dies. Times are spread by a tenth, so that a
thousand nodes do not ask one publisher in the same second.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from comity.exchange import Downloader
from comity.model import Conflict, UnknownName
from comity.node.editions_in_use import EditionsInUse
from comity.node.jobs import Means, job_key
from comity.node.lists import ListDesk
from comity.node.logs import tell_error
from comity.node.reading import list_source
from comity.storage.database import new_id
from comity.storage.database.jobs import Job, JobOrder

ACTOR = "system:schedule"
TICK = 5.0
"""Seconds between two looks."""

SOON = timedelta(minutes=1)
"""What was never done is done within this."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A job that is done every ``every``, give or take a tenth, counted from the end of the last one."""

    kind: str
    every: timedelta
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Under which one of it waits at a time."""
        return job_key(self.kind, self.payload)

    def next(self, last: Job | None, now: datetime) -> datetime:
        """When it is to be done, after ``last`` (None: it never was)."""
        if last is None or last.finished_at is None:
            return now + SOON * (secrets.randbelow(1000) / 1000)
        return max(now, last.finished_at + self.every * (0.9 + secrets.randbelow(200) / 1000))


ALWAYS = (
    Recurring("node.sweep", timedelta(hours=1)),
    Recurring("subjects.index", timedelta(hours=6)),
    Recurring("cases.come_back", timedelta(hours=6)),
    Recurring("retention.run", timedelta(days=1)),
)
"""What every node does, as far as it knows the kind. Lists come beside it, see ``interval``; heads are signed by ``signing_clock``."""

DELIVERIES = "webhooks.deliver"
UPDATE = "lists.update"


def interval(stale_after: int) -> timedelta:
    """How often to ask a publisher for a list that is too old after ``stale_after`` days: 28 times in that span, from hourly to daily.

    Publishers answer most questions with "not modified", which costs both sides a few hundred bytes.
    """
    return min(max(timedelta(days=stale_after) / 28, timedelta(hours=1)), timedelta(days=1))


def plan(means: Means, desk: ListDesk) -> Iterator[Recurring]:
    """What this node does again and again: what every node does, and, unless that is off, fetching each list that ``desk`` can fetch."""
    for one in ALWAYS:
        if one.kind in means.kinds:
            yield one
    for name in desk.updatable() if means.settings.fetches_lists and UPDATE in means.kinds else ():
        try:
            yield Recurring(UPDATE, interval(list_source(name).stale_after), {"list": name})
        except UnknownName:  # kept by another version of the program
            continue


class Schedule:
    """Keeps the schedule in a thread of its own, from ``start`` to ``stop``."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._editions = EditionsInUse(means)
        self._desk = ListDesk(means.settings, means.store, Downloader())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """Keep the schedule from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Order nothing more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(TICK)

    def tick(self) -> tuple[Job, ...]:
        """Notice editions that came, and order what is not waiting yet; the jobs that were added. Raises ``DatabaseUnusable``."""
        self._editions.notice()
        now = self._means.now()
        with self._means.database.reading() as reading:
            waiting = reading.jobs.waiting_keys()
            missing = [one for one in plan(self._means, self._desk) if one.key not in waiting]
            wanted = [(one, one.next(reading.jobs.last_ended(one.key), now)) for one in missing]
            if DELIVERIES in self._means.kinds and DELIVERIES not in waiting and reading.deliveries.due(now, 1):
                wanted.append((Recurring(DELIVERIES, TICK * timedelta(seconds=1)), now))
        return tuple(job for one, at in wanted if (job := self._order(one, at, now)))

    def _order(self, one: Recurring, run_at: datetime, now: datetime) -> Job | None:
        order = JobOrder(one.kind, run_at, one.payload, ACTOR, self._means.kinds[one.kind].attempts, one.key)
        try:
            with self._means.database.writing() as writing:
                return writing.jobs.enqueue(new_id(now), order, now)
        except Conflict:  # another process was quicker
            return None

    def _run(self) -> None:
        while not self._stopping.wait(TICK * (0.9 + secrets.randbelow(200) / 1000)):
            try:
                self.tick()
            except Exception as problem:  # whatever it is, what else is due must not wait for a start of the process
                tell_error("schedule.failed", problem)
