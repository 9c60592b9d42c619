"""Hits, cases and the queue: riskiest first, by key, each case changed only by whoever saw its present version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.rows import DAY, NOON, SECOND, case, decided, decision, exemption, hit, open_cases, pair, screening, undone

from comity.model import CaseState, Conflict, ExemptionState, Outcome, Pair, Step, UnknownName, UsageError, Verdict
from comity.storage.database import Database
from comity.storage.database.exemptions import ExemptionView
from comity.storage.database.queue import COUNTED_TO, QueuedCase, QueueView, rank_of


def ids(database: Database, view: QueueView | None = None, limit: int = 100) -> list[str]:
    found, after = [], ""
    with database.reading() as reading:
        while True:
            page = reading.cases.queue(view or QueueView(), after, limit)
            found += [one.case.id for one in page.items]
            if not page.next:
                return found
            after = page.next


def test_hits_come_back_whole(database: Database) -> None:
    first, second = hit("hit-1", pair(1), 0.5), hit("hit-2", pair(1), at=NOON + SECOND)
    with database.writing() as writing:
        writing.screenings.add(screening())
        assert writing.hits.add_many([second, first, hit("hit-3", pair(2))]) == 3
    with database.reading() as reading:
        assert reading.hits.get("hit-1") == first
        assert reading.hits.latest(pair(1)) == second
        assert reading.hits.latest(pair(3)) is None
        assert reading.hits.for_subject("subject-1", "", 10) == (first, second)
        assert reading.hits.for_subject("subject-1", "hit-1", 10) == (second,)
        assert reading.hits.get_many(["hit-2", "hit-9"]) == {"hit-2": second}
        assert reading.screenings.get("screening-1") == screening()
        assert reading.screenings.get("screening-2") is None


def test_screenings_are_listed_from_the_newest(database: Database) -> None:
    with database.writing() as writing:
        for number in range(5):
            writing.screenings.add(screening(f"screening-{number}"))
        writing.screenings.count("screening-3", 70, 4)
    with database.reading() as reading:
        page = reading.screenings.latest("", 2)
        assert [(one.id, one.subjects, one.hits) for one in page.items] == [("screening-4", 3, 1), ("screening-3", 70, 4)]
        rest = reading.screenings.latest(page.next, 10)
        assert [one.id for one in rest.items] == ["screening-2", "screening-1", "screening-0"]
        assert rest.next == ""


def test_a_hit_needs_its_screening_and_is_kept_once(database: Database) -> None:
    with pytest.raises(Conflict), database.writing() as writing:
        writing.hits.add_many([hit("hit-1", pair(1))])
    with database.writing() as writing:
        writing.screenings.add(screening())
    with pytest.raises(Conflict), database.writing() as writing:
        writing.hits.add_many([hit("hit-1", pair(1)), hit("hit-1", pair(1))])


def test_a_case_is_opened_once_for_a_pair(database: Database) -> None:
    opened = replace(case(1), claimed_by="user:tess", version=4)
    with database.writing() as writing:
        open_cases(writing, QueuedCase(opened, "customers", NOON + DAY), case(2))
        assert writing.cases.by_pair(pair(1)) == QueuedCase(opened, "customers", NOON + DAY)
        assert writing.cases.by_pairs([pair(1), pair(7)]).keys() == {pair(1)}
        assert writing.cases.by_pairs([replace(pair(1), listing="G.9")]) == {}
        assert [one.case.id for one in writing.cases.for_subject("subject-2")] == ["case-00002"]
    again = replace(case(1), id="case-again", hit="hit-00002")
    with pytest.raises(Conflict), database.writing() as writing:
        writing.cases.open_many([QueuedCase(again)])


def test_who_saw_an_older_version_changes_nothing(database: Database) -> None:
    with database.writing() as writing:
        open_cases(writing, case(1))
        mine = writing.cases.save(replace(case(1), claimed_by="user:tess", version=2), 1)
    assert mine.version == 2
    with pytest.raises(Conflict, match="somebody else"), database.writing() as writing:
        writing.cases.save(replace(case(1), claimed_by="user:odo", version=2), 1)
    with pytest.raises(UnknownName), database.writing() as writing:
        writing.cases.save(replace(case(1), id="case-none"), 1)
    with database.writing() as writing:
        assert writing.cases.save(mine, 2).version == 3
        kept = writing.cases.get("case-00001")
    assert kept == QueuedCase(replace(mine, version=3), "customers", NOON + DAY)


def test_the_riskiest_comes_first_then_the_oldest(database: Database) -> None:
    with database.writing() as writing:
        open_cases(
            writing,
            case(1, 0.71),
            case(2, 0.9, NOON + SECOND),
            case(3, 0.9, NOON),
            case(4, 1.0),
            replace(case(5, 0.99), outcome=Outcome.REVIEW),
            case(6, 0.9, NOON),
        )
    expected = [f"case-0000{number}" for number in (4, 3, 6, 2, 5, 1)]
    assert ids(database) == expected
    for limit in (1, 2, 4, 5):
        assert ids(database, limit=limit) == expected


def test_a_view_shows_what_it_asks_for(database: Database) -> None:
    with database.writing() as writing:
        open_cases(
            writing,
            QueuedCase(case(1, 0.8), "customers", NOON),
            QueuedCase(case(2, 0.9), "payees", NOON + DAY),
            QueuedCase(case(3, 0.8, list_name="un-sc"), "customers", None),
            replace(case(4, 0.95), claimed_by="user:tess"),
            replace(case(5, 0.7), state=CaseState.PROPOSED, proposed_by="user:tess"),
            replace(case(6, 0.6), state=CaseState.PROPOSED, proposed_by="user:odo"),
        )
    shown = {
        "list": ids(database, QueueView(list="un-sc")),
        "outcome": ids(database, QueueView(outcome=Outcome.STRONG)),
        "unclaimed": ids(database, QueueView(claimed_by="")),
        "claimed": ids(database, QueueView(claimed_by="user:tess")),
        "base": ids(database, QueueView(base="payees")),
        "overdue": ids(database, QueueView(overdue_at=NOON + SECOND)),
        "state": ids(database, QueueView(state=CaseState.PROPOSED)),
        "not mine": ids(database, QueueView(state=CaseState.PROPOSED, not_proposed_by="user:tess")),
        "both": ids(database, QueueView(outcome=Outcome.REVIEW, list="own:guests")),
        "none": ids(database, QueueView(state=CaseState.LAPSED)),
    }
    assert {name: [int(one[-1]) for one in found] for name, found in shown.items()} == {
        "list": [3],
        "outcome": [4, 2],
        "unclaimed": [2, 1, 3],
        "claimed": [4],
        "base": [2],
        "overdue": [1],
        "state": [5, 6],
        "not mine": [6],
        "both": [1],
        "none": [],
    }


def test_a_total_is_exact_up_to_a_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as writing:
        open_cases(writing, *(case(number) for number in range(7)))
    with database.reading() as reading:
        assert reading.cases.queue(QueueView(), "", 2).total == 7
        assert reading.cases.queue(QueueView(list="un-sc"), "", 2).total == 0
        assert COUNTED_TO == 10_000
        monkeypatch.setattr("comity.storage.database.queue.COUNTED_TO", 6)
        assert reading.cases.queue(QueueView(), "", 2).total is None
        assert reading.cases.counts_by_state()[CaseState.OPEN] == 7
        assert reading.cases.counts_by_state()[CaseState.DECIDED] == 0


def test_a_total_leaves_out_what_the_actor_proposed(database: Database) -> None:
    with database.writing() as writing:
        proposed = [replace(case(number), state=CaseState.PROPOSED, proposed_by=f"user:{number % 3}") for number in range(9)]
        open_cases(writing, *proposed)
    with database.reading() as reading:
        for read in (reading.cases.queue, reading.cases.queue_by_due):
            page = read(QueueView(CaseState.PROPOSED, not_proposed_by="user:1"), "", 2)
            assert (page.total, len(page.items)) == (6, 2)
            assert {one.case.proposed_by for one in page.items} <= {"user:0", "user:2"}


def test_whose_decision_is_due_first_comes_first_and_those_without_a_time_last(database: Database) -> None:
    due = {1: 3, 2: 1, 3: None, 4: 2, 5: None, 6: 1}
    with database.writing() as writing:
        open_cases(writing, *(QueuedCase(case(n), "customers", None if days is None else NOON + days * DAY) for n, days in due.items()))
    for limit in range(1, 8):
        found, after, pages = [], "", 0
        with database.reading() as reading:
            while pages < 7:
                page = reading.cases.queue_by_due(QueueView(), after, limit)
                assert page.total == 6
                found += [int(one.case.id[-1]) for one in page.items]
                after, pages = page.next, pages + 1
                if not after:
                    break
        assert (found, pages) == ([2, 6, 4, 1, 3, 5], -(-6 // limit))
    with database.reading() as reading:
        late = reading.cases.queue_by_due(QueueView(overdue_at=NOON + 2 * DAY, list="own:guests"), "", 9)
        assert [int(one.case.id[-1]) for one in late.items] == [2, 6]
        between = QueueView(due_from=NOON + DAY, overdue_at=NOON + 3 * DAY)
        for read in (reading.cases.queue, reading.cases.queue_by_due):
            page = read(between, "", 9)
            assert ({int(one.case.id[-1]) for one in page.items}, page.total) == ({2, 4, 6}, 3)
        assert [int(one.case.id[-1]) for one in reading.cases.queue_by_due(QueueView(due_from=NOON + 2 * DAY), "", 9).items] == [4, 1]


@pytest.mark.parametrize("few", [1, 10_000], ids=["along-the-index", "sorted"])
def test_a_part_of_the_queue_comes_by_due_time_too(database: Database, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("comity.storage.database.queue.COUNTED_TO", few)
    with database.writing() as writing:
        mine = [replace(case(n), claimed_by="user:tess" if n % 2 else "") for n in range(8)]
        open_cases(writing, *(QueuedCase(one, "customers", NOON + (9 - n) * DAY) for n, one in enumerate(mine)))
    for view in (QueueView(claimed_by="user:tess"), QueueView(claimed_by="user:tess", outcome=Outcome.STRONG, base="customers")):
        found, after = [], ""
        with database.reading() as reading:
            while page := reading.cases.queue_by_due(view, after, 3):
                found += [int(one.case.id[-1]) for one in page.items]
                if not (after := page.next):
                    break
        assert found == [7, 5, 3, 1]


@pytest.mark.parametrize("after", ["x", "1", "1e3.c", "99999999999999999999.c", ".c"])
def test_what_is_no_place_by_due_time_is_said_to_be_none(database: Database, after: str) -> None:
    with database.reading() as reading, pytest.raises(UsageError, match="not a place"):
        reading.cases.queue_by_due(QueueView(), after, 10)


@pytest.mark.parametrize("after", ["x", "1", "1.2", "a.b.c", "1.99999999999999999999.c", "1..c"])
def test_what_is_no_place_in_the_queue_is_said_to_be_none(database: Database, after: str) -> None:
    with database.reading() as reading, pytest.raises(UsageError, match="not a place"):
        reading.cases.queue(QueueView(), after, 10)


@given(st.lists(st.tuples(st.sampled_from(Outcome), st.integers(0, 1_000_000)), min_size=2))
def test_rank_is_the_order_of_outcome_and_score(hits: list[tuple[Outcome, int]]) -> None:
    by_rank = sorted(hits, key=lambda one: rank_of(one[0], one[1] / 1_000_000))
    assert by_rank == sorted(hits, key=lambda one: (-one[0].rank, -one[1]))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([0.7, 0.8, 0.9, 1.0]), st.integers(0, 2)), max_size=12), st.integers(1, 5))
def test_pages_hold_each_case_once_and_in_order(database: Database, hits: list[tuple[float, int]], limit: int) -> None:
    opened = [case(number, score, NOON + age * SECOND) for number, (score, age) in enumerate(hits)]
    with undone(database) as writing:
        open_cases(writing, *opened)
        found, after = [], ""
        while (page := writing.cases.queue(QueueView(), after, limit)).items:
            assert page.total == len(opened)
            found += [one.case for one in page.items]
            if not (after := page.next):
                break
        assert found == sorted(opened, key=lambda one: (-one.outcome.rank, -one.score, one.opened_at, one.id))


def test_decisions_are_kept_with_their_texts_and_found_by_case(database: Database) -> None:
    proposal = decision("decision-1", case(1), Step.PROPOSAL, "")
    approval = replace(decision("decision-2", case(1), Step.APPROVAL), by="user:odo", answers="decision-1", at=NOON + SECOND)
    final = replace(decision("decision-3", case(2)), verdict=Verdict.CANNOT_TELL)
    with database.writing() as writing:
        open_cases(writing, case(1), case(2))
        for one in (approval, proposal, final):
            writing.decisions.add(one)
        writing.cases.save(decided(case(1)), 1)
    with database.reading() as reading:
        assert reading.decisions.for_case("case-00001") == (proposal, approval)
        assert reading.decisions.proposals(["case-00001", "case-00002", "case-9"]) == {"case-00001": proposal}
        assert reading.decisions.finals("", 10) == (approval, final)
        assert reading.decisions.finals("decision-2", 10) == (final,)
        assert reading.decisions.get("decision-2") == approval
        assert reading.decisions.get("decision-9") is None
    with database.writing() as writing:
        assert writing.decisions.erase_text("decision-2")
        assert not writing.decisions.erase_text("decision-2")
        left = writing.decisions.get("decision-2")
    assert left == replace(approval, because=replace(approval.because, text=""))


def test_a_decision_needs_its_case_and_is_made_once(database: Database) -> None:
    with database.writing() as writing:
        open_cases(writing, case(1))
        writing.decisions.add(decision("decision-1", case(1)))
    for wrong in (decision("decision-1", case(1)), decision("decision-2", case(2))):
        with pytest.raises(Conflict), database.writing() as writing:
            writing.decisions.add(wrong)


def test_exemptions_spare_their_pair_until_they_end_once(database: Database) -> None:
    acts = [decision(f"decision-{number}", case(number)) for number in (1, 2, 3)]
    with database.writing() as writing:
        open_cases(writing, *(case(number) for number in (1, 2, 3)))
        for number, act in enumerate(acts, start=1):
            writing.decisions.add(act)
            writing.exemptions.add(exemption(act, case(number), days=10 * number))
    with database.writing() as writing:
        assert writing.exemptions.active_for([pair(1), pair(3), pair(4)]) == {
            pair(1): exemption(acts[0], case(1), 10),
            pair(3): exemption(acts[2], case(3), 30),
        }
        assert [one.id for one in writing.exemptions.expiring(NOON + 25 * DAY, "", 9)] == ["decision-1", "decision-2"]
        assert [one.id for one in writing.exemptions.expiring(NOON + 25 * DAY, "decision-1", 9)] == ["decision-2"]
        writing.exemptions.end("decision-1", ExemptionState.LAPSED, NOON + DAY, "the listing has changed")
        assert writing.exemptions.active_for([pair(1)]) == {}
        kept = writing.exemptions.get("decision-1")
        assert kept is not None
        assert kept.state is ExemptionState.LAPSED
    with pytest.raises(Conflict, match="not active"), database.writing() as writing:
        writing.exemptions.end("decision-1", ExemptionState.WITHDRAWN, NOON, "")


def test_exemptions_are_shown_by_when_they_run_out_and_ended_ones_from_the_last(database: Database) -> None:
    abouts = [case(number, list_name="un-sc" if number % 2 else "own:guests") for number in range(6)]
    with database.writing() as writing:
        open_cases(writing, *abouts)
        for number, about in enumerate(abouts):
            act = decision(f"decision-{number}", about)
            writing.decisions.add(act)
            writing.exemptions.add(exemption(act, about, days=10 * (6 - number)))
        writing.exemptions.end("decision-0", ExemptionState.EXPIRED, NOON + DAY, "it ran out")
        writing.exemptions.end("decision-1", ExemptionState.WITHDRAWN, NOON + 3 * DAY, "withdrawn by user:lena")
        writing.exemptions.end("decision-2", ExemptionState.LAPSED, NOON + 2 * DAY, "the listing has changed")
    shown = {
        "in force": shown_exemptions(database, ExemptionView()),
        "of a list": shown_exemptions(database, ExemptionView(list="un-sc")),
        "soon": shown_exemptions(database, ExemptionView(runs_out_before=NOON + 25 * DAY)),
        "ended": shown_exemptions(database, ExemptionView(None)),
        "ended of a list": shown_exemptions(database, ExemptionView(None, "own:guests")),
        "lapsed": shown_exemptions(database, ExemptionView(ExemptionState.LAPSED)),
    }
    assert shown == {
        "in force": [5, 4, 3],
        "of a list": [5, 3],
        "soon": [5, 4],
        "ended": [1, 2, 0],
        "ended of a list": [2, 0],
        "lapsed": [2],
    }
    with database.reading() as reading:
        kept = reading.exemptions.kept("decision-1")
        assert kept is not None
        assert (kept.ended_at, kept.why, kept.exemption.state) == (NOON + 3 * DAY, "withdrawn by user:lena", ExemptionState.WITHDRAWN)
        active = reading.exemptions.kept("decision-3")
        assert active is not None
        assert (active.ended_at, active.why) == (None, "")
        assert reading.exemptions.kept("decision-9") is None
        with pytest.raises(UsageError, match="not a place"):
            reading.exemptions.page(ExemptionView(), "nowhere", 5)


def shown_exemptions(database: Database, view: ExemptionView) -> list[int]:
    """The numbers of the exemptions that the view shows, one to a page."""
    found, after = [], ""
    with database.reading() as reading:
        while True:
            page = reading.exemptions.page(view, after, 1)
            found += [int(one.exemption.id[-1]) for one in page.items]
            if not (after := page.next):
                return found


def test_the_cases_on_a_listing_are_paged_and_a_subject_keeps_its_ended_exemptions(database: Database) -> None:
    same = [replace(case(number), pair=Pair(f"subject-{number}", "own:guests", "G.1")) for number in range(1, 6)]
    act = decision("decision-1", same[0])
    with database.writing() as writing:
        open_cases(writing, *same, case(7))
        writing.decisions.add(act)
        writing.exemptions.add(exemption(act, same[0]))
        writing.exemptions.end("decision-1", ExemptionState.WITHDRAWN, NOON + DAY, "looked at again")
    with database.reading() as reading:
        first = reading.cases.for_listing("own:guests", "G.1", "", 3)
        rest = reading.cases.for_listing("own:guests", "G.1", first[-1].case.id, 3)
        assert [one.case for one in first + rest] == same
        assert reading.cases.for_listing("own:staff", "G.1", "", 3) == ()
        assert [one.state for one in reading.exemptions.for_subject("subject-1")] == [ExemptionState.WITHDRAWN]
        assert reading.exemptions.for_subject("subject-2") == ()
