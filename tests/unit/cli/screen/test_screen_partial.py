"""Runs that are broken off: what is kept, and how they go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.batch import ScreenedRow, Tally

ROWS = 1200
"""More than two chunks."""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.csv"
    path.write_text("id,name\n" + "".join(f'{number},"Person, Number {number}"\n' for number in range(1, ROWS + 1)))
    return path


@pytest.fixture
def interrupt_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], None]:
    """Send this process a signal while it writes the given row."""

    def arrange(row: int, number: int) -> None:
        add = Tally.add

        def adding(tally: Any, answer: ScreenedRow) -> None:
            add(tally, answer)
            if answer.row.number == row:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(Tally, "add", adding)

    return arrange


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "tsv"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_is_kept_and_goes_on_to_the_same_result(
    comity: Any, many: Path, interrupt_after: Any, suffix: str, number: int
) -> None:
    comity("screen", many, "--out", f"whole.{suffix}")
    interrupt_after(700, number)
    told = comity("screen", many, "--out", f"result.{suffix}")
    assert told.code == 130
    assert f"after row 700. The answers so far are in result.{suffix}.partial" in told.err
    assert "--resume" in told.err
    assert not Path(f"result.{suffix}").exists()
    assert json.loads(Path(f"result.{suffix}.partial.json").read_text())["row"] == 700
    interrupt_after(900, number)
    assert comity("screen", many, "--out", f"result.{suffix}", "--resume").code == 130
    interrupt_after(-1, number)
    told = comity("screen", many, "--out", f"result.{suffix}", "--resume")
    assert told.code == 0
    assert "1,200 rows in" in told.out
    assert Path(f"result.{suffix}").read_bytes() == Path(f"whole.{suffix}").read_bytes()
    left = {path.name for path in Path().iterdir()} - {many.name, f"whole.{suffix}", f"result.{suffix}"}
    assert not {name for name in left if "result" in name}


def broken_off(comity: Any, many: Path, interrupt_after: Any, out: str) -> None:
    interrupt_after(600, signal.SIGINT)
    assert comity("screen", many, "--out", out).code == 130
    interrupt_after(-1, signal.SIGINT)


def test_a_changed_input_is_not_resumed(comity: Any, many: Path, interrupt_after: Any) -> None:
    broken_off(comity, many, interrupt_after, "result.csv")
    many.write_text(many.read_text() + "1201,Somebody New\n")
    told = comity("screen", many, "--out", "result.csv", "--resume")
    assert told.code == 2
    assert "of another run: size" in told.err
    assert Path("result.csv.partial").exists()


def test_another_rule_is_not_resumed(comity: Any, many: Path, interrupt_after: Any) -> None:
    broken_off(comity, many, interrupt_after, "result.csv")
    told = comity("screen", many, "--out", "result.csv", "--resume", "--min-score", "0.9")
    assert told.code == 2
    assert "rule" in told.err


def test_a_shortened_partial_file_is_not_resumed(comity: Any, many: Path, interrupt_after: Any) -> None:
    broken_off(comity, many, interrupt_after, "result.jsonl")
    Path("result.jsonl.partial").write_text("{}\n")
    told = comity("screen", many, "--out", "result.jsonl", "--resume")
    assert told.code == 2
    assert "was changed" in told.err


def test_bytes_after_the_last_whole_row_are_dropped_when_a_run_goes_on(comity: Any, many: Path, interrupt_after: Any) -> None:
    comity("screen", many, "--out", "whole.csv")
    broken_off(comity, many, interrupt_after, "result.csv")
    with Path("result.csv.partial").open("a") as stream:
        stream.write('601,"Pers')
    assert comity("screen", many, "--out", "result.csv", "--resume").code == 0
    assert Path("result.csv").read_bytes() == Path("whole.csv").read_bytes()


def test_a_workbook_is_kept_but_cannot_go_on(comity: Any, many: Path, interrupt_after: Any) -> None:
    interrupt_after(600, signal.SIGINT)
    told = comity("screen", many, "--out", "result.xlsx")
    assert told.code == 130
    assert "cannot be resumed" in told.err
    assert Path("result.xlsx.partial").stat().st_size > 0
    interrupt_after(-1, signal.SIGINT)
    assert comity("screen", many, "--out", "result.xlsx", "--resume").code == 2


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"row": 1, "size": "x", "header": 0, "identity": {}}'])
def test_without_a_sound_mark_there_is_nothing_to_resume(comity: Any, many: Path, content: str | None) -> None:
    if content is not None:
        Path("result.csv.partial").write_text("id,name\n")
        Path("result.csv.partial.json").write_text(content)
    told = comity("screen", many, "--out", "result.csv", "--resume")
    assert told.code == 2
    assert "nothing to resume" in told.err


def test_standard_input_cannot_be_resumed(comity: Any, many: Path) -> None:
    assert comity("screen", "-", "--out", "result.csv", "--resume", stdin=many.read_bytes()).code == 2


def test_an_interrupt_without_an_output_file_still_reports(comity: Any, many: Path, interrupt_after: Any) -> None:
    interrupt_after(600, signal.SIGINT)
    told = comity("screen", many)
    assert told.code == 130
    assert "600 rows in" in told.out


@pytest.mark.skipif(sys.platform == "win32", reason="limits on file sizes are POSIX")
@pytest.mark.parametrize("out", ["result.csv", "result.jsonl"])
def test_a_disk_that_takes_no_more_is_told_and_leaves_no_half_file(many: Path, watched_home: Path, tmp_path: Path, out: str) -> None:
    def limited() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    done = subprocess.run(
        [sys.executable, "-m", "comity.cli", "screen", many.name, "--out", out, "--lists", "own:watch"],
        cwd=tmp_path,
        env={**os.environ, "COMITY_HOME": str(watched_home)},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{out} cannot be written on: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir() if "result" in path.name] == []
