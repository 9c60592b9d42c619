"""Puts a new index in use in a process that serves: it looks every few seconds whether the editions in use are still those of its index.

A job builds the index aside. Only when nobody has built it after a while does the process build it itself, so that a node without workers
does not screen against old lists.
"""

from __future__ import annotations

import threading
import time

from comity.model import StoreError
from comity.node.indexes import editions_in_use, index_key, open_index
from comity.node.logs import tell, tell_error
from comity.node.screener import Screener
from comity.node.settings import Settings
from comity.storage import EditionStore

LOOK = 2.0
"""Seconds between two looks."""

GRACE = 60.0
"""Seconds that others are given to build the index."""


class IndexWatch:
    """Watches from ``start`` to ``stop``, in a thread of its own. The screener must have been started."""

    def __init__(self, settings: Settings, store: EditionStore, screener: Screener, grace: float = GRACE) -> None:
        self._settings, self._store, self._screener = settings, store, screener
        self._grace = grace
        self._in_use = index_key(store, screener.editions)
        self._missing: tuple[str, float] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index watch", daemon=True)

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; an index that is being built is left to others."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(LOOK)

    @property
    def in_use(self) -> str:
        """The key of the index in use, or, for the moment of a swap, of the one before it."""
        return self._in_use

    def is_in_use(self, key: str) -> bool:
        """Whether ``key`` is that of the index over the editions in use now; False when that cannot be told."""
        try:
            return key == index_key(self._store, editions_in_use(self._store, None))
        except StoreError:
            return False

    def look(self) -> bool:
        """Put the index over the editions in use into the screener if it is another; whether it was. Raises ``StoreError``."""
        key = index_key(self._store, editions_in_use(self._store, None))
        if key == self._in_use or not self._is_time(key):
            return False
        index = open_index(self._settings, self._store)
        self._screener.swap(index)
        self._in_use = index_key(self._store, index.editions)
        self._missing = None
        tell("index.swapped", listings=index.counts["listings"])
        return True

    def _is_time(self, key: str) -> bool:
        """Whether the index of that key is built, or has been missing for too long."""
        if (self._settings.home / "index" / key).is_dir():
            return True
        if self._missing is None or self._missing[0] != key:
            self._missing = key, time.monotonic()
        return time.monotonic() - self._missing[1] >= self._grace

    def _run(self) -> None:
        while not self._stopping.wait(LOOK):
            try:
                self.look()
            except Exception as problem:  # whatever it is: a watch that ends leaves this process on old lists for good
                tell_error("index.watch_failed", problem)
                self._stopping.wait(10 * LOOK)
