"""People decide: settle or propose, approve or refuse, reverse, or close many alike at once.

Each act gives a new case and one immutable decision; nothing that was decided is ever changed. Ids follow from the case and its version, so
two people who decide the same version make the same id, and a store keeps only one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.model import Because, Case, CaseState, Conflict, Decision, Exemption, Step, UsageError, Verdict
from comity.review.acts import (
    APPROVES,
    DECIDES,
    Act,
    require_another,
    require_free,
    require_person,
    require_plain,
    require_reason,
    require_text,
    require_unchanged,
)
from comity.review.case_file import FINAL, Basis, CaseFile
from comity.review.exemptions import grant
from comity.review.policy import Policy


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says about a hit, and why."""

    verdict: Verdict
    because: Because


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an act: the case as it is now, the decision to be kept for good, and the exemption it grants, if any.

    When ``is_final``, every exemption that the pair had before has ended (``ExemptionState.WITHDRAWN``): whoever keeps this ends them.
    """

    case: Case
    decision: Decision
    exemption: Exemption | None = None

    @property
    def is_final(self) -> bool:
        """True when the case is decided by this act; false for a proposal or a refusal."""
        return self.decision.step in FINAL


def decide(file: CaseFile, judgement: Judgement, act: Act, policy: Policy) -> Decided:
    """Decide an open case: finally, or as a proposal where the policy wants a second person, or two persons gave another verdict before.

    Raises ``Conflict`` when the case is not open, is claimed by another, or has changed; ``NotAllowed`` unless a person with the right and
    a purpose acts; ``UsageError`` for a reason that does not go with the verdict, or a text that is missing, too long or not plain.
    """
    purpose = _checked(file.case, judgement, act, policy)
    if file.case.state is not CaseState.OPEN:
        raise Conflict(f"case {file.case.id} is {file.case.state}, not open", _HINTS[file.case.state])
    decision = _decision(file.case, judgement, act, purpose)
    if policy.needs_second(file.case.outcome, judgement.verdict) or _undoes_two(file, judgement):
        return _proposed(file.case, decision, act)
    return _final(file.case, decision, file.basis, policy)


def reverse(file: CaseFile, judgement: Judgement, act: Act, policy: Policy) -> Decided:
    """Replace the decision in force by a new one that says so; the old one stays as it was.

    A second person is wanted where the old or the new ruling wants one or two persons gave the old one, so that nobody undoes alone what
    two have decided; until they agree, the old decision holds, and the clock runs from the proposal. Raises as ``decide`` does, and
    ``Conflict`` when the case is not decided or is decided so already.
    """
    case, old = file.case, file.last_final
    purpose = _checked(case, judgement, act, policy)
    if case.state is not CaseState.DECIDED or old is None or case.verdict is None:
        raise Conflict(f"case {case.id} has no decision in force to reverse", "decide it instead, or wait for the second person")
    if judgement.verdict is case.verdict:
        raise Conflict(f"case {case.id} is decided as {case.verdict} already", "a reversal gives another verdict")
    decision = replace(_decision(case, judgement, act, purpose), reverses=old.id)
    wanted = any(policy.needs_second(case.outcome, verdict) for verdict in (judgement.verdict, case.verdict))
    if wanted or _undoes_two(file, judgement):
        return _proposed(replace(case, opened_at=act.at), decision, act)
    return _final(case, decision, file.basis, policy)


def approve(file: CaseFile, act: Act, policy: Policy, remark: str = "") -> Decided:
    """Make a colleague's proposal final, for the proposal's reason.

    Raises ``Conflict`` when no proposal waits, the same person made it, the case is claimed by another or has changed; ``NotAllowed`` for
    who may not approve; ``UsageError`` when ``remark`` is too long or not plain text.
    """
    proposal, purpose = _checked_answer(file, act)
    require_plain(remark)
    approval = _answer(file.case, proposal, act, purpose)
    because = Because(proposal.because.reason, remark)
    return _final(file.case, replace(approval, step=Step.APPROVAL, because=because, reverses=proposal.reverses), file.basis, policy)


def refuse(file: CaseFile, act: Act, why: str) -> Decided:
    """Send a colleague's proposal back with a text; the case is as it was before the proposal, and its clock has run on.

    Raises as ``approve`` does, and ``UsageError`` when ``why`` is blank, too long or not plain text.
    """
    proposal, purpose = _checked_answer(file, act)
    require_text(why, "a refusal")
    require_plain(why)
    refusal = _answer(file.case, proposal, act, purpose)
    state = CaseState.DECIDED if proposal.reverses else CaseState.OPEN
    case = _left(file.case, state)
    return Decided(case, replace(refusal, step=Step.REFUSAL, because=Because(proposal.because.reason, why)))


def bulk_close(chosen: Sequence[tuple[CaseFile, int]], judgement: Judgement, act: Act, policy: Policy) -> tuple[Decided, ...]:
    """Give one judgement to many open cases, each with the version that was seen of it: to all of them or to none.

    ``act.seen`` is not looked at. Raises ``UsageError`` when none or too many are chosen, one is chosen twice, or there is no text: who
    closes in bulk says why. Raises ``Conflict`` for a ruling that is not given in bulk, and whatever ``decide`` raises.
    """
    if not 1 <= len(chosen) <= policy.bulk_limit:
        raise UsageError(f"{len(chosen):,} cases were chosen; one act closes from 1 to {policy.bulk_limit:,}", "choose fewer, or some")
    if len({file.case.id for file, _ in chosen}) < len(chosen):
        raise UsageError("a case was chosen twice", "choose each case once")
    require_text(judgement.because.text, "closing in bulk")
    for file, _ in chosen:
        if (file.case.outcome, judgement.verdict) not in policy.bulk:
            raise Conflict(f"case {file.case.id} is {file.case.outcome}: {judgement.verdict} is not given in bulk", "decide it by itself")
    return tuple(decide(file, judgement, replace(act, seen=seen), policy) for file, seen in chosen)


_HINTS = {
    CaseState.PROPOSED: "a second person approves or refuses the proposal",
    CaseState.DECIDED: "reverse the decision if it was wrong",
    CaseState.LAPSED: "its hit is gone; it opens again when the pair is hit again",
}


def _checked(case: Case, judgement: Judgement, act: Act, policy: Policy) -> str:
    """The purpose, once everything that does not depend on the case's state is in order."""
    require_unchanged(case, act)
    purpose = require_person(act, DECIDES, "decide a case")
    require_free(case, act)
    require_reason(judgement.verdict, judgement.because, policy)
    return purpose


