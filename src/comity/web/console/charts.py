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
    return _chart(title, rows, len(rows))


@dataclass(frozen=True, slots=True)
class Level:
    """A line across a waterfall at ``at``, with its title below: a threshold."""

    title: str
    at: float


def waterfall(title: str, given: Sequence[Bar], levels: Sequence[Level] = ()) -> Markup:
    """Each bar begins where the one before it ended: how a score came to be from what added to it and what took away.

    A bar of kind ``total`` begins at zero and says where the others end.
    """
    ends, at = [], 0.0
    for bar in given:
        first, at = (0.0, bar.amount) if bar.kind == "total" else (at, at + bar.amount)
        ends.append((first, at))
    low = min([0.0, *(min(one) for one in ends)])
    high = max([1e-9, *(max(one) for one in ends), *(level.at for level in levels)])
    places = [((first - low) / (high - low), (last - low) / (high - low)) for first, last in ends]
    rows = [_row(number, bar, place) for number, (bar, place) in enumerate(zip(given, places, strict=True))]
    lines = [_line(level, (level.at - low) / (high - low), (len(rows), number)) for number, level in enumerate(levels)]
    return _chart(title, [*lines, *rows], len(rows) + bool(levels))


def columns(title: str, given: Sequence[Bar], height: int = 180) -> Markup:
    """Columns from zero, one for each bar in their order, such as years; the first and the last say what they are."""
    most = max((bar.amount for bar in given), default=0) or 1
    step = WIDTH / max(1, len(given))
    said = {0, len(given) - 1}
    pieces = [
        _column(bar, (number * step, step), (bar.amount / most * height, height), is_said=number in said)
        for number, bar in enumerate(given)
    ]
    return _CHART.format(width=WIDTH, height=height + 44, title=title, rows=Markup("").join(pieces))


_COLUMN = Markup(
    '<rect class="chart-{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{tall:.1f}"><title>{title}: {said}</title></rect>'
)
_UNDER = Markup('<text class="chart-label" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{title}</text>')
_ABOVE = Markup('<text class="chart-value" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{title}</text>')


def _column(bar: Bar, across: tuple[float, float], tall: tuple[float, int], *, is_said: bool) -> Markup:
    (x, step), (own, height) = across, tall
    said = bar.said or f"{bar.amount:,.0f}"
    top = height - own + 20
    drawn = _COLUMN.format(kind=bar.kind, x=x + step * 0.1, y=top, width=step * 0.8, tall=own, title=bar.title, said=said)
    if not is_said:
        return drawn
    at, anchor = (x, "start") if x + step < WIDTH / 2 else (x + step, "end")
    return (
        drawn
        + _UNDER.format(x=at, y=height + 38, anchor=anchor, title=bar.title)
        + _ABOVE.format(x=at, y=top - 5, anchor=anchor, title=said)
    )


_BAR = Markup(
    '<text class="chart-label" x="0" y="{base}">{title}</text>'
    '<rect class="chart-{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" rx="2"></rect>'
    '<text class="chart-value" x="{end}" y="{base}" text-anchor="end">{said}</text>'
)
_LINE = Markup(
    '<line class="chart-level" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{bottom}"></line>'
    '<text class="chart-level-title" x="{x:.1f}" y="{base}" text-anchor="{anchor}">{title}</text>'
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


def _line(level: Level, place: float, counted: tuple[int, int]) -> Markup:
    """The line of a level under so many rows. The title of the first ends at its line, those of others begin there: they do not meet."""
    rows, number = counted
    x = LABEL + place * (WIDTH - LABEL - VALUE)
    return _LINE.format(x=x, bottom=rows * ROW + 6, base=rows * ROW + 20, anchor="start" if number else "end", title=level.title[:30])


def _chart(title: str, pieces: Sequence[Markup], rows: int) -> Markup:
    return _CHART.format(width=WIDTH, height=max(1, rows) * ROW, title=title, rows=Markup("").join(pieces))
