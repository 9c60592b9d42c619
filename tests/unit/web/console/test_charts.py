"""Charts: where bars begin and end, and the lines across them."""

from __future__ import annotations

import re
from itertools import pairwise

from comity.web.console.charts import LABEL, VALUE, WIDTH, Bar, Level, columns, waterfall

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


def test_columns_stand_side_by_side_on_one_ground_as_tall_as_their_part_of_the_greatest() -> None:
    chart = columns("years", [Bar("1999", 5), Bar("2000", 20), Bar("<2001>", 10)], height=100)
    shapes = [tuple(map(float, one)) for one in re.findall(r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', chart)]
    assert [tall for *_, tall in shapes] == [25.0, 100.0, 50.0]
    assert {round(y + tall, 1) for _, y, _, tall in shapes} == {120.0}
    assert all(x + width <= after[0] for (x, _, width, _), after in pairwise(shapes))
    assert [title in chart for title in ("&lt;2001&gt;", "2000: 20")] == [True, True]


def test_columns_of_nothing_are_an_empty_chart() -> None:
    assert "<rect" not in columns("years", [])
