"""rapidfuzz against every listed name, nothing left out: what letters alone can find. Names are romanised with anyascii."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process  # type: ignore[import-not-found,import-untyped,unused-ignore]

from bench.screening.driving import Asked, Hits, System, Task, main
from bench.screening.peers.strings import best, load_names, romanised, save_names, words_sorted

Scorer = Callable[..., float]

LOWEST = 50
"""Names below this score, of 100, are not looked at."""


def build(task: Task, folder: Path) -> None:
    """The names are all there is."""
    save_names(task, folder)


class Opened:
    """The names as one scorer takes them."""

    def __init__(self, folder: Path, scorer: Scorer, prepare: Callable[[str], str]) -> None:
        names, places = load_names(folder)
        self._names = [prepare(name) for name in names]
        self._places = np.array(places)
        self._scorer = scorer
        self._prepare = prepare

    def screen(self, asked: Sequence[Asked]) -> list[Hits]:
        """Score every name."""
        names = [self._prepare(one.text) for one in asked]
        scores = process.cdist(names, self._names, scorer=self._scorer, score_cutoff=LOWEST, dtype=np.float32, workers=1)
        return [self._hits(row, one.place) for row, one in zip(scores, asked, strict=True)]

    def _hits(self, row: Any, place: int) -> Hits:  # noqa: ANN401
        above = np.flatnonzero(row)
        return best((row[above].astype(np.float64) / 100).tolist(), self._places[above].tolist(), place)


def _system(
    name: str, scorer: Scorer, prepare: Callable[[str], str], *, limits: dict[str, tuple[int, int]], singles: tuple[int, int]
) -> System:
    return System(
        name=name,
        note="every listed name scored",
        open=lambda _, folder: Opened(folder, scorer, prepare).screen,
        compare=lambda left, right, _: float(scorer(prepare(left), prepare(right))) / 100,
        limits=limits,
        singles=singles,
        batch=100,
    )


SYSTEMS = {
    "ratio": _system("rapidfuzz ratio, words sorted", fuzz.ratio, words_sorted, limits={"innocent": (4000, 20_000)}, singles=(100, 1000)),
    "wratio": _system(
        "rapidfuzz WRatio",
        fuzz.WRatio,
        romanised,
        limits={"innocent": (150, 1000), "question": (150, 1200), "sibling": (40, 200)},
        singles=(30, 150),
    ),
}

if __name__ == "__main__":
    main(sys.argv[1:], build, SYSTEMS)
