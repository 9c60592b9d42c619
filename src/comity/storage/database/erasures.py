"""Tombstones as rows: what was erased, when and on what basis, so that an older backup cannot bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.engine import RowMapping

from comity.safeguards.tombstones import Tombstone
from comity.storage.database.ids import new_id
from comity.storage.database.repository import Repository, bounded
from comity.storage.database.schema import erasures


@dataclass(frozen=True, slots=True)
class Erasure:
    """A tombstone as it is kept, under its own ``id``; ``ledger_number`` is the entry about it, None where one entry tells of many."""

    id: str
    stone: Tombstone
    ledger_number: int | None = None


class Erasures(Repository):
    """The tombstones."""

    def add(self, stone: Tombstone, ledger_number: int | None = None) -> None:
        """Keep a tombstone."""
        self.add_many([(stone, ledger_number)])

    def add_many(self, stones: Sequence[tuple[Tombstone, int | None]]) -> None:
        """Keep tombstones, each with the number of its entry in the ledger."""
        self._run(insert(erasures), [_row(stone, number) for stone, number in stones])

    def of(self, kind: str, object_id: str) -> tuple[Erasure, ...]:
        """The tombstones of one thing, oldest first."""
        asked = select(erasures).where(erasures.c.kind == kind, erasures.c.object_id == object_id).order_by(erasures.c.id)
        return tuple(_erasure(row) for row in self._rows(asked))

    def each(self, after_id: str, limit: int) -> tuple[Erasure, ...]:
        """Tombstones whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(erasures).where(erasures.c.id > after_id).order_by(erasures.c.id).limit(bounded(limit))
        return tuple(_erasure(row) for row in self._rows(asked))


def _row(stone: Tombstone, number: int | None) -> dict[str, object]:
    what = {"kind": stone.kind, "object_id": stone.id, "digest": stone.digest, "basis": stone.basis}
    return what | {"id": new_id(stone.at), "erased_at": stone.at, "ledger_number": number}


def _erasure(row: RowMapping) -> Erasure:
    stone = Tombstone(row["kind"], row["object_id"], row["digest"], row["basis"], row["erased_at"])
    return Erasure(row["id"], stone, row["ledger_number"])
