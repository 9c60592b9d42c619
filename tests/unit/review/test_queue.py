"""The order of work, and how long a case has waited."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.model import Case, CaseState, Outcome
from comity.review import ORDER, Ageing, Policy, ageing, due_at, due_before, is_waiting, open_case, rank, row

from .conftest import NOON, hit_of, stored


def case(number: int, outcome: Outcome, score: float, hours: int) -> Case:
    return replace(open_case(stored(hit_of(outcome, score))), id=f"c{number}", opened_at=NOON + timedelta(hours=hours))


CASES = [
    case(1, Outcome.REVIEW, 0.87, 0),
    case(2, Outcome.STRONG, 0.80, 5),
    case(3, Outcome.STRONG, 0.95, 9),
    case(4, Outcome.STRONG, 0.95, 2),
    case(5, Outcome.STRONG, 0.95, 2),
    case(6, Outcome.REVIEW, 0.71, -90),
]


def test_the_most_serious_first_then_the_score_then_who_waited_longest() -> None:
    assert [one.id for one in sorted(CASES, key=rank)] == ["c4", "c5", "c3", "c2", "c1", "c6"]


def test_a_database_sorts_the_same_by_the_stored_columns() -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table cases (id text, outcome text, score real, opened_at text)")
        rows = [(one.id, one.outcome.value, one.score, one.opened_at.isoformat()) for one in CASES]
        database.executemany("insert into cases values (?, ?, ?, ?)", rows)
        order = ", ".join(f"{column} {'desc' if way == 'descending' else 'asc'}" for column, way in ORDER)
        found = [one for (one,) in database.execute(f"select id from cases order by {order}")]
    database.close()
    assert found == [one.id for one in sorted(CASES, key=rank)]


@pytest.mark.parametrize(("hours", "expected"), [(0, Ageing.FRESH), (59, Ageing.FRESH), (60, Ageing.AGEING), (120, Ageing.OVERDUE)])
def test_a_case_ages_until_it_is_due(hours: int, expected: Ageing) -> None:
    now = NOON + timedelta(hours=hours)
    assert ageing(CASES[0], Policy(), now) is expected
    assert (CASES[0].opened_at <= due_before(Outcome.REVIEW, Policy(), now)) == (expected is Ageing.OVERDUE)


def test_a_row_says_whose_turn_it_is_and_shows_both_sides() -> None:
    kept = stored(hit_of(Outcome.STRONG))
    shown = row(open_case(kept), kept, Policy(), NOON + timedelta(days=3, hours=1))
    assert (shown.listed_name, shown.for_and_against, shown.waits_for, shown.age_days) == ("Ilvar Marenkow", (1, 2), "first", 3)
    assert shown.due_at == due_at(shown.case, Policy()) == NOON + timedelta(days=1)
    waiting = replace(shown.case, state=CaseState.PROPOSED)
    assert row(waiting, kept, Policy(), NOON).waits_for == "second"
    assert [is_waiting(replace(waiting, state=state)) for state in CaseState] == [True, True, False, False]
