"""Numbers of the first page: bounded, from a moment on, and never one's own proposals; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from tests.contract.rows import DAY, NOON, SECOND, case, entry, open_cases

from comity.model import CaseState, Outcome
from comity.storage.database import Database, new_id
from comity.storage.database import ledger as ledger_rows
from comity.storage.database import queue as queue_rows
from comity.storage.database.ids import first_id
from comity.storage.database.jobs import JobOrder
from comity.storage.database.ledger import LedgerSearch
from comity.storage.database.queue import QueuedCase, QueueView


def test_cases_are_counted_as_a_view_shows_them(database: Database) -> None:
    waiting = [case(number, 0.95 if number < 3 else 0.80) for number in range(7)]
    proposed = [replace(case(9 + at), state=CaseState.PROPOSED, proposed_by=f"user:{who}") for at, who in enumerate(("bo", "bo", "tess"))]
    with database.writing() as writing:
        open_cases(writing, *(QueuedCase(one, "customers", NOON + at * DAY) for at, one in enumerate(waiting)), *proposed)
        writing.cases.save(replace(waiting[0], claimed_by="user:tess"), 1)
        count = writing.cases.count
        assert count(QueueView()) == 7
        assert count(QueueView(outcome=Outcome.STRONG)) == 3
        assert count(QueueView(outcome=Outcome.REVIEW, overdue_at=NOON + 5 * DAY)) == 2
        assert count(QueueView(outcome=Outcome.STRONG, claimed_by="")) == 2
        assert count(QueueView(outcome=Outcome.STRONG, claimed_by="user:tess")) == 1
        assert count(QueueView(CaseState.PROPOSED)) == 3
        assert count(QueueView(CaseState.PROPOSED, not_proposed_by="user:bo")) == 1
        page = writing.cases.queue(QueueView(CaseState.PROPOSED, not_proposed_by="user:bo"), "", 9)
        assert [one.case.proposed_by for one in page.items] == ["user:tess"]


def test_what_is_more_than_is_counted_is_no_number(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_rows, "COUNTED_TO", 4)
    monkeypatch.setattr(ledger_rows, "COUNTED_TO", 4)
    with database.writing() as writing:
        open_cases(writing, *map(case, range(5)))
        for number in range(5):
            writing.record(entry(number))
        assert writing.cases.count(QueueView()) is None
        assert writing.cases.count(QueueView(), 5) == 5
        assert writing.cases.count(QueueView(), 3) is None
        assert writing.cases.count(QueueView(overdue_at=NOON)) == 0
    with database.reading() as reading:
        assert reading.ledger.count(LedgerSearch(action="case.view")) is None
        assert reading.ledger.count(LedgerSearch(action="case.decide")) == 0


def test_entries_are_counted_from_a_moment_on(database: Database) -> None:
    with database.writing() as writing:
        for number, action in enumerate(("hit.new", "hit.new", "case.decide", "hit.new", "hit.new")):
            writing.record(entry(number, NOON + number * DAY, action=action))
    with database.reading() as reading:
        count = reading.ledger.count
        assert count(LedgerSearch(action="hit.new")) == 4
        assert count(LedgerSearch(action="hit.new", since=NOON + DAY)) == 3
        assert count(LedgerSearch(action="hit.new", since=NOON + DAY, until=NOON + 4 * DAY)) == 2
        assert count(LedgerSearch(action="hit.new", since=NOON + 9 * DAY)) == 0


def ordered(database: Database, kind: str, at: datetime) -> str:
    with database.writing() as writing:
        return writing.jobs.enqueue(new_id(at), JobOrder(kind, at, {}, max_attempts=1), at).id


def test_jobs_of_a_kind_from_a_moment_on(database: Database) -> None:
    ordered(database, "lists.update", NOON - SECOND)
    wanted = [ordered(database, "lists.update", NOON + at * SECOND) for at in range(3)]
    ordered(database, "node.sweep", NOON + SECOND)
    with database.reading() as reading:
        assert [job.id for job in reading.jobs.added_since("lists.update", NOON, 10)] == wanted[::-1]
        assert [job.id for job in reading.jobs.added_since("lists.update", NOON, 2)] == wanted[:0:-1]
        assert reading.jobs.added_since("lists.update", NOON + DAY, 10) == ()


def test_jobs_that_failed_from_a_moment_on(database: Database) -> None:
    for at in (NOON - DAY, NOON, NOON + SECOND):
        ordered(database, "lists.update", at)
        with database.writing() as writing:
            job = writing.jobs.lease("w1", at, DAY)
            assert job is not None
            writing.jobs.fail(job, "the publisher did not answer", at)
    ordered(database, "lists.update", NOON + 2 * SECOND)
    with database.reading() as reading:
        assert [job.run_at for job in reading.jobs.failed_since(NOON, 10)] == [NOON + SECOND, NOON]
        assert len(reading.jobs.failed_since(NOON - 2 * DAY, 2)) == 2


def test_the_first_name_of_a_moment_is_below_all_others_of_it() -> None:
    assert first_id(NOON) <= new_id(NOON) < first_id(NOON + SECOND)
    with pytest.raises(ValueError, match="zone"):
        first_id(NOON.replace(tzinfo=None))
