"""``Idempotency-Key``: a POST that is sent twice under one key is carried out once, and the second answer is the first.

The key is a string of structured fields (RFC 9651, section 3.3.3), ``Idempotency-Key: "8e03978e-40d5-43e8-bc93-6894a57f9324"``; the bare
text is taken as well. It holds for one caller. Another request under a known key is a conflict (409; the draft asks for 422), and so is one
that is still being carried out. What is told of a known key counts as one request against the caller's rate. A path takes part with a
parameter ``once: Once`` and by answering through it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from comity.model import UsageError
from comity.node.repeats import Clash, Kept, Ticket, begin, finish, forget
from comity.node.service import Service
from comity.web.access import Caller
from comity.web.problems import problem

LONGEST = 200
REPLAYED = "Idempotent-Replayed"
"""The header of an answer that was given before."""

_KEY = re.compile(rf'"([\x20\x21\x23-\x5b\x5d-\x7e]{{1,{LONGEST}}})"|([\x21\x23-\x5b\x5d-\x7e]{{1,{LONGEST}}})', re.ASCII)


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, with its key (empty: none) and the digest of what it asks, whoever asks it."""

    key: str
    digest: str

    async def answer(self, caller: Caller, act: Callable[[], Awaitable[Response]]) -> Response:
        """The answer of ``act``, or the one that it gave before under this key. What ``act`` raises is raised, and nothing is kept."""
        if not self.key:
            return await act()
        ticket = self._ticket(caller)
        known = await run_in_threadpool(begin, caller.service.database, ticket, caller.service.now())
        if known is not None:
            caller.spend(0)
            return _known(known)
        try:
            made = await act()
        except Exception:
            await run_in_threadpool(forget, caller.service.database, ticket)
            raise
        await run_in_threadpool(_keep, caller.service, ticket, made)
        return made

    def answer_now(self, caller: Caller, act: Callable[[], Response]) -> Response:
        """``answer``, for a path that runs in a thread."""
        if not self.key:
            return act()
        ticket = self._ticket(caller)
        known = begin(caller.service.database, ticket, caller.service.now())
        if known is not None:
            caller.spend(0)
            return _known(known)
        try:
            made = act()
        except Exception:
            forget(caller.service.database, ticket)
            raise
        _keep(caller.service, ticket, made)
        return made

    def _ticket(self, caller: Caller) -> Ticket:
        """The request for the purpose that counts, wherever it was named: a person's sitting has it, and so may a key."""
        purpose = caller.actor.purpose
        digest = hashlib.sha256(f"{self.digest} {purpose.value if purpose else ''}".encode())
        return Ticket(caller.actor.id, self.key, digest.hexdigest())


async def asking(
    request: Request,
    idempotency_key: Annotated[
        str, Header(max_length=LONGEST + 2, description="a text of your own, new for each request: sent again, it is carried out once")
    ] = "",
) -> Asking:
    """A dependency: the request and its key. Raises ``UsageError`` for a key that cannot be read."""
    if not idempotency_key:
        return Asking("", "")
    found = _KEY.fullmatch(idempotency_key)
    if found is None or len(request.headers.getlist("idempotency-key")) > 1:
        raise UsageError(
            "the header Idempotency-Key cannot be read", f'send one text of 1 to {LONGEST} plain characters, such as "8e03978e-..."'
        )
    state = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        state.update(part.encode() + b"\n")
    state.update(await request.body())
    return Asking(found[1] or found[2], state.hexdigest())


Once = Annotated[Asking, Depends(asking)]
"""The parameter of a path that takes an idempotency key."""


def as_json(record: Any, status: int = 200) -> Response:  # noqa: ANN401 - JSON is what it is
    """An answer of plain values."""
    return Response(json.dumps(record, ensure_ascii=False, separators=(",", ":")), status, media_type="application/json")


def _keep(service: Service, ticket: Ticket, made: Response) -> None:
    if 200 <= made.status_code < 300:
        finish(service.database, ticket, Kept(made.status_code, bytes(made.body)))
    else:
        forget(service.database, ticket)


def _known(known: Kept | Clash) -> Response:
    if isinstance(known, Kept):
        return Response(known.body, known.status, {REPLAYED: "true"}, "application/json")
    if known is Clash.REUSED:
        return problem(
            409, "idempotency_key_reused", "another request was sent under this Idempotency-Key", "send each request under a new key"
        )
    answer = problem(
        409, "idempotency_key_under_way", "the request of this Idempotency-Key is being carried out", "send it again in a moment"
    )
    answer.headers["Retry-After"] = "1"
    return answer
