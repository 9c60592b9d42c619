"""``/me``: a person's own account: the name that colleagues read, the password, and when the sitting ends.

Nothing here takes a role, a name of somebody else, or an id: everything is about whoever's sitting it is.
"""

from __future__ import annotations

from asyncio import wrap_future
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from comity.identity import Ends
from comity.identity.federated import FOREIGN
from comity.identity.passwords import LONGEST, SHORTEST
from comity.identity.users import LONGEST_DISPLAY
from comity.model import ComityError, UsageError
from comity.node import second_factor
from comity.node.doorkeeper import PROVED, SEEN
from comity.node.people import change_profile
from comity.web.access import Serving
from comity.web.console.entering.going_on import renewed
from comity.web.console.entering.proven import Proven
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import Posted, Visitor, anybody, anybody_posting
from comity.web.problems import status_of

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
Mine = Annotated[Posted, Depends(anybody_posting)]
ME = "/me"


@router.get(ME)
def me(visitor: Annotated[Visitor, Depends(anybody)]) -> Response:
    """The account, and the sitting."""
    return _account(visitor)


@router.post("/me/display")
def change_display(posted: Mine, service: Serving, request: Request) -> Response:
    """Change the name that colleagues read."""
    display = posted.form.needed("display", LONGEST_DISPLAY)
    posted.form.done()
    change_profile(service.database, posted.visitor.user.name, display, service.now())
    return go(request, ME)


@router.post("/me/password")
async def change_password(posted: Proven, service: Serving, request: Request) -> Response:
    """Another password. All other sittings of the person end."""
    password, again = posted.form.secret("password"), posted.form.secret("again")
    posted.form.done()
    try:
        _check_same(password, again)
        change = partial(second_factor.change_password, service.database, posted.visitor.sitting, password)
        entered = await wrap_future(service.signing_in.hashing(change))
    except ComityError as error:
        return await run_in_threadpool(_account, posted.visitor, error)
    return renewed(request, entered.opened, ME)


def _check_same(password: str, again: str) -> None:
    if password != again:
        raise UsageError("the two passwords differ", "type the same one twice")


def _account(visitor: Visitor, error: ComityError | None = None) -> Response:
    values = {
        "error": error,
        "by_oidc": visitor.user.name.startswith(FOREIGN),
        "idle_minutes": int((Ends().idle - SEEN).total_seconds() // 60),
        "proved_until": visitor.sitting.proved_at + PROVED,
        "shortest": SHORTEST,
        "longest": LONGEST,
    }
    return page(visitor, "entering/account.html", values, status_of(error)[0] if error else 200)
