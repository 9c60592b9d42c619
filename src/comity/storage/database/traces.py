"""What other rows quote of a monitored subject, removed when the subject is.

A hit quotes the subject's values in its evidence, and so do the words that a case is found by; a decision's text may name the person, and
an exemption holds a digest of their facts.
What remains, ids, outcomes, scores, codes and times, shows what was done and not to whom. A case that waited waits for nobody any more: it
lapses, and so does the pair's exemption.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from comity.model import CaseState, ExemptionState
from comity.storage.database.hit_record import without_evidence
from comity.storage.database.repository import Repository
from comity.storage.database.schema import case_words, cases, decision_texts, decisions, exemptions, hits


class Traces(Repository):
    """The quotations of subjects in other tables."""

    def erase(self, subject_ids: Sequence[str]) -> None:
        """Remove what hits, decision texts and exemptions hold of these subjects. Doing it twice changes nothing."""
        quoting = self._rows(select(hits.c.id, hits.c.record).where(hits.c.subject_id.in_(subject_ids)))
        stripped = [{"its_id": row["id"], "stripped": without_evidence(row["record"])} for row in quoting]
        self._run(update(hits).where(hits.c.id == bindparam("its_id")).values(record=bindparam("stripped")), stripped)
        theirs = select(cases.c.id).where(cases.c.subject_id.in_(subject_ids))
        self._run(delete(case_words).where(case_words.c.case_id.in_(theirs)))
        acts = select(decisions.c.id).where(decisions.c.case_id.in_(theirs))
        self._run(delete(decision_texts).where(decision_texts.c.decision_id.in_(acts)))
        self._run(update(exemptions).where(exemptions.c.subject_id.in_(subject_ids)).values(subject_digest=""))
        self._lapse(subject_ids)

    def _lapse(self, subject_ids: Sequence[str]) -> None:
        waiting = cases.c.subject_id.in_(subject_ids) & cases.c.state.in_([CaseState.OPEN.value, CaseState.PROPOSED.value])
        lapsed = {"state": CaseState.LAPSED.value, "claimed_by": "", "proposed_by": "", "version": cases.c.version + 1}
        self._run(update(cases).where(waiting).values(lapsed))
        active = exemptions.c.subject_id.in_(subject_ids) & (exemptions.c.state == ExemptionState.ACTIVE.value)
        self._run(update(exemptions).where(active).values(state=ExemptionState.LAPSED.value, why="the subject was erased"))
