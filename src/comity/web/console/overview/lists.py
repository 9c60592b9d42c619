"""How fresh every list is, in words and with a sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from comity.node.overview import Freshness
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


@dataclass(frozen=True, slots=True)
class Worry:
    """How many lists need somebody: out of date, damaged, or not to be had at the last try; and whether there is none at all."""

    stale: int
    damaged: int
    failed: int
    is_empty: bool


def worry(fresh: Sequence[Freshness]) -> Worry:
    """What is to be said above the table."""
    return Worry(
        stale=sum(one.status.stale for one in fresh),
        damaged=sum(one.status.damage is not None for one in fresh),
        failed=sum(bool(one.failure) for one in fresh),
        is_empty=not fresh,
    )


def list_path(name: str) -> str:
    """The page of a list."""
    return f"/lists/{quote(name, safe=':')}"


def freshness_table(words: Words, fresh: Sequence[Freshness]) -> Table:
    """Every list that is here, those that need somebody first."""
    columns = (
        Column("list", words.say("List")),
        Column("state", words.say("State")),
        Column("age", words.say("Age in days"), is_number=True),
        Column("dated", words.say("Published")),
        Column("entries", words.say("Entries"), is_number=True),
        Column("next", words.say("Next update")),
        Column("failure", words.say("Last failure")),
    )
    empty = words.say("No list is here yet. Fetch one under Lists, or run `comity lists update` on the machine of the node.")
    return Table("lists", words.say("Lists"), columns, [_row(words, one) for one in fresh], empty, csv="/?as=csv&table=lists")


def _row(words: Words, one: Freshness) -> Mapping[str, Cell]:
    status, edition = one.status, one.status.edition
    row = {"list": Cell(status.name, list_path(status.name)), "state": _state(words, one), "next": Cell(one.next_at)}
    if edition is not None:
        row |= {"age": Cell(status.age_days), "dated": Cell(edition.dated.date()), "entries": Cell(edition.entries)}
    if one.failure:
        row["failure"] = Cell(one.failure[:160], kind="name")
    return row


def _state(words: Words, one: Freshness) -> Cell:
    status = one.status
    if status.damage is not None:
        return Cell(words.say("damaged"), kind="badge error")
    if status.stale:
        return Cell(words.say("out of date"), kind="badge stale")
    if status.shipped:
        return Cell(words.say("extract that ships with Comity"), kind="badge plain")
    return Cell(words.say("up to date"), kind="badge good")
