"""``/me/second-factor``: the codes of a phone as second factor, and recovery codes for the day it is lost.

The secret and the recovery codes are on the page that answers, once; no address brings them back.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from comity.identity import Opened
from comity.identity.totp import provisioning_uri
from comity.model import UsageError
from comity.node import second_factor
from comity.web.access import Serving, service_of
from comity.web.console.entering.going_on import renewed
from comity.web.console.entering.proven import Proven
from comity.web.console.entering.qr_code import qr_code
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import Visitor, visitor_of
from comity.web.sitting_cookie import give, place_of

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.post("/me/second-factor")
def offer(posted: Proven, service: Serving) -> Response:
    """A new secret, as a picture and as text. It counts once it is proved."""
    posted.form.done()
    return _offered(posted.visitor, second_factor.offer(service.database, posted.visitor.sitting, service.now()))


@router.post("/me/second-factor/proof")
def prove(posted: Proven, service: Serving, request: Request) -> Response:
    """Take the secret into use, since a first code proves it; a wrong code is asked for again. All other sittings end."""
    code = posted.form.needed("code", 20)
    posted.form.done()
    visitor = posted.visitor
    try:
        made = second_factor.prove(service.database, visitor.sitting, code, service.now())
    except UsageError as error:
        return _offered(visitor, provisioning_uri(visitor.user, second_factor.ISSUER), error)
    return _codes(request, visitor, made.opened, made.codes)


@router.post("/me/recovery-codes")
def new_codes(posted: Proven, service: Serving, request: Request) -> Response:
    """New recovery codes in the place of all old ones."""
    posted.form.done()
    made = second_factor.new_codes(service.database, posted.visitor.sitting, service.now())
    return _codes(request, posted.visitor, made.opened, made.codes)


@router.post("/me/second-factor/remove")
def remove(posted: Proven, service: Serving, request: Request) -> Response:
    """Sign in without codes from now on. All other sittings end."""
    posted.form.done()
    opened = second_factor.remove(service.database, posted.visitor.sitting, service.now())
    return renewed(request, opened, "/me")


def _offered(visitor: Visitor, otpauth: str, error: UsageError | None = None) -> Response:
    values = {"otpauth": otpauth, "picture": qr_code(otpauth, visitor.words.say("QR code of the address below")), "error": error}
    return page(visitor, "entering/phone.html", values, 400 if error else 200)


def _codes(request: Request, visitor: Visitor, opened: Opened, codes: tuple[str, ...]) -> Response:
    answer = page(
        visitor_of(request, visitor.user, opened), "entering/recovery_codes.html", {"codes": codes, "made_at": visitor.service.now()}
    )
    give(answer, place_of(request, service_of(request).settings.front), opened)
    return answer
