"""What persons do to cases: claim, release, assign, decide, approve, refuse, reverse, take back, close
many. No key may do any of it (red line 1).

Every act says which version of the case was seen, and an act that decides says which facts of the subject were: where either has changed
since, it is refused as a conflict, and the person looks again.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from comity.identity import Permission
from comity.model import Because, Reason, Verdict
from comity.node import review_desk
from comity.node.review_desk import Informed
from comity.node.serving_desk import desk_of
from comity.review import Act, Judgement
from comity.review.acts import LONGEST_TEXT
from comity.review.policy import LARGEST_BULK
from comity.web.access import Caller, Serving, allowed
from comity.web.api.case_records import Record, case_record, decided_record
from comity.web.api.cases import CaseId
from comity.web.api.forms import Form
from comity.web.parameters import only_known

Claiming = Annotated[Caller, Depends(allowed(Permission.CASE_CLAIM))]
Assigning = Annotated[Caller, Depends(allowed(Permission.CASE_ASSIGN))]
Deciding = Annotated[Caller, Depends(allowed(Permission.CASE_DECIDE))]
Approving = Annotated[Caller, Depends(allowed(Permission.CASE_APPROVE))]
Closing = Annotated[Caller, Depends(allowed(Permission.CASE_CLOSE_MANY))]
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]
router = APIRouter(prefix="/api/v1", tags=["decisions"], dependencies=[Depends(only_known)])


class SeenForm(Form):
    """Which version of the case was seen."""

    seen_version: int = Field(ge=1)

    def act(self, caller: Caller) -> Act:
        """The act of ``caller``, now."""
        return Act(caller.actor, caller.service.now(), self.seen_version)


class FactsSeenForm(SeenForm):
    """Which version of the case, and which facts of the subject were seen."""

    seen_subject: str = Field(pattern=r"^[0-9a-f]{64}$", description="the subject's digest, as the case gave it")

    def informed(self, caller: Caller) -> Informed:
        """The act of ``caller``, now, having seen the subject."""
        return Informed(caller.actor, caller.service.now(), self.seen_version, subject=self.seen_subject)


class AssignForm(SeenForm):
    """Whom a case is given to, by login name."""

    to: str = Field(min_length=2, max_length=64)


class JudgementForm(FactsSeenForm):
    """A verdict with its reason; the reason ``other`` needs a text."""

    verdict: Verdict = Field(strict=False)
    reason: Reason = Field(strict=False)
    text: Words = ""

    def judgement(self) -> Judgement:
        """What is said about the hit, and why."""
        return Judgement(self.verdict, Because(self.reason, self.text))


class ApprovalForm(FactsSeenForm):
    """A yes to a proposal, and a remark where there is one to make."""

    remark: Words = ""


class RefusalForm(FactsSeenForm):
    """A no to a proposal, and why."""

    why: Words


class ChosenForm(FactsSeenForm):
    """One of many cases to close, and what was seen of it."""

    case: str = Field(min_length=1, max_length=64)


class CloseForm(Form):
    """Many cases, and the one judgement for all of them."""

    cases: list[ChosenForm] = Field(min_length=1, max_length=LARGEST_BULK)
    verdict: Verdict = Field(strict=False)
    reason: Reason = Field(strict=False)
    text: Words

    def judgement(self) -> Judgement:
        """What is said about every one of the hits, and why."""
        return Judgement(self.verdict, Because(self.reason, self.text))


@router.post("/cases/{case_id}/claim", summary="Take a case to work on")
def claim(case_id: CaseId, form: SeenForm, caller: Claiming, service: Serving) -> Record:
    """The case, claimed by whoever asks; claiming it twice changes nothing."""
    return case_record(review_desk.claim(desk_of(service), case_id, form.act(caller)))


@router.post("/cases/{case_id}/release", summary="Give a case back to the queue")
def release(case_id: CaseId, form: SeenForm, caller: Claiming, service: Serving) -> Record:
    """The case, claimed by nobody. A supervisor may release what another has claimed."""
    return case_record(review_desk.release(desk_of(service), case_id, form.act(caller)))


@router.post("/cases/{case_id}/assign", summary="Give a case to a colleague")
def assign(case_id: CaseId, form: AssignForm, caller: Assigning, service: Serving) -> Record:
    """The case, claimed by the colleague instead of whoever had it."""
    return case_record(review_desk.assign(desk_of(service), case_id, form.to, form.act(caller)))


@router.post("/cases/{case_id}/decide", summary="Decide a case, or propose a decision")
def decide(case_id: CaseId, form: JudgementForm, caller: Deciding, service: Serving) -> Record:
    """Final where one person is enough by the policy, else a proposal (``decision.step``) that waits for a second person."""
    return decided_record(review_desk.decide(desk_of(service), case_id, form.judgement(), form.informed(caller)))


@router.post("/cases/{case_id}/reverse", summary="Replace the decision in force")
def reverse(case_id: CaseId, form: JudgementForm, caller: Deciding, service: Serving) -> Record:
    """A new decision that names the old one, which stays as it was; a proposal where the old or the new ruling wants two persons."""
    return decided_record(review_desk.reverse(desk_of(service), case_id, form.judgement(), form.informed(caller)))


@router.post("/cases/{case_id}/approve", summary="Make a colleague's proposal final")
def approve(case_id: CaseId, form: ApprovalForm, caller: Approving, service: Serving) -> Record:
    """The case, decided as was proposed. Whoever proposed it is refused."""
    return decided_record(review_desk.approve(desk_of(service), case_id, form.remark, form.informed(caller)))


@router.post("/cases/{case_id}/refuse", summary="Send a colleague's proposal back")
def refuse(case_id: CaseId, form: RefusalForm, caller: Approving, service: Serving) -> Record:
    """The case as it was before the proposal; its clock has run on."""
    return decided_record(review_desk.refuse(desk_of(service), case_id, form.why, form.informed(caller)))


@router.post("/cases/{case_id}/take-back", summary="Take back what one decided just now")
def take_back(case_id: CaseId, form: SeenForm, caller: Deciding, service: Serving) -> Record:
    """One's own last proposal or final decision, withdrawn by a new decision that names it, within the minutes of the policy and before
    anybody answered it. The case is as it was before.
    """
    return decided_record(review_desk.take_back(desk_of(service), case_id, form.act(caller)))


@router.post("/cases/close", summary="Close many cases alike")
def close(form: CloseForm, caller: Closing, service: Serving) -> Record:
    """One judgement for all of them, or for none: never a match, never a strong hit, and always with a text."""
    acts = [(one.case, one.informed(caller)) for one in form.cases]
    return {"closed": [decided_record(one) for one in review_desk.close_many(desk_of(service), acts, form.judgement())]}
