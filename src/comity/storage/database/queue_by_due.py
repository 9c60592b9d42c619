"""The queue in the order in which decisions are due, a page at a time by key; cases that no time was set for come last, by id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, literal, select, tuple_
from sqlalchemy.engine import RowMapping

from comity.model import UsageError
from comity.storage.database.columns import Instant, from_micros, to_micros
from comity.storage.database.queue import QueueView, Walk, conditions
from comity.storage.database.schema import cases

ALONG_DUE = Walk("due_at")
"""SQLite reads along the index of due times, looking at the other filters in passing."""

NEVER = "never"
"""Where a page begins with the cases that no time was set for."""


def due_statement(view: QueueView, walk: Walk, after: str, limit: int) -> Select[Any]:
    """The rows of one page and one more that have a due time, or, behind a place ``never.…``, that have none.

    Raises ``UsageError`` when ``after`` is not what a page gave as ``next``.
    """
    due = cases.c.due_at
    asked = select(cases).where(*conditions(view, walk)).limit(limit + 1)
    if after.startswith(NEVER):
        return asked.where(due.is_(None), cases.c.id > after.removeprefix(NEVER).removeprefix(".")).order_by(cases.c.id)
    asked = asked.where(due.is_not(None)).order_by(due, cases.c.id)
    return asked.where(tuple_(due, cases.c.id) > tuple_(*_place(after))) if after else asked


def due_key(row: RowMapping) -> str:
    """What names the place of ``row`` in this order."""
    return f"{NEVER if row['due_at'] is None else to_micros(row['due_at'])}.{row['id']}"


def _place(after: str) -> tuple[ColumnElement[Any], ...]:
    try:
        micros, case_id = after.split(".", 1)
        return literal(from_micros(int(micros)), Instant), literal(case_id, Text)
    except (ValueError, OverflowError):
        raise UsageError("that is not a place in the queue", "give what the page before gave as next") from None
