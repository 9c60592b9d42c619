"""The paths of approval: what waits, one proposal, a yes and a no, each answer followed by what waits next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import RedirectResponse, Response

from comity.identity import Permission
from comity.model import Conflict, Step
from comity.node import review_desk
from comity.node.review_desk import Desk, Informed, has_answered
from comity.node.serving_desk import desk_of
from comity.review import Decided
from comity.review.acts import LONGEST_TEXT
from comity.web.console.approval.asked import asked_in
from comity.web.console.approval.rows import approval_file
from comity.web.console.approval.showing import going_on, whole
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

CaseId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Visitor, Depends(visiting(Permission.CASE_APPROVE))]
Answering = Annotated[Posted, Depends(posting(Permission.CASE_APPROVE))]
Answer = Callable[[Desk, str, str, Informed], Decided]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/approval")
def queue(visitor: Viewing) -> Response:
    """What waits for the visitor's approval: never what they proposed themselves."""
    asked = asked_in(visitor.request.url.query)
    if wants_csv(visitor.request):
        return csv_stream(visitor, *approval_file(visitor, asked))
    return whole(visitor, asked, done=visitor.request.query_params.get("done", ""))


@router.get("/approval/{case_id}")
def case(case_id: CaseId, visitor: Viewing) -> Response:
    """One proposal, beside what else waits."""
    asked = asked_in(visitor.request.url.query)
    return whole(visitor, asked, case_id, visitor.request.query_params.get("done", ""))


@router.post("/approval/{case_id}/approve")
def approve(case_id: CaseId, posted: Answering) -> Response:
    """The proposal made final, then the next one."""
    return _answered(posted, case_id, review_desk.approve, Step.APPROVAL)


@router.post("/approval/{case_id}/refuse")
def refuse(case_id: CaseId, posted: Answering) -> Response:
    """The proposal sent back, then the next one."""
    return _answered(posted, case_id, review_desk.refuse, Step.REFUSAL)


def _answered(posted: Posted, case_id: str, answer: Answer, step: Step) -> Response:
    """Carry an answer out once: a form that is sent again after it was carried out goes on as it did the first time."""
    visitor, form = posted.visitor, posted.form
    asked, following = asked_in(form.hidden("queue")), form.hidden("following")
    text = form.text("text", LONGEST_TEXT) if step is Step.APPROVAL else form.needed("text", LONGEST_TEXT)
    seen, digest = form.number("version", 1, 2**31), form.hidden("subject")
    form.done()
    desk = desk_of(visitor.service)
    act = Informed(visitor.actor, visitor.service.now(), seen, subject=digest)
    try:
        answer(desk, case_id, text, act)
    except Conflict:
        if not has_answered(desk, case_id, act, step):
            raise
    asked, following = going_on(visitor, asked, following)
    return RedirectResponse(asked.path(following, done=case_id), 303)
