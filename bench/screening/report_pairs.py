"""The part of the page on labelled pairs, and on scores that pile up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bench.accuracy import accuracy, best_threshold, wilson
from bench.markdown import per_second, percent, table
from bench.screening.results import RATES, Answered

WORDS = """\
## Scores that pile up, and labelled pairs

Of the hits of all questions at or above the threshold for {rate}: how many score 1.0, and how many share the system's highest score.
A score that many hits share puts nothing first. Below, F1 on 826 labelled pairs of names (nomenklatura's public benchmark, MIT; Comity is
developed on it), at the threshold that is best for each system on these very pairs. In brackets 95 % intervals (Wilson; bootstrap for F1).
"""


def report(systems: Sequence[Answered]) -> str:
    """Pile-up, then F1."""
    return "\n".join((WORDS.format(rate=percent(RATES[0])), _pile_up(systems), "", _pairs(systems), ""))


def _pile_up(systems: Sequence[Answered]) -> str:
    rows = []
    for one in systems:
        threshold = one.threshold(RATES[0])
        hits = [(score, is_right) for score, is_right in one.pairs if score >= threshold]
        full = [is_right for score, is_right in hits if score >= 1.0]
        highest, count = max(Counter(score for score, _ in hits).items(), default=(0.0, 0))
        wrong = f"{sum(not is_right for is_right in full):,}"
        rows.append((one.name, f"{len(hits):,}", str(wilson(len(full), len(hits))), wrong, f"{highest:.3f}", str(wilson(count, len(hits)))))
    return table(("system", "hits", "share at exactly 1.0", "of these wrong", "highest score", "share at it"), rows)


def _pairs(systems: Sequence[Answered]) -> str:
    rows = []
    for one in systems:
        scores, labels = one.result["pairs"], one.task["labels"]
        if not scores:
            rows.append((one.name, "scores no pairs", "", "", "", ""))
            continue
        best = accuracy(scores, labels, best_threshold(scores, labels))
        speed = per_second(len(scores) / one.result["pairs_seconds"])
        rows.append((one.name, f"{best.threshold:.3f}", str(best.f1), str(best.precision), str(best.recall), speed))
    return table(("system", "best threshold", "F1", "precision", "recall", "pairs/s"), rows)
