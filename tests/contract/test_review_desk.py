"""The review desk on both databases: nothing is lost when two decide at once, and what is kept always fits together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.identity import new_user
from comity.model import (
    Actor,
    Because,
    Case,
    CaseState,
    ComityError,
    Conflict,
    Entry,
    NotAllowed,
    Pair,
    Purpose,
    Query,
    Reason,
    Role,
    ScreeningRule,
    UnknownName,
    UsageError,
    Verdict,
)
from comity.node import job_kinds, review_desk
from comity.node.jobs import JobContext
from comity.node.review_desk import Desk, Informed, Order, Sought, Turned
from comity.node.screener import Answered
from comity.node.settings import Settings
from comity.review import Act, Judgement, case_id
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobState
from comity.storage.database.queue import QueuedCase, QueueView
from comity.storage.database.webhooks import Webhook

from .rows import DAY, NOON, SECOND, case, open_cases, person

ANA = Actor("user:ana", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
BO = Actor("user:bo", frozenset({Role.APPROVER}), Purpose.CUSTOMER_SCREENING)
LENA = Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.CUSTOMER_SCREENING)
NOT_A_MATCH = Judgement(Verdict.NOT_A_MATCH, Because(Reason.BIRTH_DATE_DIFFERS, "seen on the passport"))
MATCH = Judgement(Verdict.MATCH, Because(Reason.FACTS_AGREE))
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A desk over the database that screens nothing."""

    def tell(entry: Entry) -> None:
        with database.writing() as writing:
            writing.record(entry)

    def ask(_queries: Sequence[Query], _rule: ScreeningRule) -> Answered:
        raise AssertionError("nothing is to be screened")

    home = tmp_path / "desk"
    home.mkdir()
    return Desk(database, home, EditionStore(home), tell, ask)


def opened(desk: Desk, number: int, score: float = 0.75, due_at: datetime | None = NOON + DAY) -> Case:
    """A case, as it is kept, of a subject that is under watch."""
    with desk.database.writing() as writing:
        writing.subjects.put_many("customers", [(str(number), person(), None)], NOON - DAY)
        subject = writing.subjects.by_key("customers", str(number))
        assert subject is not None
        pair = Pair(subject.id, "own:guests", f"G.{number}")
        made = replace(case(number, score), id=case_id(pair), pair=pair)
        open_cases(writing, QueuedCase(made, "customers", due_at))
    return made


def informed(desk: Desk, by: Actor, about: str) -> Informed:
    """An act of somebody who looked at the case as it is now, some seconds after the act before."""
    with desk.database.reading() as reading:
        queued = reading.cases.get(about)
        assert queued is not None
        subject = reading.subjects.get(queued.case.pair.subject)
    version = queued.case.version
    return Informed(by, LATER + version * SECOND, version, subject=subject.digest if subject else "")


def told(desk: Desk) -> list[tuple[str, str]]:
    with desk.database.reading() as reading:
        return [(entry.action, entry.object) for _, entry, _ in reading.ledger.rows(0, 10_000)]


def test_of_two_who_decide_at_once_one_is_told_to_look_again(desk: Desk) -> None:
    about, together = opened(desk, 1), Barrier(2)

    def decide(by: Actor, judgement: Judgement) -> str:
        act = informed(desk, by, about.id)
        together.wait()
        try:
            return review_desk.decide(desk, about.id, judgement, act).decision.id
        except Conflict:
            return ""

    with ThreadPoolExecutor(2) as pool:
        cannot = Judgement(Verdict.CANNOT_TELL, Because(Reason.FACTS_MISSING))
        made = {pool.submit(decide, ANA, NOT_A_MATCH), pool.submit(decide, BO, cannot)}
    decided = sorted(one.result() for one in made)
    assert decided[0] == ""
    with desk.database.reading() as reading:
        assert [one.id for one in reading.decisions.for_case(about.id)] == [decided[1]]
    assert [action for action, _ in told(desk) if action == "case.decide"] == ["case.decide"]


