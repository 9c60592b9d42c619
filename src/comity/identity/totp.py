"""One-time codes of a phone (RFC 6238) as second factor, and recovery codes for the day the phone is lost.

A code is accepted one time step early or late, and no step is ever accepted twice: a code read over a shoulder is worth nothing. A secret
counts from when its holder proved it with a first code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyotp

from comity.identity.users import User
from comity.model import Conflict, UsageError

STEP = 30
"""Seconds of a time step: the default of RFC 6238, section 5.2."""

WINDOW = 1
"""Steps that a code may be early or late: the one step that RFC 6238, section 5.2, recommends at most."""

DIGITS = 6
RECOVERY_CODES = 10
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_SECRET_BYTES_AS_BASE32 = 32
_RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_RECOVERY_LENGTH = 24


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """A user with new recovery codes, and the codes themselves, which are shown once and kept nowhere."""

    user: User
    codes: tuple[str, ...] = field(repr=False)


def offered(user: User) -> User:
    """``user`` with a new secret (160 bits, the length that RFC 4226, section 4, recommends) that does not count yet.

    Raises ``Conflict`` while a proved secret is in use: it is removed first, by who may.
    """
    if user.has_second_factor:
        raise Conflict("a second factor is in use already", "remove it first")
    return replace(user, totp=pyotp.random_base32(_SECRET_BYTES_AS_BASE32), totp_counter=None)


def provisioning_uri(user: User, issuer: str) -> str:
    """The ``otpauth://`` address of the user's secret, for a QR code. It is the secret: show it once, log it never.

    Raises ``UsageError`` when no secret waits to be proved: one in use is never shown again.
    """
    if not user.totp or user.has_second_factor:
        raise UsageError("there is no new secret to show", "ask for a new one first")
    return _codes_of(user).provisioning_uri(name=user.name, issuer_name=issuer)


def proved(user: User, code: str, at: datetime) -> User | None:
    """``user`` whose secret counts from now on, since ``code`` proves it; None when the code is not right.

    Raises ``UsageError`` when no secret waits to be proved.
    """
    if not user.totp or user.has_second_factor:
        raise UsageError("there is no new secret to prove", "ask for a new one first")
    counter = _counter_of(user, code, at)
    return None if counter is None else replace(user, totp_counter=counter)


def removed(user: User) -> User:
    """``user`` without second factor and without recovery codes."""
    return replace(user, totp="", totp_counter=None, recovery=frozenset())


def used_code(user: User, code: str, at: datetime) -> User | None:
    """``user`` after ``code`` was used at ``at``, or None when it is not right, was used before, or is older than one that was used.

    The store must keep the new counter only where the old one still stands: of two who send the same code at once, one is let in.
    """
    if not user.has_second_factor:
        return None
    counter = _counter_of(user, code, at)
    if counter is None or (user.totp_counter is not None and counter <= user.totp_counter):
        return None
    return replace(user, totp_counter=counter)


def with_recovery_codes(user: User) -> RecoveryCodes:
    """``user`` with ten new recovery codes in place of all old ones.

    A code holds 118 bits, above the 112 from which a plain hash is enough (NIST SP 800-63B revision 4, section 3.1.2.2).
    """
    codes = tuple("".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES))
    shown = tuple("-".join(code[start : start + 6] for start in range(0, _RECOVERY_LENGTH, 6)) for code in codes)
    return RecoveryCodes(replace(user, recovery=frozenset(_recovery_hash(code) for code in codes)), shown)


def used_recovery_code(user: User, code: str) -> User | None:
    """``user`` without the recovery code just used, or None when it is none of theirs. Spaces, dashes and capitals do not matter."""
    if not user.has_second_factor or len(code) > 4 * _RECOVERY_LENGTH:
        return None
    wanted, found = _recovery_hash(code), ""
    for kept in user.recovery:
        if hmac.compare_digest(kept, wanted):
            found = kept
    return replace(user, recovery=user.recovery - {found}) if found else None


def _counter_of(user: User, code: str, at: datetime) -> int | None:
    """The time step within the window whose code is ``code``, or None. Every step is compared, in constant time."""
    text = code.replace(" ", "")
    if not _CODE.fullmatch(text):
        return None
    codes, now, found = _codes_of(user), int(at.timestamp()) // STEP, None
    for counter in range(max(0, now - WINDOW), now + WINDOW + 1):
        if hmac.compare_digest(codes.generate_otp(counter), text):
            found = counter
    return found


def _codes_of(user: User) -> pyotp.TOTP:
    """The codes of the user's secret. SHA-1 as RFC 6238 has it by default: HMAC does not rest on collisions, and phones know no other."""
    return pyotp.TOTP(user.totp, digits=DIGITS, interval=STEP)


def _recovery_hash(code: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256("".join(code.lower().replace("-", "").split()).encode("utf-8", "surrogatepass")).hexdigest()
