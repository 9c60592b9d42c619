"""Driving a system: what it is asked, and that every answer stands beside its question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bench.screening.driving import Asked, Hits, System, Task, main, questions_for
from bench.screening.results import answered

PLACES = 3


def _task() -> Task:
    questions = [("innocent", "", f"Nobody {at}", "Person", -1) for at in range(250)]
    questions += [("question", "noise: x", f"Somebody {at}", "Person", at % PLACES) for at in range(50)]
    listings = [("Person", [(f"Listed {at}", "primary")]) for at in range(PLACES)]
    return Task(digest="d", listings=listings, questions=questions, same=[[] for _ in questions], pairs=[], labels=[], is_quick=True)


def _screen(asked: Sequence[Asked]) -> list[Hits]:
    """Finds what it was told to, scores by the number in the innocent name."""
    return [[(one.place, 0.9)] if one.place >= 0 else [(0, int(one.text.split()[1]) / 1000)] for one in asked]


SYSTEM = System("told", "knows it all", lambda _, __: _screen, None, {"question": (20, 40)}, singles=(5, 5), batch=64)


def test_a_slow_system_is_asked_the_first_of_a_set() -> None:
    asked = questions_for(SYSTEM, _task())
    assert len(asked) == 250 + 20
    assert [one.number for one in asked] == sorted(one.number for one in asked)


def test_results_are_counted_at_the_rate(tmp_path: Path) -> None:
    task = _task()
    (tmp_path / "task.json").write_text(json.dumps(task), encoding="utf-8")

    def build(_: Task, folder: Path) -> None:
        (folder / "index").write_bytes(b"12345")

    main(["build", str(tmp_path / "task.json"), str(tmp_path / "folder"), str(tmp_path / "built.json")], build, {})
    main(["screen", "told", str(tmp_path / "task.json"), str(tmp_path / "folder"), str(tmp_path / "told.json")], build, {"told": SYSTEM})
    assert json.loads((tmp_path / "built.json").read_text(encoding="utf-8"))["bytes"] == 5
    [one] = answered(task, tmp_path, ["told", "missing"])
    threshold = one.threshold(0.008)
    assert threshold > 0.246
    assert one.rate(threshold).value <= 0.016
    assert one.recall(("noise",), threshold).value == 1.0
    assert one.precision(threshold).value == 1.0
    assert one.hits_per_question(threshold) == 1.0
