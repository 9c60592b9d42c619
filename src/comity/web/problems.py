"""Errors as problem details (RFC 9457): one place where the error tree meets HTTP status codes.

``type`` is a relative reference, ``/problems/CODE``, that stays the same for good; ``code`` repeats its end for programs
that do not read URIs. ``title`` is the kind of error, ``detail`` what happened, ``hint`` what to do. No value that a caller sent is quoted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from comity import model
from comity.node.logs import tell_error
from comity.web.late_routes import NO_PAGES

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20
"""Errors of one request's fields that are told."""

_STATUS: Mapping[type[model.ComityError], tuple[int, str, str]] = {
    model.NotSignedIn: (401, "not_signed_in", "Nobody knows who asks"),
    model.NotAllowed: (403, "not_allowed", "Not allowed"),
    model.TooMany: (429, "too_many_requests", "Too many requests"),
    model.UnknownName: (404, "unknown_name", "There is no such thing"),
    model.Conflict: (409, "conflict", "It no longer fits what is stored"),
    model.UsageError: (400, "bad_request", "The request cannot be carried out as it was given"),
    model.LimitExceeded: (413, "limit_exceeded", "Over a stated limit"),
    model.ForbiddenContent: (422, "forbidden_content", "Refused for safety"),
    model.DataError: (422, "unreadable_data", "The data cannot be read as what it claims to be"),
    model.TransferError: (502, "transfer_failed", "A publisher did not answer as expected"),
    model.NoEdition: (503, "no_edition", "There is no list to screen against"),
    model.DatabaseUnusable: (503, "database_unusable", "The database cannot be used"),
    model.LedgerBroken: (503, "ledger_broken", "The ledger is broken"),
    model.StoreError: (503, "store_unusable", "The node's own files cannot be used"),
}
_HTTP_TITLES = {
    404: ("not_found", "There is no such path"),
    405: ("method_not_allowed", "The path does not take this method"),
    413: ("limit_exceeded", "Over a stated limit"),
    415: ("unsupported_media_type", "The body is of another media type"),
}
CODES = {
    **{code: title for _, code, title in _STATUS.values()},
    **dict(_HTTP_TITLES.values()),
    "invalid_parameters": "Some fields are not as they must be",
    "idempotency_key_reused": "Another request was sent under this key",
    "idempotency_key_under_way": "The request of this key is being carried out",
    "internal_error": "The node failed",
}
"""Every code there is, and its title."""


def problem(status: int, code: str, detail: str, hint: str = "", errors: Sequence[Mapping[str, str]] = ()) -> JSONResponse:
    """The answer for one problem. ``errors`` are fields that are wrong: ``where`` (a JSON pointer, RFC 6901, or a
    parameter) and ``what``.
    """
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": CODES[code], "status": status, "code": code, "detail": detail}
    if hint:
        body["hint"] = hint
    if errors:
        body["errors"] = list(errors)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def status_of(error: model.ComityError) -> tuple[int, str]:
    """The HTTP status and the code of ``error``: those of the nearest class above it in the tree that has some."""
    for kind in type(error).__mro__:
        if kind in _STATUS:
            return _STATUS[kind][:2]
    return 500, "internal_error"


def answer_to(error: model.ComityError, request: Request) -> JSONResponse:
    """The answer to a request that ended in ``error``; one that is the node's fault is written into the log, too."""
    status, code = status_of(error)
    if status >= 500:
        tell_error("request.failed", error, request=getattr(request.state, "request_id", None))
    answer = problem(status, code, error.message, error.hint)
    if isinstance(error, model.TooMany):
        answer.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return answer


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, model.ComityError)
    return answer_to(error, request)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"where": _where(one["loc"]), "what": str(one["msg"])} for one in error.errors()[:MOST_ERRORS]]
    is_json = any(one["type"] == "json_invalid" for one in error.errors())
    detail = "the body is not JSON" if is_json else "; ".join(f"{one['where']}: {one['what']}" for one in errors[:3])
    return problem(400, "invalid_parameters", detail, "see the API's own description at /api/v1/openapi.json", errors)


def _where(place: Sequence[str | int]) -> str:
    first, *rest = place or ("body",)
    if first != "body":
        return str(rest[0] if rest else first)
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code in (404, 405) and _is_looked_at(request):
        lost: Response = await request.app.state.lost_page(request)
        return lost
    code, detail = _HTTP_TITLES.get(error.status_code, ("bad_request", ""))
    answer = problem(error.status_code, code, detail or str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _is_looked_at(request: Request) -> bool:
    """Whether a person asked in a browser, and pages are there to answer with."""
    is_read = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return is_read and not request.url.path.startswith(NO_PAGES) and hasattr(request.app.state, "lost_page")


def internal_error(error: Exception) -> JSONResponse:
    """The answer to a request that failed for a reason that is not the caller's; ``Request-Id`` names its line in the log."""
    return problem(
        500, "internal_error", f"internal error ({type(error).__name__})", "the node's log has more under the id in the header Request-Id"
    )


def answer_with_problems(app: FastAPI) -> None:
    """Make ``app`` answer every error with a problem."""
    app.add_exception_handler(model.ComityError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
