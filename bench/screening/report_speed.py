"""The part of the page on speed, memory and size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.markdown import memory, per_second, percent, seconds, table
from bench.measured import load
from bench.screening.questions import INNOCENT, QUESTION
from bench.screening.results import Answered

WORDS = """\
## Speed and memory

Each system in a process of its own, index opened from disk, warm. *Batch*: names per second of processor time, from raw text to hits, for
innocent names (as most customers are) and for questions. *One by one*: names of all sets, wall time. *Memory*: resident after opening and
the names asked one by one. Building starts from names in memory. Peers run at low priority; the least share of the core that any system got
in batch was {share}.
"""

BUILDS = {"comity": "ours", "trigrams": "trigrams", "rapidfuzz": "exhaustive", "nomenklatura": "nomenklatura_ftm"}


def report(systems: Sequence[Answered], work: Path) -> str:
    """Speed of each system."""
    share = min(sum(one.result["batch_seconds"].values()) / one.result["batch_wall"] for one in systems)
    heads = (
        "system",
        "batch: innocent names/s",
        "questions/s",
        "one by one: p50",
        "p99",
        "longest",
        "memory",
        "index on disk",
        "build",
        "peak memory of building",
        "open",
    )
    return "\n".join((WORDS.format(share=percent(min(1.0, share))), table(heads, [_row(one, work) for one in systems]), ""))


def _row(one: Answered, work: Path) -> tuple[str, ...]:
    result = one.result
    stem = next(stem for start, stem in BUILDS.items() if one.name.strip("*").lower().startswith(start))
    built = load(work / f"{stem}-built.json")
    singles = sorted(result["singles"])
    return (
        one.name,
        per_second(one.asked(INNOCENT) / result["batch_seconds"][INNOCENT]),
        per_second(one.asked(QUESTION) / result["batch_seconds"][QUESTION]),
        _milliseconds(singles[len(singles) // 2]),
        _milliseconds(singles[int(0.99 * len(singles))]),
        _milliseconds(singles[-1]),
        memory(result["resident_bytes"]),
        memory(built["bytes"]),
        seconds(built["seconds"]),
        memory(built["peak_bytes"]),
        seconds(result["open_seconds"]),
    )


def _milliseconds(value: float) -> str:
    return f"{1000 * value:.1f} ms" if value < 0.1 else f"{1000 * value:.0f} ms"
