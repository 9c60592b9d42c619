"""rapidfuzz on romanised names: the baselines. Runs in an environment of its own; needs only rapidfuzz, anyascii and the standard library.

``rapidfuzz_scores.py pairs TASK RESULT``, ``… lists TASK RESULT``, ``… speed TASK RESULT``: JSON in, JSON out, in the shapes of
``bench/measured.py``. Every name is romanised with anyascii and put in lower case first. Scores are divided by 100.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anyascii import anyascii
from rapidfuzz import fuzz, process  # type: ignore[import-not-found]

Scorer = Callable[..., float]

PAIR_SCORERS: dict[str, tuple[Scorer, float]] = {
    "rapidfuzz WRatio": (fuzz.WRatio, 0.85),
    "rapidfuzz token_set_ratio": (fuzz.token_set_ratio, 0.90),
    "rapidfuzz ratio": (fuzz.ratio, 0.85),
}
"""The scorers for pairs, each with the fixed threshold of earlier measurements."""

WRATIO, SORTED_RATIO = "rapidfuzz WRatio, exhaustive", "rapidfuzz ratio, words sorted, exhaustive"


def romanised(name: str) -> str:
    """``name`` in lower-case Latin letters."""
    return str(anyascii(name)).lower()


def words_sorted(name: str) -> str:
    """``name`` romanised, its words in alphabetical order."""
    return " ".join(sorted(romanised(name).split()))


LIST_SCORERS: dict[str, tuple[Scorer, Callable[[str], str], int, int]] = {
    WRATIO: (fuzz.WRatio, romanised, 1000, 200),
    SORTED_RATIO: (fuzz.ratio, words_sorted, 10_000, 2000),
}
"""The scorers against lists: how names are prepared, and how many innocent and how many customer names are sampled (WRatio is slow)."""


def pairs(task: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Score every pair with every scorer; romanising is part of the time."""
    found = []
    for name, (scorer, fixed) in PAIR_SCORERS.items():
        started = time.perf_counter()
        scores = [scorer(romanised(left), romanised(right)) / 100 for left, right in task]
        found.append({"name": name, "fixed": fixed, "scores": scores, "seconds": time.perf_counter() - started})
    return found


def lists(task: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The best score of each innocent name over all listed names, and of each name that should be found with its own listing's names."""
    return [_against_lists(name, task) for name in LIST_SCORERS]


def _against_lists(name: str, task: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    scorer, prepare, sample, _ = LIST_SCORERS[name]
    listed = [prepare(text) for listing in task["listings"] for text in listing]
    own = [[prepare(text) for text in listing] for listing in task["listings"]]
    innocent = task["negatives"][:sample]
    started = time.perf_counter()
    negatives = [process.extractOne(prepare(text), listed, scorer=scorer)[1] / 100 for text in innocent]
    seconds = time.perf_counter() - started
    positives = []
    for kind, text, listing in task["positives"]:
        query = prepare(text)
        positives.append({"kind": kind, "own": max(scorer(query, one) for one in own[listing]) / 100})
    result = {"name": name, "fixed": 0.0, "negatives": negatives, "negative_hits": [], "positives": positives, "positive_hits": []}
    return {**result, "seconds": seconds, "timed": len(innocent)}


def speed(task: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """The time to find the 20 best listed names at .85 or above for a sample of customers."""
    found = []
    for name, (scorer, prepare, _, sample) in LIST_SCORERS.items():
        listed = [prepare(text) for text in task["listed"]]
        queries = task["customers"][:sample]
        started = time.perf_counter()
        for text in queries:
            process.extract(prepare(text), listed, scorer=scorer, score_cutoff=85, limit=20)
        found.append({"name": name, "queries": len(queries), "seconds": time.perf_counter() - started})
    return found


def main(arguments: list[str]) -> None:
    """Read the task, do what the first argument says, write the result."""
    what, task, result = arguments
    work = {"pairs": pairs, "lists": lists, "speed": speed}[what]
    answer = work(json.loads(Path(task).read_text(encoding="utf-8")))
    Path(result).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
