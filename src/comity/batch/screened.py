"""What came of one row: its subject, its hits, or the reason why it was not screened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.model import Hit, Issue, Outcome, Subject
from comity.tables import Row

ERROR = "error"
"""The outcome, as written, of a row that was not screened, or not all of it and without a hit."""


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """One input row and its answer.

    ``hits`` are best first. ``error`` says why the row was not screened, or which part of it was not, and is empty otherwise; a row with a
    hit has none. ``issues`` are those of the row itself and of reading a subject from it; a row can have issues and be screened all the
    same.
    """

    row: Row
    subject: Subject
    hits: tuple[Hit, ...] = ()
    error: str = ""
    issues: tuple[Issue, ...] = ()

    @property
    def outcome(self) -> str:
        """``clear``, ``review``, ``strong``, or ``error`` when the row, or a part of it, was not screened and there is no hit."""
        if self.error:
            return ERROR
        return outcome_of(self.hits).value


def outcome_of(hits: Iterable[Hit]) -> Outcome:
    """The most serious outcome among ``hits``; clear when there are none."""
    return Outcome.worst(hit.outcome for hit in hits)
