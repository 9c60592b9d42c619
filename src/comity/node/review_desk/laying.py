"""Laying a case before a person: the case, the hit that stands with its listing as it was found, the subject, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.batch import Freshness, freshness
from comity.identity import Permission
from comity.model import Actor, Case, Conflict, Decision, Exemption, MonitoredSubject, StoredHit, UnknownName, Verdict
from comity.node.permitted import require
from comity.node.review_desk.blind import blind_case, blind_trail, hides
from comity.node.review_desk.desk import Desk, entry
from comity.node.review_desk.policy import policy_in
from comity.node.review_desk.waiting import Waiting, waiting
from comity.review import Basis, CaseFile, Policy, Standing, state_at
from comity.review.case_file import FINAL, lasting
from comity.storage.database import Reading


@dataclass(frozen=True, slots=True)
class LaidCase:
    """Everything that is known of one case.

    ``subject`` is as it is now, None once it was erased. ``trail`` are all decisions, oldest first. ``exemption`` is the one that the
    decision in force gave, ended or not.
    """

    case: Case
    base: str
    due_at: datetime | None
    hit: StoredHit
    subject: MonitoredSubject | None
    trail: tuple[Decision, ...]
    exemption: Exemption | None

    @property
    def subject_has_changed(self) -> bool:
        """True when the subject has other facts than when the hit was found: the evidence speaks of the old ones."""
        return self.subject is not None and self.subject.changed_at > self.hit.found_at

    def file(self) -> CaseFile:
        """The case as it is decided. Raises ``Conflict`` when its subject was erased."""
        if self.subject is None:
            raise Conflict(f"the subject of case {self.case.id} has been erased", "there is nobody left to decide about")
        return CaseFile(self.case, Basis(self.hit, self.subject.subject), self.trail)

    def seen_by(self, by: Actor, policy: Policy) -> LaidCase:
        """The case as ``by`` may see it, see ``blind``."""
        if not hides(self.case, by, policy):
            return self
        return replace(self, case=blind_case(self.case, by, policy), trail=blind_trail(self.trail, self.case.proposed_by))

    def standing(self, now: datetime) -> Standing | None:
        """Whether the exemption holds at ``now``, and if not why; None when there is none, or nobody whom it could spare."""
        if self.exemption is None or self.subject is None:
            return None
        return state_at(self.exemption, self.hit.hit.listing, self.subject.subject, now)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case as it is shown: laid out, how long it has waited, how old the hit's edition is, and whether the exemption holds (None: there
    is none, or nobody whom it could spare).
    """

    laid: LaidCase
    waiting: Waiting
    edition: Freshness
    standing: Standing | None


def laid(reading: Reading, case_id: str) -> LaidCase:
    """The case of that id. Raises ``UnknownName`` when there is none."""
    queued = reading.cases.get(case_id)
    if queued is None:
        raise UnknownName("there is no case of that id", "the queue names the cases")
    case = queued.case
    hit = reading.hits.get(case.hit)
    assert hit is not None, "the database keeps no case without its hit"
    trail = reading.decisions.for_case(case.id)
    subject = reading.subjects.get(case.pair.subject)
    return LaidCase(case, queued.base, queued.due_at, hit, subject, trail, _exemption(reading, trail))


def show_case(desk: Desk, case_id: str, by: Actor, at: datetime) -> ShownCase:
    """One case, and an entry in the ledger that says who looked at it and for which purpose.

    Raises ``UnknownName``, and ``NotAllowed`` without the right or a purpose that allows it.
    """
    require(by, Permission.CASE_VIEW)
    policy = policy_in(desk.home)
    with desk.database.reading() as reading:
        found = laid(reading, case_id).seen_by(by, policy)
    facts = {"hit": found.hit.id, "version": str(found.case.version), "subject": found.case.pair.subject}
    desk.tell(entry(by, at, Permission.CASE_VIEW, f"case:{found.case.id}", facts))
    edition = found.hit.hit.edition
    return ShownCase(found, waiting(found.case, found.due_at, policy, at), freshness([edition], at)[edition.id], found.standing(at))


def _exemption(reading: Reading, trail: tuple[Decision, ...]) -> Exemption | None:
    """The exemption of the latest decision that could give one, which has that decision's id; a proposal or a refusal gives none."""
    cleared = (decision for decision in reversed(lasting(trail)) if decision.step in FINAL and decision.verdict is Verdict.NOT_A_MATCH)
    given = next(cleared, None)
    return reading.exemptions.get(given.id) if given else None
