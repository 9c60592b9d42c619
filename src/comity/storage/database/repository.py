"""What the repositories have in common: one connection, and statements whose errors are ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable
from sqlalchemy.engine import Connection, CursorResult, RowMapping

from comity.storage.database.faults import as_ours

T = TypeVar("T")
P = TypeVar("P")

AT_ONCE = 500
"""Rows of a page that is read because all of them are wanted (``walked``)."""

CHUNK = 1000
"""Rows that one statement reads or writes: far below every limit on bound parameters."""

MOST_ROWS = 10_000
"""The longest page that a repository gives."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order. ``next`` is what to ask for the rows behind them, empty when there are none."""

    items: tuple[T, ...]
    next: str = ""


class Repository:
    """Rows of one noun on one connection; lives as long as the transaction that made it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def _on_postgres(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _rows(self, statement: Executable) -> Sequence[RowMapping]:
        with as_ours():
            return self._connection.execute(statement).mappings().all()

    def _row(self, statement: Executable) -> RowMapping | None:
        with as_ours():
            return self._connection.execute(statement).mappings().one_or_none()

    def _scalar(self, statement: Executable) -> Any:  # noqa: ANN401 - a column of any type
        with as_ours():
            return self._connection.execute(statement).scalar()

    def _run(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None) -> int:
        """Run a statement that changes rows, once (with a mapping: of its parameters) or for each of ``rows``; how many rows it changed (-1
        where that is not known).
        """
        if rows is not None and not rows:
            return 0
        with as_ours():
            result: CursorResult[Any] = self._connection.execute(statement, rows)
            return result.rowcount


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """``items`` in lists of ``size``, the last one shorter."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def walked(read: Callable[[P], tuple[Iterable[T], P]], place: P) -> Iterator[T]:
    """All rows behind ``place``, read a page at a time: ``read`` gives the page behind a place, and the place of its last row, empty at the
    end. Each page is a snapshot of its own: none is open while the rows are taken, however slowly.
    """
    while True:
        rows, place = read(place)
        yield from rows
        if not place:
            return


def bounded(limit: int) -> int:
    """``limit`` as a page may have it. Raises ``ValueError`` unless it is from 1 to ``MOST_ROWS``."""
    if not 1 <= limit <= MOST_ROWS:
        raise ValueError(f"a page has from 1 to {MOST_ROWS:,} rows, not {limit}")
    return limit
