"""Precision, recall and F1 with their uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z = 1.959964
"""Two-sided 95 % of the normal distribution."""

RESAMPLES = 2000
SEED = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and its 95 % interval, each in 0..1."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well scores at or above ``threshold`` agree with labels."""

    threshold: float
    precision: Interval
    recall: Interval
    f1: Interval


def wilson(successes: int, total: int) -> Interval:
    """The share of successes with Wilson's score interval (E. B. Wilson, 1927); 0 with the whole range for no trials."""
    if not total:
        return Interval(0.0, 0.0, 1.0)
    share = successes / total
    centre = share + Z * Z / (2 * total)
    reach = Z * (share * (1 - share) / total + Z * Z / (4 * total * total)) ** 0.5
    scale = 1 + Z * Z / total
    return Interval(share, max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale))


def f1(right: int, alerts: int, matches: int) -> float:
    """F1 of ``right`` correct among ``alerts`` raised and ``matches`` to be found."""
    return 2 * right / (alerts + matches) if alerts + matches else 0.0


def accuracy(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> Accuracy:
    """Accuracy at one threshold; the interval of F1 is the seeded bootstrap's (percentiles of 2,000 resamples of the pairs)."""
    alert, same = np.array(scores) >= threshold, np.array(labels, dtype=bool)
    right, alerts, matches = int((alert & same).sum()), int(alert.sum()), int(same.sum())
    drawn = np.random.default_rng(SEED).integers(0, len(same), (RESAMPLES, len(same)))
    resampled_alert, resampled_same = alert[drawn], same[drawn]
    found = 2 * (resampled_alert & resampled_same).sum(axis=1) / np.maximum(1, resampled_alert.sum(axis=1) + resampled_same.sum(axis=1))
    low, high = np.percentile(found, (2.5, 97.5))
    interval = Interval(f1(right, alerts, matches), float(low), float(high))
    return Accuracy(threshold, wilson(right, alerts), wilson(right, matches), interval)


def best_threshold(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The score that, taken as threshold, gives the highest F1 on these very pairs; the highest such score."""
    order = sorted(zip(scores, labels, strict=True), reverse=True)
    matches = sum(labels)
    best, chosen, right = -1.0, 1.0, 0
    for at, (score, same) in enumerate(order, start=1):
        right += same
        is_last_of_its_score = at == len(order) or order[at][0] < score
        if is_last_of_its_score and (value := f1(right, at, matches)) > best:
            best, chosen = value, score
    return chosen
