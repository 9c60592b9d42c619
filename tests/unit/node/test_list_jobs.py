"""From a publisher's new file to the index that answers: the jobs on lists, and a serving process that swaps by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comity.model import Name, Query, ScreeningRule, Subject, TransferError
from comity.node.index_watch import IndexWatch
from comity.node.indexes import open_index
from comity.node.job_kinds import KINDS
from comity.node.jobs import Interrupted, JobContext, Lane
from comity.node.list_jobs import build_index, update_list
from comity.node.reading import list_source
from comity.node.repeats import ANSWERS_KEPT
from comity.node.screener import Screener
from comity.node.settings import Settings
from comity.node.sweeping import JOBS_KEPT, sweep
from comity.safeguards import LegalHold
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobOrder, JobState
from comity.storage.database.webhooks import Webhook

if TYPE_CHECKING:
    from tests.unit.conftest import Publisher

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
UnList = Callable[..., bytes]


@pytest.fixture
def context(tmp_path: Path) -> Iterator[JobContext]:
    settings = Settings(tmp_path / "node")
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    yield JobContext(settings, EditionStore(settings.home), database, lambda: NOON, KINDS)
    database.close()


def job(kind: str, **payload: str) -> Job:
    return Job("job-1", kind, JobState.RUNNING, dict(payload), NOON, "system:schedule", NOON)


@pytest.fixture
def published(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Lets a publisher on the loopback address serve the list of the Security Council."""
    from dataclasses import replace

    def serve(content: bytes, status: int = 200) -> None:
        address = publisher.serve("/un.xml", content, status, content_type="application/xml")
        monkeypatch.setattr("comity.node.lists.list_source", lambda name: replace(list_source(name), address=address))

    return serve


def names_found(screener: Screener, name: str) -> list[str]:
    query = Query("q", Subject(names=(Name(name),)))
    (hits,) = screener.submit([query], ScreeningRule()).result(30).hits
    return [hit.edition.id for hit in hits]


def test_a_new_edition_reaches_the_screener_of_a_serving_process(
    context: JobContext, published: Callable[[bytes], None], un_list: UnList
) -> None:
    screener = Screener(lambda: open_index(context.settings, context.store))
    screener.start()
    watch = IndexWatch(context.settings, context.store, screener)
    assert watch.look() is False
    published(un_list(900, first_name="ORSOLYA"))
    came = update_list(job("lists.update", list="un-sc"), context)
    assert (came["change"], came["entries"]) == ("new", 900)
    assert watch.look() is False  # nobody has built it yet, and it is not time to do so here
    built = build_index(job("index.build"), context)
    assert built == {"listings": 900, "editions": [came["in_use"]]}
    assert watch.look() is True
    assert watch.look() is False
    assert [edition.id for edition in screener.editions] == [came["in_use"]]
    assert set(names_found(screener, "Orsolya Marenko 17")) == {came["in_use"]}
    screener.stop()


def test_an_index_that_nobody_builds_is_built_by_the_process_that_serves(
    context: JobContext, published: Callable[[bytes], None], un_list: UnList
) -> None:
    screener = Screener(lambda: open_index(context.settings, context.store))
    screener.start()
    watch = IndexWatch(context.settings, context.store, screener, grace=0.0)
    published(un_list(900))
    update_list(job("lists.update", list="un-sc"), context)
    assert watch.look() is True
    screener.stop()


def test_a_watch_outlives_whatever_goes_wrong(context: JobContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.index_watch.LOOK", 0.01)
    screener = Screener(lambda: open_index(context.settings, context.store))
    screener.start()
    watch = IndexWatch(context.settings, context.store, screener)
    looks, seen = iter((MemoryError(), OSError("no file is left to open"), None)), threading.Event()

    def look() -> bool:
        if problem := next(looks, None):
            raise problem
        seen.set()
        return False

    monkeypatch.setattr(watch, "look", look)
    watch.start()
    assert seen.wait(30)
    watch.stop()
    screener.stop()


def test_an_update_that_fails_leaves_the_edition_and_raises(context: JobContext, published: Callable[..., None], un_list: UnList) -> None:
    before = context.store.current("un-sc")
    published(b"busy", 503)
    with pytest.raises(TransferError):
        update_list(job("lists.update", list="un-sc"), context)
    assert context.store.current("un-sc") == before


def test_an_update_and_a_build_can_be_interrupted(context: JobContext, published: Callable[[bytes], None], un_list: UnList) -> None:
    published(un_list(900))
    context.running.stop()
    with pytest.raises(Interrupted):
        update_list(job("lists.update", list="un-sc"), context)
    assert list((context.settings.home / "downloads").iterdir()) == []
    with pytest.raises(Interrupted):
        build_index(job("index.build"), context)
    assert not [path for path in (context.settings.home / "index").iterdir() if path.is_dir()]


def test_the_sweep_drops_what_is_over_and_nothing_else(context: JobContext) -> None:
    old, young = NOON - JOBS_KEPT - timedelta(days=1), NOON - timedelta(days=1)
    with context.database.writing() as writing:
        for name, at in (("old", old), ("young", young)):
            writing.jobs.enqueue(name, JobOrder("node.sweep", at, {}), at)
            leased = writing.jobs.lease("w", at, timedelta(hours=1))
            assert leased is not None
            writing.jobs.finish(leased, {}, at)
        writing.jobs.enqueue("waits", JobOrder("node.sweep", old, {}), old)
        writing.idempotency.begin("key:1", "old", "d", NOON - ANSWERS_KEPT - timedelta(seconds=1))
        writing.idempotency.begin("key:1", "young", "d", NOON - ANSWERS_KEPT)
        for name, until in (("over", NOON), ("signs", NOON + timedelta(hours=1))):
            writing.webhooks.add(Webhook(name, "https://bank.example/", "new", frozenset({"job.failed"}), old, None, "old", until))
    assert sweep(job("node.sweep"), context) == {"sittings": 0, "answers": 1, "jobs": 1, "deliveries": 0, "secrets": 1, "files": 0}
    with context.database.reading() as reading:
        assert {one.id for one in reading.jobs.list(None, "", 9).items} == {"young", "waits"}
        assert [one.old_secret for one in reading.webhooks.all()] == ["", "old"]
        assert reading.idempotency.get("key:1", "young") is not None


def test_the_sweep_leaves_a_kind_under_a_legal_hold_alone(context: JobContext) -> None:
    old = NOON - JOBS_KEPT - timedelta(days=1)
    with context.database.writing() as writing:
        writing.jobs.enqueue("held", JobOrder("node.sweep", old, {}), old)
        writing.jobs.cancel("held", old)
        writing.idempotency.begin("key:1", "old", "d", old)
        writing.legal_holds.add(LegalHold("hold-1", "job", "held", "Order 7", "user:lena", old))
    assert sweep(job("node.sweep"), context) == {"sittings": 0, "answers": 1, "jobs": 0, "deliveries": 0, "secrets": 0, "files": 0}
    with context.database.writing() as writing:
        assert writing.jobs.get("held") is not None
        writing.legal_holds.release("hold-1", NOON)
    assert sweep(job("node.sweep"), context)["jobs"] == 1


def test_every_kind_says_what_it_does() -> None:
    assert all(kind.sentence.endswith(".") and kind.lane in Lane for kind in KINDS.values())
