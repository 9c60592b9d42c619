"""Keys for programs: issued, kept and revoked, each with its entry in the ledger."""

from __future__ import annotations

from datetime import datetime

from comity.identity import ApiKey, Issued, KeyOrder, issue
from comity.model import Actor, Entry, UnknownName
from comity.storage.database import Database, Durability, Reading


def issue_key(database: Database, order: KeyOrder, by: Actor, at: datetime) -> Issued:
    """A new key, kept; its text is given once. Raises ``UsageError`` and ``NotAllowed`` as ``identity.issue`` does."""
    issued = issue(order, by, at)
    keep_key(database, issued.key, by, at)
    return issued


def keep_key(database: Database, key: ApiKey, by: Actor, at: datetime) -> None:
    """Keep a key that was just issued."""
    facts = {
        "scopes": " ".join(sorted(key.scopes)),
        "roles": " ".join(sorted(key.roles)),
        "purposes": " ".join(sorted(key.purposes)),
        "ends": key.expires_at.isoformat(),
    }
    with database.writing(Durability.FULL) as writing:
        writing.keys.add(key)
        writing.record(Entry(at, by.id, "key.issue", f"key:{key.id}", facts=facts))


def revoke_key(database: Database, key_id: str, by: Actor, at: datetime) -> None:
    """End a key from ``at`` on. Raises ``UnknownName`` when there is none, ``Conflict`` when it was revoked before."""
    with database.writing(Durability.FULL) as writing:
        _known(writing, key_id)
        writing.keys.revoke(key_id, by.id, at)
        writing.record(Entry(at, by.id, "key.revoke", f"key:{key_id}"))


def all_keys(database: Database) -> tuple[ApiKey, ...]:
    """Every key, revoked and ended ones too, in the order of their ids."""
    with database.reading() as reading:
        return tuple(sorted(reading.keys.all(), key=lambda key: key.id))


def known_key(database: Database, key_id: str) -> ApiKey:
    """The key of that id, revoked or ended too. Raises ``UnknownName``."""
    with database.reading() as reading:
        return _known(reading, key_id)


def _known(reading: Reading, key_id: str) -> ApiKey:
    key = reading.keys.get(key_id)
    if key is None:
        raise UnknownName("there is no key of that id", "see `comity keys list`")
    return key
