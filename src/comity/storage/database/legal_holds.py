"""Orders to keep something whatever its rule says; released ones stay, since they say why something was kept so long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict
from comity.safeguards.retention import LegalHold
from comity.storage.database.kinds import DECISION_TEXT, HIT, NO_EVIDENCE, SCREENING, SUBJECT
from comity.storage.database.repository import Page, Repository, bounded, chunks
from comity.storage.database.schema import cases, decision_texts, decisions, hits, legal_holds

_QUOTING = hits.c.record.not_like(NO_EVIDENCE)
_THEIR_HITS = select(hits.c.id.label("record")).where(_QUOTING)
_THEIR_SCREENINGS = select(hits.c.screening_id.label("record")).where(_QUOTING)
_THEIR_TEXTS = select(decision_texts.c.decision_id.label("record")).select_from(
    decision_texts.join(decisions, decisions.c.id == decision_texts.c.decision_id).join(cases, cases.c.id == decisions.c.case_id)
)
_ALONG: Sequence[tuple[str, str, Select[Any], ColumnElement[str]]] = (
    (SUBJECT, HIT, _THEIR_HITS, hits.c.subject_id),
    (SUBJECT, SCREENING, _THEIR_SCREENINGS, hits.c.subject_id),
    (SUBJECT, DECISION_TEXT, _THEIR_TEXTS, cases.c.subject_id),
    (SCREENING, HIT, _THEIR_HITS, hits.c.screening_id),
    (HIT, SCREENING, _THEIR_SCREENINGS, hits.c.id),
)
"""What goes along when a record of the first kind is erased, or loses something: records of the second kind, their ids, and the column
that names the first. All that a screening holds of anybody is what its hits quote.
"""


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

    def keeping(self, kind: str, ids: Sequence[str]) -> tuple[LegalHold, ...]:
        """The standing holds that forbid erasing records of ``kind`` among ``ids``.

        A hold on something that would go along (with a subject, what hits quote of it and the texts about it; with a screening, what its
        hits quote) is given as a hold on the record that would take it.
        """
        standing = self.standing()
        found = [hold for hold in standing if hold.kind == kind]
        for taking, taken, asked, owner in _ALONG:
            holds = {hold.record: hold for hold in standing if hold.kind == taken}
            if taking == kind and holds:
                rows = (row for chunk in chunks(ids) for row in self._rows(asked.add_columns(owner.label("owner")).where(owner.in_(chunk))))
                over = ((row["owner"], holds.get(row["record"], holds.get(""))) for row in rows)
                found += [replace(hold, kind=kind, record=record) for record, hold in over if hold]
        return tuple(found)

    def page(self, after_id: str, limit: int) -> Page[LegalHold]:
        """Holds, released ones too, whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(legal_holds).where(legal_holds.c.id > after_id).order_by(legal_holds.c.id).limit(bounded(limit) + 1)
        found = [_hold(row) for row in self._rows(asked)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def count(self) -> int:
        """How many there are, released ones too."""
        return int(self._scalar(select(func.count()).select_from(legal_holds)))

    def release(self, hold_id: str, at: datetime) -> None:
        """End a hold from ``at`` on. Raises ``Conflict`` when it was released before or is not there."""
        stands = (legal_holds.c.id == hold_id) & legal_holds.c.released_at.is_(None)
        if self._run(update(legal_holds).where(stands).values(released_at=at)) == 0:
            raise Conflict("there is no such hold that stands", "it was released before, or there is none of that id")


def _hold(row: RowMapping) -> LegalHold:
    return LegalHold(**dict(row))
