"""The folder of a run in parts: what counts, what does not, and what may go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.batch.part_folder import Entry, PartFolder, part_path
from comity.model import UsageError

IDENTITY = {"input": "customers.csv", "rule": ["default", 0.7, 0.9, 20], "editions": ["un-sc-1"]}
OUTCOMES = {"clear": 3, "review": 1, "strong": 0, "error": 1}


def filled(path: Path, *numbers: int) -> PartFolder:
    folder = PartFolder(path, IDENTITY)
    folder.begin()
    for number in numbers:
        part_path(path, number).write_bytes(b"x" * (10 + number))
        folder.record(Entry(number, 5, 10 + number, OUTCOMES, 2))
    return folder


def gone_on(path: Path) -> PartFolder:
    folder = PartFolder(path, IDENTITY)
    folder.check(resume=True)
    folder.go_on()
    return folder


def test_complete_parts_are_found_again(tmp_path: Path) -> None:
    filled(tmp_path / "out", 1, 3)
    folder = gone_on(tmp_path / "out")
    assert folder.done == {1: Entry(1, 5, 11, OUTCOMES, 2), 3: Entry(3, 5, 13, OUTCOMES, 2)}


def test_a_part_that_is_gone_or_has_another_size_does_not_count_and_goes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    filled(out, 1, 2, 3)
    part_path(out, 1).unlink()
    part_path(out, 2).write_bytes(b"cut")
    assert set(gone_on(out).done) == {3}
    assert [path.name for path in out.glob("part-*")] == ["part-000003.parquet"]
    assert set(gone_on(out).done) == {3}


def test_what_a_killed_run_left_goes_and_other_files_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    filled(out, 1)
    for name in ("part-000002.parquet", ".part-000004.parquet.0a1b2c3d.part", "_tried-000002", "notes.txt", "part-of-me.parquet"):
        (out / name).write_text("x")
    gone_on(out)
    assert {path.name for path in out.iterdir()} == {
        "_run.json",
        "_parts.jsonl",
        "part-000001.parquet",
        "notes.txt",
        "part-of-me.parquet",
    }


@pytest.mark.parametrize("torn", ['{"part": 2, "rows": 5, "si', "null\n", "[]\n", '{"part": 2}\n', "\x00\x00"])
def test_a_line_that_a_killed_run_cut_short_costs_only_its_own_part(torn: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    filled(out, 1)
    with (out / "_parts.jsonl").open("a") as journal:
        journal.write(torn)
    part_path(out, 2).write_bytes(b"x" * 12)
    folder = gone_on(out)
    assert set(folder.done) == {1}
    part_path(out, 2).write_bytes(b"x" * 12)
    folder.record(Entry(2, 5, 12, OUTCOMES, 0))
    assert set(gone_on(out).done) == {1, 2}


def test_a_folder_that_holds_anything_is_not_begun_in(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="is not empty"):
        PartFolder(tmp_path, IDENTITY).check(resume=False)
    with pytest.raises(UsageError, match="is not empty"):
        PartFolder(tmp_path, IDENTITY).begin()
    with pytest.raises(UsageError, match="is not a folder"):
        PartFolder(tmp_path / "mine.txt", IDENTITY).check(resume=False)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("key", "value"), [("rule", ["strict", 0.8, 0.9, 20]), ("editions", ["un-sc-2"]), ("input", "others.csv")])
def test_a_different_run_is_not_gone_on_with_and_stays_as_it_is(key: str, value: object, tmp_path: Path) -> None:
    filled(tmp_path / "out", 1)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    other = PartFolder(tmp_path / "out", {**IDENTITY, key: value})
    with pytest.raises(UsageError, match=f"holds a different run: {key} changed since"):
        other.check(resume=True)
    with pytest.raises(UsageError, match="a different run"):
        other.go_on()
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("content", [None, "", "[1]", "{", "null"])
def test_where_no_run_is_there_is_nothing_to_resume(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "_run.json").write_text(content)
    with pytest.raises(UsageError, match="there is nothing to resume"):
        PartFolder(tmp_path, IDENTITY).check(resume=True)


def test_the_folder_says_what_it_holds(tmp_path: Path) -> None:
    filled(tmp_path / "out", 1)
    assert json.loads((tmp_path / "out" / "_run.json").read_text()) == IDENTITY
    line = {"part": 1, "rows": 5, "size": 11, "outcomes": OUTCOMES, "issues": 2}
    assert [json.loads(line) for line in (tmp_path / "out" / "_parts.jsonl").read_text().splitlines()] == [line]
