"""``comity exercise``: what it refuses; the rest of it, as a process, is among the slow tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.cli.exit_codes import USAGE
from comity.cli.main import run


@pytest.mark.parametrize("verb", ["reset", "next-edition"])
def test_where_there_is_no_exercise_nothing_is_touched(home: Path, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    (home / "node.db").write_bytes(b"real work")
    assert run(["exercise", verb]) == USAGE
    assert "holds no exercise" in capsys.readouterr().err
    assert [(one.name, one.read_bytes()) for one in home.iterdir()] == [("node.db", b"real work")]


def test_none_is_begun_among_real_work(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_LIST_UPDATES", "off")  # as the command has it, for itself alone
    home.mkdir()
    (home / "node.db").write_bytes(b"real work")
    assert run(["exercise", "start", "--no-browser"]) == USAGE
    assert "holds something already" in capsys.readouterr().err
    assert [(one.name, one.read_bytes()) for one in home.iterdir()] == [("node.db", b"real work")]
