"""Counts over a screened file: how many rows came out how, how fast, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.batch.screened import ScreenedRow
from comity.model import Issue

KEPT_ISSUES = 1000
"""Issues kept for the summary; the rest is only counted, so that memory does not grow with the file."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The end of a run: rows by outcome, seconds on the caller's clock, the first issues and the count of all.

    ``earlier`` of the rows were screened before the run was broken off and resumed; the seconds and issues are of this part alone.
    """

    rows: int
    clear: int
    review: int
    strong: int
    errors: int
    seconds: float
    issues: tuple[Issue, ...]
    issue_count: int
    earlier: int = 0

    @property
    def hits(self) -> int:
        """Rows with at least one hit."""
        return self.review + self.strong

    @property
    def rows_per_second(self) -> float:
        """Rows of this part in a second; 0.0 when no time passed."""
        return (self.rows - self.earlier) / self.seconds if self.seconds > 0 else 0.0


class Tally:
    """Counts answers as they pass. Give each to ``add`` once, then ask for the ``summary``."""

    def __init__(self) -> None:
        self._outcomes = {"clear": 0, "review": 0, "strong": 0, "error": 0}
        self._issues: list[Issue] = []
        self._issue_count = 0
        self._earlier = 0

    @property
    def rows(self) -> int:
        """Rows counted so far."""
        return sum(self._outcomes.values())

    @property
    def hits(self) -> int:
        """Rows with at least one hit so far."""
        return self._outcomes["review"] + self._outcomes["strong"]

    def carry_on(self, outcomes: Mapping[str, int]) -> None:
        """Count in the rows of the part before the run was broken off, by outcome (``clear``, ``review``, ``strong``, ``error``)."""
        for outcome, rows in outcomes.items():
            self._outcomes[outcome] += rows
            self._earlier += rows

    def add(self, answer: ScreenedRow) -> None:
        """Count one row."""
        self._outcomes[answer.outcome] += 1
        for issue in answer.issues:
            self.note(issue)

    def add_part(self, outcomes: Mapping[str, int], issues: Iterable[Issue], issue_count: int) -> None:
        """Count the rows of one part by outcome, and ``issue_count`` issues, of which ``issues`` are the first. The parts may come in any
        order: the issues kept are those of the first rows.
        """
        for outcome, rows in outcomes.items():
            self._outcomes[outcome] += rows
        self._issue_count += issue_count
        self._issues = sorted([*self._issues, *issues], key=_by_row)[:KEPT_ISSUES]

    def note(self, issue: Issue) -> None:
        """Count an issue of the file as a whole."""
        self._issue_count += 1
        if len(self._issues) < KEPT_ISSUES:
            self._issues.append(issue)

    def summary(self, seconds: float) -> Summary:
        """The counts so far, ``seconds`` after the start."""
        counts = self._outcomes
        return Summary(
            rows=self.rows,
            clear=counts["clear"],
            review=counts["review"],
            strong=counts["strong"],
            errors=counts["error"],
            seconds=seconds,
            issues=tuple(self._issues),
            issue_count=self._issue_count,
            earlier=self._earlier,
        )


def _by_row(issue: Issue) -> tuple[bool, int]:
    """Sorts issues by their rows, and those of the file as a whole after them."""
    row = issue.where.row
    return row is None, row or 0
