"""What a person may take back, until when, and how a case is afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.model import Actor, CaseState, Conflict, NotAllowed, Outcome, Step, UsageError, Verdict
from comity.review import (
    Act,
    CaseFile,
    Decided,
    Policy,
    approve,
    case_evidence,
    claim,
    decide,
    policy_from_record,
    refuse,
    reverse,
    take_back,
)
from comity.review.case_file import lasting
from comity.review.evidence_view import view_of

from .conftest import ANA, BO, CANNOT_TELL, CHI, MADE, MATCH, NOT_A_MATCH, act, file_of, surroundings

POLICY = Policy()
ALONE = Policy(four_eyes=frozenset())


def after(file: CaseFile, decided: Decided) -> CaseFile:
    return CaseFile(decided.case, file.basis, (*file.trail, decided.decision))


def now(by: Actor, file: CaseFile, minutes: float = 1) -> Act:
    """An act so many minutes after the last decision."""
    return replace(act(by, file, file.case.version), at=file.trail[-1].at + timedelta(minutes=minutes))


def test_a_final_decision_taken_back_leaves_the_case_open_and_says_what_was_taken() -> None:
    file = file_of()
    decided = after(file, decide(file, NOT_A_MATCH, act(ANA, file), POLICY))
    taken = take_back(decided, now(ANA, decided), POLICY)
    assert (taken.case.state, taken.case.verdict, taken.case.version) == (CaseState.OPEN, None, 3)
    assert (taken.withdrawal.step, taken.withdrawal.answers) == (Step.WITHDRAWAL, decided.trail[0].id)
    assert (taken.case.opened_at, taken.case.hit) == (file.case.opened_at, file.case.hit)
    assert lasting((*decided.trail, taken.withdrawal)) == ()
    again = CaseFile(taken.case, file.basis, (*decided.trail, taken.withdrawal))
    assert again.last_final is None
    assert decide(again, CANNOT_TELL, now(ANA, again), POLICY).case.verdict is Verdict.CANNOT_TELL


def test_a_proposal_taken_back_waits_for_nobody() -> None:
    file = file_of(Outcome.STRONG)
    proposed = after(file, decide(file, MATCH, act(ANA, file), POLICY))
    taken = take_back(proposed, now(ANA, proposed), POLICY)
    assert (taken.case.state, taken.case.proposed_by) == (CaseState.OPEN, "")
    gone = CaseFile(taken.case, file.basis, (*proposed.trail, taken.withdrawal))
    with pytest.raises(Conflict):
        approve(gone, now(BO, gone), POLICY)


@pytest.mark.parametrize(("policy", "state"), [(POLICY, CaseState.PROPOSED), (ALONE, CaseState.DECIDED)], ids=["proposed", "alone"])
def test_a_reversal_taken_back_leaves_the_decision_before_in_force(policy: Policy, state: CaseState) -> None:
    file = file_of()
    first = after(file, decide(file, NOT_A_MATCH, act(ANA, file), policy))
    second = after(first, reverse(first, MATCH, now(BO, first), policy))
    assert second.case.state is state
    taken = take_back(second, now(BO, second), policy)
    assert (taken.case.state, taken.case.verdict) == (CaseState.DECIDED, Verdict.NOT_A_MATCH)
    assert taken.again == first.trail[0]
    assert CaseFile(taken.case, file.basis, (*second.trail, taken.withdrawal)).last_final == first.trail[0]


def test_nothing_is_taken_back_twice_nor_what_was_answered() -> None:
    file = file_of(Outcome.STRONG)
    proposed = after(file, decide(file, MATCH, act(ANA, file), POLICY))
    approved = after(proposed, approve(proposed, now(BO, proposed), POLICY))
    refused = after(proposed, refuse(proposed, now(BO, proposed), "somebody else"))
    for one, by in ((approved, ANA), (approved, BO), (refused, ANA), (refused, BO), (file, ANA)):
        with pytest.raises(Conflict, match="nothing to take back"):
            take_back(one, act(by, one, one.case.version), POLICY)
    taken = take_back(proposed, now(ANA, proposed), POLICY)
    gone = CaseFile(taken.case, file.basis, (*proposed.trail, taken.withdrawal))
    with pytest.raises(Conflict, match="nothing to take back"):
        take_back(gone, now(ANA, gone), POLICY)


def test_a_proposal_that_a_colleague_is_at_work_on_stays() -> None:
    file = file_of(Outcome.STRONG)
    proposed = after(file, decide(file, MATCH, act(ANA, file), POLICY))
    claimed = replace(proposed, case=claim(proposed.case, now(BO, proposed)))
    with pytest.raises(Conflict, match="claimed"):
        take_back(claimed, now(ANA, claimed), POLICY)


def test_only_who_decided_takes_back_and_only_a_person_who_may_decide() -> None:
    file = file_of()
    decided = after(file, decide(file, NOT_A_MATCH, act(ANA, file), POLICY))
    for other in (BO, CHI):
        with pytest.raises(Conflict, match="only the person"):
            take_back(decided, now(other, decided), POLICY)
    for nobody in (Actor("key:ana", ANA.roles, ANA.purpose), replace(ANA, roles=frozenset()), replace(ANA, purpose=None)):
        with pytest.raises(NotAllowed):
            take_back(decided, now(nobody, decided), POLICY)
    with pytest.raises(Conflict, match="has changed"):
        take_back(decided, replace(now(ANA, decided), seen=1), POLICY)


@pytest.mark.parametrize(("minutes", "allowed", "is_late"), [(9.9, 10, False), (10, 10, True), (59, 60, False), (0, 0, True)])
def test_it_is_for_a_while_only(minutes: float, allowed: int, is_late: bool) -> None:
    file = file_of()
    decided = after(file, decide(file, NOT_A_MATCH, act(ANA, file), POLICY))
    policy = policy_from_record({"undo_minutes": allowed})
    if is_late:
        with pytest.raises(Conflict, match="over"):
            take_back(decided, now(ANA, decided, minutes), policy)
    else:
        assert take_back(decided, now(ANA, decided, minutes), policy).case.state is CaseState.OPEN


@pytest.mark.parametrize("minutes", [-1, 1441, True, "10"])
def test_a_policy_says_minutes_of_a_day_at_most(minutes: object) -> None:
    with pytest.raises(UsageError, match="undo_minutes"):
        policy_from_record({"undo_minutes": minutes})


def test_evidence_prints_what_was_taken_back_by_which_decision() -> None:
    file = file_of()
    decided = after(file, decide(file, NOT_A_MATCH, act(ANA, file), POLICY))
    taken = take_back(decided, now(ANA, decided), POLICY)
    shown = CaseFile(taken.case, file.basis, (*decided.trail, taken.withdrawal))
    printed = json.dumps(view_of(case_evidence(shown, surroundings(), MADE)))
    assert "Taken back: not a match" in printed
    assert f"takes back {decided.trail[0].id}" in printed
