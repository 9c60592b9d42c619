"""Orders to keep something whatever its rule says; released ones stay, since they say why something was kept so long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict
from comity.safeguards.retention import LegalHold
from comity.storage.database.repository import Page, Repository, bounded
from comity.storage.database.schema import legal_holds


class LegalHolds(Repository):
    """The legal holds of this node."""

    def add(self, hold: LegalHold) -> None:
        """Keep a hold. Raises ``Conflict`` when one of that id is there."""
        columns = ("id", "kind", "record", "basis", "placed_by", "placed_at", "released_at")
        self._run(insert(legal_holds).values({name: getattr(hold, name) for name in columns}))

    def get(self, hold_id: str) -> LegalHold | None:
        """The hold of that id."""
        row = self._row(select(legal_holds).where(legal_holds.c.id == hold_id))
        return _hold(row) if row else None

    def standing(self) -> tuple[LegalHold, ...]:
        """Every hold that was not released, by id."""
        rows = self._rows(select(legal_holds).where(legal_holds.c.released_at.is_(None)).order_by(legal_holds.c.id))
        return tuple(_hold(row) for row in rows)

    def page(self, after_id: str, limit: int) -> Page[LegalHold]:
        """Holds, released ones too, whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(legal_holds).where(legal_holds.c.id > after_id).order_by(legal_holds.c.id).limit(bounded(limit) + 1)
        found = [_hold(row) for row in self._rows(asked)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def release(self, hold_id: str, at: datetime) -> None:
        """End a hold from ``at`` on. Raises ``Conflict`` when it was released before or is not there."""
        stands = (legal_holds.c.id == hold_id) & legal_holds.c.released_at.is_(None)
        if self._run(update(legal_holds).where(stands).values(released_at=at)) == 0:
            raise Conflict("there is no such hold that stands", "it was released before, or there is none of that id")


def _hold(row: RowMapping) -> LegalHold:
    return LegalHold(**dict(row))
