"""What a replay came to: as sentences, as a chart with its table, and the decisions that would have moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from comity.node.review_desk import Tried
from comity.review import Moved, Replayed, case_id
from comity.web.console.charts import Bar, bars
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words

LISTED = 100
"""Moved decisions on the page; the file holds more."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what came out: its name, how many decisions, what it means, and the class that colours its bar."""

    title: str
    count: int
    means: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Result:
    """What the page shows of a replay."""

    tried: Tried
    said: tuple[str, ...]
    chart: Markup
    counts: Table
    moved: Table


def result_of(words: Words, tried: Tried) -> Result:
    """The result in the visitor's language."""
    parts = _parts(words, tried.replayed)
    shown = [Bar(part.title, float(part.count), part.kind, f"{part.count:,}") for part in parts]
    chart = bars(words.say("Decisions under the proposed thresholds"), shown)
    return Result(tried, tuple(_said(words, tried)), chart, _counts(words, parts), moved_table(words, tried.replayed, LISTED))


def counts_table(words: Words, came: Replayed) -> Table:
    """How many decisions would be kept, lost, spared and so on."""
    return _counts(words, _parts(words, came))


def moved_table(words: Words, came: Replayed, most: int | None = None) -> Table:
    """The decisions that would have moved, lost matches first, at most ``most`` (None: all)."""
    columns = (
        Column("how", words.say("What would be")),
        Column("verdict", words.say("Decided")),
        Column("then", words.say("Outcome then")),
        Column("current", words.say("Today, thresholds in use")),
        Column("proposed", words.say("Today, proposed")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
        Column("case", words.say("Case")),
    )
    moved = [(how, one) for how, one in _moved(words, came)]
    rows = [_row(how, one) for how, one in moved[:most]]
    notes = [words.say("Only the first are shown; the file holds more.")] if len(moved) > len(rows) else []
    empty = words.say("No decision would have moved.")
    return Table("replay", words.say("Decisions that would have moved"), columns, rows, empty, notes=notes)


def _parts(words: Words, came: Replayed) -> tuple[Part, ...]:
    return (
        Part(words.say("kept"), came.kept, words.say("found as before")),
        Part(words.say("lost matches"), came.lost.count, words.say("true matches that would no longer be found"), "against"),
        Part(words.say("spared"), came.spared.count, words.say("false alerts that nobody would have to look at"), "for"),
        Part(words.say("undecided"), came.undecided.count, words.say("pairs that nobody could decide, no longer found")),
        Part(words.say("changed"), came.changed.count, words.say("found, with another outcome")),
        Part(words.say("not found today"), came.unfound.count, words.say("found by neither: the list or the subject has changed"), "total"),
    )


def _counts(words: Words, parts: tuple[Part, ...]) -> Table:
    columns = (
        Column("part", words.say("Part")),
        Column("count", words.say("Decisions"), is_number=True),
        Column("means", words.say("Which means")),
    )
    rows = [{"part": Cell(part.title), "count": Cell(part.count), "means": Cell(part.means, kind="quiet")} for part in parts]
    return Table("replay-counts", words.say("In numbers"), columns, rows)


def _said(words: Words, tried: Tried) -> Iterator[str]:
    """What it would mean, the gravest first."""
    came = tried.replayed
    if not came.decisions:
        yield words.say("No decision was there to try it on.")
        return
    if came.lost.count:
        yield words.count("%(num)s true match would be missed.", "%(num)s true matches would be missed.", came.lost.count)
    else:
        yield words.say("No match that people confirmed would be missed.")
    yield words.count(
        "%(num)s false alert would not be raised any more.", "%(num)s false alerts would not be raised any more.", came.spared.count
    )
    if came.new_hits_per_thousand is not None:
        per = f"{came.new_hits_per_thousand:,.1f}"
        yield words.say("For each 1,000 subjects, %(n)s new hits would come that people have to look at.", n=per)
    if not tried.is_whole:
        yield words.say("This is a sample, drawn by chance: there are more decided cases.")
    if tried.erased:
        yield words.count(
            "%(num)s decision could not be tried: its subject was erased.",
            "%(num)s decisions could not be tried: their subjects were erased.",
            tried.erased,
        )


def _moved(words: Words, came: Replayed) -> Iterator[tuple[str, Moved]]:
    tallies = (
        (words.say("lost match"), came.lost),
        (words.say("changed"), came.changed),
        (words.say("undecided, gone"), came.undecided),
        (words.say("spared"), came.spared),
    )
    for how, tally in tallies:
        yield from ((how, one) for one in tally.listed)


def _row(how: str, one: Moved) -> Mapping[str, Cell]:
    case = case_id(one.pair)
    return {
        "how": Cell(how),
        "verdict": Cell(one.verdict),
        "then": Cell(one.then, kind="outcome"),
        "current": Cell(one.current, kind="outcome"),
        "proposed": Cell(one.proposed, kind="outcome"),
        "list": Cell(one.pair.list, kind="name"),
        "listing": Cell(one.pair.listing, kind="name"),
        "case": Cell(case, f"/review/{case}", "code"),
    }
