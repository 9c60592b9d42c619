"""What comes after somebody was let in: their kept form, shown before it is sent, or the page that they were on."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request, Response

from comity.identity import Opened, User
from comity.web.access import service_of
from comity.web.console.asking import purpose_page, send_again_page
from comity.web.console.kept import Errand
from comity.web.console.purposes import wants_one
from comity.web.console.route import go
from comity.web.console.visitor import PURPOSE, Visitor, visitor_of
from comity.web.sitting_cookie import give, place_of


def let_in(request: Request, user: User, opened: Opened, errand: Errand) -> Response:
    """Go on with ``errand`` in a sitting that was just opened or goes on under a new token, which goes out with the answer."""
    answer = go_on(visitor_of(request, user, opened), errand)
    give(answer, place_of(request, service_of(request).settings.front), opened)
    return answer


def renewed(request: Request, opened: Opened, to: str) -> Response:
    """Go to the page ``to`` in a sitting that goes on under a new token."""
    answer = go(request, to)
    give(answer, place_of(request, service_of(request).settings.front), opened)
    return answer


def go_on(visitor: Visitor, errand: Errand) -> Response:
    """Ask what for where that is not known, show the form that was kept, or go to the page."""
    if not errand.fields:
        to = f"{PURPOSE}?next={quote(errand.next, safe='/')}" if wants_one(visitor) else errand.next
        return go(visitor.request, to)
    return purpose_page(visitor, errand) if wants_one(visitor) else send_again_page(visitor, errand)
