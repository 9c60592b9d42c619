"""A list changes; the customers it concerns are screened by a job; those who asked are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.exchange import Downloader
from comity.model import CaseState, Name, Schema, Subject
from comity.node.editions_in_use import EditionsInUse
from comity.node.job_kinds import KINDS
from comity.node.jobs import JobContext, Means
from comity.node.lists import FileToImport, ListDesk
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.jobs import JobState
from comity.storage.database.webhooks import Webhook

START = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def means(tmp_path: Path) -> Means:
    settings = Settings(tmp_path / "home")
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    return Means(settings, EditionStore(settings.home), database, Clock(), KINDS)


def import_list(means: Means, tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")
    ListDesk(means.settings, means.store, Downloader()).import_file(FileToImport(file, "own:watch"), means.now())


def work(means: Means) -> list[str]:
    """Do every job that waits, as a worker would; the kinds that were done."""
    done: list[str] = []
    context = JobContext(means.settings, means.store, means.database, means.now, means.kinds)
    while True:
        with means.database.writing() as writing:
            job = writing.jobs.lease("test", means.now(), timedelta(minutes=5))
        if job is None:
            return done
        result = KINDS[job.kind].handle(job, context)
        with means.database.writing() as writing:
            writing.jobs.finish(job, result, means.now())
        done.append(job.kind)


def states(means: Means) -> list[CaseState]:
    with means.database.reading() as reading:
        return [one.case.state for subject in reading.subjects.each(None, "", 10) for one in reading.cases.for_subject(subject.id)]


def test_a_list_that_changes_finds_the_customers_it_concerns_and_tells_who_asked(means: Means, tmp_path: Path) -> None:
    with means.database.writing() as writing:
        people = [
            ("1", Subject(Schema.PERSON, (Name("Karim Nasser Exampli"),)), None),
            ("2", Subject(names=(Name("Zoltan Unrelated"),)), None),
        ]
        writing.subjects.put_many("customers", people, START)
        writing.webhooks.add(Webhook("hook", "https://example.org/hook", "secret", frozenset({"hit.new", "hit.lapsed"}), START))
    noticing = EditionsInUse(means)
    import_list(means, tmp_path, "id,name,type\n1,Ludmila Primerova,person\n")
    noticing.notice()
    assert "monitoring.delta" in work(means)
    assert states(means) == []

    import_list(means, tmp_path, "id,name,type\n1,Ludmila Primerova,person\n2,Karim Nasser Exampli,person\n")
    noticing.notice()
    assert "monitoring.delta" in work(means)
    assert states(means) == [CaseState.OPEN]

    import_list(means, tmp_path, "id,name,type\n1,Ludmila Primerova,person\n3,Somebody Else Entirely,person\n")
    noticing.notice()
    work(means)
    assert states(means) == [CaseState.LAPSED]
    with means.database.reading() as reading:
        sent = [one.event for one in reading.deliveries.due(means.now(), 10)]
    assert [one["event"] for one in sent] == ["hit.new", "hit.lapsed"]
    assert "Exampli" not in repr(sent)


def test_the_daily_jobs_run_on_an_empty_node(means: Means) -> None:
    context = JobContext(means.settings, means.store, means.database, means.now, means.kinds)
    for kind in ("retention.run", "subjects.index", "cases.come_back"):
        with means.database.writing() as writing:
            means.order(writing, kind, {}, kind)
            job = writing.jobs.lease("test", means.now(), timedelta(minutes=5))
        assert job is not None
        assert isinstance(KINDS[kind].handle(job, context), dict)
        with means.database.writing() as writing:
            writing.jobs.finish(job, {}, means.now())
            ended = writing.jobs.get(job.id)
        assert ended is not None
        assert ended.state is JobState.DONE
