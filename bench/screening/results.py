"""What the systems answered, ready for counting: thresholds at a rate of alerts, recall, alerts, precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.accuracy import Interval, wilson
from bench.measured import load
from bench.report_recall import threshold_at
from bench.screening.driving import Hits, Result, Task
from bench.screening.questions import INNOCENT, QUESTION, SIBLING

RATES = (0.008, 0.004)
"""Shares of innocent names that may raise an alert."""


@dataclass(frozen=True)
class Answered:
    """One system's answers beside the task."""

    task: Task
    result: Result

    @property
    def name(self) -> str:
        """The system's name."""
        return self.result["name"]

    @cached_property
    def innocent(self) -> list[Hits]:
        """The hits of the innocent names asked."""
        return [hits for number, hits in self._all if self.task["questions"][number][0] == INNOCENT]

    @cached_property
    def own(self) -> list[tuple[str, str, float]]:
        """Of each question and sibling its set, its kind, and the score of the very listing it was made from (0 when not hit)."""
        found: list[tuple[str, str, float]] = []
        for number, hits in self._all:
            set_, kind, _, _, place = self.task["questions"][number]
            if set_ != INNOCENT:
                found.append((set_, kind, max((score for at, score in hits if at == place), default=0.0)))
        return found

    @cached_property
    def pairs(self) -> list[tuple[float, bool]]:
        """Every hit of every question: its score, and whether it is the listing asked for or another one of the same party."""
        found: list[tuple[float, bool]] = []
        for number, hits in self._all:
            set_, _, _, _, place = self.task["questions"][number]
            if set_ == QUESTION:
                right = {place, *self.task["same"][number]}
                found.extend((score, at in right) for at, score in hits)
        return found

    @property
    def _all(self) -> Iterable[tuple[int, Hits]]:
        return zip(self.result["asked"], self.result["hits"], strict=True)

    def asked(self, set_: str) -> int:
        """How many of a set this system was asked."""
        return sum(self.task["questions"][number][0] == set_ for number in self.result["asked"])

    def threshold(self, rate: float) -> float:
        """The lowest threshold at which at most ``rate`` of one half of the innocent names alert."""
        return threshold_at(rate, [_top(hits) for hits in self.innocent[::2]])

    def rate(self, threshold: float) -> Interval:
        """The share of the other half of the innocent names that alert."""
        half = self.innocent[1::2]
        return wilson(sum(_top(hits) >= threshold for hits in half), len(half))

    def recall(self, begins: Sequence[str], threshold: float) -> Interval:
        """The share answered of the questions whose kind begins with one of ``begins``."""
        own = [score for set_, kind, score in self.own if set_ == QUESTION and kind.startswith(tuple(begins))]
        return wilson(sum(score >= threshold for score in own), len(own))

    def siblings(self, kind: str, threshold: float) -> Interval:
        """The share of siblings of a kind that alert on the very listing they were made from."""
        own = [score for set_, its, score in self.own if set_ == SIBLING and its == kind]
        return wilson(sum(score >= threshold for score in own), len(own))

    def precision(self, threshold: float) -> Interval:
        """The share of the hits of all questions that are on the right party."""
        right = [is_right for score, is_right in self.pairs if score >= threshold]
        return wilson(sum(right), len(right))

    def hits_per_innocent(self, threshold: float) -> float:
        """Hits for an innocent name, on average over all asked."""
        return sum(score >= threshold for hits in self.innocent for _, score in hits) / max(1, len(self.innocent))

    def hits_per_question(self, threshold: float) -> float:
        """Hits for a question, on average."""
        return sum(score >= threshold for score, _ in self.pairs) / max(1, self.asked(QUESTION))


def _top(hits: Hits) -> float:
    return hits[0][1] if hits else 0.0


def answered(task: Task, work: Path, systems: Iterable[str]) -> list[Answered]:
    """The answers of those systems that have any for this very task, in that order."""
    results = [load(work / f"{system}.json") for system in systems if (work / f"{system}.json").exists()]
    return [Answered(task, result) for result in results if result["digest"] == task["digest"]]
