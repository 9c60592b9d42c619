"""Whatever people, keys and screenings do to a case, in any order: it is decided by the people it needs, and nothing is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comity.model import (
    Actor,
    Because,
    Case,
    CaseState,
    Conflict,
    Decision,
    Edition,
    Evidence,
    EvidenceKind,
    Exemption,
    ExemptionState,
    Hit,
    Listing,
    Name,
    NotAllowed,
    Outcome,
    Pair,
    PartialDate,
    Purpose,
    Reason,
    Role,
    Schema,
    Step,
    StoredHit,
    Subject,
    UsageError,
    Verdict,
)
from comity.review import (
    Act,
    Basis,
    CaseFile,
    Decided,
    Ground,
    Judgement,
    Policy,
    TakenBack,
    approve,
    assign,
    bulk_close,
    claim,
    decide,
    follow,
    lapse,
    open_case,
    refuse,
    release,
    reopen,
    reverse,
    state_at,
    take_back,
)
from comity.review.case_file import lasting

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAIR = Pair("s-1", "own:x", "L1")
SUBJECT = Subject(Schema.PERSON, (Name("Ilvar Marenkov"),))
EDITION = Edition("own-x-1", "own:x", "Invented House", None, NOON, "00" * 32, 1, 1)
POLICY = Policy()
REASONS = {Verdict.MATCH: Reason.FACTS_AGREE, Verdict.NOT_A_MATCH: Reason.NAME_DIFFERS, Verdict.CANNOT_TELL: Reason.FACTS_MISSING}

ROLES = st.frozensets(st.sampled_from(Role), min_size=1)
PURPOSES = st.sampled_from([Purpose.CUSTOMER_SCREENING, Purpose.CUSTOMER_SCREENING, None])
IDS = ("user:ana", "user:bo", "user:chi", "user:ANA", "user:bo-2", "key:1", "system:screening")
OWNERS = {"user:bo-2": "user:bo", "key:1": "user:ana"}
SUPERVISORS = st.sampled_from([Actor(name, frozenset({Role.SUPERVISOR}), Purpose.CUSTOMER_SCREENING) for name in IDS[:5]])
ANYBODY = st.builds(Actor, st.sampled_from(IDS), ROLES, PURPOSES)
ACTORS = st.sampled_from([SUPERVISORS, SUPERVISORS, SUPERVISORS, ANYBODY]).flatmap(lambda chosen: chosen)
VERDICTS = st.sampled_from(Verdict)
HITS = st.builds(
    lambda outcome, year, evidence: Hit(
        Listing("L1", "own:x", Subject(Schema.PERSON, (Name("Ilvar Marenkow"),), birth_dates=(PartialDate(year),))),
        EDITION,
        Name("Ilvar Marenkow"),
        0.9,
        outcome,
        tuple(Evidence(EvidenceKind.NAME, word, word, 0.9, "") for word in evidence),
    ),
    st.sampled_from([Outcome.REVIEW, Outcome.STRONG]),
    st.sampled_from([1968, 1971]),
    st.sampled_from([("a",), ("a", "b")]),
)
REFUSED = (Conflict, NotAllowed, UsageError)


def human(actor: str) -> str:
    return OWNERS.get(actor, actor).casefold()


class Review(RuleBasedStateMachine):
    """One case in the hands of several people, keys and jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.hours = 0
        self.number = 0
        self.trail: tuple[Decision, ...] = ()
        self.hits: dict[str, StoredHit] = {}
        self.exemptions: list[Exemption] = []
        self.seen_versions = [0]

    def stored(self, hit: Hit) -> StoredHit:
        self.number += 1
        kept = StoredHit(f"h{self.number}", PAIR, hit, "{}", NOON + timedelta(hours=self.hours), "scr")
        self.hits[kept.id] = kept
        return kept

    @initialize(hit=HITS)
    def a_hit_is_found(self, hit: Hit) -> None:
        self.case: Case = open_case(self.stored(hit))
        self.record()

    @property
    def file(self) -> CaseFile:
        return CaseFile(self.case, Basis(self.hits[self.case.hit], SUBJECT), self.trail)

    def act(self, by: Actor, stale: int = 0) -> Act:
        self.hours += 1
        return Act(by, NOON + timedelta(hours=self.hours), self.case.version - stale, OWNERS.get(by.id, ""))

    def record(self) -> None:
        self.seen_versions.append(self.case.version)

    def take(self, case: Case) -> None:
        if case is not self.case:
            assert case.version == self.case.version + 1
            assert case.pair == self.case.pair
            self.case = case
            self.record()

    def settle(self, done: Decided) -> None:
        assert done.decision.id not in {one.id for one in self.trail}
        assert done.decision.by.startswith("user:")
        assert done.decision.purpose
        if done.is_final:
            self.exemptions = [replace(one, state=ExemptionState.WITHDRAWN) for one in self.exemptions]
            assert (done.exemption is not None) == (done.decision.verdict is Verdict.NOT_A_MATCH)
            self.exemptions += [done.exemption] if done.exemption else []
        else:
            assert done.exemption is None
        self.trail = (*self.trail, done.decision)
        self.take(done.case)

    @rule(by=ACTORS, verdict=VERDICTS, stale=st.sampled_from([0, 0, 0, 1]))
    def somebody_decides(self, by: Actor, verdict: Verdict, stale: int) -> None:
        try:
            done = decide(self.file, Judgement(verdict, Because(REASONS[verdict])), self.act(by, stale), POLICY)
        except REFUSED:
            return
        assert stale == 0
        self.settle(done)

    @rule(by=ACTORS, verdict=VERDICTS)
    def somebody_reverses(self, by: Actor, verdict: Verdict) -> None:
        before = self.case.verdict
        try:
            done = reverse(self.file, Judgement(verdict, Because(REASONS[verdict])), self.act(by), POLICY)
        except REFUSED:
            return
        assert done.decision.reverses in {one.id for one in self.trail if one.step in {Step.FINAL, Step.APPROVAL}}
        assert done.decision.verdict is not before
        self.settle(done)

    @rule(by=ACTORS)
    def somebody_approves(self, by: Actor) -> None:
        try:
            done = approve(self.file, self.act(by), POLICY)
        except REFUSED:
            return
        self.settle(done)

    @rule(by=ACTORS, why=st.sampled_from(["", "not proven"]))
    def somebody_refuses(self, by: Actor, why: str) -> None:
        try:
            done = refuse(self.file, self.act(by), why)
        except REFUSED:
            return
        assert why
        self.settle(done)

    @precondition(lambda self: bool(self.trail))
    @rule(by=ACTORS)
    def somebody_takes_back(self, by: Actor) -> None:
        before = self.trail[-1]
        try:
            taken = take_back(self.file, replace(self.act(by), at=before.at + timedelta(minutes=1)), POLICY)
        except REFUSED:
            return
        assert taken.taken is before
        assert before.by.casefold() == by.id.casefold()
        assert before.step in {Step.FINAL, Step.PROPOSAL}
        assert taken.again is None or taken.again in lasting(self.trail[:-1])
        self.exemptions = [self.after_taking_back(one, taken) for one in self.exemptions]
        self.trail = (*self.trail, taken.withdrawal)
        self.take(taken.case)

    def after_taking_back(self, exemption: Exemption, taken: TakenBack) -> Exemption:
        if exemption.id == taken.taken.id:
            return replace(exemption, state=ExemptionState.WITHDRAWN)
        if taken.again and exemption.id == taken.again.id and taken.taken.step is Step.FINAL:
            return replace(exemption, state=ExemptionState.ACTIVE)
        return exemption

    @rule(by=ACTORS, verdict=VERDICTS)
    def somebody_closes_in_bulk(self, by: Actor, verdict: Verdict) -> None:
        outcome = self.case.outcome
        try:
            (done,) = bulk_close(
                [(self.file, self.case.version)], Judgement(verdict, Because(REASONS[verdict], "alike")), self.act(by), POLICY
            )
        except REFUSED:
            return
        assert (outcome, verdict) == (Outcome.REVIEW, Verdict.NOT_A_MATCH)
        self.settle(done)

    @rule(by=ACTORS, to=ACTORS, what=st.sampled_from(["claim", "release", "release", "assign"]))
    def somebody_takes_it(self, by: Actor, to: Actor, what: str) -> None:
        try:
            if what == "assign":
                self.take(assign(self.case, to, self.act(by)))
            else:
                self.take((claim if what == "claim" else release)(self.case, self.act(by)))
        except REFUSED:
            return

    @precondition(lambda self: self.case.state is CaseState.LAPSED or self.hours % 3 == 0)
    @rule(hit=HITS)
    def it_is_hit_again(self, hit: Hit) -> None:
        last = self.trail[-1].hit if self.trail and self.case.state is not CaseState.OPEN else self.case.hit
        before = self.case
        followed = follow(self.case, self.hits[last], self.stored(hit))
        if before.state is CaseState.DECIDED and not followed.grounds:
            assert followed.case.verdict is before.verdict
        self.take(followed.case)

    @precondition(lambda self: self.case.state is not CaseState.LAPSED and self.hours % 7 == 0)
    @rule()
    def its_hit_is_gone(self) -> None:
        self.take(lapse(self.case))

    @precondition(lambda self: self.hours % 5 == 0)
    @rule()
    def its_time_is_over(self) -> None:
        try:
            self.take(reopen(self.case, self.hits[self.case.hit], Ground.LOOK_AGAIN, NOON + timedelta(hours=self.hours)))
        except REFUSED:
            assert self.case.state in {CaseState.OPEN, CaseState.PROPOSED}

    @invariant()
    def versions_only_grow(self) -> None:
        assert self.seen_versions == sorted(set(self.seen_versions))

    @invariant()
    def what_is_decided_was_decided_by_the_people_it_needs(self) -> None:
        for one in self.trail:
            if one.step is Step.APPROVAL:
                (proposal,) = [other for other in self.trail if other.id == one.answers]
                assert proposal.verdict is one.verdict
                assert human(proposal.by) != human(one.by)
            if one.step is Step.FINAL:
                outcome = self.hits[one.hit].hit.outcome
                assert not POLICY.needs_second(outcome, one.verdict)
                undone = [other.verdict for other in self.trail if other.id == one.reverses]
                assert not any(POLICY.needs_second(outcome, verdict) for verdict in undone)
        if self.case.state is CaseState.DECIDED:
            last = self.file.last_final
            assert last is not None
            assert last.verdict is self.case.verdict

    @invariant()
    def nobody_overrules_alone_what_two_have_said(self) -> None:
        finals = [one for one in lasting(self.trail) if one.step in {Step.FINAL, Step.APPROVAL}]
        for before, one in pairwise(finals):
            assert before.step is Step.FINAL or one.step is Step.APPROVAL or one.verdict is before.verdict

    @invariant()
    def every_proposal_has_one_answer_at_most(self) -> None:
        answered = [one.answers for one in self.trail if one.answers]
        assert len(answered) == len(set(answered))

    @invariant()
    def a_proposal_waits_only_where_somebody_made_it(self) -> None:
        assert (self.case.state is CaseState.PROPOSED) == bool(self.case.proposed_by)
        if self.case.state is CaseState.PROPOSED:
            assert self.file.waiting is not None
        if self.case.state is CaseState.OPEN:
            assert self.case.verdict is None

    @invariant()
    def one_exemption_holds_at_most_and_only_for_no_match(self) -> None:
        now = NOON + timedelta(hours=self.hours)
        held = [one for one in self.exemptions if state_at(one, self.file.basis.listing, SUBJECT, now).holds]
        assert len(held) <= 1
        if self.case.state is CaseState.DECIDED and self.case.verdict is Verdict.MATCH:
            assert held == []


Review.TestCase.settings = settings(max_examples=200, stateful_step_count=60)
TestReview = Review.TestCase
