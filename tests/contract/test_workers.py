"""Workers on both databases: no two do one job, and a job survives the process that does it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.contract.rows import DAY

from comity.model import Actor, Conflict, TransferError, UnknownName, UsageError
from comity.node.jobs import Interrupted, JobContext, Kind, Lane, Means, cancel, order_by_hand
from comity.node.own_memory import own_memory
from comity.node.settings import Settings
from comity.node.shift import Shift
from comity.node.workers import Pace, Worker
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobOrder, JobState
from comity.storage.database.webhooks import Webhook

LENA = Actor("user:lena")
FAST = Pace(timedelta(seconds=2), timedelta(seconds=0.1), timedelta(seconds=0.05))


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def means(database: Database, tmp_path: Path) -> Callable[..., Means]:
    """What workers of the given kinds need."""

    def made(**kinds: Kind) -> Means:
        home = tmp_path / "home"
        return Means(Settings(home), EditionStore(home), database, now, kinds)

    return made


def nothing(_job: Job, _context: JobContext) -> dict[str, Any]:
    return {}


def add(database: Database, kind: str, *ids: str, **fields: Any) -> None:
    with database.writing() as writing:
        for name in ids:
            writing.jobs.enqueue(name, JobOrder(kind, now(), {"n": name}, "user:tess", **fields), now())


def state_of(database: Database, job_id: str) -> Job:
    with database.reading() as reading:
        found = reading.jobs.get(job_id)
    assert found is not None
    return found


def until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def actions(database: Database) -> list[str]:
    with database.reading() as reading:
        return [entry.action for _, entry, _ in reading.ledger.rows(0, 1000)]


def test_a_job_is_done_and_its_result_and_entry_stand(database: Database, means: Callable[..., Means]) -> None:
    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        context.progress(1, 2)
        return {"did": job.payload["n"]}

    add(database, "one", "job-1")
    worker = Worker(means(one=Kind(handle, "Does one.")), {"one"}, FAST)
    assert worker.work_once() is True
    assert worker.work_once() is False
    done = state_of(database, "job-1")
    assert (done.state, done.result, done.attempts) == (JobState.DONE, {"did": "job-1"}, 1)
    assert actions(database) == ["job.finish"]


def test_a_routine_job_that_goes_well_leaves_no_entry(database: Database, means: Callable[..., Means]) -> None:
    add(database, "one", "job-1")
    Worker(means(one=Kind(nothing, "Does one.", routine=True)), {"one"}, FAST).work_once()
    assert state_of(database, "job-1").state is JobState.DONE
    assert actions(database) == []


def test_workers_that_run_at_once_do_each_job_once(database: Database, means: Callable[..., Means]) -> None:
    did: list[str] = []

    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        did.append(job.id)
        return {}

    names = [f"job-{number:02}" for number in range(30)]
    add(database, "one", *names)
    workers = [Worker(means(one=Kind(handle, "Does one.")), {"one"}, FAST) for _ in range(4)]
    for worker in workers:
        worker.start()
    until(lambda: len(did) >= len(names))
    until(lambda: all(state_of(database, name).state is JobState.DONE for name in names))
    for worker in workers:
        worker.ask_to_stop()
    ended = [worker.join(5) for worker in workers]
    assert all(ended)
    assert sorted(did) == names


def test_a_long_job_keeps_its_lease_by_beating(database: Database, means: Callable[..., Means]) -> None:
    begun: list[str] = []

    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        begun.append(job.id)
        for step in range(40):
            context.progress(step, 40)
            time.sleep(0.1)
        return {}

    add(database, "one", "job-1")
    workers = [Worker(means(one=Kind(handle, "Takes twice its lease.")), {"one"}, FAST) for _ in range(2)]
    for worker in workers:
        worker.start()
    until(lambda: state_of(database, "job-1").progress > 0)
    assert state_of(database, "job-1").of == 40
    until(lambda: state_of(database, "job-1").state is JobState.DONE)
    for worker in workers:
        worker.ask_to_stop()
        worker.join(5)
    assert begun == ["job-1"]


def test_what_fails_is_tried_again_and_then_given_up_and_told(database: Database, means: Callable[..., Means]) -> None:
    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        raise TransferError("nobody answers", "try later")

    with database.writing() as writing:
        writing.webhooks.add(Webhook("hook-1", "https://bank.example/", "secret", frozenset({"job.failed"}), now()))
    add(database, "one", "job-1", max_attempts=2)
    moment = [now()]
    made = means(one=Kind(handle, "Fails."))
    made = Means(made.settings, made.store, made.database, lambda: moment[0], made.kinds)
    worker = Worker(made, {"one"}, FAST)
    moment[0] = now() + timedelta(seconds=1)
    assert worker.work_once()
    waiting = state_of(database, "job-1")
    assert (waiting.state, waiting.error) == (JobState.QUEUED, "nobody answers (try later)")
    assert not worker.work_once()
    moment[0] += DAY
    assert worker.work_once()
    assert state_of(database, "job-1").state is JobState.FAILED
    assert actions(database) == ["job.fail"]
    with database.reading() as reading:
        (told,) = reading.deliveries.due(moment[0], 9)
    assert (told.event["event"], told.event["object"]) == ("job.failed", "job:job-1")


def test_a_failure_that_cannot_pass_is_not_repeated(database: Database, means: Callable[..., Means]) -> None:
    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        raise UnknownName("there is no such list")

    add(database, "one", "job-1", max_attempts=9)
    Worker(means(one=Kind(handle, "Fails.")), {"one"}, FAST).work_once()
    assert (state_of(database, "job-1").state, state_of(database, "job-1").attempts) == (JobState.FAILED, 1)


def test_an_unforeseen_failure_tells_its_kind_and_place_and_no_value(database: Database, means: Callable[..., Means]) -> None:
    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        raise ValueError("Katharina Blumenfeld")

    add(database, "one", "job-1", "job-2")
    worker = Worker(means(one=Kind(handle, "Fails.")), {"one"}, FAST)
    worker.work_once()
    error = state_of(database, "job-1").error
    assert error.startswith("internal error (ValueError at test_workers.py:")
    assert "Blumenfeld" not in error


def test_a_result_that_cannot_be_kept_is_a_failure(database: Database, means: Callable[..., Means]) -> None:
    add(database, "one", "job-1")
    Worker(means(one=Kind(lambda _job, _context: {"at": now()}, "Gives a time.")), {"one"}, FAST).work_once()
    assert state_of(database, "job-1").error.startswith("internal error (TypeError")


def test_a_worker_that_is_stopped_gives_its_job_back_at_once(database: Database, means: Callable[..., Means]) -> None:
    begun = threading.Event()

    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        begun.set()
        while True:
            context.progress(0)
            time.sleep(0.02)

    add(database, "one", "job-1")
    worker = Worker(means(one=Kind(handle, "Runs until stopped.")), {"one"}, FAST)
    worker.start()
    assert begun.wait(5)
    worker.ask_to_stop()
    assert worker.join(5)
    back = state_of(database, "job-1")
    assert (back.state, back.attempts, back.leased_by) == (JobState.QUEUED, 0, "")
    assert Worker(means(one=Kind(nothing, "Does it.")), {"one"}, FAST).work_once()
    assert state_of(database, "job-1").state is JobState.DONE


def test_a_handler_that_was_told_to_stop_has_not_done_its_job(database: Database, means: Callable[..., Means]) -> None:
    begun = threading.Event()

    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        begun.set()
        while not context.cancelled():
            time.sleep(0.02)
        return {"half": True}

    add(database, "one", "job-1")
    worker = Worker(means(one=Kind(handle, "Runs until told.")), {"one"}, FAST)
    worker.start()
    assert begun.wait(5)
    worker.ask_to_stop()
    assert worker.join(5)
    assert state_of(database, "job-1").state is JobState.QUEUED


def test_a_cancelled_job_is_interrupted_and_stays_cancelled(database: Database, means: Callable[..., Means]) -> None:
    seen: list[str] = []
    begun = threading.Event()

    def handle(job: Job, context: JobContext) -> dict[str, Any]:
        begun.set()
        try:
            while True:
                context.progress(1)
                time.sleep(0.02)
        except Interrupted:
            seen.append("interrupted")
            raise

    add(database, "one", "job-1")
    worker = Worker(means(one=Kind(handle, "Runs until cancelled.")), {"one"}, FAST)
    worker.start()
    assert begun.wait(5)
    ended = cancel(database, "job-1", LENA, now())
    assert ended.state is JobState.CANCELLED
    until(lambda: seen == ["interrupted"])
    worker.ask_to_stop()
    assert worker.join(5)
    assert state_of(database, "job-1").state is JobState.CANCELLED
    with pytest.raises(Conflict):
        cancel(database, "job-1", LENA, now())
    with pytest.raises(UnknownName):
        cancel(database, "nowhere", LENA, now())
    assert "job.cancel" in actions(database)


def test_quick_jobs_do_not_wait_for_long_ones(database: Database, means: Callable[..., Means]) -> None:
    let_go = threading.Event()

    def long(job: Job, context: JobContext) -> dict[str, Any]:
        while not let_go.wait(0.02):
            context.progress(0)
        return {}

    add(database, "long", "long-1", "long-2", "long-3")
    add(database, "quick", "quick-1")
    kinds = {"long": Kind(long, "Takes long.", lane=Lane.LONG), "quick": Kind(nothing, "Is quick.")}
    shift = Shift(means(**kinds), FAST)
    shift.start()
    until(lambda: state_of(database, "quick-1").state is JobState.DONE)
    assert state_of(database, "long-2").state is JobState.QUEUED
    let_go.set()
    assert shift.stop(5)


@pytest.mark.skipif(own_memory() == 0, reason="this system does not say how much memory a process has for itself")
def test_after_a_long_job_that_left_much_memory_behind_no_other_is_taken(database: Database, means: Callable[..., Means]) -> None:
    kinds = means(long=Kind(nothing, "Takes long.", lane=Lane.LONG), quick=Kind(nothing, "Is quick."))
    add(database, "quick", "quick-1", "quick-2")
    shift = Shift(kinds, FAST, most_memory=1)
    shift.start()
    until(lambda: state_of(database, "quick-2").state is JobState.DONE)
    assert not shift.is_worn  # quick jobs leave nothing behind
    add(database, "long", "long-1", "long-2")
    until(lambda: shift.is_worn)
    add(database, "quick", "quick-3")
    until(lambda: state_of(database, "quick-3").state is JobState.DONE)  # by the other worker
    assert shift.stop(5)
    assert [state_of(database, name).state for name in ("long-1", "long-2")] == [JobState.DONE, JobState.QUEUED]
    assert state_of(database, "long-2").attempts == 0

    fresh = Shift(kinds, FAST, most_memory=own_memory() + 10**9)
    fresh.start()
    until(lambda: state_of(database, "long-2").state is JobState.DONE)
    assert not fresh.is_worn
    assert fresh.stop(5)


def test_a_worker_leaves_kinds_alone_that_it_does_not_know(database: Database, means: Callable[..., Means]) -> None:
    add(database, "of another version", "job-1")
    assert not Worker(means(one=Kind(nothing, "Does one.")), {"one"}, FAST).work_once()
    assert state_of(database, "job-1").state is JobState.QUEUED


def test_what_waits_for_its_time_runs_now_when_a_person_asks(database: Database, means: Callable[..., Means]) -> None:
    made = means(one=Kind(nothing, "Does one.", takes=("list",)), inner=Kind(lambda _j, _c: {}, "Is not for hands.", needs=None))
    with database.writing() as writing:
        writing.jobs.enqueue("job-1", JobOrder("one", now() + DAY, {"list": "un-sc"}, "system:schedule", key="one:un-sc"), now())
    job = order_by_hand(made, "one", {"list": "un-sc"}, LENA)
    assert (job.id, job.run_at <= now()) == ("job-1", True)
    assert order_by_hand(made, "one", {"list": "eu-fsf"}, LENA).id != "job-1"
    assert actions(database) == ["job.run", "job.run"]
    for payload in ({}, {"list": ""}, {"list": "x", "more": "y"}, {"list": "x" * 201}):
        with pytest.raises(UsageError):
            order_by_hand(made, "one", payload, LENA)
    for kind in ("inner", "nowhere"):
        with pytest.raises(UnknownName):
            order_by_hand(made, kind, {}, LENA)


def test_a_job_whose_workers_all_died_is_told(database: Database, means: Callable[..., Means]) -> None:
    with database.writing() as writing:
        writing.webhooks.add(Webhook("hook-1", "https://bank.example/", "secret", frozenset({"job.failed"}), now()))
    add(database, "one", "job-1", max_attempts=1)
    with database.writing() as writing:
        assert writing.jobs.lease("dead", now(), timedelta(seconds=-1)) is not None
    assert Worker(means(one=Kind(nothing, "Does one.")), {"one"}, FAST).work_once() is False
    assert state_of(database, "job-1").state is JobState.FAILED
    assert actions(database) == ["job.fail"]
    with database.reading() as reading:
        (told,) = reading.deliveries.due(now(), 9)
    assert (told.event["event"], told.event["object"]) == ("job.failed", "job:job-1")


DYING = """
import sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from comity.node.jobs import Kind, Means
from comity.node.settings import Settings
from comity.node.workers import Pace, Worker
from comity.storage import EditionStore
from comity.storage.database import Database

