"""Which part of the queue a person works on: what the address of the page says, and what travels in forms as their field ``page``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from comity.model import CaseState, Outcome
from comity.node.review_desk import Order, Turned
from comity.review import DueBand, due_between
from comity.storage.database.queue import QueueView
from comity.web.console.addresses import asked_values
from comity.web.console.filled import Filled
from comity.web.console.sought import LONGEST_SOUGHT, SOUGHT, given_in

OPEN = "q"
"""What is looked for, in the form of the page, and openly in addresses of earlier versions."""

BESIDE = frozenset({"as", "done", SOUGHT, OPEN})
"""Parameters that are read by themselves: that the queue is wanted as a file, what was decided just now, and what is looked for."""


class Who(StrEnum):
    """Whose cases: anybody's, those that I have claimed, those that nobody has."""

    ANYBODY = "anybody"
    MINE = "mine"
    UNCLAIMED = "unclaimed"


class Late(StrEnum):
    """How addresses that people may have kept ask for what is overdue."""

    OVERDUE = "yes"


@dataclass(frozen=True, slots=True)
class Asked:
    """The order and the filters of the queue, and the place behind which the page begins (empty: from the first); empty fields ask nothing.

    ``q`` is what is looked for, ``sought`` the same as an address holds it; ``is_forgotten`` when another sitting looked for it.
    """

    order: Order = Order.RISK
    state: CaseState = CaseState.OPEN
    outcome: Outcome | None = None
    list: str = ""
    base: str = ""
    who: Who = Who.ANYBODY
    due: DueBand | None = None
    q: str = ""
    sought: str = ""
    after: str = ""
    is_forgotten: bool = False

    @property
    def query(self) -> str:
        """The filters as the query of an address; empty when none is set."""
        said = {name: getattr(self, name) for name in (*_FIELDS, SOUGHT)}
        return urlencode({name: str(value) for name, value in said.items() if value and value != getattr(_ALL, name)})

    @property
    def is_filtered(self) -> bool:
        """True when not the whole queue is asked for."""
        return bool(replace(self, after="", order=Order.RISK).query)

    def looking_for(self, text: str, seal: Callable[[str], str]) -> Asked:
        """The same filters from the first case on, and with them ``text`` looked for."""
        return replace(self, q=text, sought=seal(text), after="")

    def behind(self, after: str) -> Asked:
        """The same queue, from behind a place in it (empty: from its first case)."""
        return replace(self, after=after)

    def path(self, case_id: str = "", **beside: str) -> str:
        """The address of this queue, with the case opened."""
        query = "&".join(part for part in (self.query, urlencode({name: value for name, value in beside.items() if value})) if part)
        return f"/review{f'/{case_id}' if case_id else ''}{f'?{query}' if query else ''}"

    def turned(self, actor: str, now: datetime, limit: int) -> Turned:
        """The page that ``actor`` (as ``user:NAME``) asks for at ``now``, of so many cases at most."""
        claimed = {Who.ANYBODY: None, Who.MINE: actor, Who.UNCLAIMED: ""}[self.who]
        first, last = due_between(self.due, now) if self.due else (None, None)
        view = QueueView(self.state, self.list or None, self.outcome, claimed, self.base or None, last, sought=self.q, due_from=first)
        return Turned(view, self.after, limit, self.order)


_ALL = Asked()
_NARROWING = ("order", "state", "outcome", "list", "base", "who", "due")
_FIELDS = (*_NARROWING, "after")
_KINDS: Mapping[str, type[StrEnum]] = {
    "order": Order,
    "state": CaseState,
    "outcome": Outcome,
    "who": Who,
    "due": DueBand,
    "overdue": Late,
}


def asked_in(query: str, unseal: Callable[[str], str]) -> Asked:
    """What ``query`` asks for. Raises ``UsageError`` for a parameter that the queue does not know, one that comes twice, and a value that
    cannot be.
    """
    said = asked_values(query, (*_FIELDS, "overdue"), _KINDS, BESIDE, "/review")
    late = {"due": DueBand.OVERDUE} if said.pop("overdue", None) else {}
    sought = given_in(query)
    q = unseal(sought)
    return Asked(**(late | said), q=q, sought=sought if q else "", is_forgotten=bool(sought and not q))


def filled_in(form: Filled, seal: Callable[[str], str]) -> Asked:
    """What the form above the queue asks for. Raises ``UsageError`` as ``asked_in`` does."""
    said, text = {name: form.text(name) for name in _NARROWING}, form.text(OPEN, LONGEST_SOUGHT)
    form.done()
    return Asked(**asked_values(urlencode(said), _NARROWING, _KINDS, (), "/review")).looking_for(text, seal)
