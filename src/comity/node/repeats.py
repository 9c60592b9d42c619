"""Requests that may be sent again: under one key of one caller a request is carried out once, and answered alike each time.

After "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header-07, sections 2.6 and 2.7). Answers are kept for
``ANSWERS_KEPT``, packed. Only what was carried out is kept: a request that failed may be sent again, and is tried anew.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comity.model import Conflict
from comity.storage.database import Database
from comity.storage.database.idempotency import LONGEST

ANSWERS_KEPT = timedelta(hours=24)
"""How long a request may be repeated under its idempotency key."""

ABANDONED = LONGEST
"""A request that has been carried out for longer than this may be begun anew."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request under its key: whose it is (an actor's id), and the digest of what is asked."""

    owner: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer that was given before."""

    status: int
    body: bytes


class Clash(StrEnum):
    """Why a request is not carried out under its key."""

    REUSED = "reused"
    UNDER_WAY = "under way"


def begin(database: Database, ticket: Ticket, at: datetime) -> Kept | Clash | None:
    """None when the request is to be carried out now, and then ``finish`` or ``forget`` must follow; else its answer, or why not."""
    try:
        with database.writing() as writing:
            known = writing.idempotency.get(ticket.owner, ticket.key)
            over = ANSWERS_KEPT if known and known.status else ABANDONED
            if known is not None and at - known.created_at >= over:
                writing.idempotency.forget(ticket.owner, ticket.key)
                known = None
            if known is None:
                writing.idempotency.begin(ticket.owner, ticket.key, ticket.digest, at)
                return None
    except Conflict:  # the same key, begun by another process at this moment
        return Clash.UNDER_WAY
    if known.request_digest != ticket.digest:
        return Clash.REUSED
    return Kept(known.status, zlib.decompress(known.body)) if known.status else Clash.UNDER_WAY


def finish(database: Database, ticket: Ticket, answer: Kept) -> None:
    """Keep the answer."""
    with database.writing() as writing:
        writing.idempotency.finish(ticket.owner, ticket.key, answer.status, zlib.compress(answer.body, 1))


def forget(database: Database, ticket: Ticket) -> None:
    """Let the request be sent again: it was not carried out."""
    with database.writing() as writing:
        writing.idempotency.forget(ticket.owner, ticket.key)