def handle(job, context):
    print("begun", job.id, flush=True)
    while True:
        time.sleep(0.05)
        context.progress(1, 2)

home = Path(sys.argv[2])
means = Means(Settings(home), EditionStore(home), Database.at(sys.argv[1]), lambda: datetime.now(UTC), {"one": Kind(handle, "Never ends.")})
worker = Worker(means, {"one"}, Pace(timedelta(seconds=2), timedelta(seconds=0.1), timedelta(seconds=0.05)))
worker.work_once()
"""


@pytest.fixture
def dying(address: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with a worker that takes one job and never ends it."""
    made = subprocess.Popen([sys.executable, "-c", DYING, address, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    yield made
    made.kill()
    made.wait()
    assert made.stdout is not None
    made.stdout.close()


def test_the_job_of_a_killed_process_is_done_by_another(
    database: Database, means: Callable[..., Means], request: pytest.FixtureRequest
) -> None:
    add(database, "one", "job-1")
    dying: subprocess.Popen[str] = request.getfixturevalue("dying")
    assert dying.stdout is not None
    assert dying.stdout.readline() == "begun job-1\n"
    worker = Worker(means(one=Kind(lambda _job, _context: {"by": "another"}, "Does it.")), {"one"}, FAST)
    time.sleep(2.5)  # longer than the lease: the living process keeps it
    assert not worker.work_once()
    dying.kill()  # SIGKILL: it says nothing more
    dying.wait()
    killed = time.monotonic()
    until(worker.work_once)
    assert time.monotonic() - killed < 4
    done = state_of(database, "job-1")
    assert (done.state, done.attempts, done.result) == (JobState.DONE, 2, {"by": "another"})