def test_nothing_is_kept_of_an_act_whose_entry_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    about = opened(desk, 1)

    def broken(*_: object) -> NoReturn:
        raise RuntimeError("the ledger is not to be written")

    monkeypatch.setattr("comity.storage.database.ledger.Ledger.append", broken)
    with pytest.raises(RuntimeError):
        review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    with desk.database.reading() as reading:
        assert reading.decisions.for_case(about.id) == ()
        assert reading.exemptions.active_for([about.pair]) == {}
        kept = reading.cases.get(about.id)
    assert kept is not None
    assert kept.case == about


@pytest.mark.parametrize("actor", ["key:AAAAAAAAAAAA", "system:monitoring", "user:"])
@pytest.mark.parametrize("roles", [frozenset({Role.SUPERVISOR}), frozenset(Role)])
def test_no_key_and_no_program_decides_whatever_roles_it_has(desk: Desk, actor: str, roles: frozenset[Role]) -> None:
    about = opened(desk, 1)
    by = Actor(actor, roles, Purpose.CUSTOMER_SCREENING)
    act = informed(desk, by, about.id)
    acts: list[Callable[[], object]] = [
        lambda: review_desk.claim(desk, about.id, act),
        lambda: review_desk.release(desk, about.id, act),
        lambda: review_desk.assign(desk, about.id, "bo", act),
        lambda: review_desk.decide(desk, about.id, NOT_A_MATCH, act),
        lambda: review_desk.reverse(desk, about.id, MATCH, act),
        lambda: review_desk.approve(desk, about.id, "", act),
        lambda: review_desk.refuse(desk, about.id, "no", act),
        lambda: review_desk.close_many(desk, [(about.id, act)], NOT_A_MATCH),
        lambda: review_desk.withdraw_exemption(desk, "x", Act(by, LATER, 0)),
    ]
    for one in acts:
        with pytest.raises((NotAllowed, UnknownName)) as refused:
            one()
        assert refused.type is NotAllowed or actor == "user:"
    assert told(desk) == []


def test_a_case_is_assigned_to_a_colleague_who_may_decide(desk: Desk) -> None:
    about = opened(desk, 1)
    with desk.database.writing() as writing:
        writing.users.add(new_user("bo", "Bo", [Role.APPROVER], NOON))
        writing.users.add(new_user("ada", "Ada", [Role.AUDITOR], NOON))
        writing.users.add(replace(new_user("gone", "Gone", [Role.ANALYST], NOON), disabled_at=NOON))
    for nobody in ("ada", "gone", "stranger"):
        with pytest.raises(UsageError):
            review_desk.assign(desk, about.id, nobody, informed(desk, LENA, about.id))
    with pytest.raises(NotAllowed):
        review_desk.assign(desk, about.id, "bo", informed(desk, BO, about.id))
    assert review_desk.assign(desk, about.id, "bo", informed(desk, LENA, about.id)).claimed_by == "user:bo"
    assert told(desk) == [("case.assign", f"case:{about.id}")]


def test_a_page_of_the_queue_names_its_cases_in_the_ledger_and_ages_by_the_stored_time(desk: Desk) -> None:
    first, second = opened(desk, 1, 0.99), opened(desk, 2, 0.75, None)
    shown = review_desk.show_queue(desk, Turned(QueueView()), ANA, LATER)
    assert [(row.case.id, row.waiting.ageing, row.waiting.due_at) for row in shown.rows] == [
        (first.id, "fresh", NOON + DAY),
        (second.id, "fresh", NOON + 5 * DAY),
    ]
    late = review_desk.show_queue(desk, Turned(QueueView(overdue_at=NOON + 2 * DAY)), ANA, NOON + 2 * DAY)
    assert [(row.case.id, row.waiting.ageing, row.waiting.age_days) for row in late.rows] == [(first.id, "overdue", 2)]
    with desk.database.reading() as reading:
        named = [entry.facts["cases"].split() for _, entry, _ in reading.ledger.rows(0, 10)]
    assert named == [[first.id, second.id], [first.id]]


