"""Recall of listed parties at a fixed rate of alerts on innocent names. ``python -m bench.recall SHARED WORK TASK RESULT``.

Comity is asked for every question and for invented names, by name and kind of subject alone, with a review threshold low enough to see the
scores below the default. ``SHARED`` is the folder of public lists, ``WORK`` an empty folder for the index; ``TASK`` gets the same
questions for the peers.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.editions import LISTS, path_of
from bench.held_out import Question, hold_out
from bench.invent import Invented, invent
from bench.measured import ListScores, Positive, save
from comity.model import Hit, Name, Query, Schema, ScreeningRule, Subject
from comity.node.reading import read_file
from comity.screening import Index

SEED = 826
INNOCENT = 20_000
"""Invented names: one half chooses the thresholds, the other reports the rate."""

LOWEST = 0.50
"""Hits below this score are not looked at."""

WARM_UP = 300


def ask(index: Index, names: list[tuple[str, Schema]]) -> tuple[list[list[Hit]], float]:
    """The hits of each name, and the seconds."""
    queries = [Query(str(number), Subject(schema, (Name(text),))) for number, (text, schema) in enumerate(names)]
    started = time.perf_counter()
    hits = index.screen_many(queries, ScreeningRule(name="bench", review=LOWEST, strong=0.99))
    return hits, time.perf_counter() - started


def measure(index: Index, questions: list[Question], innocent: list[Invented]) -> ListScores:
    """Ask everything once."""
    ask(index, [(one.name, one.schema) for one in innocent[-WARM_UP:]])
    alerts, seconds = ask(index, [(one.name, one.schema) for one in innocent])
    found, _ = ask(index, [(one.text, one.listing.subject.schema) for one in questions])
    return ListScores(
        name="**Comity**",
        fixed=ScreeningRule().review,
        negatives=[max((hit.score for hit in hits), default=0.0) for hits in alerts],
        negative_hits=[hit.score for hits in alerts for hit in hits],
        positives=[Positive(kind=one.kind, own=_own(one, hits)) for one, hits in zip(questions, found, strict=True)],
        positive_hits=[hit.score for hits in found for hit in hits],
        seconds=seconds,
        timed=len(innocent),
    )


def _own(question: Question, hits: list[Hit]) -> float:
    wanted = question.listing.source, question.listing.id
    return max((hit.score for hit in hits if (hit.listing.source, hit.listing.id) == wanted), default=0.0)


def main(arguments: list[str]) -> None:
    """Run as a stage of the benchmark."""
    shared, work, task, result = (Path(argument) for argument in arguments)
    read = [read_file(path_of(shared, name), name) for name in LISTS]
    kept, questions = hold_out([listings for _, listings in read], SEED)
    innocent = invent(INNOCENT, SEED)
    index = Index.build([(edition, listings) for (edition, _), listings in zip(read, kept, strict=True)], work / "held-out-index")
    save(result, {"counts": index.counts, "matchers": [measure(index, questions, innocent)]})
    first = [sum(map(len, kept[:number])) for number in range(len(kept))]
    save(
        task,
        {
            "listings": [[name.full for name in listing.subject.names] for listings in kept for listing in listings],
            "negatives": [one.name for one in innocent],
            "positives": [(one.kind, one.text, first[one.place[0]] + one.place[1]) for one in questions],
        },
    )


if __name__ == "__main__":
    main(sys.argv[1:])
