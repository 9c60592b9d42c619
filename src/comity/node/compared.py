"""What changed between two editions, kept for as long as people are likely to page through it: comparing reads both to their ends."""

from __future__ import annotations

import threading
from collections import OrderedDict

from comity.exchange import Downloader
from comity.lists.ports import EditionKeeper
from comity.model import Delta
from comity.node.lists import ListDesk
from comity.node.references import resolve_edition
from comity.node.settings import Settings

KEPT = 4
"""Comparisons that are kept."""

LARGEST_KEPT = 50_000
"""Changed listings of a comparison that is kept."""


class Compared:
    """The last comparisons of this process. Any thread may ask; one compares at a time, since each holds two editions in memory."""

    def __init__(self, settings: Settings, store: EditionKeeper) -> None:
        self._desk, self._store = ListDesk(settings, store, Downloader()), store
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], Delta] = OrderedDict()

    def delta(self, old: str, new: str) -> Delta:
        """What changed between two editions, named as ``resolve_edition`` reads them. Raises what ``ListDesk.delta`` raises."""
        sides = resolve_edition(self._store, old), resolve_edition(self._store, new)
        key = tuple(part for side in sides for part in (side.id, self._store.fingerprint(side)))
        with self._lock:
            found = self._kept.pop(key, None) or self._desk.delta(sides[0].id, sides[1].id)
            if len(found.added) + len(found.removed) + len(found.amended) <= LARGEST_KEPT:
                self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
