"""The table of the people who may sign in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from comity.identity import User
from comity.node import people
from comity.web.console.tables import MOST_ROWS_OF_CSV, Cell, Column, Table
from comity.web.console.users.standing import roles_told, standing
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

PAGE = 50
"""Rows of a page."""


def people_table(visitor: Visitor, after: str, *, whole: bool = False) -> Table:
    """The users behind the name ``after``, by name: a page of them, or as many as a file holds."""
    words, most = visitor.words, MOST_ROWS_OF_CSV if whole else PAGE
    behind = [user for user in people.all_users(visitor.service.database) if user.name > after]
    shown, signed_in = behind[:most], {}
    if shown:
        signed_in = dict(people.last_sign_ins(visitor.service.database, [user.name for user in shown]))
    columns = (
        Column("name", words.say("Login name")),
        Column("display", words.say("Name")),
        Column("roles", words.say("Roles")),
        Column("state", words.say("State")),
        Column("signed_in", words.say("Last sign-in")),
        Column("factor", words.say("Second factor")),
    )
    return Table(
        "users",
        words.say("People who may sign in"),
        columns,
        _rows(words, shown, signed_in, visitor.service.now()),
        words.say("Nobody is here."),
        next=f"/users?after={shown[-1].name}" if len(behind) > most else "",
        csv="/users?as=csv",
    )


def _rows(words: Words, users: Sequence[User], signed_in: Mapping[str, datetime], now: datetime) -> list[Mapping[str, Cell]]:
    return [
        {
            "name": Cell(user.name, f"/users/{user.name}"),
            "display": Cell(user.display, kind="name"),
            "roles": Cell(roles_told(words, user)),
            "state": Cell(words.say(standing(user, now))),
            "signed_in": Cell(signed_in.get(user.name)),
            "factor": Cell(words.say("yes") if user.has_second_factor else words.say("no")),
        }
        for user in users
    ]
