"""What waits for a second person: the proposals of others, with what is proposed and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, CaseState, Decision, Step
from comity.node.permitted import require
from comity.node.review_desk.blind import WITHHELD
from comity.node.review_desk.desk import Desk
from comity.node.review_desk.queue import ShownRow, Turned, show_queue
from comity.review import Act


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """A case that waits for a second person, and the proposal; None should it have been answered while the page was read."""

    row: ShownRow
    proposal: Decision | None


@dataclass(frozen=True, slots=True)
class ShownApprovals:
    """One page; ``next`` and ``total`` as in ``storage.database.queue.QueuePage``."""

    rows: tuple[ShownProposal, ...]
    next: str
    total: int | None


def show_approvals(desk: Desk, turned: Turned, by: Actor, at: datetime) -> ShownApprovals:
    """One page of what ``by`` may answer: never their own proposals, whatever state or proposer ``turned`` names.

    Who proposed is withheld where the policy is blind. Raises ``NotAllowed`` for who may not approve, else as ``show_queue``, which writes
    the entry in the ledger.
    """
    require(by, Permission.CASE_APPROVE)
    view = replace(turned.view, state=CaseState.PROPOSED, not_proposed_by=by.id)
    shown = show_queue(desk, replace(turned, view=view), by, at)
    with desk.database.reading() as reading:
        proposals = reading.decisions.proposals(row.case.id for row in shown.rows)
    rows = tuple(ShownProposal(row, _as_shown(row, proposals.get(row.case.id))) for row in shown.rows)
    return ShownApprovals(rows, shown.next, shown.total)


def has_answered(desk: Desk, case_id: str, act: Act, step: Step) -> bool:
    """Whether ``act`` gave this answer to what it saw already: a form that was sent twice. It shows nobody."""
    require(act.by, Permission.CASE_APPROVE)
    with desk.database.reading() as reading:
        made = reading.decisions.get(f"{case_id}-{act.seen + 1}")
    return made is not None and (made.step, made.by) == (step, act.by.id)


def last_answer(desk: Desk, case_id: str, by: Actor) -> Decision | None:
    """The last that was decided about a case, if it is an answer that ``by`` gave; else None. It shows nobody. Raises ``NotAllowed``."""
    require(by, Permission.CASE_APPROVE)
    with desk.database.reading() as reading:
        trail = reading.decisions.for_case(case_id)
    mine = trail and trail[-1].by == by.id and trail[-1].step in (Step.APPROVAL, Step.REFUSAL)
    return trail[-1] if mine else None


def _as_shown(row: ShownRow, proposal: Decision | None) -> Decision | None:
    return replace(proposal, by=WITHHELD) if proposal and row.case.proposed_by == WITHHELD else proposal
