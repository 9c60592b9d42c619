"""How the ledger stands: how many entries it has, whether signed heads keep up with them, and what the last audit found.

It tells counts and times, nothing of what entries say, so looking at it is no entry: a page asks it again every second while an audit runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comity.ledger import SignedHead
from comity.node.signing import INTERVAL
from comity.node.signing_clock import LOOK
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobState

VERIFY: Final = "ledger.verify"
"""The kind of the job that audits the ledger."""

SLACK = timedelta(seconds=LOOK)
"""How much later than ``INTERVAL`` a head may be, while the clock that signs looks every so often."""


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The ledger at one moment: ``entries`` there are, ``head`` is the last signed, and ``waiting_since`` is the time of the first entry
    that it does not cover. ``audit`` is the job that was ordered last, ``audited`` the last that came to its end.
    """

    entries: int
    head: SignedHead | None
    waiting_since: datetime | None
    audit: Job | None
    audited: Job | None

    @property
    def unsigned(self) -> int:
        """Entries that no head covers yet."""
        return self.entries - (self.head.head.size if self.head else 0)

    def is_late(self, now: datetime) -> bool:
        """Whether an entry has waited longer for a head than it should while the node serves."""
        return self.waiting_since is not None and now - self.waiting_since > INTERVAL + SLACK


def ledger_state(database: Database) -> LedgerState:
    """How the ledger in ``database`` stands."""
    with database.reading() as reading:
        size, head = reading.ledger.size(), reading.ledger.last_head()
        first = reading.ledger.get(head.head.size if head else 0)
        ordered = reading.jobs.list(None, "", 1, VERIFY).items
        done = reading.jobs.list(JobState.DONE, "", 1, VERIFY).items
    return LedgerState(size, head, first[1].at if first else None, ordered[0] if ordered else None, done[0] if done else None)
