"""What stays of an erased thing: enough to prove that it was erased, and to erase it again when an old backup brings it back.

A tombstone holds no personal data. Its digest is salted with a secret of the node, so that nobody can try names against it, and is made of
what identifies the thing, so that the node itself knows the thing again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.model import FormatError, UsageError

FORM = "comity-tombstone-1"
"""The form of the canonical bytes; another form gets another name."""

LEAST_SALT = 16
"""Bytes of a salt at least: 128 bits, too many to try."""

_FIELDS = {"form", "kind", "id", "digest", "basis", "at"}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One erased thing: its ``kind`` and ``id`` in this node, the salted ``digest`` of what identified it (hexadecimal), the ``basis`` on
    which it was erased (a rule's citation or a request's number, never a name), and when. ``at`` is aware.
    """

    kind: str
    id: str
    digest: str
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """What is being erased: kind and id in this node, and the bytes that identify it: the owner's own number, or its record."""

    kind: str
    id: str
    identity: bytes


def bury(erased: Erased, salt: bytes, basis: str, at: datetime) -> Tombstone:
    """The tombstone of ``erased``. Raises ``UsageError`` on a salt that could be tried or a time without zone."""
    if at.tzinfo is None:
        raise UsageError("the time of an erasure has no time zone")
    return Tombstone(erased.kind, erased.id, _digest(erased.kind, erased.identity, salt), basis, at)


def recognises(tombstone: Tombstone, kind: str, identity: bytes, salt: bytes) -> bool:
    """Whether ``tombstone`` stands for the thing of ``kind`` with this identity. Constant time. Raises ``UsageError`` as ``bury`` does."""
    return tombstone.kind == kind and hmac.compare_digest(tombstone.digest, _digest(kind, identity, salt))


def tombstone_bytes(tombstone: Tombstone) -> bytes:
    """The canonical form: one JSON object, sorted keys, no blanks, UTF-8, the time in UTC with microseconds. Equal stones, equal bytes."""
    at = tombstone.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    record = {"form": FORM, "kind": tombstone.kind, "id": tombstone.id, "digest": tombstone.digest, "basis": tombstone.basis, "at": at}
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def tombstone_from_bytes(data: bytes) -> Tombstone:
    """The tombstone of these canonical bytes. Raises ``FormatError`` on anything that ``tombstone_bytes`` would not have written."""
    try:
        record = json.loads(data)
        if set(record) != _FIELDS or record["form"] != FORM or not all(isinstance(value, str) for value in record.values()):
            raise FormatError("this is not a tombstone of the form known here")
        stone = Tombstone(record["kind"], record["id"], record["digest"], record["basis"], datetime.fromisoformat(record["at"]))
        if tombstone_bytes(stone) != data:
            raise FormatError("the tombstone is not in its canonical form")
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise FormatError("this is not a tombstone") from error
    return stone


def _digest(kind: str, identity: bytes, salt: bytes) -> str:
    """HMAC-SHA-256 under the salt over the kind, its length first, and the identity: no two things share their bytes."""
    if len(salt) < LEAST_SALT:
        raise UsageError(f"the salt of tombstones has at least {LEAST_SALT} bytes")
    name = kind.encode()
    return hmac.new(salt, len(name).to_bytes(4, "big") + name + identity, hashlib.sha256).hexdigest()
