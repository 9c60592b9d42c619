"""Idempotency keys: a request that is sent twice is carried out once, and answered alike.

After the Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header): the caller's key, a digest of the request, and the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from comity.storage.database.repository import Repository
from comity.storage.database.schema import idempotency

LONGEST = timedelta(minutes=10)
"""A request that has been carried out for longer than this was cut off with its process."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a key: the digest of its request, and the answer; ``status`` is 0 while the request is being carried out."""

    request_digest: str
    status: int
    body: bytes
    created_at: datetime


class Idempotency(Repository):
    """The keys of all callers, until they are swept."""

    def get(self, owner: str, key: str) -> Answered | None:
        """What is known of ``key`` as ``owner`` (a caller's id) sent it."""
        row = self._row(select(idempotency).where(idempotency.c.key_owner == owner, idempotency.c.key == key))
        return Answered(row["request_digest"], row["status"], bytes(row["body"]), row["created_at"]) if row else None

    def begin(self, owner: str, key: str, request_digest: str, at: datetime) -> None:
        """Say that a request is being carried out. Raises ``Conflict`` when its key is known."""
        values = {"key_owner": owner, "key": key, "request_digest": request_digest, "body": b"", "created_at": at}
        self._run(insert(idempotency).values(values))

    def finish(self, owner: str, key: str, status: int, body: bytes) -> None:
        """Keep the answer."""
        mine = (idempotency.c.key_owner == owner) & (idempotency.c.key == key)
        self._run(update(idempotency).where(mine).values(status=status, body=body))

    def forget(self, owner: str, key: str) -> None:
        """Drop a key whose request was not carried out, so that it may be sent again."""
        self._run(delete(idempotency).where(idempotency.c.key_owner == owner, idempotency.c.key == key))

    def sweep(self, before: datetime) -> int:
        """Drop the keys that came before ``before``; how many."""
        return self._run(delete(idempotency).where(idempotency.c.created_at < before))

    def drop_answers(self, before: datetime) -> int:
        """Drop the answers of requests that came before ``before``; how many. What may still be carried out keeps its key."""
        over = (idempotency.c.status != 0) | (idempotency.c.created_at < before - LONGEST)
        return self._run(delete(idempotency).where(idempotency.c.created_at < before, over))
