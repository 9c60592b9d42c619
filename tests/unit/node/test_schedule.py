"""The schedule: each line of it has one job waiting, however many keep it, and editions that came by any way are noticed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.exchange import Downloader
from comity.lists.catalogue import sources
from comity.model import Entry
from comity.node.editions_in_use import EditionsInUse, last_in_use
from comity.node.events import EVENTS, Notice, add_delivery
from comity.node.jobs import JobContext, Kind, Means
from comity.node.lists import Allowance, FileToImport, ListDesk
from comity.node.schedule import Recurring, Schedule, interval
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobState
from comity.storage.database.webhooks import Webhook

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
UnList = Callable[..., bytes]


def nothing(_job: Job, _context: JobContext) -> dict[str, Any]:
    return {}


NAMES = ("lists.update", "index.build", "webhooks.deliver", "node.sweep", "monitoring.delta")
KINDS = {name: Kind(nothing, "Does nothing.") for name in NAMES}


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def means(tmp_path: Path, clock: Clock) -> Iterator[Means]:
    settings = Settings(tmp_path / "node", fetches_lists=False)
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    yield Means(settings, EditionStore(settings.home), database, clock, KINDS)
    database.close()


def waiting(means: Means) -> dict[str, Job]:
    with means.database.reading() as reading:
        return {job.key or "": job for job in reading.jobs.list(JobState.QUEUED, "", 500).items}


def end(means: Means, job: Job, at: datetime) -> None:
    with means.database.writing() as writing:
        leased = writing.jobs.lease("w", max(at, job.run_at), HOUR, [job.kind])
        assert leased is not None
        assert leased.id == job.id
        writing.jobs.finish(leased, {}, at)


def entries(means: Means, action: str) -> list[Entry]:
    with means.database.reading() as reading:
        return [entry for _, entry, _ in reading.ledger.rows(0, 1000) if entry.action == action]


def imported(means: Means, content: bytes, clock: Clock, file: str = "un.xml") -> str:
    path = means.settings.home / file
    path.write_bytes(content)
    desk = ListDesk(means.settings, means.store, Downloader())
    return desk.import_file(FileToImport(path, "un-sc"), clock(), Allowance(accept_shrink=True)).edition.id


def test_what_was_never_done_is_done_soon_and_then_in_its_turn(means: Means, clock: Clock) -> None:
    Schedule(means).tick()
    first = waiting(means)["node.sweep"]
    assert NOON <= first.run_at <= NOON + timedelta(minutes=1)
    end(means, first, NOON + HOUR)
    clock.at = NOON + HOUR
    Schedule(means).tick()
    second = waiting(means)["node.sweep"]
    assert second.id != first.id
    assert NOON + 1.9 * HOUR <= second.run_at <= NOON + 2.1 * HOUR


def test_after_a_long_stop_it_is_done_at_once_and_not_many_times(means: Means, clock: Clock) -> None:
    Schedule(means).tick()
    end(means, waiting(means)["node.sweep"], NOON)
    clock.at = NOON + timedelta(days=30)
    Schedule(means).tick()
    Schedule(means).tick()
    assert waiting(means)["node.sweep"].run_at == clock.at


def test_any_number_may_keep_the_schedule(means: Means) -> None:
    threads = [threading.Thread(target=Schedule(means).tick) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with means.database.reading() as reading:
        jobs = reading.jobs.list(None, "", 500).items
    assert len(jobs) == len({job.key for job in jobs})
    assert len(entries(means, "list.use")) == 1


def test_a_kind_that_this_node_does_not_know_is_not_ordered(means: Means) -> None:
    Schedule(replace(means, kinds={})).tick()
    assert waiting(means) == {}


def test_each_list_with_an_address_is_fetched_at_its_own_pace(means: Means) -> None:
    Schedule(replace(means, settings=replace(means.settings, fetches_lists=True))).tick()
    lists = {key for key in waiting(means) if key.startswith("lists.update:")}
    assert lists == {f"lists.update:{source.name}" for source in sources() if source.address and not source.name.endswith(":")}
    assert "lists.update:un-sc" in lists


@pytest.mark.parametrize(("stale_after", "hours"), [(7, 6), (14, 12), (30, 24), (365, 24), (1, 1), (0, 1)])
def test_the_sooner_a_list_is_stale_the_more_often_it_is_asked_for(stale_after: int, hours: int) -> None:
    assert interval(stale_after) == timedelta(hours=hours)


def test_a_node_may_be_kept_from_fetching(means: Means) -> None:
    Schedule(means).tick()
    assert not [key for key in waiting(means) if key.startswith("lists.update")]


def test_times_are_spread() -> None:
    one = Recurring("node.sweep", HOUR)
    done = Job("j", "node.sweep", JobState.DONE, {}, NOON, "", NOON, finished_at=NOON)
    times = {one.next(done, NOON) for _ in range(50)}
    assert len(times) > 10
    assert all(NOON + 0.9 * HOUR <= at <= NOON + 1.1 * HOUR for at in times)


def test_deliveries_that_are_due_have_a_job(means: Means, clock: Clock) -> None:
    with means.database.writing() as writing:
        writing.webhooks.add(Webhook("hook-1", "https://bank.example/", "s", frozenset({"job.failed"}), NOON))
        add_delivery(writing, "hook-1", Notice("job.failed", "job:1"), NOON + HOUR)
    Schedule(means).tick()
    assert "webhooks.deliver" not in waiting(means)
    clock.at = NOON + HOUR
    Schedule(means).tick()
    assert waiting(means)["webhooks.deliver"].run_at == clock.at


def test_an_edition_that_came_by_hand_is_noticed_once_and_followed_by_what_must(means: Means, clock: Clock, un_list: UnList) -> None:
    with means.database.writing() as writing:
        writing.webhooks.add(Webhook("hook-1", "https://bank.example/", "s", frozenset({"list.updated"}), NOON))
    first = EditionsInUse(means)
    assert first.notice() == ("un-sc",)
    shipped = means.store.current("un-sc")
    assert shipped is not None
    edition = imported(means, un_list(900), clock)
    assert first.notice() == ("un-sc",)
    assert first.notice() == EditionsInUse(means).notice() == ()
    uses = entries(means, "list.use")
    assert [(one.facts["before"], one.facts["edition"]) for one in uses] == [("", shipped.id), (shipped.id, edition)]
    jobs = waiting(means)
    assert jobs[f"monitoring.delta:{shipped.id}:{edition}"].payload == {"list": "un-sc", "old": shipped.id, "new": edition}
    assert len([key for key in jobs if key.startswith("index.build:")]) == 2
    with means.database.reading() as reading:
        assert last_in_use(reading, "un-sc") == edition
        told = [one.event for one in reading.deliveries.due(clock(), 9)]
    assert {(one["event"], one["object"], one["facts"]["edition"]) for one in told} == {
        ("list.updated", "list:un-sc", one) for one in (shipped.id, edition)
    }


def test_what_a_crash_left_undone_is_noticed_by_the_next(means: Means, clock: Clock, un_list: UnList) -> None:
    EditionsInUse(means).notice()
    edition = imported(means, un_list(900), clock)  # and the process that imported it is gone
    EditionsInUse(means).notice()
    assert entries(means, "list.use")[-1].facts["edition"] == edition


def test_an_index_that_fails_to_be_built_is_not_ordered_again_and_again(means: Means) -> None:
    schedule = Schedule(means)
    schedule.tick()
    (job,) = [job for key, job in waiting(means).items() if key.startswith("index.build:")]
    end(means, job, NOON)
    schedule.tick()
    assert not [key for key in waiting(means) if key.startswith("index.build:")]


def test_an_event_holds_ids_and_codes_and_nothing_that_could_be_a_name() -> None:
    Notice("hit.new", "case:01J", {"list": "own:b%C3%A4nke", "outcome": "strong", "grounds": "new_evidence+listing_amended"})
    for wrong in ({"name": "Katharina Blumenfeld"}, {"name": "Bänke"}, {"x": "a" * 200}):
        with pytest.raises(ValueError, match="neither an id nor a code"):
            Notice("hit.new", "case:01J", wrong)
    with pytest.raises(ValueError, match="not in the table"):
        Notice("person.listed", "case:01J")
    assert all(sentence.endswith(".") for sentence in EVENTS.values())


def test_a_schedule_goes_on_whatever_went_wrong_once(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule, tries, again = Schedule(means), [0], threading.Event()

    def tick() -> tuple[Job, ...]:
        tries[0] += 1
        if tries[0] == 1:
            raise RuntimeError
        again.set()
        return ()

    monkeypatch.setattr("comity.node.schedule.TICK", 0.01)
    monkeypatch.setattr(schedule, "tick", tick)
    schedule.start()
    assert again.wait(30)
    schedule.stop()
