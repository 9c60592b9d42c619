"""How every system is driven and timed, Comity and peers alike. Standard library only: peers import this in environments of their own.

A system answers questions against an index that it builds in a folder. ``MODULE build TASK FOLDER RESULT`` builds it, ``MODULE screen
SYSTEM TASK FOLDER RESULT`` opens it in a new process and asks everything. Each command writes what it measured as JSON.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypedDict

MOST_HITS = 20
"""Listings that a system may name for one question, best first."""

WARM_UP = 200
PROGRESS_SECONDS = 30.0
KIBIBYTE = 1024


class Asked(NamedTuple):
    """A name to screen.

    ``number`` is unique in the run. ``place`` is the listing it was made from or -1; it may settle ties, nothing else.
    """

    number: int
    text: str
    schema: str
    place: int


Hits = list[tuple[int, float]]
"""Numbers of listings and scores in 0..1, best first, at most ``MOST_HITS``."""

Screen = Callable[[Sequence[Asked]], list[Hits]]
"""Answers each name."""


class Task(TypedDict):
    """What all systems get: listings as (kind of subject, names with their kinds), questions in random order, labelled pairs.

    A question is (set, kind, text, kind of subject, place). ``same`` names for each question the other listings of the same party, by equal
    names: a hit on them is right too, where hits are counted as right or wrong. ``labels`` belong to ``pairs``.
    """

    digest: str
    listings: list[tuple[str, list[tuple[str, str]]]]
    questions: list[tuple[str, str, str, str, int]]
    same: list[list[int]]
    pairs: list[tuple[str, str, str]]
    labels: list[bool]
    is_quick: bool


@dataclass(frozen=True, slots=True)
class System:
    """One system.

    ``open`` opens its index; ``compare`` scores two names of a kind of subject, where the system can. ``limits`` are how many questions of
    a set it is asked (quick, full); a set not named is asked whole. ``singles`` are asked one by one (quick, full). ``batch`` is how many
    are asked at once.
    """

    name: str
    note: str
    open: Callable[[Task, Path], Screen]
    compare: Callable[[str, str, str], float] | None
    limits: dict[str, tuple[int, int]]
    singles: tuple[int, int] = (300, 2000)
    batch: int = 1000


class Built(TypedDict):
    """What building the index took."""

    seconds: float
    bytes: int
    peak_bytes: int


class Result(TypedDict):
    """What one system answered: hits in the order of the numbers of the questions asked, and seconds.

    ``batch_seconds`` is processor time by set of questions, so that neighbours on the machine do not count; ``batch_wall`` is the wall time
    of all sets. Everything else is wall time. ``singles`` are of questions of all sets.
    """

    name: str
    note: str
    digest: str
    asked: list[int]
    hits: list[Hits]
    batch_seconds: dict[str, float]
    batch_wall: float
    batch: int
    singles: list[float]
    open_seconds: float
    resident_bytes: int
    peak_bytes: int
    pairs: list[float]
    pairs_seconds: float


def load_task(path: Path) -> Task:
    """The task."""
    task: Task = json.loads(path.read_text(encoding="utf-8"))
    return task


def questions_for(system: System, task: Task) -> list[Asked]:
    """The questions this system is asked: of each set the first ones, up to its limit; they are in random order."""
    taken: Counter[str] = Counter()
    chosen = []
    for number, (set_, _, text, schema, place) in enumerate(task["questions"]):
        limit = system.limits[set_][0 if task["is_quick"] else 1] if set_ in system.limits else None
        if limit is None or taken[set_] < limit:
            chosen.append(Asked(number, text, schema, place))
            taken[set_] += 1
    return chosen


def main(arguments: Sequence[str], build: Callable[[Task, Path], None], systems: dict[str, System]) -> None:
    """Do what the command line says."""
    if arguments[0] == "build":
        task, folder, result = (Path(argument) for argument in arguments[1:])
        _save(result, _build(load_task(task), folder, build))
    else:
        task, folder, result = (Path(argument) for argument in arguments[2:])
        _save(result, _screen(systems[arguments[1]], load_task(task), folder))


def _build(task: Task, folder: Path, build: Callable[[Task, Path], None]) -> Built:
    folder.mkdir(parents=True)
    started = time.perf_counter()
    build(task, folder)
    seconds = time.perf_counter() - started
    return Built(seconds=seconds, bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()), peak_bytes=peak_bytes())


def _screen(system: System, task: Task, folder: Path) -> Result:
    """Open, warm up with names asked last, ask some one by one, then everything in batches, each set apart."""
    asked = questions_for(system, task)
    pairs = task["pairs"]
    started = time.perf_counter()
    screen = system.open(task, folder)
    open_seconds = time.perf_counter() - started
    gc.collect()
    for at in range(0, WARM_UP, system.batch):
        screen(asked[-WARM_UP:][at : at + min(system.batch, WARM_UP)])
    singles = []
    for one in asked[: system.singles[0 if task["is_quick"] else 1]]:
        started = time.perf_counter()
        screen([one])
        singles.append(time.perf_counter() - started)
    resident = resident_bytes()
    answers: dict[int, Hits] = {}
    seconds = {}
    started = time.perf_counter()
    sets = [task["questions"][one.number][0] for one in asked]
    for set_ in dict.fromkeys(sets):
        of_set = [one for one, its in zip(asked, sets, strict=True) if its == set_]
        found, seconds[set_] = _in_batches(system, screen, of_set)
        answers.update(zip((one.number for one in of_set), found, strict=True))
    wall = time.perf_counter() - started
    started = time.perf_counter()
    scores = [system.compare(*pair) for pair in pairs] if system.compare else []
    return Result(
        name=system.name,
        note=system.note,
        digest=task["digest"],
        asked=[one.number for one in asked],
        hits=[[(place, round(score, 6)) for place, score in answers[one.number]] for one in asked],
        batch_seconds=seconds,
        batch_wall=wall,
        batch=system.batch,
        singles=singles,
        open_seconds=open_seconds,
        resident_bytes=resident,
        peak_bytes=peak_bytes(),
        pairs=scores,
        pairs_seconds=time.perf_counter() - started,
    )


def _in_batches(system: System, screen: Screen, asked: Sequence[Asked]) -> tuple[list[Hits], float]:
    hits: list[Hits] = []
    processor = time.process_time()
    started = told = time.perf_counter()
    for at in range(0, len(asked), system.batch):
        hits.extend(screen(asked[at : at + system.batch]))
        if time.perf_counter() - told > PROGRESS_SECONDS:
            told = time.perf_counter()
            print(f"        {len(hits):,} of {len(asked):,}, {len(hits) / (told - started):,.0f}/s", file=sys.stderr, flush=True)
    return hits, time.process_time() - processor


def _save(path: Path, value: object) -> None:
    """Written aside and renamed, so that a broken run leaves no half a result."""
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(value), encoding="utf-8")
    aside.replace(path)


def peak_bytes() -> int:
    """The most memory this process had resident, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else KIBIBYTE)


def resident_bytes() -> int:
    """The memory this process has resident now, in bytes; its peak where the system does not tell."""
    status = Path("/proc/self/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(found.group(1)) * KIBIBYTE if found else peak_bytes()
