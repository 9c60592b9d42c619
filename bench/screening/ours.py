"""Comity as one of the systems. ``python -m bench.screening.ours build|screen …``, as ``bench.screening.driving`` says."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.screening.driving import MOST_HITS, Asked, Hits, System, Task, main
from comity.matching import compare_names
from comity.model import Edition, Listing, Name, NameKind, Query, Schema, ScreeningRule, Subject
from comity.screening import Index

INDEX, LIST = "index", "benchmark"

LOW = ScreeningRule(name="low", review=0.50, strong=0.99, max_hits=MOST_HITS)
DEFAULT = ScreeningRule(name="default", max_hits=MOST_HITS)


def listings_of(task: Task) -> list[Listing]:
    """The task's listings: kind of subject and names, no facts; each bears its number as id."""
    return [
        Listing(str(place), LIST, Subject(Schema(schema), tuple(Name(text, NameKind(kind)) for text, kind in names)))
        for place, (schema, names) in enumerate(task["listings"])
    ]


def build(task: Task, folder: Path) -> None:
    """The index of all listings."""
    listings = listings_of(task)
    names = sum(len(listing.subject.names) for listing in listings)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    edition = Edition(LIST, LIST, "benchmark", now, now, "0" * 64, len(listings), names)
    Index.build([(edition, listings)], folder / INDEX)


class Opened:
    """The index with one rule."""

    def __init__(self, folder: Path, rule: ScreeningRule) -> None:
        self._index = Index.open(folder / INDEX)
        self._rule = rule

    def screen(self, asked: Sequence[Asked]) -> list[Hits]:
        """Every name as a subject of its kind with nothing but that name."""
        queries = [Query(str(one.number), Subject(Schema(one.schema), (Name(one.text),))) for one in asked]
        return [[(int(hit.listing.id), hit.score) for hit in hits] for hits in self._index.screen_many(queries, self._rule)]


def _compare(left: str, right: str, schema: str) -> float:
    return compare_names(left, right, Schema(schema)).score


def _system(name: str, note: str, rule: ScreeningRule) -> System:
    return System(name, note, lambda _, folder: Opened(folder, rule).screen, _compare, {})


SYSTEMS = {
    "comity": _system("**Comity**", "review threshold .50, with evidence", LOW),
    "comity-default": _system("Comity, default rule", "review threshold .70, with evidence", DEFAULT),
}

if __name__ == "__main__":
    main(sys.argv[1:], build, SYSTEMS)
