"""A person's second factor and password, changed by themselves in a sitting in which they proved lately who they are.

Every change ends the person's other sittings and goes on in this one under a new token.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from comity.identity import Opened, Passwords, Sitting, User, check_password, renewed, with_password
from comity.identity.federated import FOREIGN
from comity.identity.totp import offered, proved, provisioning_uri, removed, with_recovery_codes
from comity.model import Conflict, Entry, NotSignedIn, UsageError
from comity.node.prepared import for_hash
from comity.node.signing_in import Entered, renew
from comity.storage.database import Database, Durability, Writing

ISSUER = "Comity"
"""What a phone shows above the codes."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A second factor that counts from now on, the sitting that goes on, and recovery codes, which are shown once."""

    opened: Opened
    codes: tuple[str, ...] = field(repr=False)


def offer(database: Database, sitting: Sitting, at: datetime) -> str:
    """The ``otpauth://`` address of a new secret, for a QR code; it counts when it is proved. An older one that was not proved is dropped.

    Raises ``Conflict`` while a second factor is in use, or for somebody who signs in with a provider.
    """
    with database.writing(Durability.FULL) as writing:
        user = offered(_own(writing, sitting))
        writing.users.save(user)
        writing.record(_entry(sitting, "second_factor.offer", at))
    return provisioning_uri(user, ISSUER)


def prove(database: Database, sitting: Sitting, code: str, at: datetime) -> Proved:
    """Take the offered secret into use, since ``code`` proves it. Raises ``UsageError`` for a wrong code, or when none was offered."""
    with database.writing(Durability.FULL) as writing:
        user = proved(_own(writing, sitting), code, at)
        if user is None:
            raise UsageError("the code is not right", "check the clock of the phone, and type the code that it shows now")
        made = with_recovery_codes(user)
        opened = _go_on(writing, made.user, sitting, _entry(sitting, "second_factor.prove", at))
    return Proved(opened, made.codes)


def new_codes(database: Database, sitting: Sitting, at: datetime) -> Proved:
    """New recovery codes in the place of all old ones. Raises ``Conflict`` without a second factor."""
    with database.writing(Durability.FULL) as writing:
        made = with_recovery_codes(_with_second_factor(_own(writing, sitting)))
        opened = _go_on(writing, made.user, sitting, _entry(sitting, "second_factor.codes", at))
    return Proved(opened, made.codes)


def remove(database: Database, sitting: Sitting, at: datetime) -> Opened:
    """Sign in without a second factor from now on. Raises ``Conflict`` when there is none."""
    with database.writing(Durability.FULL) as writing:
        user = removed(_with_second_factor(_own(writing, sitting)))
        return _go_on(writing, user, sitting, _entry(sitting, "second_factor.remove", at))


def change_password(database: Database, sitting: Sitting, password: str, passwords: Passwords, at: datetime) -> Entered:
    """Another password. Hashes it: run it in the turnstile. Raises ``UsageError``, with the reason, when it may not be chosen."""
    check_password(password, sitting.user)
    prepared = for_hash(passwords, password)
    with database.writing(Durability.FULL) as writing:
        user = with_password(_own(writing, sitting), password, prepared)
        opened = _go_on(writing, user, sitting, _entry(sitting, "user.password", at))
    return Entered(user, opened)


def _own(writing: Writing, sitting: Sitting) -> User:
    user = writing.users.hold(sitting.user)
    if user is None or user.disabled_at is not None:
        raise NotSignedIn("you are not signed in, or your sitting has ended", "sign in again")
    if user.name.startswith(FOREIGN):
        raise Conflict("you sign in with a provider", "change your password and second factor there")
    return user


def _with_second_factor(user: User) -> User:
    if not user.has_second_factor:
        raise Conflict("you have no second factor", "set one up first")
    return user


def _go_on(writing: Writing, user: User, sitting: Sitting, entry: Entry) -> Opened:
    writing.users.save(user)
    opened = renewed(sitting)
    renew(writing, sitting, opened, entry)
    for other in writing.sittings.of(user.name):
        if other.token_hash != opened.sitting.token_hash:
            writing.sittings.end(other.token_hash)
    return opened


def _entry(sitting: Sitting, action: str, at: datetime) -> Entry:
    purpose = sitting.purpose.value if sitting.purpose else ""
    return Entry(at, f"user:{sitting.user}", action, f"user:{sitting.user}", purpose)
