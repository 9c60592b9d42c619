"""Putting a subject's facts right under a request: the form with what is held, and the subject screened again at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import ComityError, Conflict, Gender, IdentifierType, MonitoredSubject, Schema, UsageError
from comity.node.person_request_looks import held_facts
from comity.web.api.bases import monitor_of
from comity.web.console.pages import page
from comity.web.console.requests import meaning
from comity.web.console.requests.acting import Id, seen_in
from comity.web.console.requests.facts import Facts, corrected, differing, facts_in, facts_of
from comity.web.console.requests.showing import desk_of, handling_of
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import Posted, Visitor, posting, visiting
from comity.web.problems import status_of

BLANK = ("", "", "")
BLANK_NUMBERS = 2
"""Rows for numbers that are not held yet."""

Viewing = Annotated[Visitor, Depends(visiting(Permission.REQUEST_HANDLE))]
Acting = Annotated[Posted, Depends(posting(Permission.REQUEST_HANDLE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/requests/{request_id}/correct/{subject_id}")
def form_of(request_id: Id, subject_id: Id, visitor: Viewing) -> Response:
    """The facts that are held, to be put right."""
    return _page(visitor, request_id, subject_id)


@router.post("/requests/{request_id}/correct/{subject_id}")
def correct(request_id: Id, subject_id: Id, posted: Acting) -> Response:
    """Replace the facts, and screen the subject again."""
    visitor, form = posted.visitor, posted.form
    facts, digest = facts_in(form), form.text("digest", 64)
    seen = seen_in(request_id, form)
    handling = handling_of(visitor)
    desk = desk_of(visitor)
    try:
        held = held_facts(desk, desk.get(request_id, handling), subject_id, handling)
        _require_seen(held, digest)
        desk.correct(seen, subject_id, corrected(held.subject, facts), handling)
    except (Conflict, UsageError) as error:
        return _page(visitor, request_id, subject_id, facts, error)
    monitor_of(visitor.service).screen_arrived(handling.at)
    return go(visitor.request, f"/requests/{request_id}")


def _require_seen(held: MonitoredSubject, digest: str) -> None:
    """Raise ``Conflict`` when the facts that are held are not those on the page that was filled in."""
    if held.digest != digest:
        raise Conflict("the subject has other facts than those you saw", "look at what is held now, then send it again")


def _page(visitor: Visitor, request_id: str, subject_id: str, facts: Facts | None = None, error: ComityError | None = None) -> Response:
    desk, handling = desk_of(visitor), handling_of(visitor)
    request = desk.get(request_id, handling)
    held = held_facts(desk, request, subject_id, handling)
    is_held = facts_of(held.subject)
    shown = facts or is_held
    values = {
        "request": request,
        "held": held,
        "facts": shown,
        "numbers": [*shown.numbers, *[BLANK] * BLANK_NUMBERS],
        "kinds": tuple(Schema),
        "genders": tuple(Gender),
        "number_types": tuple(IdentifierType),
        "law": meaning.LAW[request.kind],
        "error": error,
        "differing": differing(shown, is_held) if isinstance(error, Conflict) else {},
        "meaning": meaning,
    }
    return page(visitor, "requests/correct.html", values, status_of(error)[0] if error else 200)
