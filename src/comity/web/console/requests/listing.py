"""The paths of all requests: the list with the time that is left, and writing down that one came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import UsageError
from comity.node.person_request_looks import overdue, waiting
from comity.safeguards import PersonRequest, RequestKind, RequestState
from comity.storage.database.repository import AT_ONCE, Page, walked
from comity.web.console.once import form_id_in, new_form_id, once
from comity.web.console.pages import page
from comity.web.console.requests import meaning
from comity.web.console.requests.rows import request_rows, requests_table
from comity.web.console.requests.showing import desk_of, handling_of, may_for_purpose
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

ROWS = 50
WAITING, ALL = "waiting", "all"

Viewing = Annotated[Visitor, Depends(visiting(Permission.REQUEST_VIEW))]
Handling = Annotated[Visitor, Depends(visiting(Permission.REQUEST_HANDLE))]
Receiving = Annotated[Posted, Depends(posting(Permission.REQUEST_HANDLE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/requests")
def listing(
    visitor: Viewing,
    state: Annotated[str, Query(max_length=20)] = WAITING,
    after: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Requests: those that wait, the most pressing first, or those of a state in the order in which they came."""
    words, now = visitor.words, visitor.service.now()
    if wants_csv(visitor.request):
        return csv_stream(visitor, requests_table(words, (), now, ("", "")), request_rows(words, _every(visitor, state, after), now))
    found = _found(visitor, state, after, ROWS)
    behind = "/requests?" + urlencode({"state": state, "after": found.next}) if found.next else ""
    table = requests_table(words, found.items, now, (behind, "/requests?" + urlencode({"state": state, "as": "csv"})))
    values = {
        "requests": table,
        "state": state,
        "overdue": overdue(desk_of(visitor), handling_of(visitor)),
        "after": after,
        "states": [(WAITING, words.say("not answered yet")), (ALL, words.say("all")), *_states(visitor)],
        "handles": may_for_purpose(visitor, Permission.REQUEST_HANDLE),
        "law": meaning.TIME_LAW,
    }
    return page(visitor, "requests/list.html", values)


@router.get("/requests/new")
def new(visitor: Handling) -> Response:
    """The form for a request that came."""
    kinds = [(kind, meaning.KINDS[kind], meaning.LAW[kind]) for kind in RequestKind]
    values = {"kinds": kinds, "today": visitor.service.now().date(), "law": meaning.TIME_LAW, "form_id": new_form_id()}
    return page(visitor, "requests/new.html", values)


@router.post("/requests")
def receive(posted: Receiving) -> Response:
    """Write down that a request came, once for each form."""
    visitor, form = posted.visitor, posted.form
    form_id = form_id_in(form)
    kind, day = form.choice("kind", RequestKind), form.day("received_on")
    form.done()
    if day is None:
        raise UsageError("the day on which it came is empty", "fill it in: the time to answer runs from then")
    handling = handling_of(visitor)
    came = handling.at if day == handling.at.date() else datetime.combine(day, time(), UTC)
    made = once(visitor, form_id, lambda: desk_of(visitor).receive(kind, came, handling))
    return go(visitor.request, f"/requests/{made.id}")


def _found(visitor: Visitor, state: str, after: str, limit: int) -> Page[PersonRequest]:
    """A page of the requests in ``state``. Raises ``UsageError`` for a state that is none."""
    desk, handling = desk_of(visitor), handling_of(visitor)
    if state == WAITING:
        return waiting(desk, (after, limit), handling)
    try:
        wanted = None if state == ALL else RequestState(state)
    except ValueError:
        raise UsageError("there is no such state of a request", "choose one of: " + ", ".join(RequestState)) from None
    return desk.page(wanted, (after, limit), handling)


def _every(visitor: Visitor, state: str, after: str) -> Iterator[PersonRequest]:
    """All requests in ``state`` behind the place ``after``."""

    def read(place: str) -> tuple[Sequence[PersonRequest], str]:
        page = _found(visitor, state, place, AT_ONCE)
        return page.items, page.next

    return walked(read, after)


def _states(visitor: Visitor) -> list[tuple[str, str]]:
    return [(state.value, visitor.words.say(called)) for state, called in meaning.STATES.items()]
