"""Work that runs by itself: what a kind of job is, and what a job's handler is given.

A handler is a function ``handle(job, context) -> dict``: it does the work, says how far it is, and gives what came of it, JSON-ready and
without personal data. A worker may die in the middle and another begin again, so doing a job twice must come to the same as doing it once.
The table of all kinds is ``node.job_kinds``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from comity.identity import Permission, Refused, may
from comity.model import Actor, Conflict, Entry, NotAllowed, UnknownName, UsageError
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database, Writing, new_id
from comity.storage.database.jobs import Job, JobOrder, JobState
from comity.storage.database.repository import AT_ONCE, walked

LONGEST_VALUE = 200
"""Characters of one value that a person gives with a job."""


class Interrupted(Exception):
    """The work is to stop: the worker is stopping, or the job was cancelled or lost. Handlers let it pass, or clean up and raise it."""


class Lane(StrEnum):
    """How long a kind of job takes: quick ones never wait for long ones."""

    QUICK = "quick"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job: what carries it out, and a sentence that says what that does.

    ``takes`` names the texts that its payload must hold. ``needs`` is what a person must be allowed beyond running jobs; None when nobody
    starts it by hand. ``attempts`` is how often it is tried. The end of a ``routine`` kind is an entry of the ledger only when it failed.
    """

    handle: Handler
    sentence: str
    takes: tuple[str, ...] = ()
    needs: Permission | None = Permission.JOB_RUN
    lane: Lane = Lane.QUICK
    attempts: int = 3
    routine: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What carrying out jobs needs, and the kinds that this node knows. ``now`` gives the time (aware, UTC)."""

    settings: Settings
    store: EditionStore
    database: Database
    now: Callable[[], datetime]
    kinds: Mapping[str, Kind]

    def order(self, writing: Writing, kind: str, payload: Mapping[str, Any], key: str, by: str = "system:node") -> None:
        """Have a job of ``kind`` done after this transaction; nothing when this node knows no such kind.

        While one of the same ``key`` waits or runs, no other is added.
        """
        if kind in self.kinds:
            at = self.now()
            made = JobOrder(kind, at, dict(payload), by, self.kinds[kind].attempts, key)
            writing.jobs.enqueue(new_id(at), made, at)


class Running:
    """A job that is being carried out, as its worker and its handler see it: how far it is, and whether it is to stop."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0
        self.was_told = False
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the handler to end."""
        self._stop.set()

    def is_to_stop(self) -> bool:
        """Whether it was asked to end; from then on the handler is known to have been told."""
        if not self._stop.is_set():
            return False
        self.was_told = True
        return True


@dataclass(frozen=True, slots=True)
class JobContext(Means):
    """What a handler is given beside its job."""

    running: Running = field(default_factory=Running)

    def progress(self, done: int, of: int = 0) -> None:
        """Say that ``done`` of ``of`` steps are done (0: not known how many). Raises ``Interrupted`` when the work is to stop."""
        self.running.done, self.running.of = done, of
        if self.cancelled():
            raise Interrupted

    def cancelled(self) -> bool:
        """Whether the work is to stop soon, in seconds rather than minutes. A handler that returns after a True has not done the job."""
        return self.running.is_to_stop()


Handler = Callable[[Job, JobContext], dict[str, Any]]


def check_may_start(means: Means, kind: str, by: Actor) -> None:
    """Raise ``NotAllowed`` when starting a job of ``kind`` wants a right that ``by`` lacks. A kind that there is not passes."""
    known = means.kinds.get(kind)
    answer = may(by, known.needs) if known and known.needs else None
    if isinstance(answer, Refused):
        raise NotAllowed(answer.reason, "ask somebody who may")


def known_job(database: Database, job_id: str) -> Job:
    """The job of that id. Raises ``UnknownName``."""
    with database.reading() as reading:
        found = reading.jobs.get(job_id)
    if found is None:
        raise _no_such_job()
    return found


def every_job(database: Database, state: JobState | None, kind: str, before: str = "") -> Iterator[Job]:
    """All jobs in ``state`` (None: in any) and of ``kind`` (empty: of any), newest first, with ids before ``before`` (empty: from the
    newest).
    """

    def read(place: str) -> tuple[tuple[Job, ...], str]:
        with database.reading() as reading:
            page = reading.jobs.list(state, place, AT_ONCE, kind)
        return page.items, page.next

    return walked(read, before)


def order_by_hand(means: Means, kind: str, payload: Mapping[str, str], by: Actor) -> Job:
    """Have a job done that a person asks for, or give the one like it that waits or runs.

    Whether ``by`` may is asked before. Raises ``UnknownName`` for a kind that nobody starts by hand, ``UsageError`` for a payload that is
    not what the kind takes, ``Conflict`` when another like it is asked for at the same moment.
    """
    known = means.kinds.get(kind)
    if known is None or known.needs is None:
        by_hand = sorted(name for name, one in means.kinds.items() if one.needs is not None)
        raise UnknownName("there is no job of that kind to be started by hand", "kinds: " + ", ".join(by_hand))
    if set(payload) != set(known.takes) or any(not 0 < len(value) <= LONGEST_VALUE for value in payload.values()):
        wanted = ", ".join(known.takes) or "nothing"
        raise UsageError(f"a job of the kind {kind} takes {wanted}", f"each a text of 1 to {LONGEST_VALUE} characters")
    at = means.now()
    order = JobOrder(kind, at, dict(payload), by.id, known.attempts, job_key(kind, payload))
    with means.database.writing() as writing:
        asked = new_id(at)
        job = writing.jobs.enqueue(asked, order, at)
        if job.id != asked and job.run_at > at:  # one waits for its time: a person does not
            writing.jobs.hasten(job.id, at)
        facts = {"kind": kind, **{name: payload[name] for name in known.takes}}
        writing.record(Entry(at, by.id, "job.run", f"job:{job.id}", by.purpose or "", facts))
        return writing.jobs.get(job.id) or job


def job_key(kind: str, payload: Mapping[str, str]) -> str:
    """The key under which one such job is enough: the kind and what it is about."""
    return ":".join((kind, *(str(payload[name]) for name in sorted(payload))))


def cancel(database: Database, job_id: str, by: Actor, at: datetime) -> Job:
    """End a job that waits or runs; its worker learns of it within seconds. Raises ``UnknownName``, and ``Conflict`` when it has ended."""
    with database.writing() as writing:
        if writing.jobs.get(job_id) is None:
            raise _no_such_job()
        writing.jobs.cancel(job_id, at)
        writing.record(Entry(at, by.id, "job.cancel", f"job:{job_id}", by.purpose or ""))
        ended = writing.jobs.get(job_id)
    if ended is None:
        raise Conflict("the job is gone", "look at the list of jobs")
    return ended


def _no_such_job() -> UnknownName:
    return UnknownName("there is no job of that id", "ended jobs are dropped after some months")
