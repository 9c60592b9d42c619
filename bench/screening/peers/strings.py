"""What the peers that compare letters share: names romanised with anyascii in lower case, and the best listings from scored names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from anyascii import anyascii

from bench.screening.driving import MOST_HITS, Hits, Task

NAMES = "names.json"

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


def romanised(name: str) -> str:
    """``name`` in lower-case Latin letters, with single spaces."""
    return " ".join(str(anyascii(name)).lower().split())


def words_sorted(name: str) -> str:
    """``name`` romanised, its words in alphabetical order, without the punctuation around them."""
    return " ".join(sorted(word.strip(".,;:()\"'") for word in romanised(name).split()))


def save_names(task: Task, folder: Path) -> list[str]:
    """Every listed name romanised, with the number of its listing, into a file; gives the names."""
    pairs = [(romanised(text), place) for place, (_, names) in enumerate(task["listings"]) for text, _ in names]
    (folder / NAMES).write_text(json.dumps(pairs), encoding="utf-8")
    return [name for name, _ in pairs]


def load_names(folder: Path) -> tuple[list[str], list[int]]:
    """The names and the numbers of their listings, side by side."""
    pairs = json.loads((folder / NAMES).read_text(encoding="utf-8"))
    return [name for name, _ in pairs], [place for _, place in pairs]


def best(scores: Sequence[float], places: Sequence[int], place: int) -> Hits:
    """The best listings, each by its best name; among equal scores the listing at ``place`` first, then by number."""
    found: dict[int, float] = {}
    for score, at in zip(scores, places, strict=True):
        if score > found.get(at, 0.0):
            found[at] = score
    return sorted(found.items(), key=lambda hit: (-hit[1], hit[0] != place, hit[0]))[:MOST_HITS]
