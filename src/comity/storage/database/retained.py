"""The records that retention has to look at: old enough that a rule may want them erased, a page at a time by id.

A page is a superset: what is due among it is for ``safeguards.due`` to say. Whoever erases what is due and asks again behind the last id
meets every record once, also those that a hold keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.engine import RowMapping

from comity.model import CaseState, MonitoredSubject
from comity.safeguards.retention import Event, Held
from comity.storage.database.columns import to_text
from comity.storage.database.jobs import JobState
from comity.storage.database.kinds import DECISION_TEXT, DELIVERY, HIT, JOB, NO_EVIDENCE, SCREENING, SUBJECT
from comity.storage.database.repository import Repository, bounded
from comity.storage.database.schema import cases, decision_texts, decisions, deliveries, hits, jobs, screenings, subjects


@dataclass(frozen=True, slots=True)
class Retained:
    """A record with what happened to it, and ``identity``, the bytes that tell it from others of its kind (see ``safeguards.bury``)."""

    held: Held
    identity: bytes


class RetainedRecords(Repository):
    """Records by age. ``until``: those made up to then; None: none for their age alone."""

    def subjects(self, now: datetime, until: datetime | None, after_id: str, limit: int) -> tuple[Retained, ...]:
        """Subjects whose owner's date has passed at ``now`` (``PURPOSE_ENDED``), or that were added (``CREATED``) up to ``until``."""
        ended = subjects.c.keep_until <= now
        old = ended if until is None else or_(ended, subjects.c.added_at <= until)
        columns = (subjects.c.id, subjects.c.base, subjects.c.key, subjects.c.added_at, subjects.c.keep_until)
        rows = self._page(select(*columns).where(old), subjects.c.id, after_id, limit)
        return tuple(_subject(row) for row in rows)

    def orphans(self, now: datetime, after_id: str, limit: int) -> tuple[Retained, ...]:
        """Hits that quote a subject who is no longer there: a screening that ran while the subject was erased leaves some."""
        gone = ~exists().where(subjects.c.id == hits.c.subject_id)
        asked = select(hits.c.id).where(gone, hits.c.record.not_like(NO_EVIDENCE))
        rows = self._page(asked, hits.c.id, after_id, limit)
        return tuple(_retained(HIT, row["id"], {Event.PURPOSE_ENDED: now}) for row in rows)

    def screenings(self, until: datetime, after_id: str, limit: int) -> tuple[Retained, ...]:
        """Screenings up to ``until``, without those on whose hits a case rests that waits for a person: it could not be decided."""
        waiting = exists().where(
            hits.c.screening_id == screenings.c.id,
            cases.c.hit_id == hits.c.id,
            cases.c.state.in_([CaseState.OPEN.value, CaseState.PROPOSED.value]),
        )
        asked = select(screenings.c.id, screenings.c.at).where(screenings.c.at <= until, screenings.c.actor != "", ~waiting)
        rows = self._page(asked, screenings.c.id, after_id, limit)
        return tuple(_retained(SCREENING, row["id"], {Event.CREATED: row["at"], Event.TRANSACTION_DONE: row["at"]}) for row in rows)

    def decision_texts(self, until: datetime, after_id: str, limit: int) -> tuple[Retained, ...]:
        """The texts of decisions up to ``until``."""
        joined = decisions.join(decision_texts, decision_texts.c.decision_id == decisions.c.id)
        rows = self._page(
            select(decisions.c.id, decisions.c.at).select_from(joined).where(decisions.c.at <= until), decisions.c.id, after_id, limit
        )
        return tuple(_retained(DECISION_TEXT, row["id"], {Event.DECIDED: row["at"], Event.CREATED: row["at"]}) for row in rows)

    def deliveries(self, until: datetime, after_id: str, limit: int) -> tuple[Retained, ...]:
        """Deliveries made up to ``until``, whether or not they arrived."""
        asked = select(deliveries.c.id, deliveries.c.created_at).where(deliveries.c.created_at <= until)
        rows = self._page(asked, deliveries.c.id, after_id, limit)
        return tuple(_retained(DELIVERY, row["id"], {Event.CREATED: row["created_at"]}) for row in rows)

    def jobs(self, until: datetime, after_id: str, limit: int) -> tuple[Retained, ...]:
        """Ended jobs made up to ``until`` that still hold what they worked on."""
        ended = jobs.c.state.in_([JobState.DONE.value, JobState.FAILED.value, JobState.CANCELLED.value])
        full = or_(jobs.c.payload != "{}", jobs.c.result != "", jobs.c.error != "")
        asked = select(jobs.c.id, jobs.c.created_at).where(jobs.c.created_at <= until, ended, full)
        rows = self._page(asked, jobs.c.id, after_id, limit)
        return tuple(_retained(JOB, row["id"], {Event.CREATED: row["created_at"]}) for row in rows)

    def _page(self, asked: Select[Any], by: ColumnElement[str], after_id: str, limit: int) -> list[RowMapping]:
        return list(self._rows(asked.where(by > after_id).order_by(by).limit(bounded(limit))))


def subject_identity(base: str, key: str) -> bytes:
    """What identifies a monitored subject to its owner, whatever id it has here: it is known again when an import brings it back."""
    return to_text([base, key]).encode()


def held_of(subject: MonitoredSubject) -> Held:
    """A monitored subject with what is known to have happened to it."""
    return _held(subject.id, subject.added_at, subject.keep_until)


def _held(subject_id: str, added_at: datetime, keep_until: datetime | None) -> Held:
    return Held(SUBJECT, subject_id, {Event.CREATED: added_at} | ({Event.PURPOSE_ENDED: keep_until} if keep_until else {}))


def _subject(row: RowMapping) -> Retained:
    return Retained(_held(row["id"], row["added_at"], row["keep_until"]), subject_identity(row["base"], row["key"]))


def _retained(kind: str, record_id: str, events: dict[Event, datetime]) -> Retained:
    return Retained(Held(kind, record_id, events), record_id.encode())
