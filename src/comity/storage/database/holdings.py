"""Everything that the tables hold about some subjects: counted for the plan of a request, and read out for the person.

An event that was sent elsewhere names a subject or a case by its id; it is found by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from comity.model import Decision
from comity.storage.database.decisions import Decisions
from comity.storage.database.deliveries import Deliveries, Delivery
from comity.storage.database.kinds import NO_EVIDENCE
from comity.storage.database.repository import Repository, chunks
from comity.storage.database.schema import cases, decision_texts, decisions, deliveries, hits, subjects

_NAMED_TOGETHER = 100
"""Ids looked for in one statement: each is one more comparison for every delivery."""

_PAGE = 5000


class Holdings(Repository):
    """What is held of subjects, by their ids."""

    def subjects(self, ids: Sequence[str]) -> int:
        """How many of the subjects are there."""
        return int(self._scalar(select(func.count()).select_from(subjects).where(subjects.c.id.in_(ids))))

    def quoting(self, ids: Sequence[str]) -> tuple[str, ...]:
        """The ids of the hits that quote them, in the order in which they were found."""
        quoting = (hits.c.subject_id.in_(ids), hits.c.record.not_like(NO_EVIDENCE))
        return tuple(row["id"] for row in self._rows(select(hits.c.id).where(*quoting).order_by(hits.c.id)))

    def cases(self, ids: Sequence[str]) -> int:
        """How many cases are about them."""
        return int(self._scalar(select(func.count()).select_from(cases).where(cases.c.subject_id.in_(ids))))

    def decision_texts(self, ids: Sequence[str]) -> tuple[Decision, ...]:
        """The decisions about them that have a text, in the order in which they were made."""
        joined = decisions.join(decision_texts, decision_texts.c.decision_id == decisions.c.id).join(
            cases, cases.c.id == decisions.c.case_id
        )
        asked = select(decisions.c.id).select_from(joined).where(cases.c.subject_id.in_(ids)).order_by(decisions.c.id)
        found = (Decisions(self._connection).get(row["id"]) for row in self._rows(asked))
        return tuple(one for one in found if one is not None)

    def deliveries(self, ids: Sequence[str]) -> tuple[Delivery, ...]:
        """The deliveries whose events name them or a case about them, by id."""
        theirs = self._rows(select(cases.c.id).where(cases.c.subject_id.in_(ids)))
        found: dict[str, Delivery] = {}
        for chunk in chunks([*ids, *(row["id"] for row in theirs)], _NAMED_TOGETHER):
            named: list[ColumnElement[bool]] = [deliveries.c.event.contains(one, autoescape=True) for one in chunk]
            for row in self._rows(select(deliveries.c.id).where(or_(*named))):
                one = Deliveries(self._connection).get(row["id"])
                found |= {one.id: one} if one else {}
        return tuple(found[key] for key in sorted(found))

    def names(self) -> Iterator[tuple[str, str]]:
        """The id and the record (as text) of every subject, by id, in pages."""
        after = ""
        while rows := self._rows(
            select(subjects.c.id, subjects.c.record).where(subjects.c.id > after).order_by(subjects.c.id).limit(_PAGE)
        ):
            for row in rows:
                yield row["id"], row["record"]
            after = rows[-1]["id"]
