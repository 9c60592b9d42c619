"""The queue as rows of a page and as a table for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.model import Case, CaseState
from comity.node.review_desk import WITHHELD, ShownRow, show_queue
from comity.node.serving_desk import desk_of
from comity.storage.database.repository import walked
from comity.web.console.languages import caption_tag, tag_of
from comity.web.console.review.asked import Asked
from comity.web.console.review.waiting_words import Waited, waited
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

ROWS = 50
"""Cases on one page."""

_ROWS_OF_FILE = 100


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue. ``digest`` is the subject's as it is shown, empty once it was erased; ``claimed_by`` is in words. The names of
    both sides have the tags of their languages beside them.
    """

    case: Case
    href: str
    name: str
    name_lang: str
    listed: str
    listed_lang: str
    speaks: tuple[int, int]
    waited: Waited
    claimed_by: str
    digest: str

    @property
    def waits(self) -> bool:
        """True while the case waits for a first person."""
        return self.case.state is CaseState.OPEN


@dataclass(frozen=True, slots=True)
class QueuePane:
    """One page of the queue; ``next`` is the address of the page behind, empty at the end, ``total`` None beyond what is counted."""

    rows: tuple[QueueRow, ...]
    next: str
    total: int | None


def queue_pane(visitor: Visitor, asked: Asked, now: datetime) -> QueuePane:
    """The page that is asked for, with its entry in the ledger."""
    visitor.caller.spend(ROWS)
    shown = show_queue(desk_of(visitor.service), asked.turned(visitor.actor.id, now, ROWS), visitor.actor, now)
    rows = tuple(_row(visitor, asked, row, now) for row in shown.rows)
    return QueuePane(rows, asked.behind(shown.next).path() if shown.next else "", shown.total)


def called(visitor: Visitor, actor: str) -> str:
    """What a page calls ``actor``: the person themselves is "you", a proposer may be withheld; empty for nobody."""
    if actor == WITHHELD:
        return visitor.words.say("withheld until it is decided")
    return visitor.words.say("you") if actor == visitor.actor.id else actor.removeprefix("user:")


def _row(visitor: Visitor, asked: Asked, row: ShownRow, now: datetime) -> QueueRow:
    return QueueRow(
        case=row.case,
        href=asked.path(row.case.id),
        name=row.subject.subject.caption if row.subject else "",
        name_lang=caption_tag(row.subject.subject) if row.subject else "",
        listed=row.hit.hit.name.full,
        listed_lang=tag_of(row.hit.hit.name),
        speaks=_speaks(row),
        waited=waited(visitor.words, row.waiting, now),
        claimed_by=called(visitor, row.case.claimed_by),
        digest=row.subject.digest if row.subject else "",
    )


def _speaks(row: ShownRow) -> tuple[int, int]:
    against = sum(one.effect < 0 for one in row.hit.hit.evidence)
    return sum(one.effect > 0 for one in row.hit.hit.evidence), against


def queue_file(visitor: Visitor, asked: Asked) -> tuple[Table, Iterator[Row]]:
    """The queue for a file, and all cases that are asked for; every page read for them has its entry in the ledger."""
    visitor.caller.spend(_ROWS_OF_FILE)
    desk, now, words = desk_of(visitor.service), visitor.service.now, visitor.words
    turned = asked.turned(visitor.actor.id, now(), _ROWS_OF_FILE)

    def read(after: str) -> tuple[Sequence[ShownRow], str]:
        page = show_queue(desk, replace(turned, after=after), visitor.actor, now())
        return page.rows, page.next

    return Table("queue", words.say("Queue"), _columns(words), ()), map(_cells, walked(read, ""))


def _columns(words: Words) -> Sequence[Column]:
    return [
        Column("case", words.say("Case")),
        Column("outcome", words.say("Outcome")),
        Column("score", words.say("Score"), is_number=True),
        Column("state", words.say("State")),
        Column("base", words.say("Base")),
        Column("key", words.say("Key")),
        Column("name", words.say("Subject")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
        Column("listed", words.say("Listed name")),
        Column("for", words.say("For"), is_number=True),
        Column("against", words.say("Against"), is_number=True),
        Column("opened", words.say("Open since")),
        Column("due", words.say("Due")),
        Column("ageing", words.say("Ageing")),
        Column("claimed", words.say("Claimed by")),
    ]


def _cells(row: ShownRow) -> Row:
    case, speaks = row.case, _speaks(row)
    return {
        "case": Cell(case.id),
        "outcome": Cell(case.outcome),
        "score": Cell(round(case.score, 4)),
        "state": Cell(case.state),
        "base": Cell(row.base),
        "key": Cell(row.subject.key if row.subject else ""),
        "name": Cell(row.subject.subject.caption if row.subject else ""),
        "list": Cell(case.pair.list),
        "listing": Cell(case.pair.listing),
        "listed": Cell(row.hit.hit.name.full),
        "for": Cell(speaks[0]),
        "against": Cell(speaks[1]),
        "opened": Cell(case.opened_at),
        "due": Cell(row.waiting.due_at),
        "ageing": Cell(row.waiting.ageing),
        "claimed": Cell(case.claimed_by),
    }
