"""``comity screen --engine processes`` as a user meets it, and what no engine takes. Ray itself: tests/unit/batch/test_ray_engine.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PARTS = ("--engine", "processes", "--workers", "2", "--out", "out")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "out", "--ray-address", "127.0.0.1:6379"], "--ray-address belongs to --engine ray"),
        ([*PARTS, "--ray-address", "127.0.0.1:6379"], "--ray-address belongs to --engine ray"),
        (["--engine", "processes"], "writes a folder of Parquet files"),
        (["--engine", "ray", "--out", "-"], "writes a folder of Parquet files"),
        ([*PARTS, "--json"], "--json and --issues do not go with --engine processes"),
        ([*PARTS, "--issues", "issues.txt"], "--json and --issues do not go with --engine processes"),
        (["--engine", "processes", "--calibrate"], "--calibrate does not go with --engine"),
        ([*PARTS, "--resume"], "there is nothing to resume"),
        (["--engine", "processes", "--out", "customers.csv"], "is the input itself"),
        (["--engine", "ray", "--out", "out", "--ray-address", "127.0.0.1:1"], "nobody answers at --ray-address"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_written(comity: Any, customers: Path, arguments: list[str], says: str) -> None:
    told = comity("screen", "customers.csv", *arguments)
    assert (told.code, says in told.err) == (2, True), told.err
    assert {path.name for path in Path().iterdir()} <= {"customers.csv", "home"}


def test_ray_that_is_not_installed_is_told(comity: Any, customers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    told = comity("screen", customers, "--engine", "ray", "--out", "out")
    assert told.code == 2
    assert "needs Ray, which is not installed" in told.err
    assert "pip install 'comity[ray]'" in told.err
    assert not Path("out").exists()


def test_folders_are_for_the_other_engines(comity: Any, customers: Path) -> None:
    Path("folder").mkdir()
    told = comity("screen", "folder")
    assert (told.code, "folder is a folder" in told.err) == (2, True)
    told = comity("screen", customers, "--out", "folder")
    assert (told.code, "--out folder is a folder" in told.err) == (2, True)
    told = comity("screen", "folder", *PARTS)
    assert (told.code, "holds no Parquet file" in told.err) == (2, True)
    told = comity("screen", "-", *PARTS)
    assert (told.code, "belongs to a FILE or a folder" in told.err) == (2, True)


def test_a_file_in_processes(comity: Any, customers: Path) -> None:
    told = comity("screen", customers, *PARTS, "--show", "1")
    assert told.code == 3
    assert "Quillmann Anselm Korvath" in told.out or "Somebody Else" in told.out
    assert "1 of 2 rows with hits are shown" in told.out
    assert "4 rows in" in told.out
    assert "Written: out" in told.out
    assert pq.read_table("out/part-000001.parquet")["comity_outcome"].to_pylist() == ["strong", "clear", "strong", "clear"]
    again = comity("screen", customers, *PARTS)
    assert (again.code, "out is not empty" in again.err) == (2, True)
    resumed = comity("screen", customers, *PARTS, "--resume")
    assert (resumed.code, "4 rows in" in resumed.out) == (3, True)


def test_an_empty_table_gives_no_part_and_is_clear(comity: Any) -> None:
    Path("none.csv").write_text("name\n")
    assert comity("screen", "none.csv", *PARTS).code == 0
    assert list(Path("out").glob("*.parquet")) == []


def test_another_rule_is_another_run(comity: Any, customers: Path) -> None:
    comity("screen", customers, *PARTS)
    told = comity("screen", customers, *PARTS, "--resume", "--min-score", "0.8")
    assert told.code == 2
    assert "holds a different run: rule changed since" in told.err


def test_a_run_that_another_process_writes_is_left_alone(comity: Any, customers: Path) -> None:
    from comity.storage import locked

    comity("screen", customers, *PARTS)
    with locked(Path("out/_lock")):
        told = comity("screen", customers, *PARTS, "--resume")
    assert (told.code, "another process has held" in told.err) == (1, True)


def test_rows_lead_back_to_their_files(comity: Any) -> None:
    Path("people").mkdir()
    for name, names in (("b", ["Marta Oliveira"]), ("a", ["Jun Takahashi", "Velika Tarnaveanu", ""])):
        pq.write_table(pa.table({"name": names}), f"people/{name}.parquet")
    assert comity("screen", "people", *PARTS).code == 3
    files = json.loads(Path("out/_run.json").read_text())["files"]
    assert [(one["name"], one["first_row"], one["rows"]) for one in files] == [("a.parquet", 1, 3), ("b.parquet", 4, 1)]
    parts = pa.concat_tables([pq.read_table(path) for path in sorted(Path("out").glob("*.parquet"))])
    outcomes = dict(zip(parts["comity_row"].to_pylist(), parts["comity_outcome"].to_pylist(), strict=True))
    assert outcomes == {1: "clear", 2: "review", 3: "error", 4: "clear"} or outcomes == {1: "clear", 2: "strong", 3: "error", 4: "clear"}
    told = next(answer for answer in parts["comity_answer"].to_pylist() if answer and '"row": 3' in answer)
    assert "people/*.parquet, row 3" in told


@pytest.mark.parametrize("bad", ["name\nMarta\n", ""])
def test_a_folder_with_a_damaged_file_is_refused_before_anything_is_written(comity: Any, bad: str) -> None:
    Path("people").mkdir()
    pq.write_table(pa.table({"name": ["Marta"]}), "people/a.parquet")
    Path("people/b.parquet").write_text(bad)
    told = comity("screen", "people", *PARTS)
    assert (told.code, "b.parquet is not a Parquet file" in told.err) == (1, True)
    assert not Path("out").exists()
