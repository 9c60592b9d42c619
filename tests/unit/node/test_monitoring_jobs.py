"""A list changes; the customers it concerns are screened by a job; those who asked are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.exchange import Downloader
from comity.model import Actor, CaseState, Name, Purpose, Role, Schema, Subject
from comity.node.editions_in_use import EditionsInUse
from comity.node.indexes import open_index
from comity.node.job_kinds import KINDS
from comity.node.jobs import JobContext, Means, order_by_hand
from comity.node.lists import FileToImport, ListDesk
from comity.node.monitoring import Monitor, over
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


def import_list(means: Means, tmp_path: Path, text: str, mapping: dict[str, str] | None = None) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text, encoding="utf-8")
    ListDesk(means.settings, means.store, Downloader()).import_file(FileToImport(file, "own:watch", mapping or {}), means.now())


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


def watch(means: Means, *names: str) -> None:
    with means.database.writing() as writing:
        people = [(str(number), Subject(Schema.PERSON, (Name(name),)), None) for number, name in enumerate(names)]
        writing.subjects.put_many("customers", people, START)


KARIM = "id,name,type\n1,Ludmila Primerova,person\n2,Karim Nasser Exampli,person\n"


def test_the_cases_of_a_list_that_is_removed_lapse_with_a_reason_even_if_nobody_looked_meanwhile(means: Means, tmp_path: Path) -> None:
    watch(means, "Karim Nasser Exampli", "Ludmila Primerova")
    import_list(means, tmp_path, KARIM)
    EditionsInUse(means).notice()
    work(means)
    assert states(means) == [CaseState.OPEN, CaseState.OPEN]

    ListDesk(means.settings, means.store, Downloader()).remove("own:watch")
    assert EditionsInUse(means).notice() == ("own:watch",)
    assert "monitoring.lapse" in work(means)
    assert states(means) == [CaseState.LAPSED, CaseState.LAPSED]
    with means.database.reading() as reading:
        entries = [entry for _, entry, _ in reading.ledger.rows(0, 1000)]
    assert [entry.facts["grounds"] for entry in entries if entry.action == "hit.lapsed"] == ["list_removed", "list_removed"]
    assert [(entry.object, entry.facts["cases"]) for entry in entries if entry.action == "list.lapse"] == [("list:own:watch", "2")]
    assert EditionsInUse(means).notice() == ()

    import_list(means, tmp_path, KARIM)  # the same bytes, so the same edition
    EditionsInUse(means).notice()
    work(means)
    assert states(means) == [CaseState.OPEN, CaseState.OPEN]


def test_a_list_that_was_removed_and_came_back_between_two_looks_is_screened_as_a_whole(means: Means, tmp_path: Path) -> None:
    watch(means, "Karim Nasser Exampli", "Zoltan Somebody")
    noticing = EditionsInUse(means)
    import_list(means, tmp_path, KARIM)
    noticing.notice()
    work(means)
    assert states(means) == [CaseState.OPEN]
    ListDesk(means.settings, means.store, Downloader()).remove("own:watch")
    import_list(means, tmp_path, "id,name,type\n1,Zoltan Somebody,person\n")
    noticing.notice()
    work(means)
    assert sorted(states(means)) == [CaseState.LAPSED, CaseState.OPEN]


def test_the_same_bytes_read_as_other_facts_are_screened_again(means: Means, tmp_path: Path) -> None:
    watch(means, "Karim Nasser Exampli")
    noticing = EditionsInUse(means)
    text = "id,name,also\n1,Ludmila Primerova,Karim Nasser Exampli\n"
    import_list(means, tmp_path, text, {"id": "id", "name": "name"})
    noticing.notice()
    work(means)
    assert states(means) == []
    before = means.store.current("own:watch")
    import_list(means, tmp_path, text, {"id": "id", "name": "also"})
    after = means.store.current("own:watch")
    assert before is not None
    assert after is not None
    assert before.id == after.id
    noticing.notice()
    work(means)
    assert states(means) == [CaseState.OPEN]


def test_a_change_whose_edition_is_gone_is_left_to_what_came_after(means: Means, tmp_path: Path) -> None:
    noticing = EditionsInUse(means)
    import_list(means, tmp_path, KARIM)
    noticing.notice()
    ListDesk(means.settings, means.store, Downloader()).remove("own:watch")
    assert "monitoring.delta" in work(means)


def monitor(means: Means, *, is_current: bool = True) -> Monitor:
    return Monitor(means.database, over(open_index(means.settings, means.store)), (), is_current=lambda: is_current)


def test_whoever_came_and_was_not_screened_is_screened_by_a_job(means: Means, tmp_path: Path) -> None:
    import_list(means, tmp_path, KARIM)
    arriving = [("1", Subject(Schema.PERSON, (Name("Karim Nasser Exampli"),)), None)]
    monitor(means).put("customers", arriving, "key:1", means.now())  # and the process dies
    assert work(means) == []  # its head start
    means.now.at += timedelta(hours=1)  # type: ignore[attr-defined]
    assert work(means) == ["monitoring.arrived"]
    assert states(means) == [CaseState.OPEN]


def test_whoever_was_screened_at_once_needs_no_job_unless_another_edition_came_meanwhile(means: Means, tmp_path: Path) -> None:
    import_list(means, tmp_path, KARIM)
    for is_current, done in ((True, []), (False, ["monitoring.arrived"])):
        at = means.now()
        arriving = [("1", Subject(Schema.PERSON, (Name(f"Karim Nasser Exampli {is_current}"),)), None)]
        watching = monitor(means, is_current=is_current)
        watching.put("customers", arriving, "key:1", at)
        assert watching.screen_arrived(at).subjects == 1
        assert work(means) == done
    means.now.at += timedelta(hours=1)  # type: ignore[attr-defined]
    assert work(means) == []


def test_everybody_is_screened_again_when_somebody_asks_for_it(means: Means, tmp_path: Path) -> None:
    watch(means, "Karim Nasser Exampli")
    import_list(means, tmp_path, KARIM)
    asking = Actor("user:ana", frozenset({Role.ADMINISTRATOR}), Purpose.CUSTOMER_SCREENING)
    order_by_hand(means, "monitoring.all", {}, asking)
    assert work(means) == ["monitoring.all"]
    assert states(means) == [CaseState.OPEN]


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
