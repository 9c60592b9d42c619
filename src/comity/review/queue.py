"""The order in which cases are worked: the most serious first, then the highest score, then who has waited longest.

The order is of columns that a case is stored with, so a database sorts it and pages through it; nothing is computed per row. An age does
not push a case past a more serious one: it is shown, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comity.model import Case, CaseState, Outcome, StoredHit
from comity.review.policy import Policy

ORDER = (("outcome", "descending"), ("score", "descending"), ("opened_at", "ascending"), ("id", "ascending"))
"""The columns to sort by. Outcomes are stored by their words, which the alphabet puts in the order of their seriousness."""


class Ageing(StrEnum):
    """How much of the time until it is due a case has waited: less than half, more, or all of it."""

    FRESH = "fresh"
    AGEING = "ageing"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What a row of the queue shows.

    ``listed_name`` is the listed name that resembled most, ``for_and_against`` the number of pieces of evidence each way. ``waits_for`` is
    ``first`` or ``second``: whose turn it is. ``age_days`` are whole days since the case became open.
    """

    case: Case
    listed_name: str
    for_and_against: tuple[int, int]
    waits_for: str
    opened_at: datetime
    due_at: datetime
    ageing: Ageing
    age_days: int


def rank(case: Case) -> tuple[int, float, float, str]:
    """The place of a case in the queue, lower first; the order of ``ORDER``."""
    return -case.outcome.rank, -case.score, case.opened_at.timestamp(), case.id


def is_waiting(case: Case) -> bool:
    """True for a case that belongs in the queue: it waits for a first or a second person."""
    return case.state in {CaseState.OPEN, CaseState.PROPOSED}


def due_at(case: Case, policy: Policy) -> datetime:
    """When a decision is due: so many calendar days after the case became open, by its outcome. A proposal does not stop the clock."""
    return case.opened_at + timedelta(days=policy.due_days[case.outcome])


def due_before(outcome: Outcome, policy: Policy, now: datetime) -> datetime:
    """The ``opened_at`` up to which cases of that outcome are overdue at ``now``: for a database to count them."""
    return now - timedelta(days=policy.due_days[outcome])


def ageing(case: Case, policy: Policy, now: datetime) -> Ageing:
    """The ageing class of a case at ``now`` (aware)."""
    due = due_at(case, policy)
    if now >= due:
        return Ageing.OVERDUE
    return Ageing.AGEING if (now - case.opened_at) * 2 >= due - case.opened_at else Ageing.FRESH


def row(case: Case, hit: StoredHit, policy: Policy, now: datetime) -> QueueRow:
    """What the queue shows of a case whose standing hit is ``hit``, at ``now`` (aware)."""
    against = sum(one.effect < 0 for one in hit.hit.evidence)
    return QueueRow(
        case=case,
        listed_name=hit.hit.name.full,
        for_and_against=(len(hit.hit.evidence) - against, against),
        waits_for="second" if case.state is CaseState.PROPOSED else "first",
        opened_at=case.opened_at,
        due_at=due_at(case, policy),
        ageing=ageing(case, policy, now),
        age_days=max(0, (now - case.opened_at).days),
    )
