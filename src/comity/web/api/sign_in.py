"""Signing in and out, and one-time links: ``/api/v1/sign-in``, ``/api/v1/sign-out``, ``/api/v1/invitation``.

Whoever fails hears one sentence, whatever was wrong. A sitting is always opened under a new token, and the one before it ends.
"""

from __future__ import annotations

from asyncio import wrap_future
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from comity.identity import Attempt, CodeWanted
from comity.node.links import Chosen
from comity.web.access import Caller, Serving, address_of, signed_in
from comity.web.api.people_forms import LinkForm, SignInForm
from comity.web.api.sitting_record import entered_record
from comity.web.parameters import only_known
from comity.web.sitting_cookie import check_own, place_of, take_away, token_of

Record = dict[str, Any]
Person = Annotated[Caller, Depends(signed_in)]
router = APIRouter(prefix="/api/v1", tags=["sign in"], dependencies=[Depends(only_known)])


@router.post("/sign-in", summary="Sign in with a password, and a code where one is wanted")
async def sign_in(form: SignInForm, request: Request, response: Response, service: Serving) -> Record:
    """``{"signed_in": false, "wanted": "code"}`` when the password is right and a code is needed: send all three then.

    Else a sitting, whose token is in the cookie of the answer.
    """
    place = place_of(request, service.settings.front)
    check_own(request, place)
    old_token = token_of(request, place)
    attempt = Attempt(form.password, form.code)
    judged = await wrap_future(service.signing_in.enter(form.name, attempt, address_of(request), old_token))
    if isinstance(judged, CodeWanted):
        return {"signed_in": False, "wanted": "code"}
    return entered_record(service, response, place, judged)


@router.post("/sign-out", summary="End this sitting", status_code=204)
def sign_out(person: Person, request: Request, response: Response, service: Serving) -> None:
    """The cookie is worth nothing from now on."""
    assert person.seat is not None
    service.signing_in.leave(person.seat.sitting)
    take_away(response, place_of(request, service.settings.front))


@router.post("/sign-out/everywhere", summary="End all my sittings, on every machine")
def sign_out_everywhere(person: Person, request: Request, response: Response, service: Serving) -> Record:
    """How many sittings were ended, this one among them."""
    assert person.seat is not None
    ended = service.signing_in.leave_everywhere(person.seat.user.name)
    take_away(response, place_of(request, service.settings.front))
    return {"ended": ended}


@router.get("/invitation", summary="What to do with a one-time link")
async def about_invitation() -> Record:
    """For programs: what a page at ``/welcome`` asks of a person. The token stands behind ``#`` of a link and is sent to nobody by that."""
    return {
        "post": "/api/v1/invitation",
        "fields": {
            "token": "what stands behind # in the link",
            "password": "the password that you choose, 12 characters or more",
            "name": "at the first start only: your login name, such as lena",
            "display": "at the first start only: your name as colleagues read it",
        },
    }


@router.post("/invitation", summary="Choose a password with a one-time link")
async def use_invitation(form: LinkForm, request: Request, service: Serving) -> Record:
    """The user whom the link lets in; they sign in with their password afterwards."""
    check_own(request, place_of(request, service.settings.front))
    chosen = Chosen(form.password, form.name, form.display)
    user = await wrap_future(service.signing_in.use_link(form.token, chosen, address_of(request)))
    return {"user": user.name, "roles": sorted(user.roles)}
