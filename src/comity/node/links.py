"""One-time links: the one of the first start, the one with which a new user chooses a password, and the one that resets it.

Of two who follow a link at once, one is let in. The link goes to the person by a way of the operator's choice; the node sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from comity.identity import (
    Invitation,
    InvitationFault,
    InvitationKind,
    Invited,
    Passwords,
    User,
    check_name,
    check_password,
    invite,
    new_user,
    with_password,
)
from comity.identity.federated import FOREIGN
from comity.identity.invitations import Order, used
from comity.identity.sittings import token_hash
from comity.identity.throttle import cleared
from comity.model import Conflict, Entry, NotSignedIn, Role, UsageError
from comity.node.prepared import for_hash
from comity.storage.database import Database, Durability, Reading, Writing

FIRST_START = timedelta(hours=1)
NEW_USER = timedelta(days=3)
RESET = timedelta(days=1)
"""How long each kind of link is good for."""

PATH = "/welcome"
"""Where a link leads. The token stands behind ``#``: a browser sends that to nobody, and no log holds it."""

_KEPT = timedelta(days=30)
_SYSTEM = "system:first_start"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the person behind a link chose. ``name`` and ``display`` count at the first start only."""

    password: str = field(repr=False)
    name: str = ""
    display: str = ""


def link(base: str, invited: Invited) -> str:
    """The link as a person gets it; ``base`` is the address of the node, such as ``https://node.example.org``."""
    return f"{base}{PATH}#{invited.token}"


def is_first_start(database: Database) -> bool:
    """Whether nobody was ever added to this node."""
    with database.reading() as reading:
        return not reading.users.all()


def first_start(database: Database, at: datetime) -> Invited | None:
    """A link that makes the first administrator, in the place of every older one; None when somebody can sign in or was invited."""
    with database.writing(Durability.FULL) as writing:
        writing.invitations.sweep(at - _KEPT)
        if writing.users.all():
            return None
        invited = invite(Order(InvitationKind.FIRST_START, "", FIRST_START), _SYSTEM, at)
        writing.invitations.withdraw("")
        writing.invitations.add(invited.invitation)
        writing.record(Entry(at, _SYSTEM, "user.invite", "user:first", facts={"kind": InvitationKind.FIRST_START.value}))
    return invited


def give_link(writing: Writing, order: Order, by: str, at: datetime) -> Invited:
    """A new link for a user, in the place of their older ones, with its entry. Part of the transaction ``writing``."""
    invited = invite(order, by, at)
    writing.invitations.withdraw(order.user)
    writing.invitations.add(invited.invitation)
    facts = {"kind": order.kind.value, "ends": invited.invitation.expires_at.isoformat()}
    writing.record(Entry(at, by, "user.invite", f"user:{order.user}", facts=facts))
    return invited


def use_link(database: Database, token: str, chosen: Chosen, passwords: Passwords, at: datetime) -> User:
    """The user whom the link lets in, with the password they chose; they sign in with it afterwards. Sittings that were open are ended.

    Hashes a password: run it in the turnstile. Raises ``NotSignedIn`` for a link that lets nobody in, ``UsageError`` for a name or password
    that cannot be chosen, ``Conflict`` when the link was used at this moment, or at the first start when there are users already.
    """
    with database.reading() as reading:
        invitation = _opening(reading, token, at)
    first = invitation.kind is InvitationKind.FIRST_START
    name = _own_name(chosen) if first else invitation.user
    check_password(chosen.password, name)
    prepared = for_hash(passwords, chosen.password)
    with database.writing(Durability.FULL) as writing:
        _opening(writing, token, at)
        writing.invitations.use(invitation.token_hash, at)
        user = _first(writing, name, chosen, at) if first else _invited(writing, name)
        known = cleared(with_password(user, chosen.password, prepared))
        writing.users.save(known)
        writing.sittings.end_all(name)
        writing.record(Entry(at, f"user:{name}", "user.password", f"user:{name}", facts={"by": invitation.kind.value}))
    return known


def _opening(reading: Reading, token: str, at: datetime) -> Invitation:
    found = used(reading.invitations.get(token_hash(token)), token, at)
    if isinstance(found, InvitationFault):
        said = "was used before" if found is InvitationFault.USED else "is unknown, was replaced, or has ended"
        raise NotSignedIn(f"this link {said}", "ask an administrator for another")
    return found


def _own_name(chosen: Chosen) -> str:
    if check_name(chosen.name).startswith(FOREIGN):
        raise UsageError(f"names that begin with {FOREIGN} are for those who sign in with a provider", "choose another name")
    return chosen.name


def _first(writing: Writing, name: str, chosen: Chosen, at: datetime) -> User:
    if writing.users.all():
        raise Conflict("this node has its first user already", "ask an administrator to add you")
    user = new_user(name, chosen.display or name, [Role.ADMINISTRATOR], at)
    writing.users.add(user)
    writing.record(Entry(at, _SYSTEM, "user.add", f"user:{name}", facts={"roles": Role.ADMINISTRATOR.value}))
    return user


def _invited(writing: Writing, name: str) -> User:
    user = writing.users.hold(name)
    if user is None or user.disabled_at is not None:
        raise NotSignedIn("this link is unknown, was replaced, or has ended", "ask an administrator for another")
    return user
