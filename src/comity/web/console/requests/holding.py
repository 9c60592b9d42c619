"""The paths of legal holds: the list, placing one, and releasing it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import ComityError, UnknownName, UsageError
from comity.node.holds import LONGEST_BASIS, LONGEST_RECORD, HoldOrder, every_hold, list_holds, place_hold, release_hold
from comity.storage.database.kinds import KINDS
from comity.web.console.once import form_id_in, new_form_id, once
from comity.web.console.pages import page
from comity.web.console.requests.acting import Id
from comity.web.console.requests.rows import hold_rows, holds_table
from comity.web.console.requests.showing import may_for_purpose
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting
from comity.web.problems import status_of

ROWS = 50
HOLDS = "/requests/holds"
Viewing = Annotated[Visitor, Depends(visiting(Permission.REQUEST_VIEW))]
Acting = Annotated[Posted, Depends(posting(Permission.REQUEST_HANDLE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/requests/holds")
def listing(visitor: Viewing, after: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Holds, released ones too."""
    if wants_csv(visitor.request):
        holds = every_hold(visitor.service.database, visitor.actor, visitor.service.now())
        return csv_stream(visitor, holds_table(visitor.words, (), ("", "")), hold_rows(visitor.words, holds))
    return _page(visitor, after)


@router.post("/requests/holds")
def place(posted: Acting) -> Response:
    """Keep records from now on, once for each form: a hold that was placed twice would have to be released twice."""
    visitor, form = posted.visitor, posted.form
    form_id = form_id_in(form)
    order = HoldOrder(form.needed("kind", 32), form.text("record", LONGEST_RECORD), form.text("basis", LONGEST_BASIS))
    form.done()
    try:
        once(visitor, form_id, lambda: place_hold(visitor.service.database, order, visitor.actor, visitor.service.now()))
    except (UnknownName, UsageError) as error:
        return _page(visitor, "", order, error)
    return go(visitor.request, HOLDS)


@router.post("/requests/holds/{hold_id}/release")
def release(hold_id: Id, posted: Acting) -> Response:
    """Let the rules apply again."""
    visitor = posted.visitor
    posted.form.done()
    release_hold(visitor.service.database, hold_id, visitor.actor, visitor.service.now())
    return go(visitor.request, HOLDS)


def _page(visitor: Visitor, after: str, filled: HoldOrder | None = None, error: ComityError | None = None) -> Response:
    found = list_holds(visitor.service.database, visitor.actor, visitor.service.now(), (after, ROWS))
    behind = f"{HOLDS}?" + urlencode({"after": found.next}) if found.next else ""
    table = holds_table(visitor.words, found.items, (behind, f"{HOLDS}?as=csv"))
    values = {
        "holds": table,
        "standing": [hold for hold in found.items if hold.released_at is None],
        "kinds": [(kind, kind.replace("_", " ")) for kind in KINDS],
        "filled": filled or HoldOrder("subject", "", ""),
        "error": error,
        "handles": may_for_purpose(visitor, Permission.REQUEST_HANDLE),
        "longest_basis": LONGEST_BASIS,
        "longest_record": LONGEST_RECORD,
        "form_id": new_form_id(),
    }
    return page(visitor, "requests/holds.html", values, status_of(error)[0] if error else 200)
