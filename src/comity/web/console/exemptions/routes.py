"""The paths of exemptions: in force and ended, one of them, and its withdrawal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import RedirectResponse, Response

from comity.identity import Permission
from comity.model import Conflict, ExemptionState
from comity.node.review_desk import look_at_exemption, withdraw_exemption
from comity.node.serving_desk import desk_of
from comity.review import Act
from comity.web.console.exemptions.asked import Soon, Which, asked_in
from comity.web.console.exemptions.rows import file_of, page_of
from comity.web.console.exemptions.why import why
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

ExemptionId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Visitor, Depends(visiting(Permission.CASE_VIEW))]
Withdrawing = Annotated[Posted, Depends(posting(Permission.EXEMPTION_WITHDRAW))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/exemptions")
def exemptions(visitor: Viewing) -> Response:
    """Exemptions, a page at a time."""
    asked = asked_in(visitor.request.url.query)
    if wants_csv(visitor.request):
        return csv_stream(visitor, *file_of(visitor, asked))
    values = {"asked": asked, "table_of": page_of(visitor, asked, visitor.service.now()), "states": tuple(Which), "soons": tuple(Soon)}
    return page(visitor, "exemptions/page.html", values)


@router.get("/exemptions/{exemption_id}")
def exemption(exemption_id: ExemptionId, visitor: Viewing) -> Response:
    """One exemption: whom it spares, since when, by which decision; and the form that ends it."""
    visitor.caller.spend(1)
    now = visitor.service.now()
    found = look_at_exemption(desk_of(visitor.service), exemption_id, visitor.actor, now)
    one = found.kept.exemption
    is_active = one.state is ExemptionState.ACTIVE
    values = {
        "found": found,
        "one": one,
        "why": why(visitor.words, found),
        "has_run_out": is_active and one.expires_at <= now,
        "may_withdraw": is_active and visitor.may(Permission.EXEMPTION_WITHDRAW),
    }
    return page(visitor, "exemptions/one.html", values)


@router.post("/exemptions/{exemption_id}/withdraw")
def withdraw(exemption_id: ExemptionId, posted: Withdrawing) -> Response:
    """The exemption, ended. A form that is sent twice ends it once."""
    visitor = posted.visitor
    posted.form.done()
    now, desk = visitor.service.now(), desk_of(visitor.service)
    try:
        withdraw_exemption(desk, exemption_id, Act(visitor.actor, now, 0))
    except Conflict:
        found = look_at_exemption(desk, exemption_id, visitor.actor, now)
        if found.kept.why != f"withdrawn by {visitor.actor.id}":
            raise
    return RedirectResponse(f"/exemptions/{exemption_id}", 303)
