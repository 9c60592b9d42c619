from __future__ import annotations

from typing import Any

from comity.batch import ScreenedRow, Tally
from comity.batch.tally import KEPT_ISSUES
from comity.model import Issue, Locator, Name, Query, ScreeningRule, Subject
from comity.tables import Row


def answer(number: int, **fields: Any) -> ScreenedRow:
    return ScreenedRow(Row(number, None, ()), Subject(), **fields)


def test_rows_are_counted_by_outcome(lookup: Any) -> None:
    hits = tuple(lookup.screen_many([Query("1", Subject(names=(Name("Berta Vance"),)))], ScreeningRule())[0])
    tally = Tally()
    for one in (answer(1), answer(2, hits=hits), answer(3, error="lost"), answer(4)):
        tally.add(one)
    summary = tally.summary(2.0)
    assert (summary.rows, summary.clear, summary.review, summary.strong, summary.errors) == (4, 2, 1, 0, 1)
    assert (summary.hits, tally.hits) == (1, 1)
    assert summary.rows_per_second == 2.0


def test_no_time_gives_no_speed() -> None:
    assert Tally().summary(0.0).rows_per_second == 0.0


def test_issues_are_all_counted_and_only_the_first_are_kept() -> None:
    tally = Tally()
    for number in range(KEPT_ISSUES + 7):
        tally.add(answer(number, issues=(Issue(Locator(row=number), "odd"),)))
    summary = tally.summary(1.0)
    assert summary.issue_count == KEPT_ISSUES + 7
    assert len(summary.issues) == KEPT_ISSUES
    assert summary.issues[0].where.row == 0
