"""``/purpose``: what for a person works in this sitting."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Parameter

from comity.model import Purpose
from comity.web.access import Serving
from comity.web.console.asking import purpose_page
from comity.web.console.entering.going_on import let_in
from comity.web.console.kept import Errand, carried
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import Posted, Visitor, anybody, anybody_posting, local

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/purpose")
def purpose_asked(
    visitor: Annotated[Visitor, Depends(anybody)], next_page: Annotated[str, Parameter(alias="next", max_length=2000)] = ""
) -> Response:
    """The purposes that allow this person something, each with what it allows."""
    return purpose_page(visitor, Errand(local(next_page)))


@router.post("/purpose")
def choose_purpose(posted: Annotated[Posted, Depends(anybody_posting)], request: Request, service: Serving) -> Response:
    """The sitting goes on for that purpose, under a new token."""
    purpose, errand = posted.form.choice("purpose", Purpose), carried(posted.form)
    posted.form.done()
    visitor = posted.visitor
    return let_in(request, visitor.user, service.signing_in.choose_purpose(visitor.sitting, purpose), errand)
