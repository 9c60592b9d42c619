"""What every request meets first: its size, its id, and the clock that measures it.

A body over the limit is refused before it is read whole, and a large one is read only from a caller who is known: JSON is parsed before a
path asks who sent it. Plain ASGI: no layer of its own between the server and a stream.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from comity.model import ComityError
from comity.node.file_screening import LARGEST
from comity.node.front import host_of, is_address, is_loopback
from comity.node.logs import tell_error
from comity.node.service import Service
from comity.node.waiting_files import LARGEST_FILE
from comity.web.access import known
from comity.web.metrics_of_requests import observe
from comity.web.problems import answer_to, internal_error, problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_FORM = 64 * 1024
"""Bytes of a body whose sender need not be known: enough to sign in."""

LARGEST_BODY = 16 * 1024 * 1024
"""Bytes of a body that is not a stream."""

LARGEST_STREAM = 4 * 1024 * 1024 * 1024
LONGEST_QUERY = 8 * 1024
_STREAMS = re.compile(r"/api/v1/(screen/stream|bases/[^/]+/import)")
"""The paths whose bodies are read as they come."""

LARGEST_UPLOAD = LARGEST + 1024 * 1024
"""Bytes of a form with a file to be screened: the file and what is around it."""

_UPLOADS = {"/screen/file": LARGEST_UPLOAD, "/lists/import": LARGEST_UPLOAD, "/monitoring/import": LARGEST_FILE + 1024 * 1024}
"""The paths of forms with a file, and their bytes. Each asks for the right before the body is read (``Uploading``)."""

_TOO_LARGE = "the body is larger than this path takes"
_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class Bounds:
    """Middleware; see the module."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["state"]["request_id"] = secrets.token_hex(8)
        watched = _Watched(scope, receive, send)
        try:
            refusal = _refusal(scope) or await watched.make_room()
            if refusal is not None:
                await refusal(scope, receive, watched.send)
            else:
                await self._app(scope, watched.receive, watched.send)
        except Exception as error:
            await _failed(error, scope, watched)
        finally:
            observe(scope, watched.status, time.perf_counter() - watched.started)


class _Watched:
    """One request's channels: counts what comes in, and notes and dresses what goes out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._left = LARGEST_FORM
        self.status = 499
        self.has_answered = False
        self.started = time.perf_counter()

    async def make_room(self) -> App | None:
        """Take as much as the path takes, when more than a form comes from a caller who is known. The answer to one who is not, or None."""
        length, request = _length(self._scope), Request(self._scope)
        if length is not None and length <= LARGEST_FORM:
            return None
        try:
            await known(request)
        except ComityError as error:
            # Without a length it may be a form after all: then the path itself says who may send it.
            return None if length is None else answer_to(error, request)
        self._left = _largest(self._scope)
        return None

    async def receive(self) -> Message:
        """The next part of the body, counted."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _TOO_LARGE)
        return message

    async def send(self, message: Message) -> None:
        """Send on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.has_answered = True
            own = {name for name, _ in message["headers"]}
            added = [(name, value) for name, value in _SAFE if name not in own]
            message["headers"] = [*message["headers"], *added, (b"request-id", self._scope["state"]["request_id"].encode())]
        await self._send(message)


async def _failed(error: Exception, scope: Scope, watched: _Watched) -> None:
    """Write down what failed under the request's id, and answer with a problem that names the id, where no answer has begun."""
    tell_error("request.failed", error, request=scope["state"]["request_id"], actor=scope["state"].get("actor"))
    if watched.has_answered:
        raise error
    watched.status = 500
    await internal_error(error)(scope, watched.receive, watched.send)


def _refusal(scope: Scope) -> App | None:
    """The answer to a request whose host, length or parameters cannot be; None for others."""
    if not _is_known_host(scope):
        return problem(
            400, "bad_request", "this node is not known by the name in Host", "add it to the setting hosts of [front] (COMITY_FRONT_HOSTS)"
        )
    if len(scope["query_string"]) > LONGEST_QUERY:
        return problem(400, "bad_request", "the query string is too long")
    length = _length(scope)
    if length is not None and length > _largest(scope):
        return problem(413, "limit_exceeded", _TOO_LARGE, "send less at once")
    return None


def _largest(scope: Scope) -> int:
    """Bytes that the path takes at most."""
    if scope["path"] in _UPLOADS:
        return _UPLOADS[scope["path"]]
    return LARGEST_STREAM if _STREAMS.fullmatch(scope["path"]) else LARGEST_BODY


def _length(scope: Scope) -> int | None:
    """Bytes that the body has as the request says: none when it has no body, more than any path takes when that is no number; None when it
    comes in parts of which nothing is said (RFC 9112, section 6.3).
    """
    headers = dict(scope["headers"])
    said = headers.get(b"content-length", b"0")
    if b"transfer-encoding" in headers:
        return None
    return int(said) if said.isdigit() and len(said) <= 15 else LARGEST_STREAM + 1


def _is_known_host(scope: Scope) -> bool:
    """Whether the request asks for this node by a name of its own.

    A page of any site can have its own name point to this machine (DNS rebinding), and then the browser takes this node for that site. So
    on the loopback address, and wherever names were set, only those names are answered; an address is never such a name.
    """
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(given) > 1:
        return False
    service = getattr(scope["app"].state, "service", None) if "app" in scope else None
    names = service.settings.front.names if isinstance(service, Service) else frozenset()
    bound = str((scope.get("server") or ("",))[0])
    if not given or not (names or is_loopback(bound)):
        return True
    try:
        host = host_of(given[0])
    except ValueError:
        return False
    return host in names or host == "localhost" or is_address(host)
