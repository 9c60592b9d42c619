"""One subject: the form, and its answer while typing stops; the evidence that nothing was found.

What was typed travels in the body, never in an address. Every answer is a screening and an entry of the ledger, the ones on the way too.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import IdentifierType, ScreeningRule, UsageError
from comity.node.review_desk import Whom, clear_pack
from comity.node.serving_desk import desk_of
from comity.review import render
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.screen.answer import answered, panels
from comity.web.console.screen.asked import KINDS, MOST_NUMBERS, Asked
from comity.web.console.visitor import Posted, Visitor, posting, visiting
from comity.web.pack_file import PDF_COST

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/screen")
def form(visitor: Annotated[Visitor, Depends(visiting(Permission.SCREENING_RUN))]) -> Response:
    """The empty form."""
    return _page(visitor, Asked())


@router.post("/screen")
def screen(posted: Annotated[Posted, Depends(posting(Permission.SCREENING_RUN))]) -> Response:
    """The answer to what was filled in. What cannot be read is said beside the form, which stays as it was filled in."""
    visitor = posted.visitor
    try:
        whole = posted.form.number("whole", 1, 100) if posted.form.text("whole", 3) else 1
        asked = Asked.of(posted.form)
        posted.form.done()
    except UsageError as error:
        return _page(visitor, Asked(), {"mistake": error}, 400)
    if asked.is_blank:
        return _page(visitor, asked)
    try:
        answer = answered(visitor, asked)
    except UsageError as error:
        return _page(visitor, asked, {"mistake": error}, 400)
    return _page(visitor, asked, {"answer": answer, "panels": panels(visitor, answer, whole)})


@router.post("/screen/evidence")
def evidence(posted: Annotated[Posted, Depends(posting(Permission.SCREENING_RUN))]) -> Response:
    """The evidence that nothing is found, as a file; it is screened once more for that. Raises ``Conflict`` when something is found."""
    visitor, form = posted.visitor, posted.form
    kind = "json" if form.text("as", 4) == "json" else "pdf"
    asked = Asked.of(form)
    form.done()
    visitor.caller.spend(PDF_COST if kind == "pdf" else 1)
    service = visitor.service
    pack = clear_pack(desk_of(service), Whom(asked.subject()), asked.rule(service.list_names), visitor.actor, service.now())
    headers = {"Content-Disposition": f'attachment; filename="clear-screening.{kind}"', "Comity-Evidence-Sha256": pack.sha256}
    content = render(pack) if kind == "pdf" else pack.content
    return Response(content, media_type=f"application/{kind}", headers=headers)


def _page(visitor: Visitor, asked: Asked, values: dict[str, Any] | None = None, status: int = 200) -> Response:
    around = {
        "asked": asked,
        "numbers": [*asked.numbers, *[("", "")] * MOST_NUMBERS][:MOST_NUMBERS],
        "kinds": KINDS,
        "types": tuple(IdentifierType),
        "lists": visitor.service.list_names,
        "rule": ScreeningRule(),
        "mistake": None,
        "answer": None,
        "panels": (),
    }
    return page(visitor, "screen/subject.html", around | (values or {}), status)
