"""``/api/v1/oidc``: the way to the organisation's own provider and back, for people.

Where the browser lands afterwards is fixed: nothing in the address says it, so nobody can be sent elsewhere by it.
"""

from __future__ import annotations

from asyncio import wrap_future
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from fastapi.responses import HTMLResponse, RedirectResponse

from comity.model import NotSignedIn, UnknownName
from comity.node.single_sign_on import Returned, SingleSignOn
from comity.web.access import Serving, address_of
from comity.web.parameters import only_known
from comity.web.sitting_cookie import end_journey, give, give_journey, place_of, token_of

FINISH = "/api/v1/oidc/finish"
"""Where the provider sends a browser back to: with the origin before it, the redirect URI that the provider is told of."""

LANDING = "/"
"""Where a browser goes after it came back."""

# A redirect would still be the provider's doing, and a strict cookie does not come along with that. A page of ours goes on by itself.
_BACK = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0;url={LANDING}">
<title>Signed in</title>
<p>You are signed in. <a href="{LANDING}">Go on</a></p>
</html>
"""

router = APIRouter(prefix="/api/v1/oidc", tags=["sign in"])


@router.get("/start", summary="Go to the provider to sign in", status_code=303, dependencies=[Depends(only_known)])
async def start(
    request: Request,
    service: Serving,
    proof: Annotated[Literal["any", "fresh"], Parameter(description="fresh: be asked anew who I am")] = "any",
) -> RedirectResponse:
    """A redirect to the provider, bound to this browser by a cookie."""
    place = place_of(request, service.settings.front)
    service.signing_in.addresses.attempt(address_of(request), service.now())
    leaving = _provider(service.single_sign_on).leave(place.origin + FINISH, fresh=proof == "fresh")
    address, journey = await wrap_future(leaving)
    response = RedirectResponse(address, 303)
    give_journey(response, place, journey.seed)
    return response


@router.get("/finish", summary="Come back from the provider", response_class=HTMLResponse)
async def finish(request: Request, service: Serving) -> HTMLResponse:
    """A page that goes on to this node, with the cookie of a new sitting. Parameters beyond the standard's are ignored."""
    place = place_of(request, service.settings.front)
    service.signing_in.addresses.attempt(address_of(request), service.now())
    returned = Returned(
        seed=request.cookies.get(place.journey_cookie, ""),
        state=_one(request, "state"),
        code=_one(request, "code"),
        redirect_uri=place.origin + FINISH,
        issuer=_one(request, "iss"),
        error=_one(request, "error"),
    )
    entered = await wrap_future(_provider(service.single_sign_on).enter(returned, token_of(request, place)))
    response = HTMLResponse(_BACK)
    give(response, place, entered.opened)
    end_journey(response, place)
    return response


def _provider(single_sign_on: SingleSignOn | None) -> SingleSignOn:
    if single_sign_on is None:
        raise UnknownName("this node has no provider to sign in with", "see docs/how-to/sign-in-with-oidc.md")
    return single_sign_on


def _one(request: Request, name: str) -> str:
    """The parameter, empty when it is missing. Raises ``NotSignedIn`` when it is there twice (RFC 6749, section 3.1)."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise NotSignedIn("the answer of the provider says something twice", "begin again where you sign in")
    return values[0] if values else ""
