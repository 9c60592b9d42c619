"""Taking back on both databases: the withdrawal, the case and the exemptions are kept together, and two who act at once never both win."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from comity.model import Actor, Because, CaseState, Conflict, ExemptionState, Reason, Step, Verdict
from comity.node import review_desk
from comity.node.review_desk import Desk, Informed, Order, Turned
from comity.review import Act, Judgement
from comity.storage.database.queue import QueueView

from .rows import DAY, NOON, person
from .test_review_desk import ANA, BO, LATER, MATCH, NOT_A_MATCH, desk, informed, opened, told

__all__ = ["desk"]
CANNOT_TELL = Judgement(Verdict.CANNOT_TELL, Because(Reason.FACTS_MISSING))


def state_of(desk: Desk, exemption: str) -> ExemptionState:
    with desk.database.reading() as reading:
        found = reading.exemptions.get(exemption)
    assert found is not None
    return found.state


def finals(desk: Desk) -> Sequence[str]:
    with desk.database.reading() as reading:
        return [one.id for one in reading.decisions.finals("", 100)]


def test_what_was_decided_is_taken_back_with_the_exemption_it_gave(desk: Desk) -> None:
    about = opened(desk, 1)
    done = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    assert done.exemption is not None
    taken = review_desk.take_back(desk, about.id, informed(desk, ANA, about.id))
    assert (taken.case.state, taken.decision.step, taken.decision.answers) == (CaseState.OPEN, Step.WITHDRAWAL, done.decision.id)
    assert state_of(desk, done.exemption.id) is ExemptionState.WITHDRAWN
    assert told(desk)[-2:] == [("case.take_back", f"case:{about.id}"), ("exemption.end", f"exemption:{done.exemption.id}")]
    assert finals(desk) == []
    with desk.database.reading() as reading:
        assert [one.step for one in reading.decisions.for_case(about.id)] == [Step.FINAL, Step.WITHDRAWAL]
    assert review_desk.decide(desk, about.id, CANNOT_TELL, informed(desk, BO, about.id)).case.verdict is Verdict.CANNOT_TELL
    assert len(finals(desk)) == 1


def test_a_reversal_taken_back_lets_the_exemption_before_it_hold_again(desk: Desk) -> None:
    about = opened(desk, 1)
    done = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    assert done.exemption is not None
    review_desk.reverse(desk, about.id, CANNOT_TELL, informed(desk, BO, about.id))
    assert state_of(desk, done.exemption.id) is ExemptionState.WITHDRAWN
    taken = review_desk.take_back(desk, about.id, informed(desk, BO, about.id))
    assert (taken.case.state, taken.case.verdict) == (CaseState.DECIDED, Verdict.NOT_A_MATCH)
    with desk.database.reading() as reading:
        assert reading.exemptions.active_for([about.pair]) == {about.pair: done.exemption}
    assert told(desk)[-1] == ("exemption.restore", f"exemption:{done.exemption.id}")
    assert review_desk.reverse(desk, about.id, MATCH, informed(desk, BO, about.id)).case.state is CaseState.PROPOSED


def test_a_reversal_taken_back_after_a_side_changed_brings_the_case_back_to_people(desk: Desk) -> None:
    about = opened(desk, 1)
    done = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    assert done.exemption is not None
    review_desk.reverse(desk, about.id, CANNOT_TELL, informed(desk, BO, about.id))
    with desk.database.writing() as writing:
        writing.subjects.put_many("customers", [("1", person("Ilvo Marenko"), None)], LATER)
    taken = review_desk.take_back(desk, about.id, informed(desk, BO, about.id))
    assert (taken.case.state, taken.case.verdict) == (CaseState.OPEN, None)
    assert state_of(desk, done.exemption.id) is ExemptionState.WITHDRAWN
    assert told(desk)[-1][0] == "case.reopen"


def test_a_proposed_reversal_taken_back_leaves_the_exemption_as_it_was(desk: Desk) -> None:
    about = opened(desk, 1)
    done = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    assert done.exemption is not None
    review_desk.reverse(desk, about.id, MATCH, informed(desk, ANA, about.id))
    taken = review_desk.take_back(desk, about.id, informed(desk, ANA, about.id))
    assert (taken.case.state, taken.case.verdict) == (CaseState.DECIDED, Verdict.NOT_A_MATCH)
    assert state_of(desk, done.exemption.id) is ExemptionState.ACTIVE


def test_of_the_one_who_takes_back_and_the_one_who_answers_one_wins(desk: Desk) -> None:
    about, together = opened(desk, 1), Barrier(2)
    review_desk.decide(desk, about.id, MATCH, informed(desk, ANA, about.id))
    acts = {ANA: informed(desk, ANA, about.id), BO: informed(desk, BO, about.id)}

    def go(by: Actor) -> str:
        together.wait()
        try:
            if by == ANA:
                return review_desk.take_back(desk, about.id, acts[by]).decision.step
            return review_desk.approve(desk, about.id, "", acts[by]).decision.step
        except Conflict:
            return ""

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(go, (ANA, BO)))
    assert came[0] == ""
    with desk.database.reading() as reading:
        assert [one.step for one in reading.decisions.for_case(about.id)] == [Step.PROPOSAL, came[1]]


def test_what_may_be_taken_back_is_told_to_whoever_did_it_until_its_time_is_over(desk: Desk) -> None:
    about = opened(desk, 1)
    act = informed(desk, ANA, about.id)
    assert review_desk.last_word_of(desk, about.id, ANA, act.at) is None
    done = review_desk.decide(desk, about.id, NOT_A_MATCH, act)
    word = review_desk.last_word_of(desk, about.id, ANA, act.at)
    assert word is not None
    assert (word.decision, word.version, word.until) == (done.decision, done.case.version, act.at + timedelta(minutes=10))
    assert review_desk.last_word_of(desk, about.id, BO, act.at) is None
    assert review_desk.last_word_of(desk, about.id, ANA, word.until) is None


def test_an_act_that_is_sent_again_is_known_until_it_was_taken_back(desk: Desk) -> None:
    about = opened(desk, 1)
    act = informed(desk, ANA, about.id)
    review_desk.decide(desk, about.id, NOT_A_MATCH, act)
    assert review_desk.is_decided_so(desk, about.id, NOT_A_MATCH, act)
    other: list[tuple[Judgement, Informed]] = [(CANNOT_TELL, act), (NOT_A_MATCH, replace(act, by=BO)), (NOT_A_MATCH, replace(act, seen=2))]
    assert not any(review_desk.is_decided_so(desk, about.id, judgement, one) for judgement, one in other)
    review_desk.take_back(desk, about.id, Act(ANA, act.at, act.seen + 1))
    assert not review_desk.is_decided_so(desk, about.id, NOT_A_MATCH, act)


@pytest.mark.parametrize("count", [1, 3])
def test_the_next_case_is_the_one_behind_then_the_first(desk: Desk, count: int) -> None:
    ids = [opened(desk, number, score=0.8 - number / 100).id for number in range(count)]
    turned = Turned(QueueView())
    following = [review_desk.next_case(desk, turned, one, ANA) for one in ids]
    assert following == ([""] if count == 1 else [*ids[1:], ids[0]])
    review_desk.decide(desk, ids[0], NOT_A_MATCH, informed(desk, ANA, ids[0]))
    assert review_desk.next_case(desk, turned, ids[0], ANA) == ("" if count == 1 else ids[1])


def test_the_next_case_of_the_queue_by_due_time_is_the_one_due_behind_it(desk: Desk) -> None:
    ids = [opened(desk, number, score=0.8 - number / 100).id for number in range(3)]
    with desk.database.writing() as writing:
        for days, case_id in zip((3, None, 2), ids, strict=True):
            writing.cases.set_due(case_id, None if days is None else NOON + days * DAY)
    turned = Turned(QueueView(), order=Order.DUE)
    assert [review_desk.next_case(desk, turned, one, ANA) for one in ids] == [ids[1], ids[2], ids[0]]
