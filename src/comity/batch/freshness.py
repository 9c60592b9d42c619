"""How old each edition is, and whether that is too old for its list: said on every answer (red line 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from comity.lists.catalogue import source
from comity.model import Edition, UnknownName


@dataclass(frozen=True, slots=True)
class Freshness:
    """An edition and its age. ``age_days`` and ``stale_after`` are whole days; ``stale_after`` is 0 where the list has no set cadence."""

    edition: Edition
    age_days: int
    stale_after: int

    @property
    def stale(self) -> bool:
        """True when the edition is older than its list may be."""
        return 0 < self.stale_after < self.age_days

    @property
    def warning(self) -> str:
        """One sentence when the edition is stale, else empty."""
        if not self.stale:
            return ""
        limit = f"more than {self.stale_after} is too old for this list"
        return f"{self.edition.source} is stale: its edition is {self.age_days} days old, and {limit}"


def freshness(editions: Iterable[Edition], now: datetime) -> Mapping[str, Freshness]:
    """The age of each edition on ``now`` (aware), by edition id, in the given order."""
    return {edition.id: Freshness(edition, edition.age_days(now), _stale_after(edition.source)) for edition in editions}


@lru_cache(maxsize=256)
def _stale_after(name: str) -> int:
    try:
        return source(name).stale_after
    except UnknownName:
        return 0
