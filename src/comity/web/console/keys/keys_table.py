"""The table of keys, newest first, without their secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comity.identity import ApiKey
from comity.node import keys as at_node
from comity.storage.database import Database
from comity.web.console.keys.standing import purposes_told, rate_told, standing
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

PAGE = 50
"""Rows of a page."""


def keys_table(visitor: Visitor, after: str, *, whole: bool = False) -> Table:
    """The keys behind the one of the id ``after``: a page of them, or all."""
    words, behind = visitor.words, _behind(visitor.service.database, after)
    shown = behind if whole else behind[:PAGE]
    columns = (
        Column("id", words.say("Key")),
        Column("name", words.say("Issued for")),
        Column("state", words.say("State")),
        Column("scopes", words.say("Scopes")),
        Column("purposes", words.say("Purposes")),
        Column("ends", words.say("Ends")),
        Column("used", words.say("Last used")),
        Column("rate", words.say("May ask")),
        Column("by", words.say("Issued by")),
    )
    return Table(
        "keys",
        words.say("Keys for programs"),
        columns,
        _rows(words, shown, visitor.service.now()),
        words.say("No key was issued. A program that screens or reads over the API needs one: somebody who may issue keys makes it here."),
        next=f"/keys?after={shown[-1].id}" if len(behind) > len(shown) else "",
        csv="/keys?as=csv",
    )


def _behind(database: Database, after: str) -> Sequence[ApiKey]:
    newest = sorted(at_node.all_keys(database), key=lambda key: (key.created_at, key.id), reverse=True)
    at = next((place for place, key in enumerate(newest) if key.id == after), -1)
    return newest[at + 1 :]


def _rows(words: Words, shown: Sequence[ApiKey], now: datetime) -> list[Row]:
    return [
        {
            "id": Cell(key.id, f"/keys/{key.id}"),
            "name": Cell(key.name, kind="name"),
            "state": Cell(words.say(standing(key, now))),
            "scopes": Cell(", ".join(sorted(key.scopes))),
            "purposes": Cell(purposes_told(words, key)),
            "ends": Cell(key.expires_at),
            "used": Cell(key.last_used_at),
            "rate": Cell(rate_told(words, key)),
            "by": Cell(key.created_by.removeprefix("user:")),
        }
        for key in shown
    ]
