"""How a request comes in and an error goes out, for every path of the compatible API.

Bodies are read whole, up to a limit, before anything interprets them. Errors are problems of RFC 9457, whose ``detail`` is the member that
clients of yente read; so it holds the hint too. What is wrong with a caller's rights is left to the application that mounts the API.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.types import Message

from comity.model import AccessError, ComityError, LimitExceeded, UsageError
from comity.web.problems import MEDIA_TYPE, problem, status_of

MAX_BODY = 4 << 20
"""Bytes of a request's body: 100 queries of 40 KiB each."""

_PROBLEM = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
    "required": ["type", "title", "status", "detail"],
}
MOST_TOLD = 3
"""Mistakes in one request that are told."""


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
    for status, description in {
        400: "Something in the request is not taken here; nothing was screened",
        404: "There is no such list or entity",
        413: "The body is too large",
        503: "There is nothing to screen against yet",
    }.items()
}
"""The errors of every path, for the description of the API."""


class CompatibleRoute(APIRoute):
    """A path whose errors clients of yente can read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the path with the body limited before it and errors told after it."""
        handler = super().get_route_handler()
        known = _parameters(self.dependant)

        async def answer(request: Request) -> Response:
            try:
                for name in request.query_params:
                    if name not in known:
                        raise UsageError(f"{name[:60]!r} is no parameter of this path", _hint(known))
                return await handler(await _whole(request))
            except RequestValidationError as error:
                return problem(400, "invalid_parameters", told(error))
            except AccessError:
                raise
            except ComityError as error:
                status, code = status_of(error)
                return problem(status, code, f"{error.message}; {error.hint}" if error.hint else error.message, error.hint)

        return answer


def _parameters(dependant: Dependant) -> frozenset[str]:
    """The names of the parameters in the query of a path, and of all that it depends on."""
    own = frozenset(one.alias for one in dependant.query_params)
    return own.union(*(_parameters(part) for part in dependant.dependencies))


def _hint(known: frozenset[str]) -> str:
    return "it has " + ", ".join(sorted(known)) if known else "it has none"


def told(error: RequestValidationError) -> str:
    """The first mistakes in words: where, and what. Values are not quoted."""
    mistakes = error.errors()
    if any(one["type"] == "json_invalid" for one in mistakes):
        return "the body is not JSON"
    return "; ".join(_mistake(one) for one in mistakes[:MOST_TOLD])


def _mistake(one: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in one["loc"][1:]) or "the body"
    if one["type"] == "extra_forbidden":
        return f"{where[:60]}: there is no such member here"
    return f"{where}: {str(one['msg']).removeprefix('Value error, ')}"


async def _whole(request: Request) -> Request:
    """``request`` with its body read. Raises ``LimitExceeded``."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY:
            raise LimitExceeded(f"the body has more than {MAX_BODY:,} bytes", "send fewer queries at once")
        pieces.append(piece)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"".join(pieces), "more_body": False}

    return Request(request.scope, receive)
