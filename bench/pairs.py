"""Scores of Comity for the labelled name pairs. ``python -m bench.pairs PAIRS.csv TASK.json RESULT.json``.

The pairs are nomenklatura's public name benchmark (MIT). ``TASK.json`` gets the pairs for the peers, ``RESULT.json`` the labels and scores.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from bench.invent import invent
from bench.measured import PairScores, save
from comity.matching import compare_names
from comity.model import Schema, ScreeningRule

WARM_UP = 40
"""Invented names compared first, so that loading tables and compiled code is not timed."""


def read_pairs(path: Path) -> list[tuple[str, str, Schema, bool]]:
    """Both names, the kind of subject, and whether they are the same, of every pair in the file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [(row["name1"], row["name2"], Schema(row["schema"]), row["is_match"] == "true") for row in csv.DictReader(stream)]


def score(pairs: list[tuple[str, str, Schema, bool]]) -> PairScores:
    """Compare each pair once, in order, by names alone."""
    strangers = [one.name for one in invent(WARM_UP, seed=1)]
    for left, right in zip(strangers, reversed(strangers), strict=True):
        compare_names(left, right, Schema.PERSON)
    started = time.perf_counter()
    scores = [compare_names(left, right, schema).score for left, right, schema, _ in pairs]
    seconds = time.perf_counter() - started
    return PairScores(name="**Comity**", fixed=ScreeningRule().review, scores=scores, seconds=seconds)


def main(arguments: list[str]) -> None:
    """Run as a stage of the benchmark."""
    source, task, result = (Path(argument) for argument in arguments)
    pairs = read_pairs(source)
    save(task, [(left, right) for left, right, _, _ in pairs])
    save(result, {"labels": [same for *_, same in pairs], "matchers": [score(pairs)]})


if __name__ == "__main__":
    main(sys.argv[1:])
