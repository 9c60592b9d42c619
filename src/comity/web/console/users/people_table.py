"""The table of the people who may sign in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.identity import User
from comity.node import people
from comity.storage.database.repository import chunks
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.users.standing import roles_told, standing
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

PAGE = 50
"""Rows of a page."""


def people_table(visitor: Visitor, after: str) -> Table:
    """A page of the users behind the name ``after``, by name."""
    behind = [user for user in people.all_users(visitor.service.database) if user.name > after]
    shown = behind[:PAGE]
    return _table(visitor.words, _rows(visitor, shown), f"/users?after={shown[-1].name}" if len(behind) > PAGE else "")


def people_file(visitor: Visitor) -> tuple[Table, Iterator[Row]]:
    """The table for a file, and all users by name."""
    everybody = chunks(people.all_users(visitor.service.database))
    return _table(visitor.words, (), ""), (row for some in everybody for row in _rows(visitor, some))


def _table(words: Words, rows: Sequence[Row], following: str) -> Table:
    columns = (
        Column("name", words.say("Login name")),
        Column("display", words.say("Name")),
        Column("roles", words.say("Roles")),
        Column("state", words.say("State")),
        Column("signed_in", words.say("Last sign-in")),
        Column("factor", words.say("Second factor")),
    )
    return Table("users", words.say("People who may sign in"), columns, rows, words.say("Nobody is here."), following, "/users?as=csv")


def _rows(visitor: Visitor, users: Sequence[User]) -> list[Row]:
    words, now = visitor.words, visitor.service.now()
    signed_in = people.last_sign_ins(visitor.service.database, [user.name for user in users])
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
