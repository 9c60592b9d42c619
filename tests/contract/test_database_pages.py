"""Pages that must not read what stands in front of them: the same rows in the same order on both databases, page after page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from tests.contract.rows import DAY, NOON, SECOND, case, decision, exemption, open_cases

from comity.model import CaseState, ExemptionState, Outcome
from comity.storage.database import Database, new_id
from comity.storage.database.deliveries import Delivery
from comity.storage.database.exemptions import ExemptionView
from comity.storage.database.jobs import JobOrder, JobState
from comity.storage.database.queue import QueuedCase, QueuePage, QueueView
from comity.storage.database.webhooks import Webhook

MINE, OTHERS = "user:tess", QueueView(CaseState.PROPOSED, not_proposed_by="user:tess")


def proposals() -> list[QueuedCase]:
    """Two of three are one's own; some without a due time, several due at once, on two lists and of two bases."""
    made = []
    for number in range(24):
        score, listed = (0.95, 0.8, 0.8)[number % 3], "un-sc" if number % 4 else "own:guests"
        one = case(number, score, NOON + (number % 5) * SECOND, listed)
        one = replace(one, state=CaseState.PROPOSED, proposed_by=("user:bo", MINE, MINE, "user:zoe", MINE, MINE)[number % 6])
        made.append(QueuedCase(one, f"base-{number % 2}", None if number % 7 == 0 else NOON + (number % 3) * DAY))
    return made


VIEWS = {
    "all": OTHERS,
    "of an outcome": replace(OTHERS, outcome=Outcome.STRONG),
    "of a list": replace(OTHERS, list="own:guests"),
    "of a base and a list": replace(OTHERS, base="base-1", list="un-sc"),
    "overdue": replace(OTHERS, overdue_at=NOON + DAY),
    "of somebody else": replace(OTHERS, not_proposed_by="user:nobody"),
}


def shows(view: QueueView, one: QueuedCase) -> bool:
    about = one.case
    return (
        about.proposed_by != view.not_proposed_by
        and view.outcome in (None, about.outcome)
        and view.list in (None, about.pair.list)
        and view.base in (None, one.base)
        and (view.overdue_at is None or (one.due_at is not None and one.due_at < view.overdue_at))
    )


def by_risk(one: QueuedCase) -> tuple[object, ...]:
    return -one.case.outcome.rank, -one.case.score, one.case.opened_at, one.case.id


def by_due(one: QueuedCase) -> tuple[object, ...]:
    return one.due_at is None, one.due_at or NOON, one.case.id


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_proposals_of_others_come_in_either_order_each_once(database: Database, view: QueueView) -> None:
    made = proposals()
    with database.writing() as writing:
        open_cases(writing, *made)
    expected = [one for one in made if shows(view, one)]
    assert expected
    with database.reading() as reading:
        for order, read in ((by_risk, reading.cases.queue), (by_due, reading.cases.queue_by_due)):
            wanted = [one.case.id for one in sorted(expected, key=order)]
            for limit in (1, 2, 5, 50):
                pages = list(turned(read, view, limit))
                assert [one.case.id for page in pages for one in page.items] == wanted
                assert {page.total for page in pages} == {len(expected)}
        assert reading.cases.count(view) == len(expected)


def turned(read: Callable[[QueueView, str, int], QueuePage], view: QueueView, limit: int) -> Iterator[QueuePage]:
    after = ""
    for _ in range(100):
        page = read(view, after, limit)
        yield page
        if not (after := page.next):
            return


def test_ended_exemptions_come_in_one_order_those_of_erased_subjects_by_when_they_began(database: Database) -> None:
    ends = [(ExemptionState.EXPIRED, 4), (ExemptionState.LAPSED, 3), (ExemptionState.WITHDRAWN, 3), (ExemptionState.LAPSED, 1)]
    with database.writing() as writing:
        for number in range(7):
            about = case(number, list_name="un-sc" if number in (1, 3, 4) else "own:guests")
            open_cases(writing, about)
            act = decision(f"decision-{number}", about)
            writing.decisions.add(act)
            writing.exemptions.add(replace(exemption(act, about), granted_at=NOON + number * DAY / 2))
        for number, (state, days) in enumerate(ends):
            writing.exemptions.end(f"decision-{number}", state, NOON + days * DAY, "over")
        for number in (4, 5):
            writing.subjects.erase(f"subject-{number}")
    assert ended(database, ExemptionView(None)) == [0, 2, 1, 5, 4, 3]
    assert ended(database, ExemptionView(None, "un-sc")) == [1, 4, 3]
    assert ended(database, ExemptionView(ExemptionState.LAPSED)) == [1, 5, 4, 3]
    assert ended(database, ExemptionView(ExemptionState.LAPSED, "own:guests")) == [5]
    assert ended(database, ExemptionView(ExemptionState.WITHDRAWN, "un-sc")) == []
    assert ended(database, ExemptionView(None, None, NOON)) == []


def ended(database: Database, view: ExemptionView) -> list[int]:
    """The numbers of the exemptions that the view shows; the same whether they are read one or two at a time or all at once."""
    found = []
    for limit in (1, 2, 50):
        shown, after = [], ""
        with database.reading() as reading:
            for _ in range(10):
                page = reading.exemptions.page(view, after, limit)
                shown += [int(one.exemption.id[-1]) for one in page.items]
                if not (after := page.next):
                    break
        found.append(shown)
    assert found[0] == found[1] == found[2]
    return found[0]


def test_jobs_are_paged_by_kind_and_state(database: Database) -> None:
    made = [added(database, "node.sweep" if number % 3 else "lists.update", NOON + number * SECOND) for number in range(9)]
    with database.writing() as writing:
        for job_id in made[::2]:
            writing.jobs.cancel(job_id, NOON)
    with database.reading() as reading:
        page = reading.jobs.list(JobState.CANCELLED, "", 2, "node.sweep")
        assert [job.id for job in page.items] == [made[8], made[4]]
        assert [job.id for job in reading.jobs.list(JobState.CANCELLED, page.next, 2, "node.sweep").items] == [made[2]]
        assert [job.id for job in reading.jobs.list(None, made[6], 9, "lists.update").items] == [made[3], made[0]]
        assert [job.id for job in reading.jobs.list(JobState.QUEUED, "", 9).items] == made[7:0:-2]


def added(database: Database, kind: str, at: datetime) -> str:
    with database.writing() as writing:
        return writing.jobs.enqueue(new_id(at), JobOrder(kind, at, {}), at).id


def test_deliveries_to_one_webhook_are_paged_from_the_newest(database: Database) -> None:
    with database.writing() as writing:
        for hook in ("hook-1", "hook-2"):
            writing.webhooks.add(Webhook(hook, "https://hooks.example/", "", frozenset(), NOON))
        for number in range(6):
            writing.deliveries.add(Delivery(f"delivery-{number}", f"hook-{1 + number % 2}", {}, NOON, NOON))
    with database.reading() as reading:
        page = reading.deliveries.of("hook-2", "", 2)
        assert [one.id for one in page.items] == ["delivery-5", "delivery-3"]
        assert [one.id for one in reading.deliveries.of("hook-2", page.next, 2).items] == ["delivery-1"]
