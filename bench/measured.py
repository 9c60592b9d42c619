"""The shapes in which stages write what they measured, as JSON; peers in other environments write the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypedDict


class PairScores(TypedDict):
    """Scores (0..1) of one matcher for every labelled pair, the fixed threshold it is judged at, and the seconds it took."""

    name: str
    fixed: float
    scores: list[float]
    seconds: float


class Positive(TypedDict):
    """A query that should find a listing: its kind, and the score that listing got (0 when not found)."""

    kind: str
    own: float


class ListScores(TypedDict):
    """One matcher against the lists.

    ``negatives`` holds the best score of each innocent query, ``positives`` one entry per query that should be found.
    ``negative_hits`` and ``positive_hits`` are the scores of all hits, for counting alerts; empty where a matcher was not asked for
    them. ``fixed`` is the default threshold, or 0 where there is none. ``seconds`` is for ``timed`` queries.
    """

    name: str
    fixed: float
    negatives: list[float]
    negative_hits: list[float]
    positives: list[Positive]
    positive_hits: list[float]
    seconds: float
    timed: int


class PeerSpeed(TypedDict):
    """How fast a peer screened a sample of customers against every listed name."""

    name: str
    queries: int
    seconds: float


def load(path: Path) -> Any:  # noqa: ANN401 - JSON of a stage; each caller states the shape it expects
    """The JSON in ``path``."""
    return json.loads(path.read_text(encoding="utf-8"))


def save(path: Path, value: object) -> None:
    """Write ``value`` as JSON to ``path``."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
