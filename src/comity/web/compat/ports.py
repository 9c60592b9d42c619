"""What the compatible API needs of a node: its lists, answers to queries, and one listing by its id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.batch import Freshness
from comity.model import Hit, Listing, Query, ScreeningRule


@dataclass(frozen=True, slots=True)
class Screened:
    """The hits of each query, in the queries' order, best first; and the editions that were searched, each with its age now."""

    hits: Sequence[Sequence[Hit]]
    searched: Sequence[Freshness]


class Screening(Protocol):
    """What a node does for one caller. Whoever provides it has checked the caller's rights, counts and records what they ask.

    Its methods do not block the event loop.
    """

    def lists(self) -> Sequence[Freshness]:
        """The editions that answers rest on, each with its age now; empty until an index is open."""
        ...

    async def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Screened:
        """Screen each query as ``comity.screening.Index.screen_many`` does. ``searched`` may hold lists that the rule leaves out."""
        ...

    async def find(self, list_name: str, listing_id: str) -> tuple[Freshness, Listing] | None:
        """The listing with exactly that id in the edition in use of that list, and that edition with its age; None when there is none."""
        ...