def test_exemptions_are_paged_by_id_and_an_end_is_written_once(desk: Desk) -> None:
    abouts = [opened(desk, number) for number in range(5)]
    for about in abouts:
        review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    found, after = [], ""
    while True:
        page, after = review_desk.show_exemptions(desk, Sought(after=after, limit=2), ANA, LATER)
        found += [one.exemption.pair for one in page]
        if not after:
            break
    assert sorted(found, key=str) == sorted((about.pair for about in abouts), key=str)
    chosen = page[0].exemption
    ended = review_desk.withdraw_exemption(desk, chosen.id, Act(LENA, LATER + DAY, 0))
    assert ended.case is not None
    assert (ended.case.state, ended.case.verdict, ended.case.opened_at) == (CaseState.OPEN, None, LATER + DAY)
    with pytest.raises(Conflict):
        review_desk.withdraw_exemption(desk, chosen.id, Act(LENA, LATER + DAY, 0))
    assert told(desk)[-2:] == [("exemption.withdraw", f"exemption:{chosen.id}"), ("case.reopen", f"case:{ended.case.id}")]


def test_of_an_erased_subject_no_case_comes_back(desk: Desk) -> None:
    about = opened(desk, 1)
    granted = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id)).exemption
    assert granted is not None
    with desk.database.writing() as writing:
        writing.subjects.erase(about.pair.subject)
    with pytest.raises(Conflict):
        review_desk.withdraw_exemption(desk, granted.id, Act(LENA, LATER + DAY, 0))
    shown = review_desk.show_case(desk, about.id, ANA, LATER + DAY)
    assert (shown.laid.subject, shown.laid.case.state, shown.standing) == (None, CaseState.DECIDED, None)
    with pytest.raises(Conflict, match="erased"):
        review_desk.reverse(desk, about.id, MATCH, informed(desk, ANA, about.id))


def test_an_exemption_that_ended_is_still_shown_when_a_later_proposal_was_refused(desk: Desk) -> None:
    about = opened(desk, 1, 0.95)
    review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    granted = review_desk.approve(desk, about.id, "", informed(desk, BO, about.id)).exemption
    assert granted is not None
    review_desk.withdraw_exemption(desk, granted.id, Act(LENA, LATER + DAY, 0))
    review_desk.decide(desk, about.id, NOT_A_MATCH, replace(informed(desk, ANA, about.id), at=LATER + 2 * DAY))
    review_desk.refuse(desk, about.id, "no", replace(informed(desk, BO, about.id), at=LATER + 3 * DAY))
    shown = review_desk.show_case(desk, about.id, ANA, LATER + 4 * DAY)
    assert shown.laid.exemption is not None
    assert (shown.laid.exemption.id, shown.laid.exemption.state) == (granted.id, "withdrawn")
    assert shown.standing is not None
    assert not shown.standing.holds


CANNOT_TELL = Judgement(Verdict.CANNOT_TELL, Because(Reason.INFORMATION_ASKED))


def come_back(desk: Desk, now: datetime) -> dict[str, int]:
    """Do the job that brings cases back, at ``now``."""
    kinds = job_kinds.KINDS
    job = Job("job", "cases.come_back", JobState.RUNNING, {}, now, "system:schedule", now)
    return kinds[job.kind].handle(job, JobContext(Settings(desk.home), EditionStore(desk.home), desk.database, lambda: now, kinds))


def state(desk: Desk, about: Case) -> CaseState:
    with desk.database.reading() as reading:
        queued = reading.cases.get(about.id)
    assert queued is not None
    return queued.case.state


