"""How a page fails: as a page. Every path of the console is a ``ConsoleRoute``.

Who is not signed in goes to sign in and comes back; what they had filled in is kept and sent again only when they say so. Under htmx an
error is a part that takes the place of the notice at the top of the page, so that nothing on the page is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from comity.model import ComityError, NotSignedIn, UsageError
from comity.node.logs import tell_error
from comity.web.console.kept import kept_page
from comity.web.console.pages import open_page, page
from comity.web.console.visitor import SIGN_IN, GoFirst, anybody, is_partial, with_next
from comity.web.problems import status_of

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
                return go(request, first.to)
            except NotSignedIn as error:
                return await _sign_in(request, error)
            except RequestValidationError as error:
                return await _told(request, UsageError("the address or the form is not as this page takes it", _where(error)))
            except ComityError as error:
                return await _told(request, error)

        return answer


def go(request: Request, to: str) -> Response:
    """Send the browser to the path ``to`` (see other: it gets, whatever it did before)."""
    if is_partial(request):
        return Response(status_code=200, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


async def _sign_in(request: Request, error: NotSignedIn) -> Response:
    if request.method == "GET":
        return go(request, with_next(SIGN_IN, request))
    return await kept_page(request, error)


async def _told(request: Request, error: ComityError) -> Response:
    status, code = status_of(error)
    if status >= 500:
        tell_error("request.failed", error, request=getattr(request.state, "request_id", None))
    values = {"error": error, "code": code, "request_id": getattr(request.state, "request_id", "")}
    answer = await _around(request, "problem.html", values, status)
    if is_partial(request):
        answer.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"})
    return answer


async def _around(request: Request, template: str, values: dict[str, Any], status: int) -> Response:
    """The page with the person's own navigation, where they are signed in."""
    try:
        visitor = await anybody(request)
    except ComityError:
        return open_page(request, template, values, status)
    return page(visitor, template, values, status)


def _where(error: RequestValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'][1:]) or 'the form'}: {first['msg']}"
