"""What batch screening needs from others: something that screens, and something that makes a subject of a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.model import Edition, Hit, Issue, Query, ScreeningRule, Subject
from comity.tables import Row


class Screener(Protocol):
    """An index of listings. ``comity.screening.Index`` is the one in use."""

    @property
    def editions(self) -> Sequence[Edition]:
        """The editions that every answer rests on."""
        ...

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Sequence[Sequence[Hit]]:
        """The hits of each query, in the queries' order, best first."""
        ...


class SubjectMaker(Protocol):
    """Reads one row as a subject. ``comity.tables.SubjectBuilder`` is the one in use."""

    def build(self, row: Row) -> tuple[Subject, Sequence[Issue]]:
        """The subject that ``row`` describes, and what could not be taken as it stood."""
        ...
