"""Who may decide what, when a second person is wanted, and what a refused act says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.model import Actor, Because, CaseState, Conflict, NotAllowed, Outcome, Purpose, Reason, Role, Step, UsageError, Verdict
from comity.review import (
    CaseFile,
    Decided,
    Ground,
    Judgement,
    Policy,
    approve,
    assign,
    bulk_close,
    claim,
    decide,
    follow,
    lapse,
    refuse,
    release,
    reopen,
    reverse,
)

from .conftest import ANA, BO, CANNOT_TELL, CHI, MATCH, NOON, NOT_A_MATCH, SUBJECT, act, file_of, hit_of, person, stored

POLICY = Policy()


def after(file: CaseFile, decided: Decided) -> CaseFile:
    return CaseFile(decided.case, file.basis, (*file.trail, decided.decision))


def proposed(outcome: Outcome = Outcome.STRONG) -> CaseFile:
    file = file_of(outcome)
    return after(file, decide(file, NOT_A_MATCH if outcome is Outcome.STRONG else MATCH, act(ANA, file), POLICY))


def test_a_namesake_in_review_is_settled_by_one_person_and_spared_for_a_year() -> None:
    file = file_of()
    done = decide(file, NOT_A_MATCH, act(ANA, file), POLICY)
    assert done.is_final
    assert (done.case.state, done.case.verdict, done.case.version) == (CaseState.DECIDED, Verdict.NOT_A_MATCH, 2)
    assert (done.decision.by, done.decision.hit, done.decision.purpose) == ("user:ana", "h-1", "customer_screening")
    assert done.exemption is not None
    assert done.exemption.expires_at - done.exemption.granted_at == timedelta(days=365)
    assert done.exemption.decision == done.decision.id


@pytest.mark.parametrize(("outcome", "judgement"), [(Outcome.REVIEW, MATCH), (Outcome.STRONG, MATCH), (Outcome.STRONG, NOT_A_MATCH)])
def test_what_weighs_waits_for_a_second_person(outcome: Outcome, judgement: Judgement) -> None:
    file = file_of(outcome)
    first = decide(file, judgement, act(ANA, file), POLICY)
    assert (first.case.state, first.case.proposed_by, first.case.verdict) == (CaseState.PROPOSED, "user:ana", None)
    assert first.exemption is None
    assert not first.is_final
    second = approve(after(file, first), act(BO, after(file, first), 2), POLICY, "I agree.")
    assert (second.case.state, second.case.verdict) == (CaseState.DECIDED, judgement.verdict)
    assert (second.decision.step, second.decision.answers) == (Step.APPROVAL, first.decision.id)
    assert (second.exemption is not None) == (judgement.verdict is Verdict.NOT_A_MATCH)


def test_one_person_alone_can_say_that_they_cannot_tell() -> None:
    file = file_of(Outcome.STRONG)
    done = decide(file, CANNOT_TELL, act(ANA, file), POLICY)
    assert done.is_final
    assert done.exemption is None


@pytest.mark.parametrize("judgement", [MATCH, NOT_A_MATCH, CANNOT_TELL])
@pytest.mark.parametrize("actor", ["key:7f", "system:screening", "user:", "", "ana"])
def test_only_a_person_decides(actor: str, judgement: Judgement) -> None:
    by = Actor(actor, frozenset(Role), Purpose.CUSTOMER_SCREENING)
    file = file_of()
    with pytest.raises(NotAllowed, match="a person decides"):
        decide(file, judgement, act(by, file), POLICY)
    waiting = proposed()
    with pytest.raises(NotAllowed, match="a person decides"):
        approve(waiting, act(by, waiting, owner="user:bo"), POLICY)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_watches_or_runs_the_node_does_not_decide(role: Role) -> None:
    file = file_of()
    with pytest.raises(NotAllowed, match="only an actor who is"):
        decide(file, NOT_A_MATCH, act(person("dee", role), file), POLICY)


def test_nobody_decides_without_a_purpose() -> None:
    file = file_of()
    with pytest.raises(NotAllowed, match="without a purpose"):
        decide(file, NOT_A_MATCH, act(person("ana", purpose=None), file), POLICY)


@pytest.mark.parametrize(
    ("by", "owner"),
    [
        (person("ana", Role.SUPERVISOR), ""),
        (person("Ana", Role.APPROVER), ""),
        (person("ana-admin", Role.APPROVER), "user:ana"),
    ],
)
def test_the_second_pair_of_eyes_is_another_persons(by: Actor, owner: str) -> None:
    waiting = proposed()
    with pytest.raises(Conflict, match="same person"):
        approve(waiting, act(by, waiting, 2, owner), POLICY)
    with pytest.raises(Conflict, match="same person"):
        refuse(waiting, act(by, waiting, 2, owner), "no")


def test_a_second_account_that_proposed_is_its_owner() -> None:
    file = file_of(Outcome.STRONG)
    first = decide(file, MATCH, act(person("bo-2"), file, owner="user:bo"), POLICY)
    assert first.case.proposed_by == "user:bo"
    waiting = after(file, first)
    with pytest.raises(Conflict, match="same person"):
        approve(waiting, act(BO, waiting, 2), POLICY)
    assert approve(waiting, act(CHI, waiting, 2), POLICY).is_final


def test_an_analyst_does_not_approve() -> None:
    waiting = proposed()
    with pytest.raises(NotAllowed, match="approver or supervisor"):
        approve(waiting, act(person("eve"), waiting), POLICY)


def test_a_refusal_says_why_and_leaves_the_clock_running() -> None:
    waiting = proposed()
    with pytest.raises(UsageError, match="a refusal needs a text"):
        refuse(waiting, act(BO, waiting), "  ")
    with pytest.raises(UsageError, match="a refusal needs a text"):
        refuse(waiting, act(BO, waiting), "\u200b...\u2800")
    back = refuse(waiting, act(BO, waiting, 5), "The passport is another person's.")
    assert (back.case.state, back.case.opened_at, back.case.proposed_by) == (CaseState.OPEN, waiting.case.opened_at, "")
    assert (back.decision.step, back.decision.because.text) == (Step.REFUSAL, "The passport is another person's.")
    assert not back.is_final
    again = after(waiting, back)
    assert decide(again, CANNOT_TELL, act(ANA, again), POLICY).is_final


def test_an_old_proposal_cannot_be_approved_in_place_of_a_new_one() -> None:
    waiting = proposed()
    back = after(waiting, refuse(waiting, act(BO, waiting), "No."))
    with pytest.raises(Conflict, match="no proposal waits"):
        approve(back, act(BO, back), POLICY)


def test_a_change_in_between_is_a_conflict() -> None:
    file = file_of()
    seen = act(ANA, file)
    claimed = replace(file, case=claim(file.case, act(ANA, file)))
    with pytest.raises(Conflict, match="you saw 1"):
        decide(claimed, NOT_A_MATCH, seen, POLICY)


def test_a_case_that_another_has_claimed_is_theirs() -> None:
    file = file_of()
    theirs = replace(file, case=claim(file.case, act(person("eve"), file)))
    with pytest.raises(Conflict, match="claimed by somebody else"):
        decide(theirs, NOT_A_MATCH, act(ANA, theirs), POLICY)
    mine = replace(theirs, case=assign(theirs.case, ANA, act(CHI, theirs)))
    assert decide(mine, NOT_A_MATCH, act(ANA, mine), POLICY).case.claimed_by == ""


def test_claim_release_and_assign() -> None:
    file = file_of()
    claimed = claim(file.case, act(ANA, file))
    mine = replace(file, case=claimed)
    assert claim(claimed, act(ANA, mine)) is claimed
    with pytest.raises(Conflict, match="claimed by somebody else"):
        release(claimed, act(BO, mine))
    assert release(claimed, act(CHI, mine)).claimed_by == ""
    with pytest.raises(Conflict, match="claimed by nobody"):
        release(file.case, act(ANA, file))
    with pytest.raises(NotAllowed):
        assign(file.case, ANA, act(BO, file))
    with pytest.raises(UsageError, match="a person who may decide"):
        assign(file.case, Actor("key:1", frozenset({Role.ANALYST})), act(CHI, file))
    with pytest.raises(UsageError, match="a person who may decide"):
        assign(file.case, person("audit", Role.AUDITOR), act(CHI, file))
    waiting = proposed()
    with pytest.raises(Conflict, match="this is the first"):
        assign(waiting.case, ANA, act(CHI, waiting))
    done = decide(file, NOT_A_MATCH, act(ANA, file), POLICY)
    with pytest.raises(Conflict, match="waits for nobody"):
        claim(done.case, act(ANA, after(file, done)))


@pytest.mark.parametrize(
    ("judgement", "told"),
    [
        (Judgement(Verdict.MATCH, Because(Reason.NAME_DIFFERS)), "is no reason for match"),
        (Judgement(Verdict.NOT_A_MATCH, Because(Reason.OTHER, " ")), "needs a text"),
        (Judgement(Verdict.NOT_A_MATCH, Because(Reason.NAME_DIFFERS, "x" * 2001)), "2,001 characters"),
        (Judgement(Verdict.NOT_A_MATCH, Because(Reason.NAME_DIFFERS, "a\x00b")), "U\\+0000"),
        (Judgement(Verdict.NOT_A_MATCH, Because(Reason.NAME_DIFFERS, "a\u202eb")), "U\\+202E"),
        (Judgement(Verdict.NOT_A_MATCH, Because(Reason.NAME_DIFFERS, "a\ud800b")), "U\\+D800"),
    ],
)
def test_reasons_go_with_verdicts_and_texts_are_plain(judgement: Judgement, told: str) -> None:
    file = file_of()
    with pytest.raises(UsageError, match=told) as caught:
        decide(file, judgement, act(ANA, file), POLICY)
    assert caught.value.hint


def test_a_decision_is_reversed_by_a_new_one_and_stays_as_it_was() -> None:
    file = file_of()
    done = decide(file, NOT_A_MATCH, act(ANA, file), POLICY)
    decided = after(file, done)
    with pytest.raises(Conflict, match="decided as not_a_match already"):
        reverse(decided, NOT_A_MATCH, act(ANA, decided), POLICY)
    first = reverse(decided, MATCH, act(ANA, decided), POLICY)
    assert (first.case.state, first.case.verdict) == (CaseState.PROPOSED, Verdict.NOT_A_MATCH)
    waiting = after(decided, first)
    final = approve(waiting, act(BO, waiting), POLICY)
    assert (final.case.verdict, final.decision.reverses) == (Verdict.MATCH, done.decision.id)
    assert waiting.trail[0] == done.decision
    refused = refuse(waiting, act(BO, waiting), "Not proven.")
    assert (refused.case.state, refused.case.verdict) == (CaseState.DECIDED, Verdict.NOT_A_MATCH)


def test_nobody_undoes_alone_what_two_have_decided() -> None:
    waiting = proposed(Outcome.REVIEW)
    decided = after(waiting, approve(waiting, act(BO, waiting), POLICY))
    assert decided.case.verdict is Verdict.MATCH
    undone = reverse(decided, NOT_A_MATCH, act(CHI, decided), POLICY)
    assert undone.case.state is CaseState.PROPOSED
    assert undone.exemption is None


def test_nobody_undoes_alone_what_two_have_decided_once_its_hit_weighs_less() -> None:
    waiting = proposed()
    decided = after(waiting, approve(waiting, act(BO, waiting), POLICY))
    lighter = stored(hit_of(), number=2)
    case = follow(decided.case, decided.basis.hit, lighter).case
    assert (case.state, case.outcome) == (CaseState.DECIDED, Outcome.REVIEW)
    now = CaseFile(case, replace(decided.basis, hit=lighter), decided.trail)
    assert reverse(now, CANNOT_TELL, act(CHI, now), POLICY).case.state is CaseState.PROPOSED


def test_a_match_that_came_back_is_not_waved_through_by_one_person() -> None:
    waiting = proposed(Outcome.REVIEW)
    decided = after(waiting, approve(waiting, act(BO, waiting), POLICY))
    again = replace(decided, case=reopen(lapse(decided.case), decided.basis.hit, Ground.HIT_RETURNED, NOON))
    first = decide(again, NOT_A_MATCH, act(ANA, again), POLICY)
    assert (first.case.state, first.exemption) == (CaseState.PROPOSED, None)
    assert decide(file_of(), NOT_A_MATCH, act(ANA, file_of()), POLICY).is_final


def test_a_proposal_is_claimed_and_assigned_by_who_may_answer_it() -> None:
    waiting = proposed()
    with pytest.raises(NotAllowed, match="waits for a second person"):
        claim(waiting.case, act(person("eve"), waiting))
    with pytest.raises(Conflict, match="same person"):
        claim(waiting.case, act(person("ana", Role.SUPERVISOR), waiting))
    with pytest.raises(UsageError, match="a person who may decide"):
        assign(waiting.case, person("eve"), act(CHI, waiting))
    assert claim(waiting.case, act(BO, waiting)).claimed_by == "user:bo"
    assert assign(waiting.case, BO, act(CHI, waiting)).claimed_by == "user:bo"


def test_only_what_is_decided_is_reversed_and_only_what_is_open_is_decided() -> None:
    file = file_of()
    with pytest.raises(Conflict, match="no decision in force"):
        reverse(file, MATCH, act(ANA, file), POLICY)
    waiting = proposed()
    with pytest.raises(Conflict, match="is proposed, not open"):
        decide(waiting, MATCH, act(ANA, waiting), POLICY)


def test_a_file_whose_parts_do_not_belong_together_is_refused() -> None:
    file = file_of()
    with pytest.raises(Conflict, match="another hit"):
        CaseFile(file.case, replace(file.basis, hit=stored(number=2)))
    done = decide(file, NOT_A_MATCH, act(ANA, file), POLICY)
    with pytest.raises(Conflict, match="not all of these decisions"):
        CaseFile(file.case, file.basis, (replace(done.decision, case="another"),))


def test_times_need_their_zone() -> None:
    file = file_of()
    with pytest.raises(UsageError, match="offset from UTC"):
        decide(file, NOT_A_MATCH, replace(act(ANA, file), at=NOON.replace(tzinfo=None)), POLICY)


def numbered(number: int, outcome: Outcome = Outcome.REVIEW) -> CaseFile:
    file = file_of(outcome)
    case = replace(file.case, id=f"c{number}")
    return CaseFile(case, file.basis)


def test_many_alike_are_closed_at_once_or_none() -> None:
    chosen = [(numbered(1), 1), (numbered(2), 1)]
    because = Judgement(Verdict.NOT_A_MATCH, Because(Reason.KNOWN_NAMESAKE, "The members of the Marenkov choir."))
    done = bulk_close(chosen, because, act(ANA, chosen[0][0]), POLICY)
    assert [one.case.state for one in done] == [CaseState.DECIDED] * 2
    assert len({one.decision.id for one in done}) == 2
    with pytest.raises(Conflict, match="you saw 7"):
        bulk_close([chosen[0], (numbered(2), 7)], because, act(ANA, chosen[0][0]), POLICY)
    with pytest.raises(Conflict, match="not given in bulk"):
        bulk_close([chosen[0], (numbered(3, Outcome.STRONG), 1)], because, act(ANA, chosen[0][0]), POLICY)
    with pytest.raises(Conflict, match="not given in bulk"):
        bulk_close(chosen, MATCH, act(ANA, chosen[0][0]), POLICY)
    for wrong in ([], [chosen[0]] * 2, [(numbered(n), 1) for n in range(51)]):
        with pytest.raises(UsageError):
            bulk_close(wrong, because, act(ANA, chosen[0][0]), POLICY)
    with pytest.raises(UsageError, match="needs a text"):
        bulk_close(chosen, Judgement(Verdict.NOT_A_MATCH, Because(Reason.KNOWN_NAMESAKE)), act(ANA, chosen[0][0]), POLICY)


def test_a_list_can_grant_no_exemption_at_all() -> None:
    file = file_of()
    done = decide(file, NOT_A_MATCH, act(ANA, file), Policy(exemption_days_by_list={"un-sc": 0}))
    assert done.is_final
    assert done.exemption is None


def test_the_samples_are_what_they_seem() -> None:
    assert hit_of().outcome is Outcome.REVIEW
    assert SUBJECT.caption == "Ilvar Marenkov"
