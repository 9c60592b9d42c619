"""Users: who may sign in, as ``identity`` describes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.identity.users import User
from comity.model import Role, UnknownName
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.repository import Repository
from comity.storage.database.schema import users


class Users(Repository):
    """The users, disabled ones too: none is ever removed, since the ledger names them."""

    def add(self, user: User) -> None:
        """Keep a new user. Raises ``Conflict`` when the name was ever given."""
        self._run(insert(users).values(_row(user)))

    def get(self, name: str) -> User | None:
        """The user of that login name."""
        row = self._row(select(users).where(users.c.name == name))
        return _user(row) if row else None

    def hold(self, name: str) -> User | None:
        """The user of that login name, whom nobody else can change until this transaction ends: for sign-ins, which count."""
        row = self._row(select(users).where(users.c.name == name).with_for_update())
        return _user(row) if row else None

    def all(self) -> tuple[User, ...]:
        """Every user, by name."""
        return tuple(_user(row) for row in self._rows(select(users).order_by(users.c.name)))

    def save(self, user: User) -> None:
        """Replace what is kept of a user. Raises ``UnknownName`` when there is none of that name."""
        if self._run(update(users).where(users.c.name == user.name).values(_row(user))) == 0:
            raise UnknownName("there is no user of that name", "`comity users list` names them")


def _row(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "display": user.display,
        "roles": to_text(sorted(user.roles)),
        "created_at": user.created_at,
        "password": user.password,
        "totp": user.totp,
        "totp_counter": user.totp_counter,
        "recovery": to_text(sorted(user.recovery)),
        "disabled_at": user.disabled_at,
        "failures": user.failures,
        "locked_until": user.locked_until,
    }


def _user(row: RowMapping) -> User:
    sets = {"roles": frozenset(map(Role, from_text(row["roles"]))), "recovery": frozenset(from_text(row["recovery"]))}
    return User(**(dict(row) | sets))
