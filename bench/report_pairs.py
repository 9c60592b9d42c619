"""The part of the report on labelled name pairs."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from bench.accuracy import accuracy, best_threshold
from bench.markdown import per_second, table
from bench.measured import PairScores, load

WORDS = """\
{pairs} labelled pairs ({matches} matches), nomenklatura's public name benchmark (MIT), by names and kind of subject alone.
Comity's fixed threshold is its default for review; those of the peers are the best ones of earlier measurements, rounded. The
best threshold is chosen on these very pairs, so it flatters every matcher alike. In brackets 95 % intervals: Wilson's for
precision and recall, bootstrap for F1. This set is open to every developer, and Comity is developed on it: it shows that nothing
broke, and proves little about names not in it.
"""


def report(work: Path) -> str:
    """Accuracy of every matcher at its fixed and its best threshold, and its speed."""
    ours = load(work / "pairs.json")
    labels = cast("list[bool]", ours["labels"])
    matchers = cast("list[PairScores]", ours["matchers"] + load(work / "pairs-peers.json"))
    rows = []
    for one in matchers:
        speed = per_second(len(labels) / one["seconds"])
        for what, threshold in (("fixed", one["fixed"]), ("best", best_threshold(one["scores"], labels))):
            found = accuracy(one["scores"], labels, threshold)
            rows.append((one["name"], f"{what} {threshold:.3f}", str(found.f1), str(found.precision), str(found.recall), speed))
            speed = ""
    heads = ("matcher", "threshold", "F1", "precision", "recall", "pairs/s")
    return WORDS.format(pairs=len(labels), matches=sum(labels)) + "\n" + table(heads, rows) + "\n"
