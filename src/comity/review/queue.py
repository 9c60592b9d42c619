"""The clock of the queue: when a decision is due, and how much of that time has gone.

The order of the queue is kept by the database, which sorts by what a case is stored with. An age does not push a case past a more serious
one: it is shown, and counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from comity.model import Case
from comity.review.policy import Policy


class Ageing(StrEnum):
    """How much of the time until it is due a case has waited: less than half, more, or all of it."""

    FRESH = "fresh"
    AGEING = "ageing"
    OVERDUE = "overdue"


class DueBand(StrEnum):
    """When a decision is due, seen from now: before it, within a day, in one to seven days, or later."""

    OVERDUE = "overdue"
    DAY = "day"
    WEEK = "week"
    LATER = "later"


_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def due_between(band: DueBand, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The times from the first and before the second (None: without a bound) at which decisions of ``band`` are due, at ``now`` (aware)."""
    return {
        DueBand.OVERDUE: (None, now),
        DueBand.DAY: (now, now + _DAY),
        DueBand.WEEK: (now + _DAY, now + _WEEK),
        DueBand.LATER: (now + _WEEK, None),
    }[band]


def due_at(case: Case, policy: Policy) -> datetime:
    """When a decision is due: so many calendar days after the case became open, by its outcome. A proposal does not stop the clock."""
    return case.opened_at + timedelta(days=policy.due_days[case.outcome])


def ageing(opened_at: datetime, due: datetime, now: datetime) -> Ageing:
    """The ageing class at ``now`` of what became open at ``opened_at`` and is due at ``due`` (all aware)."""
    if now >= due:
        return Ageing.OVERDUE
    return Ageing.AGEING if (now - opened_at) * 2 >= due - opened_at else Ageing.FRESH
