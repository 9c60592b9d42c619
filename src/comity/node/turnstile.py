"""Where people who sign in take their turn: some threads of their own, and a bounded queue before them.

A password's hash takes 64 MiB and a tenth of a second by design, and a provider may take ten seconds to answer. Whoever sends many at once
must neither stop the event loop, nor take all memory or every thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

from comity.model import TooMany

T = TypeVar("T")

AT_ONCE = 2
"""Hashes computed at the same time: 128 MiB."""

WAITING = 30
"""Callers that wait for their turn, at most: some seconds of work."""


class Turnstile:
    """Runs what hashes passwords, or asks a provider. Safe to be called from any thread."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._most = at_once + waiting
        self._inside = 0
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="sign-in")

    def soon(self, work: Callable[[], T]) -> Future[T]:
        """A future of what ``work`` gives or raises. Raises ``TooMany`` when too many wait already."""
        with self._lock:
            if self._inside >= self._most:
                raise TooMany("too many people are signing in at this moment", "try again in some seconds", 5.0)
            self._inside += 1
        try:
            future = self._threads.submit(work)
        except BaseException:
            self._left(None)
            raise
        future.add_done_callback(self._left)
        return future

    def close(self) -> None:
        """Finish what was begun; what waits is given up."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _left(self, _: object) -> None:
        with self._lock:
            self._inside -= 1