def test_a_case_comes_back_on_the_day_its_exemption_runs_out_though_nothing_changed(desk: Desk) -> None:
    about, other = opened(desk, 1), opened(desk, 2)
    granted = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id)).exemption
    review_desk.decide(desk, other.id, NOT_A_MATCH, replace(informed(desk, ANA, other.id), at=LATER + 30 * DAY))
    with desk.database.writing() as writing:
        writing.webhooks.add(Webhook("hook", "https://example.org/hook", "secret", frozenset({"exemption.ended", "hit.changed"}), NOON))
    assert granted is not None
    assert come_back(desk, granted.expires_at - SECOND) == {"exemptions": 0, "cases": 0}
    assert state(desk, about) is CaseState.DECIDED
    late = granted.expires_at + SECOND
    assert come_back(desk, late) == {"exemptions": 1, "cases": 0}
    assert come_back(desk, late) == {"exemptions": 0, "cases": 0}
    shown = review_desk.show_case(desk, about.id, ANA, late)
    assert (shown.laid.case.state, shown.laid.case.verdict, shown.waiting.age_days) == (CaseState.OPEN, None, 0)
    assert shown.waiting.due_at == late + 5 * DAY
    assert shown.laid.exemption is not None
    assert shown.laid.exemption.state == "expired"
    assert state(desk, other) is CaseState.DECIDED
    with desk.database.reading() as reading:
        sent = [(one.event["event"], one.event["facts"]["grounds"]) for one in reading.deliveries.due(late, 10)]
    assert sorted(sent) == [("exemption.ended", "expired"), ("hit.changed", "exemption_ended")]
    assert [what for what in told(desk) if what[0] in {"exemption.end", "case.reopen"}] == [
        ("exemption.end", f"exemption:{granted.id}"),
        ("case.reopen", f"case:{about.id}"),
    ]


def test_what_nobody_could_tell_comes_back_after_thirty_days_unless_the_subject_is_gone(desk: Desk) -> None:
    about, erased = opened(desk, 1), opened(desk, 2)
    for one in (about, erased):
        review_desk.decide(desk, one.id, CANNOT_TELL, informed(desk, ANA, one.id))
    with desk.database.writing() as writing:
        writing.subjects.erase(erased.pair.subject)
    assert come_back(desk, LATER + 30 * DAY - SECOND)["cases"] == 0
    assert come_back(desk, LATER + 30 * DAY + 2 * SECOND)["cases"] == 1
    assert come_back(desk, LATER + 30 * DAY + 3 * SECOND)["cases"] == 0
    assert (state(desk, about), state(desk, erased)) == (CaseState.OPEN, CaseState.DECIDED)


def test_a_refused_reversal_leaves_no_pair_spared_whose_exemption_has_ended(desk: Desk) -> None:
    about = opened(desk, 1)
    granted = review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id)).exemption
    assert granted is not None
    review_desk.reverse(desk, about.id, MATCH, informed(desk, ANA, about.id))
    assert review_desk.withdraw_exemption(desk, granted.id, Act(LENA, LATER + DAY, 0)).case is None
    refused = review_desk.refuse(desk, about.id, "not proven", replace(informed(desk, BO, about.id), at=LATER + 2 * DAY))
    assert (refused.decision.step, refused.case.state) == ("refusal", CaseState.OPEN)
    assert state(desk, about) is CaseState.OPEN


def test_a_proposed_reversal_waits_from_when_it_was_proposed(desk: Desk) -> None:
    about = opened(desk, 1)
    review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    late = LATER + 90 * DAY
    review_desk.reverse(desk, about.id, MATCH, replace(informed(desk, ANA, about.id), at=late))
    (row,) = review_desk.show_queue(desk, Turned(QueueView(CaseState.PROPOSED)), BO, late + DAY).rows
    assert (row.waiting.age_days, row.waiting.ageing, row.waiting.due_at) == (1, "fresh", late + 5 * DAY)
    assert review_desk.show_queue(desk, Turned(QueueView(CaseState.PROPOSED, overdue_at=late + DAY)), BO, late + DAY).rows == ()


def test_one_person_alone_does_not_undo_what_two_decided_after_the_case_came_back(desk: Desk) -> None:
    about = opened(desk, 1, 0.95)
    review_desk.decide(desk, about.id, NOT_A_MATCH, informed(desk, ANA, about.id))
    granted = review_desk.approve(desk, about.id, "", informed(desk, BO, about.id)).exemption
    assert granted is not None
    review_desk.withdraw_exemption(desk, granted.id, Act(LENA, LATER + DAY, 0))
    again = review_desk.decide(desk, about.id, CANNOT_TELL, replace(informed(desk, LENA, about.id), at=LATER + 2 * DAY))
    assert (again.decision.step, again.case.state) == ("proposal", CaseState.PROPOSED)


