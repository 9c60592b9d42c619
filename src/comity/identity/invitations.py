"""One-time links: the link of the first start, the link that lets a new user choose a password, and the link that resets one.

Whoever has the link is let in once, so it is as strong as a password, ends soon, and is kept only as a hash.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from comity.identity.sittings import token_hash
from comity.model import UsageError

LONGEST = timedelta(days=7)
"""The longest that a link may be good for."""


class InvitationKind(StrEnum):
    """What a link is for."""

    FIRST_START = "first_start"
    NEW_USER = "new_user"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One link as it is kept. ``token_hash`` is the SHA-256 of its token in hexadecimal; ``user`` is the login name that it lets in."""

    token_hash: str = field(repr=False)
    kind: InvitationKind
    user: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its token, which goes into the link and is kept nowhere."""

    invitation: Invitation
    token: str = field(repr=False)


class InvitationFault(StrEnum):
    """Why a link lets nobody in."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Order:
    """What a link is wanted for: which kind, for the user of which login name, good for how long."""

    kind: InvitationKind
    user: str
    good_for: timedelta


def invite(order: Order, by: str, at: datetime) -> Invited:
    """A new link, asked for by the actor ``by``. Raises ``UsageError`` when it would be good for nothing or for longer than ``LONGEST``."""
    if not timedelta() < order.good_for <= LONGEST:
        raise UsageError(f"a link is good for at most {LONGEST.days} days", "make a shorter one; it can be made again")
    token = secrets.token_urlsafe(32)
    return Invited(Invitation(token_hash(token), order.kind, order.user, by, at, at + order.good_for), token)


def used(invitation: Invitation | None, token: str, at: datetime) -> Invitation | InvitationFault:
    """The invitation as used at ``at``, or why the link lets nobody in.

    ``invitation`` is what is kept under the token's hash, or None. The store marks it used only where it is still unused, in one statement:
    of two who follow the link at once, one is let in.
    """
    kept = invitation.token_hash if invitation else "0" * 64
    if not hmac.compare_digest(kept, token_hash(token)) or invitation is None:
        return InvitationFault.UNKNOWN
    if invitation.used_at is not None:
        return InvitationFault.USED
    if not invitation.created_at <= at < invitation.expires_at:
        return InvitationFault.EXPIRED
    return replace(invitation, used_at=at)
