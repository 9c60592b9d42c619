"""Who may sign in: one person, one user, known by a login name that never changes and is never given to somebody else.

A user is changed by the functions here and nowhere else. Each changes what it is named for, so that a form with an extra field, or a person
who edits their own record, cannot give themselves a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from comity.identity.passwords import Passwords, check_password
from comity.identity.permissions import clashes
from comity.model import Actor, Conflict, NotAllowed, Purpose, Role, UsageError

LONGEST_DISPLAY = 120
"""Characters of the name that is shown."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True)
class User:
    """One person who may sign in.

    ``name`` is the login name (see ``check_name``), ``display`` what colleagues read. ``password`` is an Argon2id hash in PHC form, empty
    before the person chose one. ``totp`` is the secret of the one-time codes in Base32, empty without; it counts only from when the person
    proved that they have it: then ``totp_counter`` is the last time step whose code was used, until then None. ``recovery`` are hashes of
    recovery codes that are still unused. ``failures`` counts failed sign-ins since the last good one; ``locked_until`` is when the next
    attempt is heard. ``disabled_at`` ends the user for good reasons; the record stays, since the ledger names it. All times are aware.
    """

    name: str
    display: str
    roles: frozenset[Role]
    created_at: datetime
    password: str = field(default="", repr=False)
    totp: str = field(default="", repr=False)
    totp_counter: int | None = None
    recovery: frozenset[str] = field(default=frozenset(), repr=False)
    disabled_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None

    @property
    def has_second_factor(self) -> bool:
        """Whether a one-time code is asked for at sign-in."""
        return bool(self.totp) and self.totp_counter is not None

    def actor(self, purpose: Purpose | None = None) -> Actor:
        """This user as the one who acts, for ``purpose``. A disabled user acts in no role."""
        return Actor(f"user:{self.name}", frozenset() if self.disabled_at else self.roles, purpose)


def check_name(name: str) -> str:
    """``name`` as a login name: 2 to 64 of ``a-z 0-9 . _ -``, a letter first. Raises ``UsageError`` otherwise.

    Capital letters and other scripts are refused, not folded: two names that look alike must never be two users.
    """
    if not _NAME.fullmatch(name):
        raise UsageError("this is not a login name", "use 2 to 64 of a-z, 0-9, '.', '_' and '-', a letter first")
    return name


def check_roles(roles: Iterable[Role]) -> frozenset[Role]:
    """``roles`` as one person may hold them. Raises ``Conflict`` where duties must be separate, ``UsageError`` when there are none."""
    wanted = frozenset(roles)
    if not wanted:
        raise UsageError("a user needs at least one role", "roles: " + ", ".join(Role))
    if reason := clashes(wanted):
        raise Conflict(reason, "give the roles to two persons")
    return wanted


def new_user(name: str, display: str, roles: Iterable[Role], at: datetime) -> User:
    """A user who has not chosen a password yet. Raises ``UsageError`` and ``Conflict`` as ``check_name`` and ``check_roles`` do."""
    return User(check_name(name), _display(display), check_roles(roles), at)


def with_profile(user: User, fields: Mapping[str, str]) -> User:
    """``user`` with what a person may change on their own record: ``display``. Raises ``UsageError`` on any other field.

    Unknown fields are refused, never ignored: a request that carries ``roles`` is an attack or a mistake, and both should be seen.
    """
    if other := sorted(set(fields) - {"display"}):
        raise UsageError(f"{len(other)} of the fields cannot be changed here", "this changes 'display' and nothing else")
    return replace(user, display=_display(fields["display"])) if fields else user


def with_password(user: User, password: str, passwords: Passwords) -> User:
    """``user`` with another password. Raises ``UsageError``, with the reason, when it may not be chosen (see ``check_password``).

    End the user's other sittings afterwards, and go on in this one under a new token.
    """
    check_password(password, user.name)
    return replace(user, password=passwords.hash(password))


def without_password(user: User) -> User:
    """``user`` whom only a link lets in, until they choose another password with it."""
    return replace(user, password="")


def with_roles(user: User, roles: Iterable[Role], by: Actor) -> User:
    """``user`` in other roles. Raises ``NotAllowed`` on oneself, ``Conflict`` and ``UsageError`` as ``check_roles`` does.

    Whether ``by`` may manage users at all is for ``permissions.may``; end or renew the user's sittings afterwards.
    """
    _not_oneself(user, by, "roles")
    return replace(user, roles=check_roles(roles))


def disabled(user: User, by: Actor, at: datetime) -> User:
    """``user`` without access from ``at`` on; disabling twice keeps the first time. Raises ``NotAllowed`` on oneself."""
    _not_oneself(user, by, "access")
    return user if user.disabled_at else replace(user, disabled_at=at)


def check_administered(users: Iterable[User]) -> None:
    """Raise ``Conflict`` unless one of ``users``, as they would be after a change, is an administrator who can sign in."""
    if not any(Role.ADMINISTRATOR in user.roles and user.password and not user.disabled_at for user in users):
        raise Conflict("nobody would be left who can administer this node", "give somebody else the role administrator first")


def _display(text: str) -> str:
    """``text`` in one line, bounded, without control characters. Raises ``UsageError`` when it is empty or too long."""
    tidy = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if not tidy or len(tidy) > LONGEST_DISPLAY:
        raise UsageError(f"a name to show has 1 to {LONGEST_DISPLAY} characters")
    return tidy


def _not_oneself(user: User, by: Actor, what: str) -> None:
    """Raise ``NotAllowed`` when ``by`` is ``user``: nobody changes their own ``what``."""
    if by.id == f"user:{user.name}":
        raise NotAllowed(f"nobody changes their own {what}", "ask another administrator")
