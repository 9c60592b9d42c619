"""What review needs from others: something that screens, so that past decisions can be tried under another rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.model import Hit, Query, ScreeningRule


class Screener(Protocol):
    """An index of listings. ``comity.screening.Index`` is one."""

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Sequence[Sequence[Hit]]:
        """The hits of each query, in the queries' order, best first."""
        ...