def test_decisions_stand_in_their_order_though_a_clock_went_back(desk: Desk) -> None:
    about = opened(desk, 1)
    review_desk.decide(desk, about.id, MATCH, replace(informed(desk, ANA, about.id), at=LATER + DAY))
    review_desk.refuse(desk, about.id, "no", informed(desk, BO, about.id))
    for _ in range(4):
        review_desk.decide(desk, about.id, MATCH, informed(desk, ANA, about.id))
        review_desk.refuse(desk, about.id, "no", informed(desk, BO, about.id))
    with desk.database.reading() as reading:
        steps = [one.step.value for one in reading.decisions.for_case(about.id)]
    assert steps == ["proposal", "refusal"] * 5


ACTS = st.tuples(
    st.sampled_from(["decide", "reverse", "approve", "refuse", "claim", "release", "withdraw", "close"]),
    st.sampled_from([ANA, BO, LENA]),
    st.sampled_from([NOT_A_MATCH, MATCH, CANNOT_TELL]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=1, max_size=10), st.sampled_from([0.75, 0.95]))
def test_whatever_people_do_what_is_kept_fits_together(desk: Desk, acts: list[tuple[str, Actor, Judgement]], score: float) -> None:
    with desk.database.reading() as reading:
        about = opened(desk, reading.subjects.count(), score)
    for what, by, judgement in acts:
        before = told(desk)
        try:
            _do(desk, about, what, by, judgement)
        except ComityError:
            assert told(desk) == before, "what was refused leaves no trace"
            continue
        with desk.database.reading() as reading:
            queued = reading.cases.get(about.id)
            trail = reading.decisions.for_case(about.id)
            active = reading.exemptions.active_for([about.pair])
        assert queued is not None
        now = queued.case
        finals = [one for one in trail if one.step in {"final", "approval"}]
        assert (now.state is CaseState.PROPOSED) == bool(now.proposed_by)
        assert now.state is not CaseState.DECIDED or now.verdict is finals[-1].verdict
        if active:
            assert finals[-1].verdict is Verdict.NOT_A_MATCH
            assert active[about.pair].id == finals[-1].id
        for approval in (one for one in trail if one.step == "approval"):
            proposal = next(one for one in trail if one.id == approval.answers)
            assert proposal.by != approval.by
        assert all(one.by.startswith("user:") for one in trail)
        assert sum(entry == ("exemption.grant", f"exemption:{one.id}") for one in trail for entry in told(desk)) <= len(finals)


def _do(desk: Desk, about: Case, what: str, by: Actor, judgement: Judgement) -> None:
    act = informed(desk, by, about.id)
    if what in {"decide", "reverse"}:
        {"decide": review_desk.decide, "reverse": review_desk.reverse}[what](desk, about.id, judgement, act)
    elif what in {"approve", "refuse"}:
        {"approve": review_desk.approve, "refuse": review_desk.refuse}[what](desk, about.id, "seen it", act)
    elif what in {"claim", "release"}:
        {"claim": review_desk.claim, "release": review_desk.release}[what](desk, about.id, act)
    elif what == "close":
        review_desk.close_many(desk, [(about.id, act)], replace(judgement, because=replace(judgement.because, text="alike")))
    else:
        with desk.database.reading() as reading:
            active = reading.exemptions.active_for([about.pair])
        review_desk.withdraw_exemption(desk, active[about.pair].id if about.pair in active else "none", Act(by, act.at, 0))


def test_what_waits_for_approval_is_never_ones_own_and_comes_due_first(desk: Desk) -> None:
    due = {1: 3, 2: 1, 3: None, 4: 2}
    abouts = {number: opened(desk, number, 0.95, None if days is None else NOON + days * DAY) for number, days in due.items()}
    for number, about in abouts.items():
        review_desk.decide(desk, about.id, MATCH, informed(desk, BO if number == 4 else ANA, about.id))
    for order, expected in ((Order.DUE, [2, 1, 3]), (Order.RISK, sorted((1, 2, 3), key=lambda number: abouts[number].id))):
        shown = review_desk.show_approvals(desk, Turned(QueueView(CaseState.DECIDED), "", 10, order), BO, LATER)
        assert [one.row.case.id for one in shown.rows] == [abouts[number].id for number in expected]
        assert [one.proposal.verdict for one in shown.rows if one.proposal] == [Verdict.MATCH] * 3
        assert shown.total == 3
    assert len(review_desk.show_approvals(desk, Turned(QueueView()), LENA, LATER).rows) == 4
    with pytest.raises(NotAllowed):
        review_desk.show_approvals(desk, Turned(QueueView()), ANA, LATER)


