"""Numbers for those who keep the node or check it, each with the page that it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.node.overview import Keeping
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, what it counts, where it leads, and what else is to be said: ``late`` marks what needs somebody. ``at``: a time beside."""

    number: int
    title: str
    path: str
    late: str = ""
    at: datetime | None = None


def keeping_tiles(visitor: Visitor, keeping: Keeping, now: datetime) -> tuple[Tile, ...]:
    """The tiles that this person may see."""
    words = visitor.words
    unsigned = keeping.unsigned_since is not None and (now - keeping.unsigned_since).days >= 1
    tiles = [
        Tile(
            keeping.entries,
            words.say("entries in the ledger"),
            "/ledger",
            words.say("not signed for a day") if unsigned else "",
            keeping.signed_at,
        )
    ]
    if keeping.requests is not None:
        late = words.count("%(num)s late", "%(num)s late", keeping.requests_late) if keeping.requests_late else ""
        tiles.append(Tile(keeping.requests, words.say("requests of persons that wait"), "/requests", late))
    if keeping.users is not None:
        tiles.append(Tile(keeping.users, words.say("users"), "/users"))
    if keeping.keys_ending is not None:
        tiles.append(Tile(keeping.keys_ending, words.say("keys that end within 14 days"), "/keys"))
    return tuple(tiles)
