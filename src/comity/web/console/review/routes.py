"""The paths of review: looking at the queue and at a case, and every act, each answered with what to look at next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import RedirectResponse, Response

from comity.identity import Permission
from comity.model import Because, Conflict, Reason, UsageError, Verdict
from comity.node import review_desk
from comity.node.review_desk import Desk, Informed, is_decided_so, next_case
from comity.node.serving_desk import desk_of
from comity.review import Act, Decided, Judgement
from comity.review.acts import LONGEST_TEXT
from comity.review.policy import LARGEST_BULK
from comity.web.console.filled import Filled
from comity.web.console.review.asked import OPEN, Asked, asked_in, filled_in
from comity.web.console.review.judging import judging_in
from comity.web.console.review.rows import queue_file
from comity.web.console.review.showing import case_alone, filled_again, whole
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.sought import forgotten, given, sealed, unsealed
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, is_partial, posting, visiting

CaseId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Visitor, Depends(visiting(Permission.CASE_VIEW))]
Searching = Annotated[Posted, Depends(posting(Permission.CASE_VIEW))]
Claiming = Annotated[Posted, Depends(posting(Permission.CASE_CLAIM))]
Deciding = Annotated[Posted, Depends(posting(Permission.CASE_DECIDE))]
Closing = Annotated[Posted, Depends(posting(Permission.CASE_CLOSE_MANY))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/review")
def queue(visitor: Viewing) -> Response:
    """The queue."""
    asked = _asked(visitor)
    if given(visitor, OPEN):
        return _sealed(visitor, asked)
    if wants_csv(visitor.request):
        if asked.is_forgotten:
            raise forgotten()
        return csv_stream(visitor, *queue_file(visitor, asked))
    return whole(visitor, asked, done=visitor.request.query_params.get("done", ""))


@router.post("/review")
def narrow(posted: Searching) -> Response:
    """The part of the queue that the form asks for; what is looked for stays out of its address."""
    visitor = posted.visitor
    return _look_at(visitor, filled_in(posted.form, lambda text: sealed(visitor, text)))


@router.get("/review/{case_id}")
def case(case_id: CaseId, visitor: Viewing) -> Response:
    """One case beside its queue; by itself when it is to be put beside the queue that is there."""
    asked = _asked(visitor)
    if given(visitor, OPEN):
        return _sealed(visitor, asked, case_id)
    if visitor.request.headers.get("hx-target") == "case":
        return case_alone(visitor, asked, case_id)
    return whole(visitor, asked, case_id, visitor.request.query_params.get("done", ""))


@router.post("/review/close")
def close(posted: Closing) -> Response:
    """Many cases closed with one judgement, all or none."""
    visitor, form = posted.visitor, posted.form
    asked = _carried(posted)
    chosen = [_chosen(visitor, one) for one in form.several("chosen", LARGEST_BULK)]
    judgement = _ruling(form)
    form.done()
    review_desk.close_many(desk_of(visitor.service), chosen, judgement)
    return _look_at(visitor, asked)


@router.post("/review/{case_id}/claim")
def claim(case_id: CaseId, posted: Claiming) -> Response:
    """The case, claimed."""
    asked, act = _plain(posted)
    review_desk.claim(desk_of(posted.visitor.service), case_id, act)
    return _look_at(posted.visitor, asked, case_id)


@router.post("/review/{case_id}/release")
def release(case_id: CaseId, posted: Claiming) -> Response:
    """The case, given back."""
    asked, act = _plain(posted)
    review_desk.release(desk_of(posted.visitor.service), case_id, act)
    return _look_at(posted.visitor, asked, case_id)


@router.post("/review/{case_id}/decide")
def decide(case_id: CaseId, posted: Deciding) -> Response:
    """The case decided, then the next one of the queue."""
    return _judged(posted, case_id, review_desk.decide)


@router.post("/review/{case_id}/reverse")
def reverse(case_id: CaseId, posted: Deciding) -> Response:
    """The decision in force replaced, then the next case of the queue."""
    return _judged(posted, case_id, review_desk.reverse)


@router.post("/review/{case_id}/take-back")
def take_back(case_id: CaseId, posted: Deciding) -> Response:
    """What was decided just now, taken back; the case again."""
    asked, act = _plain(posted)
    review_desk.take_back(desk_of(posted.visitor.service), case_id, act)
    return _look_at(posted.visitor, asked, case_id)


def _judged(posted: Posted, case_id: str, act: Callable[[Desk, str, Judgement, Informed], Decided]) -> Response:
    """Carry ``act`` out once: a form that is sent again after it was carried out goes on to the next case as it did the first time."""
    visitor, form = posted.visitor, posted.form
    asked, filled = _carried(posted), judging_in(form)
    form.done()
    desk, said = desk_of(visitor.service), filled.act(visitor)
    try:
        act(desk, case_id, filled.judgement, said)
    except Conflict:
        if not is_decided_so(desk, case_id, filled.judgement, said):
            return filled_again(visitor, asked, case_id, filled)
    following = next_case(desk, asked.turned(visitor.actor.id, said.at, 1), case_id, visitor.actor)
    return _look_at(visitor, asked, following, case_id)


def _look_at(visitor: Visitor, asked: Asked, case_id: str = "", done: str = "") -> Response:
    """Where the work goes on, at an address of its own: reloading it repeats nothing."""
    to = asked.path(case_id, done=done)
    if not is_partial(visitor.request):
        return RedirectResponse(to, 303)
    answer = whole(visitor, asked, case_id, done)
    answer.headers["HX-Push-Url"] = to
    return answer


def _plain(posted: Posted) -> tuple[Asked, Act]:
    """The queue that an act without a judgement came from, and the act, with the version that was seen."""
    visitor, form = posted.visitor, posted.form
    asked, seen = _carried(posted), form.number("seen_version", 1, 2**31)
    form.done()
    return asked, Act(visitor.actor, visitor.service.now(), seen)


def _asked(visitor: Visitor) -> Asked:
    return asked_in(visitor.request.url.query, lambda text: unsealed(visitor, text))


def _carried(posted: Posted) -> Asked:
    """The queue that a form was sent out of."""
    return asked_in(posted.form.hidden("page"), lambda text: unsealed(posted.visitor, text))


def _sealed(visitor: Visitor, asked: Asked, case_id: str = "") -> Response:
    """On to the address in which what is looked for is sealed, from one that says it openly."""
    return go(visitor.request, asked.looking_for(given(visitor, OPEN), lambda text: sealed(visitor, text)).path(case_id))


def _chosen(visitor: Visitor, text: str) -> tuple[str, Informed]:
    """A case that was marked, with what was seen of it: its id, version and the subject's digest, between colons."""
    case_id, version, digest = (*text.split(":"), "", "")[:3]
    if not (version.isascii() and version.isdigit() and len(version) < 10) or not digest:
        raise UsageError("a case was marked in a way that this page does not know", "load the page again")
    return case_id, Informed(visitor.actor, visitor.service.now(), int(version), subject=digest)


def _ruling(form: Filled) -> Judgement:
    """One judgement for many: the verdict and its reason, a colon between them, and the text."""
    verdict, _, reason = form.needed("ruling", 80).partition(":")
    text = form.text("text", LONGEST_TEXT)
    try:
        return Judgement(Verdict(verdict), Because(Reason(reason), text))
    except ValueError:
        raise UsageError("ruling is none of the choices", "load the page again") from None
