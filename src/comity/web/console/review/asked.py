"""Which part of the queue a person works on: what the address of the page says, and what travels in forms as their field ``page``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from comity.model import CaseState, Outcome
from comity.storage.database.queue import QueueView
from comity.web.console.addresses import asked_values

BESIDE = frozenset({"as", "done"})
"""Parameters that say nothing of the queue: that it is wanted as a file, and what was decided just now."""


class Who(StrEnum):
    """Whose cases: anybody's, those that I have claimed, those that nobody has."""

    ANYBODY = "anybody"
    MINE = "mine"
    UNCLAIMED = "unclaimed"


class Late(StrEnum):
    """Whether only those are asked for whose decision was due before now."""

    OVERDUE = "yes"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the queue, and the place behind which the page begins (empty: from the first); empty fields ask nothing."""

    state: CaseState = CaseState.OPEN
    outcome: Outcome | None = None
    list: str = ""
    base: str = ""
    who: Who = Who.ANYBODY
    overdue: Late | None = None
    q: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """The filters as the query of an address; empty when none is set."""
        said = {name: getattr(self, name) for name in _FIELDS}
        return urlencode({name: str(value) for name, value in said.items() if value and value != getattr(_ALL, name)})

    @property
    def is_filtered(self) -> bool:
        """True when not the whole queue is asked for."""
        return bool(replace(self, after="").query)

    def behind(self, after: str) -> Asked:
        """The same queue, from behind a place in it (empty: from its first case)."""
        return replace(self, after=after)

    def path(self, case_id: str = "", **beside: str) -> str:
        """The address of this queue, with the case opened."""
        query = "&".join(part for part in (self.query, urlencode({name: value for name, value in beside.items() if value})) if part)
        return f"/review{f'/{case_id}' if case_id else ''}{f'?{query}' if query else ''}"

    def view(self, actor: str, now: datetime) -> QueueView:
        """The cases that ``actor`` (as ``user:NAME``) asks for at ``now``."""
        claimed = {Who.ANYBODY: None, Who.MINE: actor, Who.UNCLAIMED: ""}[self.who]
        overdue_at = now if self.overdue else None
        return QueueView(self.state, self.list or None, self.outcome, claimed, self.base or None, overdue_at, sought=self.q)


_ALL = Asked()
_FIELDS = ("state", "outcome", "list", "base", "who", "overdue", "q", "after")
_KINDS: Mapping[str, type[StrEnum]] = {"state": CaseState, "outcome": Outcome, "who": Who, "overdue": Late}


def asked_in(query: str) -> Asked:
    """What ``query`` asks for. Raises ``UsageError`` for a parameter that the queue does not know, one that comes twice, and a value that
    cannot be.
    """
    return Asked(**asked_values(query, _FIELDS, _KINDS, BESIDE, "/review"))
