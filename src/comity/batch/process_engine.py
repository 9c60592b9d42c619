"""Work in several processes of this machine, each with the index mapped for itself; nothing to install beyond pyarrow.

The pieces are read here and handed out as workers become free, a few ahead. A worker that dies ends the run, which can be resumed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from comity.batch.part_input import Piece
from comity.batch.part_run import Cut
from comity.batch.part_work import Job, PartDone, Worker
from comity.model import ComityError, StoreError
from comity.tables.parquet import arrow

AHEAD = 2
"""Pieces under way or waiting for each worker."""


@dataclass(frozen=True, slots=True)
class ProcessEngine:
    """Workers that are processes of this machine; ``workers`` 0: one for each core."""

    workers: int = 0

    def check(self) -> None:
        """See ``Engine``. Raises ``UsageError`` without pyarrow, which writes the parts."""
        arrow()

    def run(self, job: Job, cut: Cut) -> Generator[PartDone]:
        """See ``Engine``. Raises ``StoreError`` when a worker dies."""
        size = self.workers or os.cpu_count() or 1
        # Started afresh, so that no lock or thread of this process is carried over.
        pool = ProcessPoolExecutor(size, multiprocessing.get_context("spawn"), _open, (job,))
        waiting: set[Future[PartDone]] = set()
        try:
            for piece in cut.pieces():
                waiting.add(pool.submit(_do, piece))
                if len(waiting) >= size * AHEAD:
                    ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (one.result() for one in ready)
            while waiting:
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in ready)
        except BrokenProcessPool as error:
            hint = "complete parts are kept: the same command with --resume goes on; if it was memory, take fewer --workers"
            raise StoreError("a worker died", hint) from error
        finally:
            _end(pool)


_worker: Worker | ComityError | None = None
"""The worker of this process, or why there is none."""


def _open(job: Job) -> None:
    """Make the worker of this process. Interrupts are for the process that hands out the work, which then ends this one."""
    global _worker  # noqa: PLW0603 - a process of a pool has no other place to keep what it opened
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _worker = Worker(job)
    except ComityError as failure:
        _worker = failure


def _do(piece: Piece) -> PartDone:
    if isinstance(_worker, Worker):
        return _worker.do(piece)
    return PartDone(failure=_worker)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers without waiting for pieces that nobody wants any more; parts are written whole or not at all."""
    processes = list((pool._processes or {}).values())  # noqa: SLF001 - the pool gives no other way to end a worker at work
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
