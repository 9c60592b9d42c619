"""The page of approval: what waits, and one proposal beside it with the reasons of whoever made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.responses import Response

from comity.model import CaseState, Decision, Outcome, Step
from comity.node.review_desk import WITHHELD, Order, ShownCase, last_answer, policy_in, show_case
from comity.node.serving_desk import desk_of
from comity.review.acts import same_person
from comity.web.console.approval.asked import Asked
from comity.web.console.approval.rows import Waiting, called, waiting
from comity.web.console.explain import Explained, explained_case
from comity.web.console.pages import page
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Opened:
    """One case on the page. ``proposal`` is what waits, None where nothing does; ``by`` says who made it. ``is_mine``: the visitor did.
    ``is_taken``: a colleague has claimed it.
    """

    shown: ShownCase
    proposal: Decision | None
    by: str
    is_mine: bool
    is_taken: bool
    explained: Explained

    @property
    def may_answer(self) -> bool:
        """True while the visitor can approve or refuse."""
        return self.proposal is not None and not self.is_mine and not self.is_taken and self.shown.laid.subject is not None

    @property
    def name(self) -> str:
        """The subject's name, empty once it was erased."""
        subject = self.shown.laid.subject
        return subject.subject.caption if subject else ""


def whole(visitor: Visitor, asked: Asked, case_id: str = "", done: str = "") -> Response:
    """What waits, with a case opened (none where ``case_id`` is empty); ``done`` is the case that was answered just now."""
    now = visitor.service.now()
    rows = waiting(visitor, asked, now)
    opened = _opened(visitor, case_id, now) if case_id else None
    return page(visitor, "approval/page.html", {**_around(visitor, asked, rows, case_id), "opened": opened, "done": _done(visitor, done)})


def going_on(visitor: Visitor, asked: Asked, following: str) -> tuple[Asked, str]:
    """Where the work goes on behind an answer: at ``following`` if it still waits, else at the first that does."""
    rows = waiting(visitor, asked, visitor.service.now())
    if not rows.rows and asked.after:
        return going_on(visitor, asked.behind(""), following)
    first = rows.rows[0].row.case.id if rows.rows else ""
    return asked, following if rows.place(following) >= 0 else first


def _around(visitor: Visitor, asked: Asked, rows: Waiting, case_id: str) -> dict[str, Any]:
    return {
        "asked": asked,
        "waiting": rows,
        "current": case_id,
        "following": rows.neighbour(case_id, 1),
        "orders": tuple(Order),
        "outcomes": (Outcome.STRONG, Outcome.REVIEW),
        "is_blind": policy_in(visitor.service.settings.home).blind,
    }


def _opened(visitor: Visitor, case_id: str, now: datetime) -> Opened:
    visitor.caller.spend(1)
    shown = show_case(desk_of(visitor.service), case_id, visitor.actor, now)
    laid, me = shown.laid, visitor.actor.id
    last = laid.trail[-1] if laid.trail else None
    proposal = last if last and last.step is Step.PROPOSAL and laid.case.state is CaseState.PROPOSED else None
    return Opened(
        shown=shown,
        proposal=proposal,
        by=called(visitor.words, proposal.by) if proposal else "",
        is_mine=proposal is not None and same_person(proposal.by, me),
        is_taken=bool(laid.case.claimed_by) and not same_person(laid.case.claimed_by, me),
        explained=explained_case(visitor.words, shown, now, frozenset(one.id for one in laid.trail if one.by == WITHHELD)),
    )


def _done(visitor: Visitor, case_id: str) -> Decision | None:
    """The visitor's own last answer about the case that the address names; nothing for an address that names another."""
    return last_answer(desk_of(visitor.service), case_id, visitor.actor) if case_id else None
