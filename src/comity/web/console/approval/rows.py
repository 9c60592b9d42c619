"""The proposals that wait, as rows of the page and as a table for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from comity.node.review_desk import WITHHELD, ShownProposal, show_approvals
from comity.node.serving_desk import desk_of
from comity.storage.database.repository import walked
from comity.web.console.approval.asked import ROWS, Asked
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

_ROWS_OF_FILE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of proposals; ``next`` is the address of the page behind, empty at the end, ``total`` None beyond what is counted."""

    rows: tuple[ShownProposal, ...]
    next: str
    total: int | None

    def place(self, case_id: str) -> int:
        """The place of a case among the rows, -1 when it is not there."""
        return next((at for at, one in enumerate(self.rows) if one.row.case.id == case_id), -1)

    def neighbour(self, case_id: str, step: int) -> str:
        """The id of the case ``step`` rows on from a case; empty when none is there."""
        at = self.place(case_id)
        return self.rows[at + step].row.case.id if at >= 0 and 0 <= at + step < len(self.rows) else ""


def waiting(visitor: Visitor, asked: Asked, now: datetime) -> Waiting:
    """The page that is asked for, with its entry in the ledger."""
    visitor.caller.spend(ROWS)
    shown = show_approvals(desk_of(visitor.service), asked.turned(), visitor.actor, now)
    return Waiting(shown.rows, asked.behind(shown.next).path() if shown.next else "", shown.total)


def called(words: Words, actor: str) -> str:
    """What a page calls whoever acted: their login name, or that it is withheld."""
    return words.say("withheld until it is decided") if actor == WITHHELD else actor.removeprefix("user:")


def approval_file(visitor: Visitor, asked: Asked) -> tuple[Table, Iterator[Row]]:
    """The table for a file, and all proposals that are asked for; every page read for them has its entry in the ledger."""
    visitor.caller.spend(_ROWS_OF_FILE)
    desk, now, words = desk_of(visitor.service), visitor.service.now, visitor.words
    turned = asked.turned(_ROWS_OF_FILE)

    def read(after: str) -> tuple[Sequence[ShownProposal], str]:
        page = show_approvals(desk, replace(turned, after=after), visitor.actor, now())
        return page.rows, page.next

    table = Table("approval", words.say("Waits for approval"), _columns(words), ())
    return table, (_cells(words, one) for one in walked(read, ""))


def _columns(words: Words) -> Sequence[Column]:
    return [
        Column("case", words.say("Case")),
        Column("verdict", words.say("Proposed")),
        Column("reason", words.say("Reason")),
        Column("text", words.say("Text")),
        Column("by", words.say("Proposed by")),
        Column("at", words.say("Proposed at")),
        Column("due", words.say("Due")),
        Column("outcome", words.say("Outcome")),
        Column("score", words.say("Score"), is_number=True),
        Column("base", words.say("Base")),
        Column("name", words.say("Subject")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
        Column("listed", words.say("Listed name")),
    ]


def _cells(words: Words, one: ShownProposal) -> Row:
    row, said = one.row, one.proposal
    case = row.case
    about = {
        "case": Cell(case.id),
        "by": Cell(called(words, case.proposed_by)),
        "due": Cell(row.waiting.due_at),
        "outcome": Cell(case.outcome),
        "score": Cell(round(case.score, 4)),
        "base": Cell(row.base),
        "name": Cell(row.subject.subject.caption if row.subject else ""),
        "list": Cell(case.pair.list),
        "listing": Cell(case.pair.listing),
        "listed": Cell(row.hit.hit.name.full),
    }
    if said is None:
        return about
    proposed = {"verdict": Cell(said.verdict), "reason": Cell(said.because.reason), "text": Cell(said.because.text), "at": Cell(said.at)}
    return about | proposed
