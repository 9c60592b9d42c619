"""A person's request: deadlines, a plan over every holding, grounds, and what the person is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.model import Conflict, UsageError
from comity.safeguards import (
    GROUNDS,
    STANDING,
    Ground,
    Holding,
    PersonRequest,
    RequestKind,
    RequestState,
    StepState,
    extended,
    identified,
    planned,
    received,
    refused,
    sentences,
    step_done,
    step_refused,
    withdrawn,
)

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)
NONE = dict.fromkeys(Holding, 0)


def made(kind: RequestKind, records: dict[Holding, int]) -> PersonRequest:
    return planned(identified(received("r1", kind, AT), ["s1"]), NONE | records, AT)


def test_the_answer_is_due_in_one_month_and_once_in_three() -> None:
    request = received("r1", RequestKind.ACCESS, AT)
    assert request.answer_by == datetime(2026, 2, 28, 9, tzinfo=UTC)
    longer = extended(request, "held in nine systems", AT + timedelta(days=20))
    assert longer.answer_by == datetime(2026, 4, 30, 9, tzinfo=UTC)
    with pytest.raises(Conflict):
        extended(longer, "still", AT + timedelta(days=21))


def test_an_extension_needs_a_reason_within_the_first_month() -> None:
    request = received("r1", RequestKind.ACCESS, AT)
    with pytest.raises(UsageError):
        extended(request, "  ", AT)
    with pytest.raises(Conflict):
        extended(request, "late", request.answer_by + timedelta(seconds=1))


def test_it_is_overdue_after_its_day_while_it_is_open() -> None:
    request = received("r1", RequestKind.ACCESS, AT)
    assert not request.overdue(request.answer_by)
    assert request.overdue(request.answer_by + timedelta(seconds=1))
    assert not withdrawn(request, AT).overdue(request.answer_by + timedelta(days=9))


def test_it_is_done_when_every_holding_is_and_not_before() -> None:
    request = made(RequestKind.ERASURE, {Holding.SUBJECTS: 1, Holding.BACKUPS: 3, Holding.DELIVERIES: 1})
    assert request.state is RequestState.PLANNED
    for holding in (Holding.BACKUPS, Holding.SUBJECTS):
        request = step_done(request, holding, AT)
        assert request.closed_at is None
    request = step_done(request, Holding.DELIVERIES, AT + timedelta(days=2))
    assert (request.state, request.closed_at) == (RequestState.DONE, AT + timedelta(days=2))
    assert request.version == 6


def test_somebody_of_whom_nothing_is_held_is_done_at_once() -> None:
    request = planned(identified(received("r1", RequestKind.ACCESS, AT), []), NONE, AT + timedelta(days=1))
    assert (request.state, request.closed_at) == (RequestState.DONE, AT + timedelta(days=1))


@pytest.mark.parametrize("forgotten", Holding)
def test_a_plan_that_forgets_a_holding_is_refused(forgotten: Holding) -> None:
    request = identified(received("r1", RequestKind.ERASURE, AT), ["s1"])
    with pytest.raises(UsageError, match=forgotten):
        planned(request, {holding: 1 for holding in Holding if holding is not forgotten}, AT)


def test_what_may_not_be_erased_is_restricted_with_its_ground() -> None:
    request = made(RequestKind.ERASURE, {Holding.SUBJECTS: 1, Holding.CASES: 2})
    request = step_refused(request, Holding.CASES, Ground.LEGAL_OBLIGATION, AT)
    (step,) = (step for step in request.plan if step.holding is Holding.CASES)
    assert (step.state, step.ground, step.ended_at) == (StepState.RESTRICTED, Ground.LEGAL_OBLIGATION, AT)
    assert step_done(request, Holding.SUBJECTS, AT).state is RequestState.DONE


def test_a_step_ends_once() -> None:
    request = step_done(made(RequestKind.ACCESS, {Holding.SUBJECTS: 1, Holding.HITS: 1}), Holding.SUBJECTS, AT)
    with pytest.raises(Conflict):
        step_done(request, Holding.SUBJECTS, AT)
    with pytest.raises(Conflict):
        step_refused(request, Holding.SUBJECTS, Ground.OTHERS_RIGHTS, AT)
    with pytest.raises(Conflict):
        step_done(request, Holding.CASES, AT)


@pytest.mark.parametrize("kind", RequestKind)
@pytest.mark.parametrize("ground", Ground)
def test_a_request_is_refused_only_on_a_ground_that_its_law_gives(kind: RequestKind, ground: Ground) -> None:
    request = received("r1", kind, AT)
    if kind in GROUNDS[ground].kinds:
        assert refused(request, [ground], AT).grounds == (ground,)
    else:
        with pytest.raises(UsageError):
            refused(request, [ground], AT)


def test_a_refusal_without_a_ground_is_impossible() -> None:
    with pytest.raises(UsageError):
        refused(received("r1", RequestKind.ACCESS, AT), [], AT)


def test_access_is_never_refused_for_the_reasons_that_keep_records() -> None:
    for ground in (Ground.LEGAL_OBLIGATION, Ground.LEGAL_CLAIMS, Ground.EVIDENCE):
        assert GROUNDS[ground].kinds == {RequestKind.ERASURE}


def test_what_was_partly_done_is_not_refused_as_a_whole() -> None:
    request = step_done(made(RequestKind.ERASURE, {Holding.SUBJECTS: 1, Holding.HITS: 1}), Holding.SUBJECTS, AT)
    with pytest.raises(Conflict):
        refused(request, [Ground.LEGAL_CLAIMS], AT)


def test_a_closed_request_stays_closed() -> None:
    for closed in (
        withdrawn(received("r", RequestKind.ACCESS, AT), AT),
        refused(received("r", RequestKind.ACCESS, AT), [Ground.EXCESSIVE], AT),
    ):
        acts: list[Callable[[PersonRequest], PersonRequest]] = [
            lambda r: identified(r, []),
            lambda r: extended(r, "x", AT),
            lambda r: withdrawn(r, AT),
            lambda r: refused(r, [Ground.EXCESSIVE], AT),
        ]
        for act in acts:
            with pytest.raises(Conflict):
                act(closed)


def test_an_investigation_reads_like_nothing_held() -> None:
    request = received("r1", RequestKind.ACCESS, AT)
    assert sentences(refused(request, [Ground.INVESTIGATION], AT)) == sentences(refused(request, [Ground.NOTHING_HELD], AT))


@pytest.mark.parametrize("kind", RequestKind)
def test_everything_withheld_part_by_part_reads_like_nothing_held_too(kind: RequestKind) -> None:
    nothing = planned(identified(received("r1", kind, AT), []), NONE, AT)
    request = made(kind, {Holding.SUBJECTS: 1, Holding.BACKUPS: 1})
    for holding in (Holding.SUBJECTS, Holding.BACKUPS):
        request = step_refused(request, holding, Ground.INVESTIGATION, AT)
    assert request.state is nothing.state is RequestState.DONE
    assert sentences(request) == sentences(nothing) == sentences(refused(received("r1", kind, AT), [Ground.INVESTIGATION], AT))


def test_a_part_withheld_in_silence_adds_nothing_to_the_answer_and_stays_on_record() -> None:
    request = made(RequestKind.ACCESS, {Holding.SUBJECTS: 1, Holding.CASES: 1})
    open_ = step_done(step_done(request, Holding.SUBJECTS, AT), Holding.CASES, AT)
    withheld = step_refused(step_done(request, Holding.SUBJECTS, AT), Holding.CASES, Ground.INVESTIGATION, AT)
    assert sentences(open_) == sentences(withheld) == (STANDING,)
    assert Ground.INVESTIGATION in {step.ground for step in withheld.plan}


def test_other_grounds_are_told_once() -> None:
    request = made(RequestKind.ERASURE, {Holding.SUBJECTS: 1, Holding.CASES: 1})
    for holding in (Holding.SUBJECTS, Holding.CASES):
        request = step_refused(request, holding, Ground.LEGAL_OBLIGATION, AT)
    assert sentences(request) == (GROUNDS[Ground.LEGAL_OBLIGATION].sentence, STANDING)


def test_every_ground_cites_its_article() -> None:
    assert GROUNDS.keys() == set(Ground)
    assert all("Article" in rule.basis and rule.kinds and rule.sentence for rule in GROUNDS.values())


def test_versions_grow_so_that_two_hands_do_not_write_over_each_other() -> None:
    first = received("r1", RequestKind.ACCESS, AT)
    assert [first.version, identified(first, ["s1"]).version] == [1, 2]
    assert replace(identified(first, ["s1", "s1"])).about == ("s1",)
