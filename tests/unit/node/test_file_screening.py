"""An uploaded file is screened by a job that may be stopped or killed anywhere, and gives what it would have given undisturbed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.exchange import Downloader
from comity.model import Actor, Purpose, Role, ScreeningRule, UnknownName, UsageError
from comity.model.date_text import DateOrder
from comity.node.file_screening import Arrived, FileDesk, FileScreening, Order, Stage
from comity.node.file_screening import running as screening
from comity.node.file_screening.book import ANSWERS, ROWS, Book
from comity.node.file_screening.desk import ANNOTATED
from comity.node.job_kinds import KINDS
from comity.node.jobs import Interrupted, JobContext, Means
from comity.node.lists import FileToImport, ListDesk
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database, new_id
from comity.storage.database.jobs import Job

ANA = Actor("user:ana", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
LISTED = "id,name,type\n1,Quillmann Anselm Korvath,person\n2,Ludmila Primerova,person\n"
ROWS_GIVEN = 1300
"""More than two chunks."""


@pytest.fixture
def means(tmp_path: Path) -> Means:
    settings = Settings(tmp_path / "home")
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    made = Means(settings, EditionStore(settings.home), database, lambda: datetime.now(UTC), KINDS)
    watch(made, tmp_path, LISTED)
    return made


def watch(means: Means, tmp_path: Path, text: str) -> None:
    (tmp_path / "watch.csv").write_text(text, encoding="utf-8")
    ListDesk(means.settings, means.store, Downloader()).import_file(FileToImport(tmp_path / "watch.csv", "own:watch"), means.now())


def table() -> bytes:
    names = ("Anselm Korvath Quillmann", "Zoltan Unrelated", "", "Ludmila Primerova")
    return ("name,born\n" + "".join(f"{names[number % 4]},19{number % 90 + 10}\n" for number in range(ROWS_GIVEN))).encode()


def begun(means: Means, content: bytes | None = None, name: str = "people.csv") -> FileScreening:
    desk = FileDesk(means)
    record = desk.receive(Arrived(new_id(means.now()), name, io.BytesIO(content or table())), ANA)
    rule = ScreeningRule(lists=frozenset({"own:watch"}))
    return desk.begin(record.id, Order(record.roles, DateOrder.DAY_FIRST, rule), ANA)


class Ending(JobContext):
    """What a job is given, which ends it after so many rows."""

    __slots__ = ()
    after = 0

    def progress(self, done: int, of: int = 0) -> None:
        if done >= self.after:
            raise Interrupted


def leased(means: Means) -> Job:
    with means.database.writing() as writing:
        job = writing.jobs.lease("test", means.now(), timedelta(minutes=5))
    assert job is not None
    return job


def context(means: Means, kind: Callable[..., JobContext] = JobContext) -> JobContext:
    return kind(means.settings, means.store, means.database, means.now, means.kinds)


def finished(means: Means, job: Job) -> dict[str, Any]:
    result = screening.screen_file(job, context(means))
    with means.database.writing() as writing:
        writing.jobs.finish(job, result, means.now())
    return result


def fetched(means: Means, record: FileScreening) -> tuple[bytes, bytes]:
    desk = FileDesk(means)
    annotated, answers = (desk.fetch(record.id, what, ANA)[0].read_bytes() for what in (ANNOTATED, "answers"))
    return annotated, answers


def test_a_job_that_was_stopped_goes_on_and_gives_what_it_would_have_given(means: Means) -> None:
    whole = begun(means)
    counts = finished(means, leased(means))
    assert counts == {"clear": 325, "review": 0, "strong": 650, "error": 325}
    record = begun(means)
    job = leased(means)
    with pytest.raises(Interrupted):
        screening.screen_file(job, context(means, Ending))
    standing = FileDesk(means).get(record.id, ANA)
    assert standing.results.rows == 512
    assert finished(means, job) == counts
    assert [part.replace(whole.id.encode(), record.id.encode()) for part in fetched(means, whole)] == list(fetched(means, record))


@pytest.mark.parametrize("file", [ANSWERS, ROWS], ids=["lines", "entries"])
def test_half_of_a_row_that_a_kill_left_is_done_again(means: Means, file: str) -> None:
    record = begun(means)
    job = leased(means)
    with pytest.raises(Interrupted):
        screening.screen_file(job, context(means, Ending))
    path = FileDesk(means).get(record.id, ANA).results.folder / file
    path.write_bytes(path.read_bytes()[:-7])
    assert FileDesk(means).get(record.id, ANA).results.rows in (511, 512)
    assert sum(finished(means, job).values()) == ROWS_GIVEN
    assert fetched(means, record)[0].count(b"\n") == ROWS_GIVEN + 1


def test_a_list_that_changes_meanwhile_begins_the_screening_anew(means: Means, tmp_path: Path) -> None:
    record = begun(means)
    job = leased(means)
    with pytest.raises(Interrupted):
        screening.screen_file(job, context(means, Ending))
    watch(means, tmp_path, "id,name,type\n1,Quillmann Anselm Korvath,person\n3,Zoltan Unrelated,person\n")
    assert finished(means, job) == {"clear": 325, "review": 0, "strong": 650, "error": 325}
    assert b"Zoltan Unrelated" in fetched(means, record)[0].splitlines()[2].split(b"comity")[0]
    editions = {line.rpartition(b"searched: ")[2] for line in fetched(means, record)[0].splitlines() if b"searched" in line}
    assert len(editions) == 1


def test_a_file_that_is_erased_while_it_is_screened_leaves_nothing(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    record = begun(means)
    job = leased(means)
    write = screening._Run._annotate

    def erased_before(run: Any, tally: Any) -> None:
        write(run, tally)
        FileDesk(means).erase(record.id, ANA)

    monkeypatch.setattr(screening._Run, "_annotate", erased_before)
    with pytest.raises(UsageError, match="erased"):
        screening.screen_file(job, context(means))
    with pytest.raises(UnknownName):
        FileDesk(means).get(record.id, ANA)
    assert [path for path in (means.settings.home / "exports").rglob("*") if path.is_file()] == []


def test_a_persons_erasure_in_the_middle_leaves_no_annotated_file(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    record = begun(means)
    job = leased(means)
    monkeypatch.setattr(screening, "Book", _erasing(means, record))
    with pytest.raises(UsageError, match="erased"):
        screening.screen_file(job, context(means))
    assert [path.name for path in (means.settings.home / "exports").rglob("*") if path.is_file() and path.suffix == ".csv"] == []


def _erasing(means: Means, record: FileScreening) -> Any:
    class Erasing(Book):
        def __exit__(self, *error: Any) -> None:
            super().__exit__(*error)
            for path in (means.settings.home / "exports").rglob("*"):
                if path.is_file():
                    path.unlink()

    return Erasing


def test_a_file_that_ends_early_keeps_the_rows_before_and_says_so(means: Means) -> None:
    record = begun(means, table() + b"x" * 17_000_000)
    assert sum(finished(means, leased(means)).values()) == ROWS_GIVEN
    standing = FileDesk(means).get(record.id, ANA)
    assert standing.stage is Stage.DONE
    assert standing.summary is not None
    assert "16,000,000" in standing.summary["ended_early"]


def test_more_remarks_on_a_file_than_are_told_are_said_to_be(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.batch.tally.KEPT_ISSUES", 1)
    record = begun(means, b"name,name\nJos\xe9 Marenko,a\n")
    finished(means, leased(means))
    summary = FileDesk(means).get(record.id, ANA).summary
    assert summary is not None
    assert [one["what"] for one in summary["issues"]][:1] == ["there are 2 remarks on the file, and the first 1 are told"]
    assert (len(summary["issues"]), summary["issue_count"]) == (2, 2)


def test_more_rows_than_are_taken_are_refused_for_good(means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "MOST_ROWS", 1000)
    begun(means)
    with pytest.raises(UsageError, match="more than 1,000 rows"):
        screening.screen_file(leased(means), context(means))


def test_a_screening_that_was_ordered_anew_is_not_done_by_the_job_before(means: Means) -> None:
    desk = FileDesk(means)
    record = begun(means)
    first = leased(means)
    desk.cancel(record.id, ANA)
    desk.begin(record.id, Order(record.roles, DateOrder.DAY_FIRST, ScreeningRule(lists=frozenset({"own:watch"}))), ANA)
    with pytest.raises(UsageError, match="another"):
        screening.screen_file(first, context(means))
    assert sum(finished(means, leased(means)).values()) == ROWS_GIVEN
