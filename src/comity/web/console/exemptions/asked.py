"""Which exemptions are asked for: what the address of the page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from comity.model import ExemptionState
from comity.node.review_desk import LookedUp
from comity.storage.database.exemptions import ExemptionView
from comity.web.console.addresses import asked_values

ROWS = 50
"""Exemptions on one page."""


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
    return Asked(**asked_values(query, [one.name for one in fields(Asked)], _KINDS, ("as",), "/exemptions"))
