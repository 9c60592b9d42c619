"""The form of a replay: the thresholds in use, the ones that are proposed, and how many decided cases to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.model import ScreeningRule, UsageError
from comity.node.monitoring import MONITORED
from comity.node.review_desk.trying import MOST_CASES
from comity.review import Change
from comity.web.console.filled import Filled

CASES = 1000
"""Cases that are looked at where nothing else is said."""

MOVED, COUNTS = "moved", "counts"
"""The tables of what comes of a replay."""

FIELDS = ("review", "strong", "current_review", "current_strong")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be tried. ``table`` is the one of what comes of it that is wanted as a file, empty for the page."""

    change: Change
    cases: int
    table: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the form that asks for the same."""
        current, proposed = self.change.current, self.change.proposed
        values = (proposed.review, proposed.strong, current.review, current.strong, self.cases)
        return {name: f"{value:g}" for name, value in zip((*FIELDS, "cases"), values, strict=True)}


STANDARD = Wanted(Change(MONITORED, MONITORED), CASES)
"""What the form holds before anybody has filled it in: the rule of monitoring, which made the cases, on both sides."""


def wanted_in(form: Filled) -> Wanted:
    """What the form asks for. Raises ``UsageError`` for a threshold that cannot be."""
    review, strong, current_review, current_strong = (_threshold(form, name) for name in FIELDS)
    cases, is_file, table = form.number("cases", 1, MOST_CASES), form.text("as", 10) == "csv", form.text("table", 20)
    form.done()
    return Wanted(Change(_rule(current_review, current_strong), _rule(review, strong)), cases, (table or MOVED) if is_file else "")


def _threshold(form: Filled, name: str) -> float:
    text = form.needed(name, 20).replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 1.0:
        raise UsageError("a threshold is a number above 0 and at most 1", "write it as 0.85")
    return value


def _rule(review: float, strong: float) -> ScreeningRule:
    if review > strong:
        raise UsageError("the threshold of review is above that of strong", "keep review at or below strong")
    return replace(MONITORED, review=review, strong=strong)
