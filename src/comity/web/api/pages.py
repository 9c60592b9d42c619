"""Pages of a list: what to ask for, in the same words on every path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query as Parameter

from comity.node.review_desk.desk import MOST_ROWS


@dataclass(frozen=True, slots=True)
class Page:
    """Which page: the rows behind ``after`` (empty: from the first), at most ``limit``."""

    after: str
    limit: int


async def page_asked(
    after: Annotated[str, Parameter(max_length=120, description="what the page before gave as next")] = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_ROWS)] = 50,
) -> Page:
    """A dependency: the page that a request asks for."""
    return Page(after, limit)
