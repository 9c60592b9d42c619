"""How monitoring stands: the bases with their last imports, the last screening, and what screening again after each list change found.

Counts and times only, from jobs and the ledger: nobody is named, so nothing of it is an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.node.base_imports import IMPORT
from comity.node.subject_pages import BaseSize, bases
from comity.storage.database import Reading
from comity.storage.database.jobs import Job
from comity.storage.database.ledger import LedgerSearch

DELTA = "monitoring.delta"
"""The kind of job that screens those whom a changed list concerns."""


@dataclass(frozen=True, slots=True)
class Told:
    """When something was last done, and its counts as the ledger has them."""

    at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class WatchedBase:
    """A base, its size, and its last import, None when the ledger knows of none."""

    size: BaseSize
    imported: Told | None


@dataclass(frozen=True, slots=True)
class MonitoringView:
    """The bases, the last screening of monitoring, the jobs of list changes and of imports, newest first, and what to ask for next."""

    bases: tuple[WatchedBase, ...]
    screened: Told | None
    deltas: tuple[Job, ...]
    imports: tuple[Job, ...]
    next: str


def monitoring_view(reading: Reading, before: str, limit: int, imports: int) -> MonitoringView:
    """How monitoring stands: ``limit`` jobs of list changes with ids before ``before`` (empty: the newest), and the last ``imports``."""
    deltas = reading.jobs.list(None, before, limit, DELTA)
    return MonitoringView(
        bases=tuple(
            WatchedBase(size, _last(reading, LedgerSearch(action="subject.import", object=f"base:{size.base}"))) for size in bases(reading)
        ),
        screened=_last(reading, LedgerSearch(action="screening.run", actor="system:monitoring")),
        deltas=deltas.items,
        imports=reading.jobs.list(None, "", imports, IMPORT).items,
        next=deltas.next,
    )


def _last(reading: Reading, wanted: LedgerSearch) -> Told | None:
    found = reading.ledger.latest(wanted, None, 1)
    return Told(found[0][1].at, found[0][1].facts) if found else None
