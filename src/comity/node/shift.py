"""A shift: the workers and the schedule of one process, begun and ended together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from comity.node.job_kinds import KINDS
from comity.node.jobs import Lane, Means
from comity.node.schedule import Schedule
from comity.node.settings import Settings
from comity.node.workers import USUAL, Pace, Worker
from comity.storage import EditionStore
from comity.storage.database import Database

PATIENCE = 15.0
"""Seconds that jobs are given to end when the process stops. What has not ended by then is done again by others."""


class Shift:
    """Carries out jobs and keeps the schedule, from ``start`` to ``stop``.

    One worker is for every kind, one for quick kinds only, so that what takes hours does not hold up what takes seconds. After a long job
    that left this process with more than ``most_memory`` bytes of its own the first takes no other: the shift is worn.
    """

    def __init__(self, means: Means, pace: Pace = USUAL, most_memory: int | None = None) -> None:
        quick = [name for name, kind in means.kinds.items() if kind.lane is Lane.QUICK]
        self._workers = (Worker(means, means.kinds, pace, most_memory), Worker(means, quick, pace))
        self._schedule = Schedule(means)

    @property
    def is_worn(self) -> bool:
        """Whether another process is to take over, for the memory that long jobs left behind in this one."""
        return any(worker.is_worn for worker in self._workers)

    def start(self) -> None:
        """Begin."""
        for worker in self._workers:
            worker.start()
        self._schedule.start()

    def stop(self, patience: float = PATIENCE) -> bool:
        """Give back what is not done, and end; False when a job did not end within ``patience`` seconds."""
        for worker in self._workers:
            worker.ask_to_stop()
        self._schedule.stop()
        deadline = time.monotonic() + patience
        ended = [worker.join(max(0.0, deadline - time.monotonic())) for worker in self._workers]
        return all(ended)


@contextmanager
def at_work(settings: Settings, now: Callable[[], datetime], most_memory: int | None = None) -> Iterator[Shift]:
    """A shift of its own, beside no service, for the length of a ``with`` block. Makes or migrates the database first. ``most_memory`` as
    in ``Shift``.

    Raises ``StoreError``, ``DatabaseUnusable``.
    """
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    shift = Shift(Means(settings, EditionStore(settings.home), database, now, KINDS), most_memory=most_memory)
    shift.start()
    try:
        yield shift
    finally:
        shift.stop()
        database.close()
