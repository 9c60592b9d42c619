"""Which exemptions are asked for: what the address of the page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from comity.model import ExemptionState, UsageError
from comity.node.review_desk import LookedUp
from comity.storage.database.exemptions import ExemptionView

ROWS = 50
"""Exemptions on one page."""

LONGEST = 200
"""Characters of one value."""


class Which(StrEnum):
    """In force; ended, however; or ended in one way."""

    ACTIVE = "active"
    ENDED = "ended"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Soon(StrEnum):
    """Those that run out within so many days."""

    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters (empty: ask nothing) and the place behind which the page begins (empty: from the first)."""

    state: Which = Which.ACTIVE
    list: str = ""
    soon: Soon | None = None
    after: str = ""

    @property
    def is_filtered(self) -> bool:
        """True when a list or an end is asked for."""
        return bool(self.list or self.soon)

    def path(self, after: str = "", **beside: str) -> str:
        """The address of the page behind ``after``."""
        here = replace(self, after=after)
        said = {one.name: str(getattr(here, one.name) or "") for one in fields(here)} | beside
        query = urlencode({name: value for name, value in said.items() if value and (name, value) != ("state", Which.ACTIVE)})
        return f"/exemptions{f'?{query}' if query else ''}"

    def looked_up(self, now: datetime, limit: int = ROWS) -> LookedUp:
        """The page to read at ``now``."""
        state = None if self.state is Which.ENDED else ExemptionState(self.state.value)
        before = now + timedelta(days=int(self.soon)) if self.soon and self.state is Which.ACTIVE else None
        return LookedUp(ExemptionView(state, self.list or None, before), self.after, limit)


_KINDS: Mapping[str, type[StrEnum]] = {"state": Which, "soon": Soon}


def asked_in(query: str) -> Asked:
    """What ``query`` asks for. Raises ``UsageError`` for a parameter that is not known or comes twice, and for a value that cannot be."""
    try:
        given = parse_qsl(query, max_num_fields=20)
    except ValueError:
        raise UsageError("the address has too many parameters", "begin at /exemptions and choose there") from None
    pairs = [(name, value.strip()) for name, value in given if name != "as"]
    said = dict(pairs)
    if len(said) < len(pairs) or said.keys() - {one.name for one in fields(Asked)}:
        raise UsageError("the address asks for what this page does not know", "begin at /exemptions and choose there")
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
