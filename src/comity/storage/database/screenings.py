"""Screenings: each time that subjects were compared with lists, with what and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.storage.database.columns import from_text, to_text
from comity.storage.database.repository import Page, Repository, bounded
from comity.storage.database.schema import screenings


class ScreeningKind(StrEnum):
    """What made a node screen."""

    SINGLE = "single"
    BATCH = "batch"
    MONITORING = "monitoring"
    API = "api"


@dataclass(frozen=True, slots=True)
class Screening:
    """One screening. ``rule`` is the rule's record as text, ``editions`` the ids of those compared with, ``subjects`` and ``hits`` are
    counts, ``actor`` the id of who asked.
    """

    id: str
    at: datetime
    kind: ScreeningKind
    rule: str
    editions: tuple[str, ...]
    subjects: int
    hits: int
    actor: str


class Screenings(Repository):
    """The screenings."""

    def add(self, screening: Screening) -> None:
        """Keep a screening. Raises ``Conflict`` when one of that id is there."""
        self._run(insert(screenings).values(_row(screening)))

    def count(self, screening_id: str, subjects: int, hits: int) -> None:
        """Put the final counts of a screening that was kept before it ended."""
        self._run(update(screenings).where(screenings.c.id == screening_id).values(subjects=subjects, hits=hits))

    def get(self, screening_id: str) -> Screening | None:
        """The screening of that id."""
        row = self._row(select(screenings).where(screenings.c.id == screening_id))
        return _screening(row) if row else None

    def latest(self, before: str, limit: int) -> Page[Screening]:
        """Screenings from the newest id back, older than the id ``before`` (empty: from the newest)."""
        asked = select(screenings).order_by(screenings.c.id.desc()).limit(bounded(limit) + 1)
        rows = self._rows(asked.where(screenings.c.id < before) if before else asked)
        return _page([_screening(row) for row in rows], limit)


def _page(found: Sequence[Screening], limit: int) -> Page[Screening]:
    shown = tuple(found[:limit])
    return Page(shown, shown[-1].id if len(found) > limit else "")


def _row(screening: Screening) -> dict[str, object]:
    return {
        "id": screening.id,
        "at": screening.at,
        "kind": screening.kind.value,
        "rule": screening.rule,
        "editions": to_text(list(screening.editions)),
        "subjects": screening.subjects,
        "hits": screening.hits,
        "actor": screening.actor,
    }


def _screening(row: RowMapping) -> Screening:
    return Screening(**(dict(row) | {"kind": ScreeningKind(row["kind"]), "editions": tuple(from_text(row["editions"]))}))
