"""``/sign-in`` and ``/sign-out``: the door of the console.

Whoever fails hears one sentence, whatever was wrong. A sitting is always opened under a new token, and the one before it ends.
"""

from __future__ import annotations

from asyncio import wrap_future
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as Parameter

from comity.identity import Attempt, CodeWanted
from comity.model import NotAllowed, NotSignedIn, TooMany
from comity.web.access import Serving, address_of, service_of
from comity.web.console.asking import Asked, sign_in_page
from comity.web.console.entering.going_on import go_on, let_in
from comity.web.console.filled import Filled
from comity.web.console.kept import Errand, carried
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import SIGN_IN, Posted, anybody_posting, local, posted_form, seated, words_of
from comity.web.problems import status_of
from comity.web.sitting_cookie import check_own, place_of, take_away, token_of

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
Form = Annotated[Filled, Depends(posted_form)]
Mine = Annotated[Posted, Depends(anybody_posting)]


@router.get("/sign-in")
async def sign_in_asked(
    request: Request,
    next_page: Annotated[str, Parameter(alias="next", max_length=2000)] = "",
    left: Annotated[str, Parameter(max_length=3)] = "",
) -> Response:
    """The page for signing in. Open to anybody: it is the door. Who sits here already goes straight on."""
    errand = Errand(local(next_page))
    if await _is_seated(request):
        return go(request, errand.next)
    words = words_of(request)
    return sign_in_page(request, errand, Asked(said=words.say("You have signed out.") if left else ""))


@router.post("/sign-in")
async def sign_in(request: Request, form: Form, service: Serving) -> Response:
    """Sign in with a password, and a code where one is wanted. Open to anybody: it is the door."""
    place = place_of(request, service.settings.front)
    check_own(request, place)
    name, attempt, errand = form.needed("name", 64), Attempt(form.secret("password"), form.text("code", 100)), carried(form)
    form.done()
    try:
        judged = await wrap_future(service.signing_in.enter(name, attempt, address_of(request), token_of(request, place)))
    except (NotSignedIn, TooMany) as error:
        asked = Asked(name, bool(attempt.code), error)
        return sign_in_page(request, errand, asked, status_of(error)[0])
    if isinstance(judged, CodeWanted):
        return sign_in_page(request, errand, Asked(name, wants_code=True))
    return let_in(request, judged.user, judged.opened, errand)


@router.post("/sign-in/elsewhere")
async def signed_in_elsewhere(request: Request, form: Form) -> Response:
    """Go on with what was kept, for somebody who signed in in another window meanwhile. Open to anybody: it only looks."""
    check_own(request, place_of(request, service_of(request).settings.front))
    errand = carried(form)
    form.done()
    try:
        return go_on(await seated(request), errand)
    except NotSignedIn as error:
        return sign_in_page(request, errand, Asked(error=error), 401)


@router.post("/sign-out")
def sign_out(posted: Mine, request: Request, service: Serving) -> Response:
    """End this sitting; the cookie is worth nothing from now on."""
    posted.form.done()
    service.signing_in.leave(posted.visitor.sitting)
    return _left(request)


@router.post("/sign-out/everywhere")
def sign_out_everywhere(posted: Mine, request: Request, service: Serving) -> Response:
    """End all sittings of the person, on every machine."""
    posted.form.done()
    service.signing_in.leave_everywhere(posted.visitor.user.name)
    return _left(request)


def _left(request: Request) -> Response:
    answer = go(request, f"{SIGN_IN}?left=yes")
    take_away(answer, place_of(request, service_of(request).settings.front))
    return answer


async def _is_seated(request: Request) -> bool:
    try:
        await seated(request)
    except (NotSignedIn, NotAllowed):
        return False
    return True
