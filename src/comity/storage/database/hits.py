"""Hits as they were found. They are never changed: a later screening adds another hit of the same pair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import RowMapping

from comity.model import Outcome, Pair, StoredHit
from comity.storage.database.hit_record import hit_from_text, hit_to_text
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import hits


class Hits(Repository):
    """The hits of all screenings."""

    def add_many(self, found: Iterable[StoredHit]) -> int:
        """Keep hits, a stream; how many. Raises ``Conflict`` when one is there already or its screening is not."""
        count = 0
        for chunk in chunks(found):
            self._run(insert(hits), [_row(hit) for hit in chunk])
            count += len(chunk)
        return count

    def get(self, hit_id: str) -> StoredHit | None:
        """The hit of that id. Its evidence is empty once its subject was erased."""
        row = self._row(select(hits).where(hits.c.id == hit_id))
        return _hit(row) if row else None

    def get_many(self, hit_ids: Iterable[str]) -> dict[str, StoredHit]:
        """The hits of those ids that are there, by id."""
        found = {}
        for chunk in chunks(hit_ids):
            for row in self._rows(select(hits).where(hits.c.id.in_(chunk))):
                found[row["id"]] = _hit(row)
        return found

    def for_subject(self, subject_id: str, after_id: str, limit: int) -> tuple[StoredHit, ...]:
        """Hits of one subject whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(hits).where(hits.c.subject_id == subject_id, hits.c.id > after_id).order_by(hits.c.id).limit(bounded(limit))
        return tuple(_hit(row) for row in self._rows(asked))

    def latest(self, pair: Pair) -> StoredHit | None:
        """The hit of ``pair`` that was found last."""
        same = (hits.c.subject_id == pair.subject, hits.c["list"] == pair.list, hits.c.listing_id == pair.listing)
        row = self._row(select(hits).where(*same).order_by(hits.c.found_at.desc(), hits.c.id.desc()).limit(1))
        return _hit(row) if row else None


def _row(stored: StoredHit) -> dict[str, Any]:
    return {
        "id": stored.id,
        "subject_id": stored.pair.subject,
        "list": stored.pair.list,
        "listing_id": stored.pair.listing,
        "screening_id": stored.screening,
        "edition_id": stored.hit.edition.id,
        "rule": stored.rule,
        "outcome": stored.hit.outcome.value,
        "score": stored.hit.score,
        "record": hit_to_text(stored.hit),
        "found_at": stored.found_at,
    }


def _hit(row: RowMapping) -> StoredHit:
    return StoredHit(
        id=row["id"],
        pair=Pair(row["subject_id"], row["list"], row["listing_id"]),
        hit=hit_from_text(row["record"], row["score"], Outcome(row["outcome"])),
        rule=row["rule"],
        found_at=row["found_at"],
        screening=row["screening_id"],
    )
