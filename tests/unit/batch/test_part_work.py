"""One piece becomes one part: whole or not at all, with the answers of a run on one machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.batch import ANNOTATIONS, answer_line, freshness, screen_table
from comity.batch.part_folder import Entry, part_path
from comity.batch.part_input import End, Rows, Span
from comity.batch.part_work import ANSWER, MOST_TRIES, ROW, Head, Job, Worker, attempt
from comity.batch.process_engine import ProcessEngine
from comity.batch.ray_engine import RayEngine, check_address
from comity.model import FormatError, ScreeningRule, StoreError, UsageError
from comity.tables import Format, Row, SubjectBuilder, Table, recognise

COLUMNS = ("name", "passport")
RULE = ScreeningRule()


class Counted:
    """A sampler that counts."""

    def __init__(self) -> None:
        self.seen = 0

    def add(self, answer: object) -> None:
        self.seen += 1


@pytest.fixture
def job(tmp_path: Path, lookup: Any, edition: Any, now: Any) -> Job:
    return Job(
        folder=tmp_path,
        head=Head("customers.csv", Format.DELIMITED, COLUMNS),
        maker=SubjectBuilder(recognise(COLUMNS), file="customers.csv"),
        rule=RULE,
        ages=freshness([edition], now),
        screener=lambda: lookup,
        sampler=Counted,
    )


def rows(first: int, *names: str) -> tuple[Row, ...]:
    return tuple(Row(number, number + 1, (name, "")) for number, name in enumerate(names, start=first))


def test_a_part_holds_the_rows_their_numbers_and_their_answers(job: Job, tmp_path: Path, lookup: Any) -> None:
    given = rows(2001, "Berta Vance", "Nobody Here", "")
    done = Worker(job).do(Rows(2, given))
    part = pq.read_table(part_path(tmp_path, 2))
    assert part.column_names == [ROW, *COLUMNS, *ANNOTATIONS, ANSWER]
    assert part.schema.field(ROW).type == pa.int64()
    assert part[ROW].to_pylist() == [2001, 2002, 2003]
    assert part["comity_outcome"].to_pylist() == ["review", "clear", "error"]
    table = Table("customers.csv", Format.DELIMITED, COLUMNS, iter(given))
    local = [answer_line(one, RULE, job.ages).rstrip("\n") for one in screen_table(table, job.maker, lookup, RULE)]
    assert part[ANSWER].to_pylist() == [local[0], None, local[2]]
    outcomes = {"clear": 1, "review": 1, "strong": 0, "error": 1}
    assert done.entry == Entry(2, 3, part_path(tmp_path, 2).stat().st_size, outcomes, 1)
    assert isinstance(done.sample, Counted)
    assert (done.sample.seen, done.issue_count, len(done.issues)) == (3, 1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["part-000002.parquet"]


def test_a_clear_row_with_an_issue_keeps_its_answer(job: Job, tmp_path: Path) -> None:
    Worker(job).do(Rows(1, (Row(1, 2, ("Nobody Here", "12")),)))
    (answer,) = pq.read_table(part_path(tmp_path, 1))[ANSWER].to_pylist()
    assert "the passport number is not compared" in answer


def test_columns_of_an_earlier_run_give_way(job: Job, tmp_path: Path) -> None:
    columns = (ROW, "name", "comity_outcome", ANSWER)
    again = replace(job, head=Head("part.csv", Format.DELIMITED, columns), maker=SubjectBuilder(recognise(columns)))
    Worker(again).do(Rows(1, (Row(7, 8, ("1", "Berta Vance", "strong", "{}")),)))
    part = pq.read_table(part_path(tmp_path, 1))
    assert part.column_names == [ROW, "name", *ANNOTATIONS, ANSWER]
    assert (part[ROW].to_pylist(), part["comity_outcome"].to_pylist()) == ([7], ["review"])


def test_an_input_that_cannot_be_read_leaves_nothing_of_its_part(job: Job, tmp_path: Path) -> None:
    done = Worker(job).do(Span(1, tmp_path / "gone.parquet", 0, 5, 1))
    assert isinstance(done.failure, FormatError)
    assert (done.entry, list(tmp_path.iterdir())) == (None, [])


def test_a_folder_that_is_gone_is_a_failure_in_words(job: Job, tmp_path: Path) -> None:
    worker = Worker(job)
    tmp_path.rmdir()
    done = worker.do(Rows(1, rows(1, "A")))
    assert isinstance(done.failure, StoreError)
    assert done.failure.message == "part 1 cannot be written: No such file or directory"


def test_the_end_of_the_input_tells_its_issues_and_its_failure(job: Job) -> None:
    failure = FormatError("it ends early")
    done = Worker(job).do(End((), failure))
    assert (done.is_end, done.failure, done.entry) == (True, failure, None)


def test_workers_of_another_version_do_not_work(job: Job) -> None:
    with pytest.raises(StoreError, match=r"a worker has Comity .*, the command is 0\.0\.1"):
        Worker(replace(job, version="0.0.1"))


def test_a_part_that_costs_workers_is_given_up(tmp_path: Path) -> None:
    lost = [attempt(tmp_path, 7) for _ in range(MOST_TRIES)]
    for one in lost:
        one.__enter__()  # and the worker dies: nothing ends the context
    with pytest.raises(StoreError, match="3 workers died over part 7"):
        attempt(tmp_path, 7).__enter__()
    with attempt(tmp_path, 8):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["_tried-000007"]


def test_without_pyarrow_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow, which is not installed"):
        ProcessEngine().check()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ray://127.0.0.1:10001", "is not HOST:PORT"),
        ("127.0.0.1", "is not HOST:PORT"),
        ("127.0.0.1:x", "is not HOST:PORT"),
        ("127.0.0.1:1", "nobody answers at --ray-address 127.0.0.1:1"),
        ("127.0.0.1:99999", "nobody answers"),
    ],
)
def test_an_address_without_a_cluster_is_refused_at_once(address: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        check_address(address)


def test_without_ray_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match="needs Ray, which is not installed") as refused:
        RayEngine().check()
    assert "pip install 'comity[ray]'" in refused.value.hint
