"""How long the registry takes to load, and to answer: one core, no peers (no open registry answers these questions).

``python3 -m bench.registry`` prints the table; ``--write`` writes ``docs/benchmarks-registry.md``, too.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.markdown import table
from comity.model import Party
from comity.registry import (
    Day,
    Instrument,
    Need,
    Registry,
    bases_between,
    freshness_of,
    gaps_of,
    in_force_between,
    matrix,
    obligations_of,
    shipped,
)
from comity.registry.told import basis_record, in_force_record, matrix_record

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks-registry.md"
SEED = 20261126
DAY = Day(date(2026, 11, 22), date(2026, 11, 26))
PAIRS = 400
_LOAD = """
import time
from comity.registry import shipped
begun = time.perf_counter()
shipped()
print(time.perf_counter() - begun)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the registry.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    text = page(measure())
    sys.stdout.write(text)
    if given.write:
        PAGE.write_text(text, encoding="utf-8")


def measure() -> list[tuple[str, str]]:
    """The rows of the table."""
    loads = sorted(_load_seconds() for _ in range(5))
    registry = shipped()
    chance = random.Random(SEED)
    states = [party for party in registry.naming.parties.values() if party.kind.value == "state"]
    pairs = [(one, other) for one, other in (chance.sample(states, 2) for _ in range(PAIRS))]
    instruments = list(registry.instruments.values())
    first = _timed(_bases, registry, pairs[0], Need.EXTRADITION)
    bases = sorted(_timed(_bases, registry, pair, need) for pair in pairs for need in (Need.EXTRADITION, Need.MLA))
    in_force = sorted(_timed(_in_force, registry, chance.choice(instruments), pair) for pair in pairs)
    duties = sorted(_timed(obligations_of, registry, party, DAY) for party in states)
    whole, again = (_timed(lambda: matrix_record(states, instruments, matrix(registry, states, instruments, DAY))) for _ in range(2))
    events = sum(1 for _ in registry.events())
    size = f"{len(instruments)} instruments, {len(registry.bodies)} bodies, {events:,} events"
    return [
        (f"load: {size}; median and longest of 5", _pair(loads)),
        ("every basis between two for a need, the first question of all", _shown(first)),
        (f"every basis between two for a need, {len(bases)} questions: half, and the slowest", _pair(bases)),
        (f"in force between two, {len(in_force)} questions: half, and the slowest", _pair(in_force)),
        (f"obligations of a state, {len(duties)} states: half, and the slowest", _pair(duties)),
        (f"the full matrix, {len(states)} states by {len(instruments)} instruments: first, again", f"{_shown(whole)}, {_shown(again)}"),
        ("the matrix of ECOWAS", _shown(_timed(gaps_of, registry, "ECOWAS", DAY))),
        ("freshness of everything", _shown(_timed(freshness_of, registry, DAY))),
    ]


def _load_seconds() -> float:
    return float(subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True).stdout)


def _bases(registry: Registry, pair: tuple[Party, Party], need: Need) -> None:
    for one in bases_between(registry, pair, need, DAY):
        basis_record(one)


def _in_force(registry: Registry, instrument: Instrument, pair: tuple[Party, Party]) -> None:
    in_force_record(in_force_between(registry, instrument, pair, DAY))


def page(rows: list[tuple[str, str]]) -> str:
    """The page."""
    return "\n".join(
        [
            "# Benchmarks of the registry",
            "",
            "Written by `bench/registry.py --write`; do not edit. One core, one process, the registry that ships; questions are drawn by",
            "chance with a fixed seed. Times include making the JSON of the answer. There are no peers: no open system answers these.",
            "",
            table(("question", ""), rows),
            "",
        ]
    )


def _timed(work: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    work(*given)
    return time.perf_counter() - begun


def _pair(times: list[float]) -> str:
    return f"{_shown(times[len(times) // 2])}, {_shown(times[-1])}"


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
