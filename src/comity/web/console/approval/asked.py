"""Which proposals a person goes through and in which order: what the address says, and what travels in forms as their field ``queue``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from comity.model import CaseState, Outcome, UsageError
from comity.node.review_desk import Order, Turned
from comity.storage.database.queue import QueueView

ROWS = 50
"""Proposals on one page."""

LONGEST = 200
"""Characters of one value."""

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
    try:
        given = parse_qsl(query, max_num_fields=20)
    except ValueError:
        raise UsageError("the address has too many parameters", "begin at /approval and choose there") from None
    pairs = [(name, value.strip()) for name, value in given if name not in BESIDE]
    said = dict(pairs)
    if len(said) < len(pairs) or said.keys() - {one.name for one in fields(Asked)}:
        raise UsageError("the address asks for what this page does not know", "begin at /approval and choose there")
    return Asked(**{name: _value(name, value) for name, value in said.items() if value})  # type: ignore[arg-type]


def _value(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise UsageError(f"{name} has {len(value):,} characters; the most is {LONGEST}", "ask for less")
    if name not in _KINDS:
        return value
    try:
        return _KINDS[name](value)
    except ValueError:
        raise UsageError(f"{name} is none of the choices", f"choose one of: {', '.join(_KINDS[name])}") from None
