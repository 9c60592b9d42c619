"""The people who may sign in: added, invited, given other roles, disabled, helped, each act with its entry in the ledger.

A user's record stays for good, since the ledger names it. Whether ``by`` may do these things at all is asked before, at the door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from comity.identity import InvitationKind, Invited, User, check_administered, disabled, with_profile, with_roles, without_password
from comity.identity.federated import FOREIGN
from comity.identity.invitations import Order
from comity.identity.throttle import cleared
from comity.identity.totp import removed
from comity.model import Actor, Conflict, Entry, Role, UnknownName, UsageError
from comity.node.links import NEW_USER, RESET, give_link
from comity.storage.database import Database, Durability, Writing

KEEP_SECOND_FACTOR = "keep"
REMOVE_SECOND_FACTOR = "remove"

LOOKED_THROUGH = 200
"""Entries about a person among which their last sign-in is looked for: more than the failed ones after which a name rests for good."""


def add_user(database: Database, user: User, by: Actor, at: datetime) -> Invited:
    """Keep a new user, made by ``identity.new_user``, and give the link with which they choose a password.

    Raises ``Conflict`` when the name was ever given, ``UsageError`` for a name of those who sign in with a provider.
    """
    if user.name.startswith(FOREIGN):
        raise UsageError(f"names that begin with {FOREIGN} are for those who sign in with a provider", "choose another name")
    with database.writing(Durability.FULL) as writing:
        writing.users.add(user)
        writing.record(Entry(at, by.id, "user.add", f"user:{user.name}", facts={"roles": _words(user.roles)}))
        return give_link(writing, Order(InvitationKind.NEW_USER, user.name, NEW_USER), by.id, at)


def invite_again(database: Database, name: str, by: Actor, at: datetime) -> Invited:
    """Another link for somebody who has not chosen a password yet; the older one opens nothing any more.

    Raises ``UnknownName``, and ``Conflict`` when they have a password, are disabled, or sign in with a provider.
    """
    with database.writing(Durability.FULL) as writing:
        user = _local(_held(writing, name))
        if user.password:
            raise Conflict("this user has a password already", "reset it instead")
        return give_link(writing, Order(InvitationKind.NEW_USER, name, NEW_USER), by.id, at)


def change_roles(database: Database, name: str, roles: Iterable[Role], by: Actor, at: datetime) -> User:
    """The user in other roles; their sittings end. Nothing changes when they hold just these roles.

    Raises ``UnknownName``, ``NotAllowed`` on oneself, ``Conflict`` for roles that cannot be held together or when no administrator would be
    left, ``UsageError`` for none.
    """
    with database.writing(Durability.FULL) as writing:
        user = _local(_held_among_administrators(writing, name))
        changed = with_roles(user, roles, by)
        if changed == user:
            return user
        _still_administered(writing, user, changed)
        writing.users.save(changed)
        writing.sittings.end_all(name)
        facts = {"roles": _words(changed.roles), "before": _words(user.roles)}
        writing.record(Entry(at, by.id, "user.roles", f"user:{name}", facts=facts))
    return changed


def disable_user(database: Database, name: str, by: Actor, at: datetime) -> User:
    """The user without access from now on: no sign-in, no sitting, no link. Raises as ``change_roles`` does; twice changes nothing."""
    with database.writing(Durability.FULL) as writing:
        user = _held_among_administrators(writing, name)
        changed = disabled(user, by, at)
        if changed == user:
            return user
        _still_administered(writing, user, changed)
        writing.users.save(changed)
        writing.sittings.end_all(name)
        writing.invitations.withdraw(name)
        writing.record(Entry(at, by.id, "user.disable", f"user:{name}"))
    return changed


def reset_user(database: Database, name: str, second_factor: str, by: Actor, at: datetime) -> Invited:
    """Help somebody who is locked out: a link for another password; sittings end, and the rest after failed sign-ins is over.

    ``second_factor`` is ``KEEP_SECOND_FACTOR``, or ``REMOVE_SECOND_FACTOR`` when the phone and the recovery codes are lost. The old
    password is good until the link is used, unless the second factor is removed: alone it must not let anybody in. Raises ``UnknownName``,
    and ``Conflict`` for a user who is disabled or a provider's.
    """
    with database.writing(Durability.FULL) as writing:
        user = cleared(_local(_held(writing, name)))
        writing.users.save(without_password(removed(user)) if second_factor == REMOVE_SECOND_FACTOR else user)
        writing.sittings.end_all(name)
        writing.record(Entry(at, by.id, "user.reset", f"user:{name}", facts={"second_factor": second_factor}))
        return give_link(writing, Order(InvitationKind.RESET, name, RESET), by.id, at)


def change_profile(database: Database, name: str, display: str, at: datetime) -> User:
    """The user under another name to show, by themselves. Raises ``UsageError`` for one that is empty or too long."""
    with database.writing(Durability.FULL) as writing:
        changed = with_profile(_held(writing, name), {"display": display})
        writing.users.save(changed)
        writing.record(Entry(at, f"user:{name}", "user.profile", f"user:{name}"))
    return changed


def all_users(database: Database) -> tuple[User, ...]:
    """Every user, disabled ones too, by name."""
    with database.reading() as reading:
        return reading.users.all()


def known_user(database: Database, name: str) -> User:
    """The user of that login name. Raises ``UnknownName``."""
    with database.reading() as reading:
        user = reading.users.get(name)
    if user is None:
        raise _no_such_user()
    return user


def last_sign_ins(database: Database, names: Iterable[str]) -> Mapping[str, datetime]:
    """When each of ``names`` last signed in; without those who never did, or whose sign-in is not among the newest entries about them."""
    with database.reading() as reading:
        found = {name: reading.ledger.newest_about(f"user:{name}", "sitting.open", LOOKED_THROUGH) for name in names}
    return {name: at for name, at in found.items() if at is not None}


def _no_such_user() -> UnknownName:
    return UnknownName("there is no user of that name", "`comity users list` names them")


def _held(writing: Writing, name: str) -> User:
    user = writing.users.hold(name)
    if user is None:
        raise _no_such_user()
    return user


def _held_among_administrators(writing: Writing, name: str) -> User:
    """The user, with every administrator held too: two administrators who end each other at the same moment must not both succeed.

    All are held in the order of their names, so that two who do this wait for each other and never both.
    """
    for one in sorted(user.name for user in writing.users.all() if Role.ADMINISTRATOR in user.roles or user.name == name):
        writing.users.hold(one)
    return _held(writing, name)


def _local(user: User) -> User:
    if user.disabled_at is not None:
        raise Conflict("this user is disabled", "add the person under another name")
    if user.name.startswith(FOREIGN):
        raise Conflict("this user signs in with a provider, which says their roles", "change it there")
    return user


def _still_administered(writing: Writing, before: User, after: User) -> None:
    """Raise ``Conflict`` when the change would leave nobody who administers; a node that had nobody before may go on so."""
    users = writing.users.all()
    if Role.ADMINISTRATOR in before.roles and before.password and not before.disabled_at:
        check_administered(after if user.name == after.name else user for user in users)


def _words(roles: Iterable[Role]) -> str:
    return " ".join(sorted(roles))
