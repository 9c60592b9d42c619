"""One attempt to sign in: who, with which password and code, judged in an order that gives nothing away.

Whoever fails hears one sentence, always the same, after the same work; the true reason goes to the ledger. A code is asked for and checked
only after the password was right, and a wrong one counts as a failure like a wrong password.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from comity.identity import throttle, totp
from comity.identity.passwords import Passwords
from comity.identity.users import User

SAID = "The name, the password or the code is not right, or the name is resting after too many attempts."
"""What everybody who fails is told."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed. ``code`` is a one-time code or a recovery code, empty when none was given."""

    password: str = field(repr=False)
    code: str = field(default="", repr=False)


class Denial(StrEnum):
    """The true reason of a failure: for the ledger and the log, never for who failed."""

    UNKNOWN = "unknown"
    DISABLED = "disabled"
    RESTING = "resting"
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    CODE = "code"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """It is them: ``user`` is what to keep. ``by_recovery``: a recovery code was used up, so tell them how many are left."""

    user: User
    by_recovery: bool = False


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password is right and a code is needed. Nothing is to be kept; the name has not failed."""


@dataclass(frozen=True, slots=True)
class Denied:
    """It is not shown to be them. ``user`` is what to keep, None for an unknown name. ``again_after`` is how long the name rests, None when
    an administrator has to help.
    """

    reason: Denial
    user: User | None
    again_after: timedelta | None = timedelta()


def sign_in(user: User | None, attempt: Attempt, at: datetime, passwords: Passwords) -> SignedIn | CodeWanted | Denied:
    """Judge ``attempt`` for ``user``, or for a name that nobody has (None).

    The password is hashed in every case, even for a name that rests or is disabled. While a name rests even the right password is refused,
    without counting: an attacker cannot keep somebody out for longer than the wait.
    """
    checked = passwords.check(user.password if user else "", attempt.password)
    if user is None:
        return Denied(Denial.UNKNOWN, None)
    rest = throttle.resting(user, at)
    if rest != timedelta():
        return Denied(Denial.RESTING, user, rest)
    if user.disabled_at is not None:
        return Denied(Denial.DISABLED, user)
    if not checked.right:
        return _failed(user, Denial.PASSWORD, at)
    kept = replace(user, password=checked.rehash) if checked.rehash else user
    return _second_factor(kept, attempt, at) if user.has_second_factor else SignedIn(throttle.cleared(kept))


def _second_factor(user: User, attempt: Attempt, at: datetime) -> SignedIn | CodeWanted | Denied:
    """Judge the code of somebody whose password was right."""
    if not attempt.code.strip():
        return CodeWanted()
    if (seen := totp.used_code(user, attempt.code, at)) is not None:
        return SignedIn(throttle.cleared(seen))
    if (seen := totp.used_recovery_code(user, attempt.code)) is not None:
        return SignedIn(throttle.cleared(seen), by_recovery=True)
    return _failed(user, Denial.CODE, at)


def _failed(user: User, reason: Denial, at: datetime) -> Denied:
    """One more failure of ``user``."""
    kept = throttle.failed(user, at)
    return Denied(reason, kept, throttle.resting(kept, at))
