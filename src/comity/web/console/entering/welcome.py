"""``/welcome``: what a one-time link opens. A person chooses a password, and at the first start who they are.

The token stands behind ``#`` in the link, which a browser sends to nobody; a small script puts it into the form and takes it out of the
address. Without scripts a person copies it there.
"""

from __future__ import annotations

from asyncio import wrap_future
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from comity.identity import Attempt, CodeWanted, User
from comity.identity.passwords import LONGEST, SHORTEST
from comity.identity.users import LONGEST_DISPLAY
from comity.model import ComityError, NotSignedIn, TooMany, UsageError
from comity.node.links import PATH, Chosen, is_first_start
from comity.web.access import Serving, address_of, service_of
from comity.web.console.asking import Asked, sign_in_page
from comity.web.console.entering.going_on import let_in
from comity.web.console.filled import Filled
from comity.web.console.kept import Errand
from comity.web.console.pages import open_page
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import posted_form, words_of
from comity.web.problems import status_of
from comity.web.sitting_cookie import check_own, place_of, token_of

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in the form: the link's token, and who the person says they are at the first start."""

    token: str = field(default="", repr=False)
    name: str = ""
    display: str = ""


@router.get(PATH)
def welcome(request: Request) -> Response:
    """The form for choosing a password. Open to anybody: only the link's token, which stays in the browser, lets somebody in."""
    return _form(request, Filling())


@router.post(PATH)
async def choose_password(request: Request, form: Annotated[Filled, Depends(posted_form)], service: Serving) -> Response:
    """Keep the password and let the person in, or ask for their code first where they have one. Open to anybody: see ``welcome``."""
    check_own(request, place_of(request, service.settings.front))
    filling = Filling(form.text("token", 200), form.text("name", 64), form.text("display", LONGEST_DISPLAY))
    password, again = form.secret("password"), form.secret("again")
    form.done()
    if password != again:
        return await run_in_threadpool(_form, request, filling, UsageError("the two passwords differ", "type the same one twice"))
    try:
        user = await wrap_future(
            service.signing_in.use_link(filling.token, Chosen(password, filling.name, filling.display), address_of(request))
        )
    except ComityError as error:
        return await run_in_threadpool(_form, request, filling, error)
    return await _let_in(request, user, password)


async def _let_in(request: Request, user: User, password: str) -> Response:
    """Sign ``user`` in. Whoever has a second factor has not shown it yet, and shows it at the door."""
    service = service_of(request)
    place = place_of(request, service.settings.front)
    try:
        entering = service.signing_in.enter(user.name, Attempt(password), address_of(request), token_of(request, place))
        judged = await wrap_future(entering)
    except (NotSignedIn, TooMany):
        judged = CodeWanted()
    if isinstance(judged, CodeWanted):
        said = words_of(request).say("Your password is kept. Sign in with it.")
        return sign_in_page(request, Errand(), Asked(user.name, said=said))
    return let_in(request, judged.user, judged.opened, Errand())


def _form(request: Request, filling: Filling, error: ComityError | None = None) -> Response:
    values = {
        "filling": filling,
        "error": error,
        "is_first": is_first_start(service_of(request).database),
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    return open_page(request, "entering/welcome.html", values, status_of(error)[0] if error else 200)
