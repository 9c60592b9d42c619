"""Workers: threads that take jobs, carry them out, and say meanwhile that they still do.

A worker that dies says nothing, its lease runs out, and another takes the job: nothing is lost with a process, and no two hold one job. A
worker that is asked to stop gives back what it has not done. What a failed job leaves to read holds the kind of the error and its place in
the code, never a value.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from comity.model import ComityError, Conflict, Entry, UsageError
from comity.node.events import Notice, announce
from comity.node.jobs import Interrupted, JobContext, Lane, Means, Running
from comity.node.logs import tell, tell_error
from comity.node.own_memory import give_back_memory, own_memory
from comity.storage.database import Writing
from comity.storage.database.columns import to_text
from comity.storage.database.jobs import Job, JobState

ACTOR = "system:worker"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a lease lasts, how often a worker says that it still works, and how often it looks for work when there is none."""

    lease: timedelta = timedelta(seconds=60)
    beat: timedelta = timedelta(seconds=5)
    look: timedelta = timedelta(seconds=1)


USUAL = Pace()


class Worker:
    """One thread that carries out jobs of ``kinds``, one at a time, from ``start`` until it is asked to stop, or until a long job left this
    process with more than ``most_memory`` bytes of its own: then it takes no other.
    """

    def __init__(self, means: Means, kinds: Collection[str], pace: Pace = USUAL, most_memory: int | None = None) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._means = means
        self._kinds = frozenset(kinds)
        self._pace = pace
        self._most_memory = most_memory
        self._worn = False
        self._stopping = threading.Event()
        self._running: Running | None = None
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    @property
    def is_worn(self) -> bool:
        """Whether it takes no more jobs for the memory that they left behind."""
        return self._worn

    def start(self) -> None:
        """Take jobs from now on."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Take no more jobs, and interrupt the one that runs."""
        self._stopping.set()
        if running := self._running:
            running.stop()

    def join(self, patience: float) -> bool:
        """Wait until it has stopped, ``patience`` seconds at most; False when it has not, and its job comes back when the lease ends."""
        if self._thread.is_alive():
            self._thread.join(patience)
        return not self._thread.is_alive()

    def work_once(self) -> bool:
        """Carry out the job that has been due longest; False when none is due. Raises ``DatabaseUnusable``."""
        database, now = self._means.database, self._means.now()
        with database.reading() as reading:
            if not reading.jobs.is_due(now, self._kinds):
                return False
        with database.writing() as writing:
            for lost in writing.jobs.bury_lost(now):
                self._tell_failed(writing, lost)
            job = writing.jobs.lease(self.name, now, self._pace.lease, self._kinds)
        if job is not None:
            self._carry_out(job)
        return job is not None

    def _run(self) -> None:
        well = True
        while not self._stopping.is_set() and not self._worn:
            try:
                busy, well = self.work_once(), True
            except Exception as problem:  # the database, mostly: its jobs wait, and so does the worker, which must not end for it
                if well:
                    tell_error("worker.failed", problem, worker=self.name)
                busy = well = False
            if not busy:
                self._stopping.wait(self._pace.look.total_seconds() * (0.75 + secrets.randbelow(500) / 1000))

    def _carry_out(self, job: Job) -> None:
        self._running = running = Running()
        if self._stopping.is_set():
            running.stop()
        over = threading.Event()
        beating = threading.Thread(target=self._beat, args=(job, running, over), name="beat", daemon=True)
        beating.start()
        began = time.perf_counter()
        tell("job.begin", job=job.id, kind=job.kind, attempt=job.attempts, worker=self.name)
        try:
            end = _outcome(job, self._context(running))
        finally:
            over.set()
            beating.join()
            self._running = None
        seconds = round(time.perf_counter() - began, 3)
        tell("job.end", job=job.id, kind=job.kind, attempt=job.attempts, worker=self.name, state=end.state, seconds=seconds)
        with suppress(Conflict):  # cancelled, or held by another by now: what was done here counts for nothing
            self._settle(job, end)
        if self._means.kinds[job.kind].lane is Lane.LONG:
            self._look_at_memory()

    def _look_at_memory(self) -> None:
        give_back_memory()
        if self._most_memory is not None and (left := own_memory()) > self._most_memory:
            tell("worker.worn", worker=self.name, bytes=left)
            self._worn = True

    def _context(self, running: Running) -> JobContext:
        means = self._means
        return JobContext(means.settings, means.store, means.database, means.now, means.kinds, running)

    def _beat(self, job: Job, running: Running, over: threading.Event) -> None:
        until = self._means.now() + self._pace.lease
        while not over.wait(self._pace.beat.total_seconds()):
            now = self._means.now()
            try:
                with self._means.database.writing() as writing:
                    writing.jobs.beat(job, running.done, running.of, now + self._pace.lease)
                until = now + self._pace.lease
            except Conflict:
                running.stop()
            except Exception as problem:  # the database, mostly: who says nothing for the length of a lease has lost it
                tell_error("worker.beat_failed", problem, worker=self.name)
                if now >= until:
                    running.stop()

    def _settle(self, job: Job, end: _End) -> None:
        now = self._means.now()
        routine = self._means.kinds[job.kind].routine
        with self._means.database.writing() as writing:
            if end.interrupted:
                writing.jobs.release(job, now)
                return
            if not end.error:
                writing.jobs.finish(job, end.result or {}, now)
                if not routine:
                    writing.record(_entry(job, "job.finish", self._means))
                return
            if writing.jobs.fail(job, end.error, now, again=end.again) is JobState.FAILED:
                self._tell_failed(writing, job)

    def _tell_failed(self, writing: Writing, job: Job) -> None:
        writing.record(_entry(job, "job.fail", self._means))
        announce(writing, [Notice("job.failed", f"job:{job.id}", {"kind": job.kind})], self._means.now())


@dataclass(frozen=True, slots=True)
class _End:
    """How an attempt ended: a result, an interruption, or an error that may pass when it is tried again."""

    result: dict[str, Any] | None = None
    interrupted: bool = False
    error: str = ""
    again: bool = True

    @property
    def state(self) -> str:
        """In one word."""
        return "interrupted" if self.interrupted else "failed" if self.error else "done"


def _outcome(job: Job, context: JobContext) -> _End:
    try:
        result = context.kinds[job.kind].handle(job, context)
        to_text(result)  # what cannot be kept is an error of the handler
    except Interrupted:
        return _End(interrupted=True)
    except ComityError as problem:
        tell_error("job.error", problem, job=job.id, kind=job.kind, attempt=job.attempts)
        lasting = isinstance(problem, UsageError) and not isinstance(problem, Conflict)
        return _End(error=f"{problem.message} ({problem.hint})" if problem.hint else problem.message, again=not lasting)
    except Exception as problem:
        tell_error("job.error", problem, job=job.id, kind=job.kind, attempt=job.attempts)
        place = traceback.extract_tb(problem.__traceback__)[-1]
        said = f"internal error ({type(problem).__name__} at {Path(place.filename).name}:{place.lineno})"
        return _End(error=said)
    return _End(interrupted=True) if context.running.was_told else _End(result)


def _entry(job: Job, action: str, means: Means) -> Entry:
    facts = {"kind": job.kind, "attempts": str(job.attempts)} | {
        name: str(job.payload.get(name, "")) for name in (means.kinds[job.kind].takes if job.kind in means.kinds else ())
    }
    return Entry(means.now(), ACTOR, action, f"job:{job.id}", facts=facts)