def _undoes_two(file: CaseFile, judgement: Judgement) -> bool:
    """True for another verdict than the last one that two persons gave: also when the case came back, or its hit weighs less today."""
    old = file.last_final
    return old is not None and old.step is Step.APPROVAL and old.verdict is not judgement.verdict


def _checked_answer(file: CaseFile, act: Act) -> tuple[Decision, str]:
    """The proposal that waits, and the purpose, once a second person may answer."""
    case, proposal = file.case, file.waiting
    require_unchanged(case, act)
    purpose = require_person(act, APPROVES, "answer a proposal")
    if case.state is not CaseState.PROPOSED or proposal is None:
        raise Conflict(f"case {case.id} is {case.state}: no proposal waits", "look at it again")
    require_free(case, act)
    require_another(case.proposed_by, act)
    require_another(proposal.by, act)
    return proposal, purpose


def _decision(case: Case, judgement: Judgement, act: Act, purpose: str) -> Decision:
    """A final decision; its id is the case's with the version that it makes."""
    made = f"{case.id}-{case.version + 1}"
    return Decision(made, case.id, case.hit, Step.FINAL, judgement.verdict, judgement.because, act.by.id, act.at, purpose)


def _answer(case: Case, proposal: Decision, act: Act, purpose: str) -> Decision:
    return replace(_decision(case, Judgement(proposal.verdict, proposal.because), act, purpose), answers=proposal.id)


def _left(case: Case, state: CaseState) -> Case:
    """The case in its next state, with nobody at work on it."""
    return replace(case, state=state, claimed_by="", proposed_by="", version=case.version + 1)


def _proposed(case: Case, decision: Decision, act: Act) -> Decided:
    proposed = replace(_left(case, CaseState.PROPOSED), proposed_by=act.person)
    return Decided(proposed, replace(decision, step=Step.PROPOSAL))


def _final(case: Case, decision: Decision, basis: Basis, policy: Policy) -> Decided:
    decided = replace(_left(case, CaseState.DECIDED), verdict=decision.verdict)
    if decision.verdict is not Verdict.NOT_A_MATCH:
        return Decided(decided, decision)
    return Decided(decided, decision, grant(case.pair, decision, basis, policy.days_exempt(case.pair.list)))
