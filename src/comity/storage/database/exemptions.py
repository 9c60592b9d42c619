"""Exemptions: pairs that people found not to match, spared from the queue until they end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict, Exemption, ExemptionState, Pair
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import exemptions


class Exemptions(Repository):
    """The exemptions of all pairs, ended ones too."""

    def add(self, exemption: Exemption) -> None:
        """Keep an exemption. Raises ``Conflict`` when one of that id is there, or its decision is not."""
        self._run(insert(exemptions).values(_row(exemption)))

    def get(self, exemption_id: str) -> Exemption | None:
        """The exemption of that id."""
        row = self._row(select(exemptions).where(exemptions.c.id == exemption_id))
        return _exemption(row) if row else None

    def active_for(self, pairs: Iterable[Pair]) -> dict[Pair, Exemption]:
        """The active exemptions of those pairs, by pair; of several, the longest. Whether it still holds is for ``review`` to say."""
        found: dict[Pair, Exemption] = {}
        for chunk in chunks(pairs):
            wanted = set(chunk)
            asked = select(exemptions).where(
                exemptions.c.subject_id.in_({pair.subject for pair in wanted}), exemptions.c.state == ExemptionState.ACTIVE.value
            )
            rows = self._rows(asked.order_by(exemptions.c.expires_at))
            found |= {one.pair: one for one in map(_exemption, rows) if one.pair in wanted}
        return found

    def end(self, exemption_id: str, state: ExemptionState, at: datetime, why: str) -> None:
        """Write down that an active exemption has ended, how, when and why. Raises ``Conflict`` when it is not active."""
        active = (exemptions.c.id == exemption_id) & (exemptions.c.state == ExemptionState.ACTIVE.value)
        if self._run(update(exemptions).where(active).values(state=state.value, ended_at=at, why=why)) == 0:
            raise Conflict("this exemption is not active", "it has ended before, or there is none of that id")

    def expiring(self, before: datetime, after_id: str, limit: int) -> tuple[Exemption, ...]:
        """Active exemptions that end before ``before`` and whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(exemptions).where(
            exemptions.c.state == ExemptionState.ACTIVE.value, exemptions.c.expires_at < before, exemptions.c.id > after_id
        )
        return tuple(_exemption(row) for row in self._rows(asked.order_by(exemptions.c.id).limit(bounded(limit))))


def _row(exemption: Exemption) -> dict[str, Any]:
    return {
        "id": exemption.id,
        "subject_id": exemption.pair.subject,
        "list": exemption.pair.list,
        "listing_id": exemption.pair.listing,
        "decision_id": exemption.decision,
        "granted_at": exemption.granted_at,
        "expires_at": exemption.expires_at,
        "listing_digest": exemption.listing_digest,
        "subject_digest": exemption.subject_digest,
        "state": exemption.state.value,
    }


def _exemption(row: RowMapping) -> Exemption:
    return Exemption(
        id=row["id"],
        pair=Pair(row["subject_id"], row["list"], row["listing_id"]),
        decision=row["decision_id"],
        granted_at=row["granted_at"],
        expires_at=row["expires_at"],
        listing_digest=row["listing_digest"],
        subject_digest=row["subject_digest"],
        state=ExemptionState(row["state"]),
    )
