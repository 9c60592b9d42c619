"""How many were bound by an instrument, or belonged to a body, at the end of each year: a chart, and the table that says the same."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from comity.registry import Registry, count_on
from comity.web.console.charts import Bar, columns
from comity.web.console.registry.asked import Asked
from comity.web.console.tables import Cell, Column, Table

EARLIEST = 1945
"""The first year of a chart; what was before is in its first column."""


def yearly(registry: Registry, of: str, last: int) -> list[tuple[int, int]]:
    """The number at the end of each year up to ``last``, from the first year in which there is anybody. Members are counted for an act that
    binds those of a body, from its day on.
    """
    held = registry.instruments.get(of)
    through = held.binds if held else ()
    begins = held.in_force.earliest if held and held.in_force and through else date.min
    ends = [(year, date(year, 12, 31)) for year in range(EARLIEST, last + 1)]
    counted = [(year, sum(count_on(registry, one, day) for one in (through or (of,))) if day >= begins else 0) for year, day in ends]
    first = next((place for place, (_, count) in enumerate(counted) if count), len(counted))
    return counted[first:]


def drawn(asked: Asked, of: str) -> tuple[Markup | None, Table]:
    """The chart of ``of`` up to the year asked about, None where nobody is counted; and its table, of the years in which it changed."""
    say, last = asked.words.say, asked.day.on.year
    counted = asked.registry.remembered(("yearly", of, last), lambda: yearly(asked.registry, of, last))
    rows, before = [], 0
    for year, count in counted:
        if count != before:
            rows.append({"year": Cell(str(year)), "count": Cell(count), "change": Cell(f"{count - before:+,}", kind="quiet")})
        before = count
    head = (
        Column("year", say("Year")),
        Column("count", say("At its end"), is_number=True),
        Column("change", say("Change"), is_number=True),
    )
    table = Table("years", say("Years in which the number changed"), head, rows, say("Nobody is counted."))
    bars = [Bar(str(year), count) for year, count in counted]
    return (columns(say("Number at the end of each year"), bars) if bars else None), table
