"""Sittings: who is signed in, found by the hash of a token that nobody keeps."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping

from comity.identity.sittings import Sitting
from comity.model import Conflict, Purpose
from comity.storage.database.repository import Repository
from comity.storage.database.schema import sittings


class Sittings(Repository):
    """The sittings that have not been swept yet."""

    def add(self, sitting: Sitting) -> None:
        """Keep a new sitting. Raises ``Conflict`` when its user is not kept."""
        self._run(insert(sittings).values(_row(sitting)))

    def get(self, token_hash: str) -> Sitting | None:
        """The sitting that a token of that hash opens. Whether it still holds is for ``identity`` to say."""
        row = self._row(select(sittings).where(sittings.c.token_hash == token_hash))
        return _sitting(row) if row else None

    def renew(self, old_token_hash: str, sitting: Sitting) -> None:
        """Put ``sitting`` in the place of the one under the old hash. Raises ``Conflict`` when that one has ended."""
        if self.end(old_token_hash) == 0:
            raise Conflict("this sitting has ended", "sign in again")
        self.add(sitting)

    def seen(self, token_hash: str, at: datetime) -> None:
        """Write down that a request came."""
        self._run(update(sittings).where(sittings.c.token_hash == token_hash).values(seen_at=at))

    def of(self, user: str) -> tuple[Sitting, ...]:
        """The sittings of one user, oldest first."""
        rows = self._rows(select(sittings).where(sittings.c.user == user).order_by(sittings.c.created_at, sittings.c.token_hash))
        return tuple(_sitting(row) for row in rows)

    def end(self, token_hash: str) -> int:
        """Remove a sitting; 1, or 0 when it is not there."""
        return self._run(delete(sittings).where(sittings.c.token_hash == token_hash))

    def end_all(self, user: str) -> int:
        """Remove every sitting of a user; how many."""
        return self._run(delete(sittings).where(sittings.c.user == user))

    def sweep(self, now: datetime, idle_since: datetime) -> int:
        """Remove the sittings that are over at ``now`` or were last seen before ``idle_since``; how many."""
        return self._run(delete(sittings).where((sittings.c.expires_at <= now) | (sittings.c.seen_at < idle_since)))


def _row(sitting: Sitting) -> dict[str, Any]:
    return asdict(sitting) | {"purpose": sitting.purpose.value if sitting.purpose else ""}


def _sitting(row: RowMapping) -> Sitting:
    return Sitting(**(dict(row) | {"purpose": Purpose(row["purpose"]) if row["purpose"] else None}))
