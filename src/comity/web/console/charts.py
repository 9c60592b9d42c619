"""Charts as SVG inside a page: bars, and the waterfall of a score. Every chart stands beside a table that says the same.

Only shapes and classes, no styles of their own, so that the policy of contents lets them in and both themes colour them. Titles are text,
so that a screen reader reads them; colour is never the only sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 640
ROW = 28
LABEL = 190
VALUE = 70


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how much it is, the class that colours it (``for``, ``against``, ``plain``), and its value in words."""

    title: str
    amount: float
    kind: str = "plain"
    said: str = ""


def bars(title: str, given: Sequence[Bar]) -> Markup:
    """Horizontal bars from zero; amounts are 0 or more."""
    most = max((bar.amount for bar in given), default=0) or 1
    rows = [_row(number, bar, (0.0, bar.amount / most)) for number, bar in enumerate(given)]
    return _chart(title, rows)


def waterfall(title: str, given: Sequence[Bar]) -> Markup:
    """Each bar begins where the one before it ended: how a score came to be from what added to it and what took away."""
    ends, at = [], 0.0
    for bar in given:
        ends.append((at, at + bar.amount))
        at += bar.amount
    low, high = min([0.0, *(min(one) for one in ends)]), max([1e-9, *(max(one) for one in ends)])
    span = high - low
    rows = [
        _row(number, bar, ((first - low) / span, (last - low) / span))
        for number, (bar, (first, last)) in enumerate(zip(given, ends, strict=True))
    ]
    return _chart(title, rows)


_BAR = Markup(
    '<text class="chart-label" x="0" y="{base}">{title}</text>'
    '<rect class="chart-{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" rx="2"></rect>'
    '<text class="chart-value" x="{end}" y="{base}" text-anchor="end">{said}</text>'
)
_CHART = Markup('<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{title}" direction="ltr">{rows}</svg>')


def _row(number: int, bar: Bar, place: tuple[float, float]) -> Markup:
    room = WIDTH - LABEL - VALUE
    left, right = sorted(place)
    top = number * ROW
    return _BAR.format(
        title=bar.title[:30],
        kind=bar.kind,
        x=LABEL + left * room,
        y=top + 5,
        width=max(2.0, (right - left) * room),
        height=ROW - 10,
        base=top + 18,
        end=WIDTH,
        said=bar.said or f"{bar.amount:,.2f}",
    )


def _chart(title: str, rows: Sequence[Markup]) -> Markup:
    return _CHART.format(width=WIDTH, height=max(1, len(rows)) * ROW, title=title, rows=Markup("").join(rows))
