"""What this node does again and again, as it stands: when each comes next, and how the last time went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from comity.exchange import Downloader
from comity.node.jobs import Means
from comity.node.lists import ListDesk
from comity.node.schedule import plan
from comity.storage.database.jobs import Job, JobState

LOOKED_THROUGH = 500
"""The newest jobs among which the last run is looked for: an older one is not searched for in a table that may be long."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A recurring job: its kind, what it is about (empty for nothing), how often, the one that waits or runs, and the last that ended."""

    kind: str
    about: str
    every: timedelta
    next: Job | None
    last: Job | None


def timetable(means: Means) -> tuple[Planned, ...]:
    """The schedule of this node."""
    with means.database.reading() as reading:
        alive = [*reading.jobs.list(JobState.QUEUED, "", LOOKED_THROUGH).items, *reading.jobs.list(JobState.RUNNING, "", 100).items]
        newest = reading.jobs.list(None, "", LOOKED_THROUGH).items
    coming, ended = _by_key(alive), _by_key(job for job in newest if job.finished_at is not None)
    recurring = plan(means, ListDesk(means.settings, means.store, Downloader()))
    return tuple(
        Planned(one.kind, str(one.payload.get("list", "")), one.every, coming.get(one.key), ended.get(one.key)) for one in recurring
    )


def _by_key(jobs: Iterable[Job]) -> dict[str, Job]:
    """The first job of each key."""
    found: dict[str, Job] = {}
    for job in jobs:
        found.setdefault(job.key or "", job)
    return found
