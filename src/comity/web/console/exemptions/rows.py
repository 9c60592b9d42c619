"""Exemptions as a table of the page and of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from comity.node.review_desk import FoundExemption, look_up_exemptions
from comity.node.serving_desk import desk_of
from comity.storage.database.repository import walked
from comity.web.console.exemptions.asked import ROWS, Asked, Which
from comity.web.console.exemptions.why import why
from comity.web.console.languages import caption_tag
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

_ROWS_OF_FILE = 100


def page_of(visitor: Visitor, asked: Asked, now: datetime) -> Table:
    """The rows of one page, with the entry in the ledger."""
    visitor.caller.spend(ROWS)
    found = look_up_exemptions(desk_of(visitor.service), asked.looked_up(now), visitor.actor, now)
    following = asked.path(found.next) if found.next else ""
    return _table(visitor.words, asked, found.rows, following)


def file_of(visitor: Visitor, asked: Asked) -> tuple[Table, Iterator[Row]]:
    """The table for a file, and all of its rows; every page read for them has its entry in the ledger."""
    visitor.caller.spend(_ROWS_OF_FILE)
    desk, now, words = desk_of(visitor.service), visitor.service.now, visitor.words
    wanted = asked.looked_up(now(), _ROWS_OF_FILE)

    def read(after: str) -> tuple[Sequence[FoundExemption], str]:
        found = look_up_exemptions(desk, replace(wanted, after=after), visitor.actor, now())
        return found.rows, found.next

    return _table(words, asked, (), ""), (_cells(words, one) for one in walked(read, ""))


def _table(words: Words, asked: Asked, rows: Sequence[FoundExemption], following: str) -> Table:
    is_active = asked.state is Which.ACTIVE
    return Table(
        name="exemptions",
        caption=words.say("In force") if is_active else words.say("Ended"),
        columns=_columns(words, is_active=is_active),
        rows=[_cells(words, one) for one in rows],
        empty=_empty(words, asked),
        next=following,
        csv=asked.path(**{"as": "csv"}),
    )


def _columns(words: Words, *, is_active: bool) -> Sequence[Column]:
    whom = [
        Column("subject", words.say("Subject")),
        Column("base", words.say("Base")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
    ]
    spared = [Column("granted", words.say("Granted")), Column("until", words.say("Until"))]
    ended = [Column("state", words.say("State")), Column("ended", words.say("Ended")), Column("why", words.say("Why"))]
    return [*whom, *(spared if is_active else ended), Column("case", words.say("Case"))]


def _cells(words: Words, found: FoundExemption) -> Row:
    one, subject = found.kept.exemption, found.subject
    return {
        "subject": Cell(
            subject.subject.caption if subject else words.say("erased"),
            f"/exemptions/{one.id}",
            "name",
            caption_tag(subject.subject) if subject else "",
        ),
        "base": Cell(subject.base if subject else "", kind="name"),
        "list": Cell(one.pair.list, kind="name"),
        "listing": Cell(one.pair.listing, kind="name"),
        "granted": Cell(one.granted_at.date()),
        "until": Cell(one.expires_at.date()),
        "state": Cell(one.state),
        "ended": Cell(found.kept.ended_at.date() if found.kept.ended_at else None),
        "why": Cell(why(words, found)),
        "case": Cell(found.case.id if found.case else "", f"/review/{found.case.id}" if found.case else "", "code"),
    }


def _empty(words: Words, asked: Asked) -> str:
    if asked.is_filtered:
        return words.say("No exemption is as you asked. Take a filter away to see more.")
    if asked.state is Which.ACTIVE:
        return words.say("Nobody is spared. A pair that is found not to match is spared from the queue for a time: it appears here.")
    return words.say("No exemption has ended. One ends by its time, by a person, or because a side changed in what matters.")
