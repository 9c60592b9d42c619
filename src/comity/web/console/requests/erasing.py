"""Carrying out an erasure: a page that says what goes and what stays, and an act that wants to be said twice."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import Conflict, UsageError
from comity.node.person_request_looks import retention_of
from comity.safeguards import PersonRequest, RequestKind, RequestState
from comity.web.console.pages import page
from comity.web.console.requests import meaning
from comity.web.console.requests.acting import Id, seen_in
from comity.web.console.requests.rows import plan_table, retention_table
from comity.web.console.requests.showing import Shown, desk_of, handling_of, request_page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import Posted, Visitor, posting, visiting

Viewing = Annotated[Visitor, Depends(visiting(Permission.SUBJECT_ERASE))]
Erasing = Annotated[Posted, Depends(posting(Permission.SUBJECT_ERASE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/requests/{request_id}/erase")
def confirm(request_id: Id, visitor: Viewing) -> Response:
    """What will be erased, and the form that says so again. Raises ``Conflict`` for a request that is not at this step."""
    request = _planned(visitor, request_id)
    words = visitor.words
    values = {
        "request": request,
        "plan": plan_table(words, request),
        "retention": retention_table(words, request_id, retention_of(desk_of(visitor), request, handling_of(visitor))),
        "law": meaning.LAW[request.kind],
        "recipients_law": meaning.RECIPIENTS_LAW,
    }
    return page(visitor, "requests/erase.html", values)


@router.post("/requests/{request_id}/erase")
def erase(request_id: Id, posted: Erasing) -> Response:
    """Erase what the open steps name. What a legal hold covers stops it, and nothing is erased by half."""
    visitor, form = posted.visitor, posted.form
    is_sure = form.ticked("sure")
    seen = seen_in(request_id, form)
    if not is_sure:
        raise UsageError("it was not said again that the data is to be erased", "go back and tick the box: it cannot be undone")
    try:
        desk_of(visitor).carry_out(seen, handling_of(visitor))
    except Conflict as error:
        return request_page(visitor, request_id, Shown(error=error))
    return go(visitor.request, f"/requests/{request_id}")


def _planned(visitor: Visitor, request_id: str) -> PersonRequest:
    request = desk_of(visitor).get(request_id, handling_of(visitor))
    if request.kind is not RequestKind.ERASURE or request.state is not RequestState.PLANNED:
        raise Conflict("there is nothing to erase under this request now", "look at how far it is")
    return request
