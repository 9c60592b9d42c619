"""The process of jobs beside a server: who follows it, and when."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from comity.cli import work_beside
from comity.cli.work import RELIEVED

PROGRAM = """
import sys
from pathlib import Path
begun = Path(sys.argv[1])
with begun.open("a") as file:
    file.write("x")
if begun.stat().st_size < 3:
    sys.exit(int(sys.argv[2]))
sys.stdin.read()
"""
"""Ends twice with the given code, then waits until its input ends."""


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a sign for each process that was begun."""
    monkeypatch.setattr(work_beside, "HEAD_START", 0.0)
    monkeypatch.setattr(work_beside, "PAUSE", 3600.0)
    return tmp_path / "begun"


def run(monkeypatch: pytest.MonkeyPatch, begun: Path, code: int, processes: int) -> None:
    monkeypatch.setattr(work_beside, "COMMAND", (sys.executable, "-c", PROGRAM, str(begun), str(code)))
    deadline = time.monotonic() + 30
    with work_beside.work_beside():
        while not begun.exists() or begun.stat().st_size < processes:
            assert time.monotonic() < deadline, "no other process was begun"
            time.sleep(0.05)
        time.sleep(1)


def test_one_that_asks_to_be_relieved_is_followed_at_once_without_a_word(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, begun, RELIEVED, 3)
    assert begun.stat().st_size == 3
    assert capsys.readouterr().err == ""


def test_one_that_fails_is_followed_after_a_pause_and_people_are_told(
    begun: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, begun, 1, 1)
    assert begun.stat().st_size == 1
    assert "another is begun" in capsys.readouterr().err
