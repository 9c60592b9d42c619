"""A sitting: one person signed in with one browser, for one purpose, until it ends.

The browser holds a random token; the node keeps only its hash, so a stolen database signs nobody in. A token is made new at sign-in and at
each change of rights: a token planted before (session fixation) is worth nothing after.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from comity.model import Purpose

_TOKEN_BYTES = 32
_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ends:
    """When a sitting ends: after ``idle`` without a request, and ``whole`` after sign-in whatever happens.

    The defaults are those of NIST SP 800-63B for its second assurance level: reauthentication at least once in 12 hours and after 30
    minutes of inactivity (section 4.2.3 of revision 3).
    """

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting as it is kept.

    ``token_hash`` is the SHA-256 of the token in hexadecimal. ``expires_at`` is the end that no request moves. ``proved_at`` is when the
    person last proved who they are: acts of weight want that to be recent. ``purpose`` is None until one is chosen.
    """

    token_hash: str = field(repr=False)
    user: str
    created_at: datetime
    seen_at: datetime
    proved_at: datetime
    expires_at: datetime
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A sitting with the token that opens it. The token is shown to the browser once and kept nowhere."""

    sitting: Sitting
    token: str = field(repr=False)


class SittingEnd(StrEnum):
    """Why a token opens nothing."""

    UNKNOWN = "unknown"
    IDLE = "idle"
    OVER = "over"


def token_hash(token: str) -> str:
    """What is kept of ``token``: its SHA-256. It needs no salt and no slowness, since 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def open_sitting(user: str, at: datetime, ends: Ends | None = None) -> Opened:
    """A new sitting of the user called ``user``, who has just proved who they are."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return Opened(Sitting(token_hash(token), user, at, at, at, at + (ends or Ends()).whole), token)


def renewed(sitting: Sitting) -> Opened:
    """The same sitting under a new token, for each change of rights: other roles, another purpose, a second factor, a new password.

    It ends when the old one would have. Whoever keeps sittings removes the old in the same transaction.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return Opened(replace(sitting, token_hash=token_hash(token)), token)


def with_purpose(sitting: Sitting, purpose: Purpose) -> Opened:
    """The sitting for another purpose: other data can be seen, so it goes on under a new token."""
    return renewed(replace(sitting, purpose=purpose))


def proved_again(sitting: Sitting, at: datetime) -> Opened:
    """The sitting after the person proved again, at ``at``, who they are."""
    return renewed(replace(sitting, proved_at=at, seen_at=at))


def seen(sitting: Sitting | None, token: str, at: datetime, ends: Ends | None = None) -> Sitting | SittingEnd:
    """The sitting that ``token`` opens at ``at``, now seen, or why it opens none.

    ``sitting`` is what is kept under the token's hash, or None. The hashes are compared again, in constant time, so that a store that found
    the wrong row opens nothing. A clock set back never lengthens a sitting.
    """
    kept = sitting.token_hash if sitting else "0" * 64
    if not hmac.compare_digest(kept, token_hash(token)) or sitting is None:
        return SittingEnd.UNKNOWN
    if at >= sitting.expires_at:
        return SittingEnd.OVER
    if at - sitting.seen_at >= (ends or Ends()).idle:
        return SittingEnd.IDLE
    return replace(sitting, seen_at=max(at, sitting.seen_at))


def proved_within(sitting: Sitting, span: timedelta, at: datetime) -> bool:
    """Whether the person proved who they are within ``span`` before ``at``."""
    return at - sitting.proved_at <= span


def csrf_token(token: str) -> str:
    """A token for the forms of this sitting, another one each time: a nonce, and the nonce under HMAC-SHA-256 with the sitting's token.

    It is bound to the sitting, so a form made in one is refused in another, and nothing need be kept (OWASP Cross-Site Request Forgery
    Prevention Cheat Sheet, "signed double-submit cookie"). The nonce keeps compression from giving it away (BREACH).
    """
    nonce = secrets.token_hex(_NONCE_BYTES)
    return f"{nonce}.{_seal(token, nonce)}"


def csrf_holds(token: str, presented: str) -> bool:
    """Whether ``presented`` was made by ``csrf_token`` for this sitting. Constant time; any text may be given."""
    nonce, _, seal = presented.partition(".")
    return hmac.compare_digest(_seal(token, nonce).encode(), seal.encode("utf-8", "surrogatepass"))


def _seal(token: str, nonce: str) -> str:
    """The nonce under the sitting's token."""
    # Another key than the hash that is kept, so that a stolen database forges no form.
    key = hashlib.sha256(b"comity csrf " + token.encode("utf-8", "surrogatepass")).digest()
    return hmac.new(key, nonce.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
