"""Which proposals a person goes through and in which order: what the address says, and what travels in forms as their field ``queue``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from urllib.parse import urlencode

from comity.model import CaseState, Outcome
from comity.node.review_desk import Order, Turned
from comity.storage.database.queue import QueueView
from comity.web.console.addresses import asked_values

ROWS = 50
"""Proposals on one page."""

BESIDE = frozenset({"as", "done"})
"""Parameters that say nothing of the queue: that it is wanted as a file, and which case was answered just now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The order, the filters (empty: ask nothing), and the place behind which the page begins (empty: from the first)."""

    order: Order = Order.DUE
    outcome: Outcome | None = None
    list: str = ""
    base: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """The query of an address that asks for this; empty for all."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode({name: str(value) for name, value in said.items() if value and value != getattr(_ALL, name)})

    @property
    def is_filtered(self) -> bool:
        """True when not all proposals are asked for."""
        return bool(self.outcome or self.list or self.base)

    def behind(self, after: str) -> Asked:
        """The same from behind a place (empty: from the first)."""
        return replace(self, after=after)

    def path(self, case_id: str = "", **beside: str) -> str:
        """The address of this page, with the case opened."""
        query = "&".join(part for part in (self.query, urlencode({name: value for name, value in beside.items() if value})) if part)
        return f"/approval{f'/{case_id}' if case_id else ''}{f'?{query}' if query else ''}"

    def turned(self, limit: int = ROWS) -> Turned:
        """The page to read."""
        view = QueueView(CaseState.PROPOSED, self.list or None, self.outcome, base=self.base or None)
        return Turned(view, self.after, limit, self.order)


_ALL = Asked()
_KINDS: Mapping[str, type[StrEnum]] = {"order": Order, "outcome": Outcome}


def asked_in(query: str) -> Asked:
    """What ``query`` asks for. Raises ``UsageError`` for a parameter that is not known or comes twice, and for a value that cannot be."""
    return Asked(**asked_values(query, [one.name for one in fields(Asked)], _KINDS, BESIDE, "/approval"))
