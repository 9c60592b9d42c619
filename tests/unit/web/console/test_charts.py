"""Charts: where bars begin and end, and the lines across them."""

from __future__ import annotations

import re

from comity.web.console.charts import LABEL, VALUE, WIDTH, Bar, Level, waterfall

ROOM = WIDTH - LABEL - VALUE


def rectangles(markup: str) -> list[tuple[float, float]]:
    """The bars' left ends and widths, as parts of the room for bars."""
    found = re.findall(r'<rect [^>]*? x="([\d.]+)" y="\d+" width="([\d.]+)"', markup)
    return [((float(x) - LABEL) / ROOM, float(width) / ROOM) for x, width in found]


def test_each_bar_begins_where_the_one_before_ended_and_a_total_at_zero() -> None:
    chart = waterfall("sum", [Bar("a", 1.0, "for"), Bar("b", -0.25, "against"), Bar("c", 0.75, "total")])
    assert [(round(x, 2), round(width, 2)) for x, width in rectangles(chart)] == [(0.0, 1.0), (0.75, 0.25), (0.0, 0.75)]


def test_a_sum_that_falls_below_zero_moves_the_zero() -> None:
    chart = waterfall("sum", [Bar("a", -0.5, "against"), Bar("b", 1.5, "for")])
    assert [(round(x, 2), round(width, 2)) for x, width in rectangles(chart)] == [(0.0, 0.33), (0.0, 1.0)]


def test_levels_are_lines_with_titles_and_may_lie_beyond_every_bar() -> None:
    chart = waterfall("sum", [Bar("a", 0.5, "for")], [Level("review <0.7>", 0.7), Level("strong", 1.0)])
    lines = [(float(x) - LABEL) / ROOM for x in re.findall(r'<line [^>]*? x1="([\d.]+)"', chart)]
    assert [round(x, 2) for x in lines] == [0.7, 1.0]
    assert "review &lt;0.7&gt;" in chart
    assert rectangles(chart) == [(0.0, 0.5)]
