"""How a page fails: as a page. Every path of the console is a ``ConsoleRoute``.

Who is not signed in goes to sign in and comes back; what they had filled in is kept and sent again only when they say so. Under htmx an
error is a part that takes the place of the notice at the top of the page, so that nothing on the page is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from comity.model import ComityError, NotSignedIn, UnknownName, UsageError
from comity.node.logs import tell_error
from comity.web.console.asking import first_page, kept_page, stale_page
from comity.web.console.pages import open_page, page
from comity.web.console.visitor import SIGN_IN, GoFirst, here, is_followed_link, is_partial, seated, with_next
from comity.web.problems import status_of
from comity.web.sitting_cookie import CausedElsewhere, StaleForm

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ConsoleRoute(APIRoute):
    """A path whose errors are pages."""

    def get_route_handler(self) -> Handler:
        """The handler of the path, with its errors told to a person."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except GoFirst as first:
                return await _first(request, first)
            except NotSignedIn as error:
                return await _sign_in(request, error)
            except RequestValidationError as error:
                return await _told(request, UsageError("the address or the form is not as this page takes it", _where(error)))
            except CausedElsewhere as error:
                return _step(request) if is_followed_link(request) else await _told(request, error)
            except StaleForm as error:
                return await _stale(request, error)
            except ComityError as error:
                return await _told(request, error)
            finally:
                await request.close()  # a file that came with the form, whoever refused the form

        return answer


def go(request: Request, to: str) -> Response:
    """Send the browser to the path ``to`` (see other: it gets, whatever it did before)."""
    if is_partial(request):
        return Response(status_code=200, headers={"HX-Redirect": quote(to, safe=":/%#?=@[]!$&'()*+,;")})
    return RedirectResponse(to, 303)


async def lost(request: Request) -> Response:
    """The page for an address at which there is none."""
    return await _told(request, UnknownName("there is no page at this address", "look at how it is written, or go on from the overview"))


async def _first(request: Request, first: GoFirst) -> Response:
    return go(request, first.to) if request.method == "GET" else await first_page(request, first)


async def _sign_in(request: Request, error: NotSignedIn) -> Response:
    if request.method == "GET":
        return go(request, with_next(SIGN_IN, request))
    return await kept_page(request, error)


def _step(request: Request) -> Response:
    """Whoever followed another site's link goes on by hand: nobody else has them look at what they did not mean to."""
    return open_page(request, "entering/step.html", {"to": here(request)}, 403)


async def _stale(request: Request, error: StaleForm) -> Response:
    """What was filled in before the sitting went on, in this or another window, is not lost either."""
    try:
        return await stale_page(request, error)
    except ComityError as problem:
        return await _told(request, problem)


async def _told(request: Request, error: ComityError) -> Response:
    status, code = status_of(error)
    if status >= 500:
        tell_error("request.failed", error, request=getattr(request.state, "request_id", None))
    values = {"error": error, "code": code, "request_id": getattr(request.state, "request_id", ""), "back": here(request)}
    answer = await _around(request, "problem.html", values, status)
    if is_partial(request):
        answer.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Reselect": "unset"})
    return answer


async def _around(request: Request, template: str, values: dict[str, Any], status: int) -> Response:
    """The page with the person's own navigation, where they are signed in."""
    try:
        visitor = await seated(request)
    except ComityError:
        return open_page(request, template, values, status)
    return page(visitor, template, values, status)


def _where(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'][1:]) or 'the form'}: {first['msg']}"
