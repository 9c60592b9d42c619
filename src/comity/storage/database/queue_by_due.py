"""The queue in the order in which decisions are due, a page at a time by key; cases that no time was set for come last, by id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal, tuple_
from sqlalchemy.engine import RowMapping

from comity.model import UsageError
from comity.storage.database.columns import Instant, from_micros, to_micros
from comity.storage.database.queue import QueuedCase, QueueView, Walk, conditions
from comity.storage.database.schema import cases

NEVER = "never"
"""Where a page begins with the cases that no time was set for."""


def due_statement(view: QueueView, walk: Walk, after: str, limit: int) -> Select[Any]:
    """The rows of one page and one more that have a due time, or, behind a place ``never.…``, that have none. ``walk``: along the due
    times, along a small part, ``queue.OTHERS``, or left to the database.

    Raises ``UsageError`` when ``after`` is not what a page gave as ``next``.
    """
    due, identity = walk.column("due_at"), walk.column("id") if walk.is_of_others else cases.c.id
    asked = walk.shown.where(*conditions(view, walk)).limit(limit + 1)
    if after.startswith(NEVER):
        return asked.where(due.is_(None), identity > after.removeprefix(NEVER).removeprefix(".")).order_by(identity)
    asked = asked.where(due.is_not(None)).order_by(due, identity)
    return asked.where(tuple_(due, identity) > tuple_(*_place(after))) if after else asked


def due_key(row: RowMapping) -> str:
    """What names the place of ``row`` in this order."""
    return _key(row["due_at"], row["id"])


def due_place(one: QueuedCase) -> str:
    """What names the place of a case in this order, whether or not it is shown: the cases behind it are those after this."""
    return _key(one.due_at, one.case.id)


def _key(due_at: datetime | None, case_id: str) -> str:
    return f"{NEVER if due_at is None else to_micros(due_at)}.{case_id}"


def _place(after: str) -> tuple[ColumnElement[Any], ...]:
    try:
        micros, case_id = after.split(".", 1)
        return literal(from_micros(int(micros)), Instant), literal(case_id, Text)
    except (ValueError, OverflowError):
        raise UsageError("that is not a place in the queue", "give what the page before gave as next") from None
