"""Keys for programs: ``comity_<id>_<secret>_<checksum>``, readable to a scanner for leaked secrets, worthless in a stolen database.

The checksum tells a mistyped or invented key from a real one before anything is looked up. Of the secret, 256 random bits, only the SHA-256
is kept: it cannot be guessed, so it needs no slow hash. Every key has an end, a rate, purposes, and no right that its issuer lacks.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from comity.identity.permissions import KeyActor, Refused, Scope, grantable
from comity.identity.rates import Rate
from comity.model import Actor, NotAllowed, Purpose, Role, UsageError

LONGEST = timedelta(days=366)
"""The longest life of a key."""

PREFIX = "comity"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_ID, _SECRET, _CHECKSUM = 12, 43, 6
_FORM = re.compile(rf"({PREFIX}_([{_ALPHABET}]{{{_ID}}})_([{_ALPHABET}]{{{_SECRET}}}))_([{_ALPHABET}]{{{_CHECKSUM}}})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept.

    ``id`` is public and stands in the ledger. ``secret_hash`` is the SHA-256 of the secret in hexadecimal. ``purposes`` are those that a
    call may name. ``rate`` and ``per_day`` are its limits in units of cost, see ``rates``. ``created_by`` and ``revoked_by`` are actor ids.
    """

    id: str
    name: str
    secret_hash: str = field(repr=False)
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    purposes: frozenset[Purpose]
    created_by: str
    created_at: datetime
    expires_at: datetime
    rate: Rate = field(default_factory=Rate)
    per_day: int = 100_000
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""


@dataclass(frozen=True, slots=True)
class KeyOrder:
    """What a key is wanted for. ``expires_at`` has no default: a key without an end is not issued."""

    name: str
    expires_at: datetime
    purposes: frozenset[Purpose]
    scopes: frozenset[Scope] = frozenset()
    roles: frozenset[Role] = frozenset()
    rate: Rate = field(default_factory=Rate)
    per_day: int = 100_000


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key with the text that its holder sends. The text is shown once and kept nowhere."""

    key: ApiKey
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Presented:
    """The parts of a key that somebody sent: well formed, not yet verified."""

    id: str
    secret: str = field(repr=False)


class KeyFault(StrEnum):
    """Why a key is not accepted. For the ledger and the log; to the caller all but the last two look the same."""

    MALFORMED = "malformed"
    CHECKSUM = "checksum"
    UNKNOWN = "unknown"
    SECRET = "secret"  # noqa: S105 - the name of a fault
    REVOKED = "revoked"
    EXPIRED = "expired"


def issue(order: KeyOrder, by: Actor, at: datetime) -> Issued:
    """A new key. Whether ``by`` may issue keys at all is for ``permissions.may``.

    Raises ``UsageError`` on an order that is empty, without end or too long; ``NotAllowed`` when the key could do what ``by`` may not.
    """
    _check(order, at)
    if isinstance(answer := grantable(by, order.roles, order.scopes), Refused):
        raise NotAllowed(answer.reason, "ask somebody in that role to issue the key")
    id_, secret = _random(_ID), _random(_SECRET)
    body = f"{PREFIX}_{id_}_{secret}"
    key = ApiKey(
        id=id_,
        name=" ".join(order.name.split()),
        secret_hash=secret_hash(secret),
        roles=order.roles,
        scopes=order.scopes,
        purposes=order.purposes,
        created_by=by.id,
        created_at=at,
        expires_at=order.expires_at,
        rate=order.rate,
        per_day=order.per_day,
    )
    return Issued(key, f"{body}_{_checksum(body)}")


def parse(token: str) -> Presented | KeyFault:
    """The parts of ``token``, or why it is no key. Reads a bounded text once and looks nothing up, so that noise costs little."""
    found = _FORM.fullmatch(token)
    if found is None:
        return KeyFault.MALFORMED
    body, key_id, secret, checksum = found.groups()
    return Presented(key_id, secret) if checksum == _checksum(body) else KeyFault.CHECKSUM


def verify(key: ApiKey | None, presented: Presented, at: datetime) -> ApiKey | KeyFault:
    """The key that ``presented`` proves at ``at``, or why it proves none. ``key`` is what is kept under its id, or None.

    The secret is compared first and in constant time, against a hash of nothing when the id is unknown: only the holder of the secret
    learns that a key was revoked or has expired.
    """
    kept = key.secret_hash if key else "0" * 64
    agrees = hmac.compare_digest(kept, secret_hash(presented.secret))
    if key is None or key.id != presented.id:
        return KeyFault.UNKNOWN
    if not agrees:
        return KeyFault.SECRET
    if key.revoked_at is not None:
        return KeyFault.REVOKED
    return KeyFault.EXPIRED if at >= key.expires_at else key


def actor(key: ApiKey, purpose: Purpose | None = None) -> KeyActor:
    """The key as the one who acts, for ``purpose``; a key with one purpose need not name it.

    Raises ``NotAllowed`` when the key was not issued for that purpose.
    """
    if purpose is not None and purpose not in key.purposes:
        raise NotAllowed(f"this key was not issued for the purpose {purpose}", "its purposes: " + ", ".join(sorted(key.purposes)))
    only = next(iter(key.purposes)) if len(key.purposes) == 1 else None
    return KeyActor(f"key:{key.id}", key.roles, purpose or only, key.scopes)


def revoked(key: ApiKey, by: Actor, at: datetime) -> ApiKey:
    """The key without effect from ``at`` on. Revoking twice keeps the first time and person."""
    return key if key.revoked_at else replace(key, revoked_at=at, revoked_by=by.id)


def secret_hash(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _check(order: KeyOrder, at: datetime) -> None:
    """Raise ``UsageError`` unless ``order`` names an end, rights, purposes and limits."""
    if not order.name.strip() or len(order.name) > 120:
        raise UsageError("a key needs a name of 1 to 120 characters", "name the program that will hold it")
    if not at < order.expires_at <= at + LONGEST:
        raise UsageError(f"a key ends within {LONGEST.days} days, and not in the past", "choose an earlier end and issue a new key then")
    if not order.scopes and not order.roles:
        raise UsageError("a key without scopes could do nothing", "scopes: " + ", ".join(Scope))
    if not order.purposes:
        raise UsageError("a key needs at least one purpose", "purposes: " + ", ".join(Purpose))
    if order.per_day < 1:
        raise UsageError("the limit for a day is at least 1")


def _random(length: int) -> str:
    """``length`` characters from the system's random source, each of 62: 43 of them hold 256 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _checksum(text: str) -> str:
    """CRC-32 of ``text`` in six characters of the alphabet. It finds mistakes; it proves nothing."""
    rest, digits = zlib.crc32(text.encode("utf-8", "surrogatepass")), ""
    for _ in range(_CHECKSUM):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
