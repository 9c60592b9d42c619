"""The paths of replay: the form, and what came of it. A run takes up to some ten seconds, in a thread of its own, and changes nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.review_desk import Tried, try_rule
from comity.node.serving_desk import desk_of
from comity.web.console.pages import page
from comity.web.console.replay.asking import COUNTS, MOVED, STANDARD, Wanted, wanted_in
from comity.web.console.replay.result import counts_table, moved_table, result_of
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_answer, one_of
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
    """The form with what came of it, or a table of that as a file."""
    visitor, wanted = posted.visitor, wanted_in(posted.form)
    came = _try(visitor, wanted)
    if wanted.table:
        words, found = visitor.words, came.replayed
        return csv_answer(one_of({MOVED: moved_table(words, found), COUNTS: counts_table(words, found)}, wanted.table), words)
    return _page(visitor, wanted, came)


def _try(visitor: Visitor, wanted: Wanted) -> Tried:
    visitor.caller.spend(2 * wanted.cases)
    return try_rule(desk_of(visitor.service), wanted.change, wanted.cases, visitor.actor, visitor.service.now())


def _page(visitor: Visitor, wanted: Wanted, came: Tried | None = None) -> Response:
    result = result_of(visitor.words, came) if came else None
    return page(visitor, "replay/page.html", {"fields": wanted.fields, "result": result})
