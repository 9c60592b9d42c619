"""How long a case may wait, and how long it has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.model import Outcome
from comity.review import Ageing, DueBand, Policy, ageing, due_at, due_between, open_case

from .conftest import NOON, hit_of, stored


@pytest.mark.parametrize(("hours", "expected"), [(0, Ageing.FRESH), (59, Ageing.FRESH), (60, Ageing.AGEING), (120, Ageing.OVERDUE)])
def test_a_case_ages_until_it_is_due(hours: int, expected: Ageing) -> None:
    case = open_case(stored(hit_of(Outcome.REVIEW)))
    assert ageing(case.opened_at, due_at(case, Policy()), NOON + timedelta(hours=hours)) is expected


@pytest.mark.parametrize(("outcome", "days"), [(Outcome.STRONG, 1), (Outcome.REVIEW, 5)])
def test_what_weighs_more_is_due_sooner(outcome: Outcome, days: int) -> None:
    assert due_at(open_case(stored(hit_of(outcome))), Policy()) == NOON + timedelta(days=days)


@pytest.mark.parametrize(
    ("hours", "band"),
    [(-1, "overdue"), (0, "day"), (23, "day"), (24, "week"), (7 * 24 - 1, "week"), (7 * 24, "later"), (10**5, "later")],
)
def test_every_due_time_is_in_one_band(hours: int, band: str) -> None:
    due, found = NOON + timedelta(hours=hours), []
    for one in DueBand:
        first, last = due_between(one, NOON)
        if (first is None or first <= due) and (last is None or due < last):
            found.append(one)
    assert found == [band]
