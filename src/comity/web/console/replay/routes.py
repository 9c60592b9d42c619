"""The paths of replay: the form, and what came of it. A run takes up to some ten seconds, in a thread of its own, and changes nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.review_desk import Tried, try_rule
from comity.node.serving_desk import desk_of
from comity.web.console.pages import page
from comity.web.console.replay.asking import STANDARD, Wanted, wanted_in
from comity.web.console.replay.result import moved_table, result_of
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_answer
from comity.web.console.visitor import Posted, Visitor, posting, visiting

Viewing = Annotated[Visitor, Depends(visiting(Permission.CASE_VIEW))]
Trying = Annotated[Posted, Depends(posting(Permission.CASE_VIEW))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/replay")
def replay(visitor: Viewing) -> Response:
    """The form."""
    return _page(visitor, STANDARD)


@router.post("/replay")
def tried(posted: Trying) -> Response:
    """The form with what came of it, or the decisions that would have moved as a file."""
    visitor, wanted = posted.visitor, wanted_in(posted.form)
    came = _try(visitor, wanted)
    if wanted.as_file:
        return csv_answer(moved_table(visitor.words, came.replayed), visitor.words)
    return _page(visitor, wanted, came)


def _try(visitor: Visitor, wanted: Wanted) -> Tried:
    visitor.caller.spend(2 * wanted.cases)
    return try_rule(desk_of(visitor.service), wanted.change, wanted.cases, visitor.actor, visitor.service.now())


def _page(visitor: Visitor, wanted: Wanted, came: Tried | None = None) -> Response:
    result = result_of(visitor.words, came) if came else None
    return page(visitor, "replay/page.html", {"fields": wanted.fields, "result": result})