def test_blind_nothing_that_the_desk_gives_names_the_proposer_until_it_is_answered(desk: Desk) -> None:
    (desk.home / "policy.json").write_text('{"blind": true}')
    about = opened(desk, 1)
    review_desk.decide(desk, about.id, MATCH, informed(desk, ANA, about.id))
    machine = Actor("key:01", frozenset({Role.AUDITOR}), Purpose.CUSTOMER_SCREENING)
    with desk.database.writing() as writing:
        writing.users.add(new_user("lena", "Lena", {Role.SUPERVISOR}, NOON))
    given = [
        review_desk.show_case(desk, about.id, BO, LATER),
        review_desk.show_case(desk, about.id, machine, LATER),
        review_desk.show_queue(desk, Turned(QueueView(CaseState.PROPOSED)), BO, LATER),
        review_desk.show_approvals(desk, Turned(QueueView()), BO, LATER),
        review_desk.find_cases(desk, about.id, BO, LATER).cases,
        review_desk.case_pack(desk, about.id, BO, LATER).content,
        review_desk.claim(desk, about.id, informed(desk, BO, about.id)),
        review_desk.assign(desk, about.id, "lena", informed(desk, LENA, about.id)),
        review_desk.release(desk, about.id, informed(desk, LENA, about.id)),
    ]
    assert [one for one in given if "user:ana" in repr(one)] == []
    assert all("withheld" in repr(one) for one in given)
    auditor = Actor("user:ada", frozenset({Role.AUDITOR}), Purpose.OVERSIGHT)
    for by in (ANA, auditor):
        assert review_desk.show_case(desk, about.id, by, LATER).laid.case.proposed_by == "user:ana"
    assert "user:ana" in repr(review_desk.case_pack(desk, about.id, auditor, LATER).content)
    with desk.database.reading() as reading:
        assert reading.decisions.for_case(about.id)[0].by == "user:ana"
    review_desk.refuse(desk, about.id, "not so", informed(desk, BO, about.id))
    assert "user:ana" in repr(review_desk.show_case(desk, about.id, BO, LATER))


def test_cases_are_found_by_id_and_by_the_owners_key_in_every_base(desk: Desk) -> None:
    about = opened(desk, 1)
    with desk.database.writing() as writing:
        writing.subjects.put_many("payees", [("1", person(), None), ("2", person(), None)], NOON)
        writing.subjects.put_many("", [("9", person(), None)], NOON)
        assert writing.subjects.bases() == ("", "customers", "payees")
    for asked in (about.id, "1"):
        assert [one.case.id for one in review_desk.find_cases(desk, asked, ANA, LATER).cases] == [about.id]
    for asked in ("2", "3", "", "x" * 500):
        assert review_desk.find_cases(desk, asked, ANA, LATER).cases == ()
    assert told(desk)[-1] == ("case.view", "cases:found")


def test_a_pack_is_known_again_whoever_made_it_and_however_often(desk: Desk) -> None:
    about = opened(desk, 1)
    with desk.database.writing() as writing:
        writing.users.add(new_user("ana", "Ana", {Role.ANALYST}, NOON))
    first = review_desk.case_pack(desk, about.id, ANA, LATER)
    machine = Actor("key:01", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
    second = review_desk.case_pack(desk, about.id, machine, LATER + DAY)
    for pack, roles in ((first, (Role.ANALYST,)), (second, ())):
        checked = review_desk.check_pack(desk, pack.content, BO, LATER + DAY)
        assert checked.made is not None
        assert (checked.sha256, checked.made.roles, checked.is_rewritten) == (pack.sha256, roles, False)
        assert checked.of == checked.made.of == f"case:{about.id}"
    other = review_desk.check_pack(desk, first.content.replace(b"Ilva", b"Olva"), BO, LATER + DAY)
    assert other.made is None
    with pytest.raises(UsageError):
        review_desk.check_pack(desk, b"{}", BO, LATER)
