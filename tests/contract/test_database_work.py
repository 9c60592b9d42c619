"""Jobs, deliveries and idempotency keys: work that is done once, whoever does it and whoever dies."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from tests.contract.rows import DAY, NOON, SECOND

from comity.model import Conflict
from comity.storage.database import Database
from comity.storage.database.deliveries import Delivery, DeliveryState
from comity.storage.database.jobs import FIRST_PAUSE, LONGEST_PAUSE, Job, JobOrder, JobState
from comity.storage.database.webhooks import Webhook

MINUTE = timedelta(minutes=1)


def order(kind: str = "lists.update", at: datetime = NOON, **fields: object) -> JobOrder:
    return JobOrder(kind, at, {"list": "un-sc", "nested": [1, {"a": None}]}, "user:tess", **fields)  # type: ignore[arg-type]


def add(database: Database, *names: str, **fields: object) -> None:
    with database.writing() as writing:
        for name in names:
            writing.jobs.enqueue(name, order(**fields), NOON)  # type: ignore[arg-type]


def lease(database: Database, worker: str = "w1", now: datetime = NOON) -> Job:
    with database.writing() as writing:
        job = writing.jobs.lease(worker, now, MINUTE)
    assert job is not None
    return job


def test_a_job_is_leased_done_and_kept_with_its_result(database: Database) -> None:
    add(database, "job-1")
    job = lease(database)
    assert (job.state, job.attempts, job.payload, job.leased_until) == (JobState.RUNNING, 1, order().payload, NOON + MINUTE)
    with database.writing() as writing:
        assert writing.jobs.lease("w2", NOON, MINUTE) is None
        writing.jobs.beat(job, 3, 10, NOON + 2 * MINUTE)
        running = writing.jobs.get("job-1")
        assert running is not None
        assert (running.progress, running.of, running.leased_until) == (3, 10, NOON + 2 * MINUTE)
        writing.jobs.finish(job, {"entries": 12}, NOON + SECOND)
        done = writing.jobs.get("job-1")
    assert done is not None
    assert (done.state, done.result, done.finished_at, done.leased_by) == (JobState.DONE, {"entries": 12}, NOON + SECOND, "")
    assert (done.created_by, done.created_at, done.kind) == ("user:tess", NOON, "lists.update")


def test_the_longest_due_comes_first_and_what_is_not_due_waits(database: Database) -> None:
    add(database, "b", at=NOON - SECOND)
    add(database, "a", at=NOON)
    add(database, "later", at=NOON + DAY)
    assert [lease(database).id, lease(database).id] == ["b", "a"]
    with database.writing() as writing:
        assert writing.jobs.lease("w1", NOON + SECOND, MINUTE) is None


def test_a_lease_that_ran_out_comes_back_and_its_worker_can_change_nothing(database: Database) -> None:
    add(database, "job-1")
    first = lease(database, "w1")
    second = lease(database, "w1", NOON + MINUTE)
    assert (second.id, second.attempts) == ("job-1", 2)
    with pytest.raises(Conflict, match="no longer holds"), database.writing() as writing:
        writing.jobs.finish(first, {}, NOON + MINUTE)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.jobs.beat(first, 1, 2, NOON + DAY)
    with database.writing() as writing:
        writing.jobs.finish(second, {}, NOON + MINUTE)


def test_a_job_whose_workers_all_die_fails(database: Database) -> None:
    add(database, "job-1", max_attempts=2)
    lease(database, now=NOON)
    lease(database, now=NOON + MINUTE)
    with database.writing() as writing:
        assert writing.jobs.bury_lost(NOON + MINUTE) == ()
        assert writing.jobs.lease("w", NOON + 2 * MINUTE, MINUTE) is None
        (job,) = writing.jobs.bury_lost(NOON + 2 * MINUTE)
        assert writing.jobs.bury_lost(NOON + 2 * MINUTE) == ()
        assert writing.jobs.get("job-1") == job
    assert (job.state, job.error, job.finished_at) == (JobState.FAILED, "the worker did not come back", NOON + 2 * MINUTE)


def test_a_failed_attempt_is_repeated_after_a_growing_pause_and_then_given_up(database: Database) -> None:
    add(database, "job-1", max_attempts=12)
    now, pauses = NOON, []
    for _ in range(11):
        job = lease(database, now=now)
        with database.writing() as writing:
            assert writing.jobs.fail(job, "no route " + "x" * 9000, now) is JobState.QUEUED
            waiting = writing.jobs.get("job-1")
            assert waiting is not None
            assert len(waiting.error) <= 2000
            pauses.append(waiting.run_at - now)
            now = waiting.run_at
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    job = lease(database, now=now)
    with database.writing() as writing:
        assert writing.jobs.fail(job, "no route", now) is JobState.FAILED
        assert writing.jobs.lease("w", now + DAY, MINUTE) is None
    add(database, "job-2")
    job = lease(database, now=now)
    with database.writing() as writing:
        assert writing.jobs.fail(job, "no use", now, again=False) is JobState.FAILED


def test_one_job_of_a_key_waits_or_runs_at_a_time(database: Database) -> None:
    with database.writing() as writing:
        first = writing.jobs.enqueue("job-1", order(key="update un-sc"), NOON)
        assert writing.jobs.enqueue("job-2", order(key="update un-sc"), NOON) == first
        assert writing.jobs.enqueue("job-3", order(), NOON).id == "job-3"
        assert writing.jobs.enqueue("job-4", order(), NOON).id == "job-4"
    running = lease(database)
    with database.writing() as writing:
        assert writing.jobs.enqueue("job-5", order(key="update un-sc"), NOON).id == "job-1" == running.id
        writing.jobs.finish(running, {}, NOON)
        assert writing.jobs.enqueue("job-6", order(key="update un-sc"), NOON).id == "job-6"


def test_a_cancelled_job_is_learned_of_at_the_next_beat(database: Database) -> None:
    add(database, "job-1")
    job = lease(database)
    with database.writing() as writing:
        writing.jobs.cancel("job-1", NOON)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.jobs.beat(job, 1, 2, NOON + MINUTE)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.jobs.cancel("job-1", NOON)


def test_jobs_are_listed_from_the_newest_by_state(database: Database) -> None:
    add(database, *(f"job-{number}" for number in range(5)))
    lease(database)
    with database.reading() as reading:
        page = reading.jobs.list(None, "", 2)
        assert [job.id for job in page.items] == ["job-4", "job-3"]
        assert [job.id for job in reading.jobs.list(None, page.next, 9).items] == ["job-2", "job-1", "job-0"]
        assert [job.id for job in reading.jobs.list(JobState.RUNNING, "", 9).items] == ["job-0"]


def test_no_job_is_leased_twice_by_workers_that_run_at_once(database: Database) -> None:
    add(database, *(f"job-{number:03}" for number in range(60)))
    taken: list[str] = []
    errors: list[Exception] = []

    def work(name: str) -> None:
        try:
            while True:
                with database.writing() as writing:
                    job = writing.jobs.lease(name, NOON, DAY)
                if job is None:
                    return
                taken.append(job.id)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(taken) == [f"job-{number:03}" for number in range(60)]


def hook(identity: str = "hook-1") -> Webhook:
    return Webhook(identity, "https://bank.example/comity", "signing secret", frozenset({"case.opened", "list.updated"}), NOON)


def test_webhooks_say_which_events_they_want(database: Database) -> None:
    with database.writing() as writing:
        writing.webhooks.add(hook())
        writing.webhooks.add(hook("hook-2"))
        writing.webhooks.change_events("hook-2", ["case.decided"])
        assert writing.webhooks.get("hook-1") == hook()
        assert [one.id for one in writing.webhooks.wanting("case.opened")] == ["hook-1"]
        writing.webhooks.disable("hook-1", NOON)
        assert writing.webhooks.wanting("case.opened") == ()
        assert [(one.disabled_at, one.secret) for one in writing.webhooks.all()] == [(NOON, ""), (None, "signing secret")]
    assert "signing secret" not in repr(hook())
    with pytest.raises(Conflict), database.writing() as writing:
        writing.webhooks.disable("hook-1", NOON)


def test_a_delivery_is_tried_until_it_arrives_or_is_given_up(database: Database) -> None:
    first = Delivery("d-1", "hook-1", {"kind": "case.opened", "id": "case-1"}, NOON, NOON)
    second = Delivery("d-2", "hook-1", {"kind": "case.opened", "id": "case-2"}, NOON, NOON + SECOND)
    with database.writing() as writing:
        writing.webhooks.add(hook())
        writing.deliveries.add(first)
        writing.deliveries.add(second)
    with database.writing() as writing:
        assert writing.deliveries.due(NOON, 9) == (first,)
        assert writing.deliveries.due(NOON + SECOND, 9) == (first, second)
        assert [one.id for one in writing.deliveries.take(NOON + SECOND, NOON + MINUTE, 1)] == ["d-1"]
        assert [one.id for one in writing.deliveries.take(NOON + SECOND, NOON + MINUTE, 9)] == ["d-2"]
        assert writing.deliveries.take(NOON + SECOND, NOON + MINUTE, 9) == ()
        writing.deliveries.delivered("d-1", 204)
        writing.deliveries.failed("d-2", 503, "busy", NOON + 2 * MINUTE)
        assert writing.deliveries.due(NOON + MINUTE, 9) == ()
        writing.deliveries.failed("d-2", 0, "no answer", None)
        dead = writing.deliveries.dead("", 9).items
        assert [(one.id, one.attempts, one.last_status, one.last_error) for one in dead] == [("d-2", 2, 0, "no answer")]
        writing.deliveries.again("d-2", NOON + DAY)
        assert writing.deliveries.dead("", 9).items == ()
        assert [one.id for one in writing.deliveries.due(NOON + DAY, 9)] == ["d-2"]
        arrived = writing.deliveries.get("d-1")
        assert arrived is not None
        assert (arrived.state, arrived.attempts, arrived.last_status) == (DeliveryState.DELIVERED, 1, 204)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.deliveries.again("d-1", NOON)


def test_a_request_is_begun_once_and_answered_alike(database: Database) -> None:
    with database.writing() as writing:
        writing.idempotency.begin("key:1", "a", "digest", NOON)
        writing.idempotency.begin("key:2", "a", "other digest", NOON + SECOND)
        begun = writing.idempotency.get("key:1", "a")
        assert begun is not None
        assert (begun.status, begun.body) == (0, b"")
        writing.idempotency.finish("key:1", "a", 201, b"{\x00}")
    with pytest.raises(Conflict), database.writing() as writing:
        writing.idempotency.begin("key:1", "a", "digest", NOON)
    with database.writing() as writing:
        answered = writing.idempotency.get("key:1", "a")
        assert answered is not None
        assert (answered.status, answered.body, answered.request_digest) == (201, b"{\x00}", "digest")
        assert writing.idempotency.sweep(NOON + SECOND) == 1
        assert writing.idempotency.get("key:1", "a") is None
        writing.idempotency.forget("key:2", "a")
        writing.idempotency.begin("key:2", "a", "digest", NOON)


def test_a_job_that_is_given_back_waits_as_if_it_had_not_been_tried(database: Database) -> None:
    add(database, "job-1", max_attempts=1)
    job = lease(database)
    with database.writing() as writing:
        writing.jobs.release(job, NOON)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.jobs.finish(job, {}, NOON)
    assert (lease(database, "w2").attempts, lease_is_due(database)) == (1, False)


def lease_is_due(database: Database) -> bool:
    with database.reading() as reading:
        return reading.jobs.is_due(NOON, ["lists.update"])


def test_only_jobs_of_the_kinds_that_are_known_are_leased(database: Database) -> None:
    add(database, "job-1")
    with database.writing() as writing:
        assert writing.jobs.lease("w1", NOON, MINUTE, ["index.build"]) is None
        assert writing.jobs.lease("w1", NOON, MINUTE, []) is None
        assert writing.jobs.lease("w1", NOON, MINUTE, ["index.build", "lists.update"]) is not None


def test_keys_that_wait_and_the_last_that_ended_are_known(database: Database) -> None:
    with database.writing() as writing:
        for number in range(2):
            writing.jobs.enqueue(f"job-{number}", order(key="a", at=NOON + number * SECOND), NOON)
            job = writing.jobs.lease("w1", NOON + MINUTE, MINUTE)
            assert job is not None
            assert writing.jobs.waiting_keys() == {"a"}
            writing.jobs.finish(job, {}, NOON + number * MINUTE)
        writing.jobs.enqueue("job-2", order(key="b"), NOON)
        assert writing.jobs.waiting_keys() == {"b"}
        last = writing.jobs.last_ended("a")
        assert last is not None
        assert last.id == "job-1"
        assert writing.jobs.last_ended("b") is None
        assert [job.id for job in writing.jobs.list(None, "", 9, "lists.update").items] == ["job-2", "job-1", "job-0"]
        assert writing.jobs.list(None, "", 9, "index.build").items == ()
        assert writing.jobs.sweep(NOON + MINUTE) == 1
        assert [job.id for job in writing.jobs.list(None, "", 9).items] == ["job-2", "job-1"]


def test_deliveries_are_postponed_listed_and_swept(database: Database) -> None:
    with database.writing() as writing:
        writing.webhooks.add(hook())
        for number in range(4):
            writing.deliveries.add(Delivery(f"d-{number}", "hook-1", {"event": "case.opened"}, NOON + number * SECOND, NOON))
        writing.deliveries.delivered("d-0", 200)
        writing.deliveries.postpone(["d-0", "d-1"], NOON + DAY)
        assert [one.id for one in writing.deliveries.due(NOON, 9)] == ["d-2", "d-3"]
        page = writing.deliveries.of("hook-1", "", 3)
        assert [one.id for one in page.items] == ["d-3", "d-2", "d-1"]
        assert [one.attempts for one in writing.deliveries.of("hook-1", page.next, 3).items] == [1]
        assert writing.deliveries.of("hook-2", "", 3).items == ()
        assert writing.deliveries.sweep(NOON + DAY) == 1
        assert [one.id for one in writing.deliveries.of("hook-1", "", 9).items] == ["d-3", "d-2", "d-1"]


def test_a_new_secret_keeps_the_one_before_it_for_a_while(database: Database) -> None:
    with database.writing() as writing:
        writing.webhooks.add(hook())
        writing.webhooks.change_secret("hook-1", "another secret", NOON + DAY)
        found = writing.webhooks.get("hook-1")
    assert found is not None
    assert (found.secret, found.old_secret, found.old_secret_until) == ("another secret", "signing secret", NOON + DAY)
    assert "secret" not in repr(found).replace("old_secret_until", "")


def test_a_secret_that_signs_no_more_is_forgotten(database: Database) -> None:
    with database.writing() as writing:
        writing.webhooks.add(hook())
        writing.webhooks.change_secret("hook-1", "another secret", NOON + DAY)
        assert writing.webhooks.forget_old_secrets(NOON + DAY - SECOND) == 0
        assert writing.webhooks.forget_old_secrets(NOON + DAY) == 1
        found = writing.webhooks.get("hook-1")
        assert found is not None
        assert (found.secret, found.old_secret) == ("another secret", "")
        writing.webhooks.change_secret("hook-1", "a third", NOON + DAY)
        writing.webhooks.disable("hook-1", NOON)
        found = writing.webhooks.get("hook-1")
        assert found is not None
        assert (found.secret, found.old_secret) == ("", "")
