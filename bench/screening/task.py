"""Writes the task that every system gets. ``python -m bench.screening.task SHARED WORK quick|full``."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.editions import LISTS, path_of
from bench.pairs import read_pairs
from bench.screening.driving import Task
from bench.screening.questions import Question, Sizes, make
from comity.model import Listing
from comity.node.reading import read_file

SEED = 2026
QUICK = Sizes(aliases=240, innocent=4000, each=40, siblings=60)
FULL = Sizes(aliases=1500, innocent=20_000, each=250, siblings=400)

TASK = "task.json"


def as_task(listings: Sequence[Listing], questions: Sequence[Question], pairs: Path, *, is_quick: bool) -> Task:
    """Listings and questions in the shape that goes through files."""
    labelled = read_pairs(pairs)
    task = Task(
        digest="",
        listings=[(one.subject.schema.value, [(name.full, name.kind.value) for name in one.subject.names]) for one in listings],
        questions=[(one.set, one.kind, one.text, one.schema.value, one.place) for one in questions],
        same=[list(one.same) for one in questions],
        pairs=[(left, right, schema.value) for left, right, schema, _ in labelled],
        labels=[same for *_, same in labelled],
        is_quick=is_quick,
    )
    task["digest"] = hashlib.sha256(json.dumps(task, ensure_ascii=False).encode()).hexdigest()[:16]
    return task


def main(arguments: list[str]) -> None:
    """Run as the first stage."""
    shared, work = Path(arguments[0]), Path(arguments[1])
    is_quick = arguments[2] == "quick"
    listings = [listing for name in LISTS for listing in read_file(path_of(shared, name), name)[1]]
    kept, questions = make(listings, QUICK if is_quick else FULL, SEED)
    task = as_task(kept, questions, shared / "bench" / "name-pairs-826.csv", is_quick=is_quick)
    (work / TASK).write_text(json.dumps(task, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
