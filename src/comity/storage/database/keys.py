"""Keys for programs, as ``identity`` describes them; of a secret only its hash is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.identity.keys import ApiKey
from comity.identity.permissions import Scope
from comity.identity.rates import Rate
from comity.model import Conflict, Purpose, Role
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.repository import Repository
from comity.storage.database.schema import keys


class Keys(Repository):
    """The keys, revoked and expired ones too: none is ever removed, since the ledger names them."""

    def add(self, key: ApiKey) -> None:
        """Keep a new key. Raises ``Conflict`` when its id is taken."""
        self._run(insert(keys).values(_row(key)))

    def get(self, key_id: str) -> ApiKey | None:
        """The key of that public id."""
        row = self._row(select(keys).where(keys.c.id == key_id))
        return _key(row) if row else None

    def all(self) -> tuple[ApiKey, ...]:
        """Every key, in the order in which they were issued."""
        return tuple(_key(row) for row in self._rows(select(keys).order_by(keys.c.created_at, keys.c.id)))

    def used(self, key_id: str, at: datetime) -> None:
        """Write down that a key was used."""
        self._run(update(keys).where(keys.c.id == key_id).values(last_used_at=at))

    def revoke(self, key_id: str, by: str, at: datetime) -> None:
        """End a key. Raises ``Conflict`` when it is revoked already or not there."""
        alive = (keys.c.id == key_id) & keys.c.revoked_at.is_(None)
        if self._run(update(keys).where(alive).values(revoked_at=at, revoked_by=by)) == 0:
            raise Conflict("there is no such key in use", "it was revoked before, or there is none of that id")


def _row(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "secret_hash": key.secret_hash,
        "roles": to_text(sorted(key.roles)),
        "scopes": to_text(sorted(key.scopes)),
        "purposes": to_text(sorted(key.purposes)),
        "created_by": key.created_by,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "per_minute": key.rate.per_minute,
        "burst": key.rate.burst,
        "per_day": key.per_day,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "revoked_by": key.revoked_by,
    }


def _key(row: RowMapping) -> ApiKey:
    read = dict(row)
    rate = Rate(read.pop("per_minute"), read.pop("burst"))
    sets = {
        "roles": frozenset(map(Role, from_text(row["roles"]))),
        "scopes": frozenset(map(Scope, from_text(row["scopes"]))),
        "purposes": frozenset(map(Purpose, from_text(row["purposes"]))),
    }
    return ApiKey(**(read | sets), rate=rate)
