"""What is done again and again, when it comes next, and how it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from comity.node.timetable import Planned
from comity.web.console.jobs.called import sentence_of, state_of, title_of
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def schedule_table(words: Words, planned: Iterable[Planned]) -> Table:
    """The schedule, a row for each recurring job."""
    columns = (
        Column("kind", words.say("Job")),
        Column("about", words.say("About")),
        Column("every", words.say("Every")),
        Column("next", words.say("Next run")),
        Column("last", words.say("Last ended")),
        Column("went", words.say("How it went")),
        Column("does", words.say("What it does")),
    )
    rows = [_row(words, one) for one in planned]
    empty = words.say("Nothing is done by itself on this node.")
    return Table("schedule", words.say("Schedule"), columns, rows, empty, csv="/settings?as=csv&table=schedule")


def _row(words: Words, one: Planned) -> Mapping[str, Cell]:
    return {
        "kind": Cell(title_of(words, one.kind), f"/jobs?kind={one.kind}"),
        "about": Cell(one.about),
        "every": Cell(every(words, one.every)),
        "next": Cell(one.next.run_at, f"/jobs/{one.next.id}") if one.next else Cell(None),
        "last": Cell(one.last.finished_at, f"/jobs/{one.last.id}") if one.last else Cell(None),
        "went": Cell(state_of(words, one.last)) if one.last else Cell(None),
        "does": Cell(sentence_of(words, one.kind, None)),
    }


def every(words: Words, span: timedelta) -> str:
    """How often, to the hour: times are spread by a tenth."""
    if span >= _DAY:
        return words.count("%(num)s day", "%(num)s days", round(span / _DAY))
    return words.count("%(num)s hour", "%(num)s hours", max(1, round(span / _HOUR)))
