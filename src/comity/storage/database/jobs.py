"""Jobs: work that runs apart from the request that asked for it, by whichever worker takes it, and again when a worker dies.

A worker leases a job for a while and says that it still works on it. A lease that ran out comes back, so nothing is lost with a process,
and no two workers hold one job.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.ids import first_id
from comity.storage.database.repository import Page, Repository, bounded
from comity.storage.database.schema import jobs

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
"""A job that failed waits ``FIRST_PAUSE`` before it is tried again, then twice as long each time, never longer than this."""

_LONGEST_ERROR = 2000


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What is to be done: ``kind`` names the work, ``payload`` what it needs (JSON-ready, no secrets), not before ``run_at``.

    ``key`` says that of this work one is enough: while a job of the same key waits or runs, no other is added.
    """

    kind: str
    run_at: datetime
    payload: dict[str, Any]
    created_by: str = ""
    max_attempts: int = 3
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. ``progress`` of ``of`` steps are done (0 of 0: not known). ``result`` is what the work gave, None before it ended
    well; ``error`` why the last attempt failed.
    """

    id: str
    kind: str
    state: JobState
    payload: dict[str, Any]
    run_at: datetime
    created_by: str
    created_at: datetime
    attempts: int = 0
    max_attempts: int = 3
    leased_by: str = ""
    leased_until: datetime | None = None
    progress: int = 0
    of: int = 0
    result: dict[str, Any] | None = None
    error: str = ""
    finished_at: datetime | None = None
    key: str | None = None


class Jobs(Repository):
    """The jobs of a node, ended ones too."""

    def enqueue(self, job_id: str, order: JobOrder, at: datetime) -> Job:
        """Add a job under a new id, or give the one that waits or runs under the same key.

        Raises ``Conflict`` when another process adds one of that key at the same moment.
        """
        if order.key is not None:
            waiting = jobs.c.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
            if row := self._row(select(jobs).where(jobs.c.key == order.key, waiting)):
                return _job(row)
        made = Job(job_id, order.kind, JobState.QUEUED, order.payload, order.run_at, order.created_by, at)
        made = replace(made, max_attempts=order.max_attempts, key=order.key)
        self._run(insert(jobs).values(_new_row(made)))
        return made

    def is_due(self, now: datetime, kinds: Collection[str]) -> bool:
        """Whether ``lease`` or ``bury_lost`` would find something to do, asked without the right to write."""
        return self._row(select(jobs.c.id).where(_due(now, kinds)).limit(1)) is not None

    def lease(self, worker: str, now: datetime, for_: timedelta, kinds: Collection[str] | None = None) -> Job | None:
        """The job that has been due longest, now ``worker``'s until ``now`` + ``for_``; None when none is due. ``kinds``: only of these.

        One whose lease ran out is due again, unless it has been tried often enough: see ``bury_lost``.
        """
        asked = select(jobs).where(_due(now, kinds)).where(~_spent()).order_by(jobs.c.run_at, jobs.c.id).limit(1)
        row = self._row(asked.with_for_update(skip_locked=True))  # SQLite has no such clause, and one writer at a time
        if row is None:
            return None
        job = _job(row)
        job = replace(job, state=JobState.RUNNING, attempts=job.attempts + 1, leased_by=worker, leased_until=now + for_)
        leased = {"state": job.state.value, "attempts": job.attempts, "leased_by": worker, "leased_until": job.leased_until}
        self._run(update(jobs).where(jobs.c.id == job.id).values(leased))
        return job

    def bury_lost(self, now: datetime) -> tuple[Job, ...]:
        """Write down that the jobs whose lease ran out, and that have been tried often enough, have failed; those, each to one caller."""
        end = {"state": JobState.FAILED.value, "error": "the worker did not come back", "finished_at": now} | _FREE
        lost = update(jobs).where(jobs.c.leased_until <= now, _spent()).values(end).returning(jobs)
        return tuple(_job(row) for row in self._rows(lost))

    def beat(self, job: Job, progress: int, of: int, until: datetime) -> None:
        """Say that the work goes on: how far it is, and how long the lease now lasts. Raises ``Conflict`` when the lease was lost."""
        self._change(job, {"progress": progress, "of": of, "leased_until": until})

    def finish(self, job: Job, result: dict[str, Any], at: datetime) -> None:
        """Write down that the work ended well. Raises ``Conflict`` when the lease was lost or the job cancelled."""
        self._change(job, {"state": JobState.DONE.value, "result": to_text(result), "error": "", "finished_at": at} | _FREE)

    def fail(self, job: Job, error: str, at: datetime, *, again: bool = True) -> JobState:
        """Write down that an attempt failed; the state that follows: queued after a pause, or failed when it was the last or no use.

        Raises ``Conflict`` when the lease was lost.
        """
        told = error[:_LONGEST_ERROR]
        if again and job.attempts < job.max_attempts:
            pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
            self._change(job, {"state": JobState.QUEUED.value, "error": told, "run_at": at + pause} | _FREE)
            return JobState.QUEUED
        self._change(job, {"state": JobState.FAILED.value, "error": told, "finished_at": at} | _FREE)
        return JobState.FAILED

    def release(self, job: Job, at: datetime) -> None:
        """Give a job back that was not done, to be taken by anybody from ``at`` on; the attempt does not count. Raises as ``finish``."""
        self._change(job, {"state": JobState.QUEUED.value, "run_at": at, "attempts": job.attempts - 1} | _FREE)

    def hasten(self, job_id: str, at: datetime) -> None:
        """Have a job that waits for a later time run from ``at`` on."""
        waiting = (jobs.c.id == job_id) & (jobs.c.state == JobState.QUEUED.value) & (jobs.c.run_at > at)
        self._run(update(jobs).where(waiting).values(run_at=at))

    def cancel(self, job_id: str, at: datetime) -> None:
        """End a job that waits or runs; its worker learns of it at the next beat. Raises ``Conflict`` when it has ended or is not there."""
        alive = (jobs.c.id == job_id) & jobs.c.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
        if self._run(update(jobs).where(alive).values({"state": JobState.CANCELLED.value, "finished_at": at} | _FREE)) == 0:
            raise Conflict("there is no such job that could be cancelled", "it has ended, or there is none of that id")

    def withdraw(self, key: str) -> None:
        """Drop the job of that key that waits, if there is one: what it was for is done."""
        self._run(delete(jobs).where(jobs.c.key == key, jobs.c.state == JobState.QUEUED.value))

    def get(self, job_id: str) -> Job | None:
        """The job of that id."""
        row = self._row(select(jobs).where(jobs.c.id == job_id))
        return _job(row) if row else None

    def waiting_keys(self) -> frozenset[str]:
        """The keys of the jobs that wait or run."""
        asked = select(jobs.c.key).where(jobs.c.key.is_not(None), jobs.c.state.in_([JobState.QUEUED.value, JobState.RUNNING.value]))
        return frozenset(str(row["key"]) for row in self._rows(asked))

    def last_ended(self, key: str) -> Job | None:
        """The newest job of that key, of those that have ended."""
        ended = jobs.c.state.not_in([JobState.QUEUED.value, JobState.RUNNING.value])
        row = self._row(select(jobs).where(jobs.c.key == key, ended).order_by(jobs.c.id.desc()).limit(1))
        return _job(row) if row else None

    def sweep(self, before: datetime) -> int:
        """Drop the jobs that ended before ``before``; how many."""
        return self._run(delete(jobs).where(jobs.c.finished_at < before))

    def list(self, state: JobState | None, before: str, limit: int, kind: str = "") -> Page[Job]:
        """Jobs in ``state`` (None: in any) and of ``kind`` (empty: of any), newest first, with ids before ``before`` (empty: from the
        newest).
        """
        asked = select(jobs).order_by(jobs.c.id.desc()).limit(bounded(limit) + 1)
        asked = asked.where(jobs.c.state == state.value) if state else asked
        asked = asked.where(jobs.c.kind == kind) if kind else asked
        found = [_job(row) for row in self._rows(asked.where(jobs.c.id < before) if before else asked)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def added_since(self, kind: str, at: datetime, limit: int) -> tuple[Job, ...]:
        """Jobs of ``kind`` that were added at ``at`` or later, newest first: one walk over the ids from then on."""
        asked = select(jobs).where(jobs.c.id >= first_id(at), jobs.c.kind == kind).order_by(jobs.c.id.desc())
        return tuple(_job(row) for row in self._rows(asked.limit(bounded(limit))))

    def failed_since(self, at: datetime, limit: int) -> tuple[Job, ...]:
        """Jobs that failed and whose last attempt was to run at ``at`` or later, newest first."""
        failed = (jobs.c.state == JobState.FAILED.value) & (jobs.c.run_at >= at)
        return tuple(_job(row) for row in self._rows(select(jobs).where(failed).order_by(jobs.c.run_at.desc()).limit(bounded(limit))))

    def _change(self, job: Job, values: dict[str, Any]) -> None:
        # The attempt tells two leases of one worker apart.
        mine = (jobs.c.id == job.id) & (jobs.c.leased_by == job.leased_by) & (jobs.c.attempts == job.attempts)
        if self._run(update(jobs).where(mine, jobs.c.state == JobState.RUNNING.value).values(values)) == 0:
            raise Conflict("this worker no longer holds the job", "its lease ran out, or somebody cancelled it")


def _due(now: datetime, kinds: Collection[str] | None) -> ColumnElement[bool]:
    waiting = and_(jobs.c.state == JobState.QUEUED.value, jobs.c.run_at <= now)
    lost = and_(jobs.c.state == JobState.RUNNING.value, jobs.c.leased_until <= now)
    due = or_(waiting, lost)
    return due if kinds is None else and_(due, jobs.c.kind.in_(sorted(kinds)))


def _spent() -> ColumnElement[bool]:
    """It runs, or did, for the last time."""
    return and_(jobs.c.state == JobState.RUNNING.value, jobs.c.attempts >= jobs.c.max_attempts)


_FREE = {"leased_by": "", "leased_until": None}


def _new_row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "payload": to_text(job.payload),
        "run_at": job.run_at,
        "created_by": job.created_by,
        "created_at": job.created_at,
        "max_attempts": job.max_attempts,
        "key": job.key,
    }


def _job(row: RowMapping) -> Job:
    read = {
        "state": JobState(row["state"]),
        "payload": from_text(row["payload"]),
        "result": from_text(row["result"]) if row["result"] else None,
    }
    return Job(**(dict(row) | read))
