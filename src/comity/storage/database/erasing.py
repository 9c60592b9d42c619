"""How each kind of record is erased: what could lead to a person goes, what shows that work was done stays.

Used by retention, by a person's request, and by a restored backup, which erases again what its tombstones name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update

from comity.model import FormatError
from comity.storage.database.columns import from_micros
from comity.storage.database.decisions import Decisions
from comity.storage.database.hit_record import without_evidence
from comity.storage.database.idempotency import Idempotency
from comity.storage.database.invitations import Invitations
from comity.storage.database.kinds import DECISION_TEXT, DELIVERY, HIT, IDEMPOTENCY, JOB, NO_EVIDENCE, SCREENING, SITTING, SUBJECT
from comity.storage.database.repository import Repository
from comity.storage.database.schema import deliveries, hits, jobs, screenings, sittings
from comity.storage.database.subjects import Subjects


class Erasing(Repository):
    """Erases single records. Doing it twice changes nothing."""

    def erase(self, kind: str, record_id: str) -> bool | None:
        """Erase one record, or everything up to a moment. False when there was nothing to erase, None for a kind not known here.

        Whoever erases leaves a tombstone (``Writing.record_erasure``).
        """
        ways: Mapping[str, Callable[[str], bool]] = {
            SUBJECT: Subjects(self._connection).erase,
            DECISION_TEXT: Decisions(self._connection).erase_text,
            HIT: self._hit,
            SCREENING: self._screening,
            DELIVERY: self._delivery,
            JOB: self._job,
            IDEMPOTENCY: lambda until: self.idempotency(_moment(until)) > 0,
            SITTING: lambda until: self.sittings(_moment(until)) > 0,
        }
        return ways[kind](record_id) if kind in ways else None

    def idempotency(self, until: datetime) -> int:
        """Drop the answers kept for requests that came before ``until``; how many. A request under way stays: sent again, it must not be
        carried out twice.
        """
        return Idempotency(self._connection).drop_answers(until)

    def sittings(self, until: datetime) -> int:
        """Remove the sittings and one-time links that were over at ``until``; how many."""
        links = Invitations(self._connection).sweep(until)
        return links + self._run(delete(sittings).where(sittings.c.expires_at <= until))

    def _hit(self, hit_id: str) -> bool:
        """Remove what a hit quotes of its subject; the hit stays."""
        row = self._row(select(hits.c.record).where(hits.c.id == hit_id, hits.c.record.not_like(NO_EVIDENCE)))
        if row is None:
            return False
        return self._run(update(hits).where(hits.c.id == hit_id).values(record=without_evidence(row["record"]))) > 0

    def _screening(self, screening_id: str) -> bool:
        """Remove a screening, or, where hits refer to it, what they quote and who asked."""
        its_hits = select(hits.c.id).where(hits.c.screening_id == screening_id, hits.c.record.not_like(NO_EVIDENCE))
        for row in self._rows(its_hits):
            self._hit(row["id"])
        named = exists().where(hits.c.screening_id == screenings.c.id)
        if self._run(delete(screenings).where(screenings.c.id == screening_id, ~named)):
            return True
        shown = (screenings.c.id == screening_id) & (screenings.c.actor != "")
        return self._run(update(screenings).where(shown).values(actor="")) > 0

    def _delivery(self, delivery_id: str) -> bool:
        return self._run(delete(deliveries).where(deliveries.c.id == delivery_id)) > 0

    def _job(self, job_id: str) -> bool:
        """Remove what a job worked on and what came of it; that it ran, and how it ended, stays."""
        full = (jobs.c.id == job_id) & or_(jobs.c.payload != "{}", jobs.c.result != "", jobs.c.error != "")
        return self._run(update(jobs).where(full).values(payload="{}", result="", error="")) > 0


def _moment(moment: str) -> datetime:
    """The time in the id of a tombstone. Raises ``FormatError``."""
    try:
        return from_micros(int(moment))
    except (ValueError, OverflowError) as error:
        raise FormatError("a tombstone of everything up to a moment names no moment", "it was damaged: use another file") from error
