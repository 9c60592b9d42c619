"""Taking back what one did a moment ago: the slip of a key is undone by whoever made it, in the open, before anybody built on it.

Nothing is removed. A new decision, the withdrawal, names the one that it takes back, and the case is as it was before: open, or decided as
before where a reversal was taken back. What two persons did (an approval, a refusal) is not taken back by one: it is reversed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.model import Because, Case, CaseState, Conflict, Decision, Step
from comity.review.acts import DECIDES, Act, require_free, require_person, require_unchanged, same_person
from comity.review.case_file import CaseFile
from comity.review.policy import Policy

_BELONGS = {Step.PROPOSAL: CaseState.PROPOSED, Step.FINAL: CaseState.DECIDED}
"""The steps that can be taken back, and the state in which each leaves its case."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of it: the case as it is now, the ``withdrawal`` to be kept for good, the decision ``taken`` back, and the one that is in
    force again where that was a reversal (``again``, else None).

    The exemption that ``taken`` gave has ended. The one that it had ended, of ``again``, holds again until its own end, if both sides are
    still what it was given for; else the case is to be looked at again.
    """

    case: Case
    withdrawal: Decision
    taken: Decision
    again: Decision | None = None


def last_word(file: CaseFile) -> Decision | None:
    """The proposal or final decision that ends the trail and that the case still stands on; None when something else happened since."""
    last = file.trail[-1] if file.trail else None
    return last if last and _BELONGS.get(last.step) is file.case.state else None


def take_back_until(decision: Decision, policy: Policy) -> datetime:
    """The time from which ``decision`` can no longer be taken back."""
    return decision.at + timedelta(minutes=policy.undo_minutes)


def take_back(file: CaseFile, act: Act, policy: Policy) -> TakenBack:
    """Withdraw the actor's own proposal or final decision, while it is the last thing that happened to the case.

    Raises ``Conflict`` when there is none, another person made it, its time is over, somebody works on the case to answer it, or the case
    has changed; ``NotAllowed`` unless a person with the right and a purpose acts.
    """
    case = file.case
    require_unchanged(case, act)
    purpose = require_person(act, DECIDES, "take back a decision")
    taken = last_word(file)
    if taken is None:
        raise Conflict(f"case {case.id} is {case.state}: there is nothing to take back", "what was answered is decided anew, or reversed")
    if not same_person(taken.by, act.by.id):
        raise Conflict("only the person who decided takes a decision back", "a colleague reverses it, or refuses the proposal")
    if act.at >= take_back_until(taken, policy):
        raise Conflict(f"the {policy.undo_minutes} minutes to take it back are over", "reverse the decision, or have the proposal refused")
    require_free(case, act)
    again = next((one for one in file.trail if one.id == taken.reverses), None) if taken.reverses else None
    made = Decision(
        id=f"{case.id}-{case.version + 1}",
        case=case.id,
        hit=case.hit,
        step=Step.WITHDRAWAL,
        verdict=taken.verdict,
        because=Because(taken.because.reason),
        by=act.by.id,
        at=act.at,
        purpose=purpose,
        answers=taken.id,
    )
    return TakenBack(_as_before(case, again), made, taken, again)


def _as_before(case: Case, again: Decision | None) -> Case:
    """The case with nobody at work on it, open or decided as before; its clock has run on."""
    state = CaseState.DECIDED if again else CaseState.OPEN
    verdict = again.verdict if again else None
    return replace(case, state=state, verdict=verdict, claimed_by="", proposed_by="", version=case.version + 1)
