"""The paths of one request: its page, and each act on it, made by whoever saw its present version.

What cannot be done is told on the page of the request as it is then, with what was filled in: nothing is lost when two work on one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import Conflict, UsageError
from comity.node.person_requests import Handling as Handler
from comity.node.person_requests import PersonRequests, Seen
from comity.node.person_search import Wanted
from comity.node.person_text import person_text
from comity.safeguards import Ground, Holding
from comity.web.console.filled import Filled
from comity.web.console.requests.showing import Shown, desk_of, handling_of, request_page, request_tables
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

MOST_SUBJECTS = 100
LONGEST_REASON = 1000
LAST_VERSION = 2**31 - 1

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Visitor, Depends(visiting(Permission.REQUEST_VIEW))]
Acting = Annotated[Posted, Depends(posting(Permission.REQUEST_HANDLE))]
Change = Callable[[PersonRequests, Seen, Handler], object]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/requests/{request_id}")
def request(request_id: Id, visitor: Viewing) -> Response:
    """One request, or one of its tables as a file."""
    return request_tables(visitor, request_id) if wants_csv(visitor.request) else request_page(visitor, request_id)


@router.post("/requests/{request_id}/find")
def find(request_id: Id, posted: Acting) -> Response:
    """Who may be the person. What was looked for stays in the form, never in an address."""
    visitor, form = posted.visitor, posted.form
    asked = {name: form.text(name, 1000) for name in ("name", "birth_date", "nationality", "number", "base", "key", "subject")}
    form.done()
    try:
        found = desk_of(visitor).find(request_id, Wanted(**asked), handling_of(visitor))
    except (Conflict, UsageError) as error:
        return request_page(visitor, request_id, Shown(error=error, filled=asked))
    return request_page(visitor, request_id, Shown(found=found, filled=asked))


@router.post("/requests/{request_id}/identify")
def identify(request_id: Id, posted: Acting) -> Response:
    """Say who the person is, or that nothing is held of them."""
    form = posted.form
    subjects, is_sure, is_nobody = form.several("subject", MOST_SUBJECTS), form.ticked("sure"), form.ticked("nobody")

    def change(desk: PersonRequests, seen: Seen, handling: Handler) -> object:
        if is_nobody == bool(subjects):
            raise UsageError("nobody was chosen", "choose who the person is, or say that nothing is held of them")
        if subjects and not is_sure:
            raise UsageError("it was not said that you made sure who asks", "make sure that it is they, then tick the box")
        return desk.identify(seen, subjects, handling)

    return _changed(request_id, posted, change)


@router.post("/requests/{request_id}/plan")
def plan(request_id: Id, posted: Acting) -> Response:
    """Look into every holding."""
    return _changed(request_id, posted, lambda desk, seen, handling: desk.plan(seen, handling))


@router.post("/requests/{request_id}/extend")
def extend(request_id: Id, posted: Acting) -> Response:
    """Take two months more, for a reason."""
    because = posted.form.text("because", LONGEST_REASON)
    return _changed(request_id, posted, lambda desk, seen, handling: desk.extend(seen, because, handling), because=because)


@router.post("/requests/{request_id}/refuse")
def refuse(request_id: Id, posted: Acting) -> Response:
    """Refuse the whole request on grounds."""
    grounds = posted.form.choices("ground", Ground)
    return _changed(request_id, posted, lambda desk, seen, handling: desk.refuse(seen, sorted(grounds), handling))


@router.post("/requests/{request_id}/refuse-part")
def refuse_part(request_id: Id, posted: Acting) -> Response:
    """Refuse one step of the plan on a ground."""
    holding, ground = posted.form.choice("holding", Holding), posted.form.choice("ground", Ground)
    return _changed(request_id, posted, lambda desk, seen, handling: desk.refuse_step(seen, holding, ground, handling))


@router.post("/requests/{request_id}/step")
def step(request_id: Id, posted: Acting) -> Response:
    """Say that people carried out a step of a correction."""
    holding = posted.form.choice("holding", Holding)
    return _changed(request_id, posted, lambda desk, seen, handling: desk.step_done(seen, holding, handling))


@router.post("/requests/{request_id}/withdraw")
def withdraw(request_id: Id, posted: Acting) -> Response:
    """Close what its person took back."""
    return _changed(request_id, posted, lambda desk, seen, handling: desk.withdraw(seen, handling))


@router.post("/requests/{request_id}/file")
def file(request_id: Id, posted: Acting) -> Response:
    """The file for the person, as JSON. Making it ends the open steps."""
    posted.form.done()
    _, made = desk_of(posted.visitor).file(request_id, handling_of(posted.visitor))
    return Response(made.json, media_type="application/json", headers=_as_file(f"{request_id}.json"))


@router.post("/requests/{request_id}/text")
def text(request_id: Id, posted: Acting) -> Response:
    """The file for the person, as a text to be read and printed."""
    posted.form.done()
    _, made = desk_of(posted.visitor).file(request_id, handling_of(posted.visitor))
    return Response(person_text(made), media_type="text/markdown; charset=utf-8", headers=_as_file(f"{request_id}.md"))


def seen_in(request_id: str, form: Filled) -> Seen:
    """The request as the page of ``form`` showed it; refuses a form with fields that nobody took."""
    seen = Seen(request_id, form.number("version", 1, LAST_VERSION))
    form.done()
    return seen


def _changed(request_id: str, posted: Posted, change: Change, **filled: str) -> Response:
    """Make ``change`` and go to the request; what cannot be done is told on its page, with what was ``filled`` in."""
    visitor, seen = posted.visitor, seen_in(request_id, posted.form)
    try:
        change(desk_of(visitor), seen, handling_of(visitor))
    except (Conflict, UsageError) as error:
        return request_page(visitor, request_id, Shown(error=error, filled=filled))
    return go(visitor.request, f"/requests/{request_id}")


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
