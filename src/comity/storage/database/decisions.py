"""Decisions: written once and never changed. Their texts lie apart, because a text may name a person and must then be erasable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, delete, exists, func, insert, select
from sqlalchemy.engine import RowMapping

from comity.model import Because, Decision, Reason, Step, Verdict
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import decision_texts, decisions

_FINAL = (Step.FINAL.value, Step.APPROVAL.value)


class Decisions(Repository):
    """What people decided about cases."""

    def add(self, decision: Decision) -> None:
        """Keep a decision. Raises ``Conflict`` when one of that id is there, or its case or hit is not."""
        self._run(insert(decisions).values(_row(decision)))
        if decision.because.text:
            self._run(insert(decision_texts).values(decision_id=decision.id, text=decision.because.text))

    def get(self, decision_id: str) -> Decision | None:
        """The decision of that id; its text is empty once it was erased."""
        row = self._row(_with_texts().where(decisions.c.id == decision_id))
        return _decision(row) if row else None

    def for_case(self, case_id: str) -> tuple[Decision, ...]:
        """The decisions about one case, in the order in which they were made: an id ends with the version that its decision made, whereas
        the clocks of two machines may disagree.
        """
        asked = _with_texts().where(decisions.c.case_id == case_id).order_by(func.length(decisions.c.id), decisions.c.id)
        return tuple(_decision(row) for row in self._rows(asked))

    def proposals(self, case_ids: Iterable[str]) -> dict[str, Decision]:
        """The last proposal about each of those cases that has one, by case, whether or not it still waits."""
        found: dict[str, Decision] = {}
        for chunk in chunks(case_ids):
            asked = _with_texts().where(decisions.c.case_id.in_(chunk), decisions.c.step == Step.PROPOSAL.value)
            rows = self._rows(asked.order_by(func.length(decisions.c.id), decisions.c.id))
            found |= {row["case_id"]: _decision(row) for row in rows}
        return found

    def finals(self, after_id: str, limit: int) -> tuple[Decision, ...]:
        """Decisions that settled a case, final by themselves or by approval, whose ids come behind ``after_id``, by id.

        One that was reversed later is among them: whoever replays leaves out those that another's ``reverses`` names. One that was taken
        back is not: it never settled anything.
        """
        other = decisions.alias("withdrawal")
        withdrawn = exists().where(
            other.c.case_id == decisions.c.case_id, other.c.step == Step.WITHDRAWAL.value, other.c.answers == decisions.c.id
        )
        asked = _with_texts().where(decisions.c.step.in_(_FINAL), decisions.c.id > after_id, ~withdrawn)
        asked = asked.order_by(decisions.c.id).limit(bounded(limit))
        return tuple(_decision(row) for row in self._rows(asked))

    def erase_text(self, decision_id: str) -> bool:
        """Remove the text of a decision; the decision stays. False when it has none."""
        return self._run(delete(decision_texts).where(decision_texts.c.decision_id == decision_id)) > 0


def _with_texts() -> Select[Any]:
    joined = decisions.outerjoin(decision_texts, decision_texts.c.decision_id == decisions.c.id)
    return select(decisions, func.coalesce(decision_texts.c.text, "").label("text")).select_from(joined)


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "case_id": decision.case,
        "hit_id": decision.hit,
        "step": decision.step.value,
        "verdict": decision.verdict.value,
        "reason": decision.because.reason.value,
        "by": decision.by,
        "at": decision.at,
        "purpose": decision.purpose,
        "answers": decision.answers,
        "reverses": decision.reverses,
    }


def _decision(row: RowMapping) -> Decision:
    return Decision(
        id=row["id"],
        case=row["case_id"],
        hit=row["hit_id"],
        step=Step(row["step"]),
        verdict=Verdict(row["verdict"]),
        because=Because(Reason(row["reason"]), row["text"]),
        by=row["by"],
        at=row["at"],
        purpose=row["purpose"],
        answers=row["answers"],
        reverses=row["reverses"],
    )
