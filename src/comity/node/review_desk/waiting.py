"""How long a case has waited: until when a decision is due, and how much of that time has gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.model import Case
from comity.review import Ageing, Policy, ageing, due_at


@dataclass(frozen=True, slots=True)
class Waiting:
    """When a decision is due, the ageing class, and the whole days since the case became open."""

    due_at: datetime
    ageing: Ageing
    age_days: int


def waiting(case: Case, stored_due: datetime | None, policy: Policy, now: datetime) -> Waiting:
    """How ``case`` has waited at ``now`` (aware).

    The due time that was stored with the case counts, since the queue finds overdue cases by it; where none was, the policy's.
    """
    due = due_at(case, policy) if stored_due is None else stored_due
    return Waiting(due, ageing(case.opened_at, due, now), max(0, (now - case.opened_at).days))
