"""Speed and memory of the product as its user starts it. ``python -m bench.speed SHARED WORK RESULT``.

Every figure is of a process of its own, from its start to its end: wall seconds, and the largest resident memory as the kernel counted
it for that child. This process stays small, because a child's memory count begins with its parent's. ``WORK`` holds the files of
``bench.customers``.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.editions import LISTS, path_of

COMITY = str(Path(sys.executable).with_name("comity"))
HITS = 3
"""Exit code of a screening that found something."""

SIZES = (1, 10_000, 50_000)
COLD_RUNS = 5
ASKED = "Beatriz Navarrete Quiroga"
"""An invented name, asked as a whole command."""

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""``ru_maxrss`` is in bytes on macOS, in kibibytes on Linux (getrusage(2))."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One process: wall seconds, peak resident bytes, and what it printed."""

    seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run ``command`` to its end. Raises ``subprocess.CalledProcessError`` for an exit code other than 0 and 3."""
    with tempfile.TemporaryFile("w+") as complaints:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=complaints, text=True)
        assert process.stdout is not None
        with process.stdout:
            output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, HITS):
            complaints.seek(0)
            print(complaints.read(), file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command, output)
    return Ran(seconds, usage.ru_maxrss * BYTES_PER_UNIT, output)


def say(text: str) -> None:
    """Tell the person waiting."""
    print(f"    {text}", file=sys.stderr, flush=True)


def reading(shared: Path) -> dict[str, object]:
    """Each list read by a process of its own."""
    found: dict[str, object] = {}
    for name in LISTS:
        say(f"reading {name}")
        ran = run([sys.executable, "-m", "bench.inside", "read", str(shared), name], os.environ)
        found[name] = {**json.loads(ran.output), "peak_bytes": ran.peak_bytes}
    return found


def importing(shared: Path, node: Mapping[str, str]) -> dict[str, float]:
    """``comity lists import`` of each list into the empty node, in seconds."""
    seconds = {}
    for name in LISTS:
        say(f"comity lists import … --as {name}")
        seconds[name] = run([COMITY, "lists", "import", str(path_of(shared, name)), "--as", name], node).seconds
    return seconds


def one_name(work: Path, node: Mapping[str, str]) -> dict[str, object]:
    """``comity screen --name`` as a whole command: first after the imports (it builds the index), five more, one with nothing compiled."""
    command = [COMITY, "screen", "--name", ASKED]
    say("comity screen --name …, first")
    first = run(command, node)
    say(f"comity screen --name …, {COLD_RUNS} times")
    runs = [run(command, node) for _ in range(COLD_RUNS)]
    say("comity screen --name …, nothing compiled yet")
    uncompiled = run(command, {**node, "NUMBA_CACHE_DIR": str(work / "no-kernels")})
    return {
        "first_seconds": first.seconds,
        "median_seconds": statistics.median(one.seconds for one in runs),
        "all_seconds": [one.seconds for one in runs],
        "uncompiled_seconds": uncompiled.seconds,
        "peak_bytes": max(one.peak_bytes for one in runs),
    }


def files(work: Path, node: Mapping[str, str]) -> list[dict[str, object]]:
    """``comity screen FILE --out FILE`` from CSV to annotated CSV, for each size."""
    found: list[dict[str, object]] = []
    for size in SIZES:
        say(f"comity screen, {size:,} rows")
        answer = work / f"annotated-{size}.csv"
        ran = run([COMITY, "screen", str(work / f"customers-{size}.csv"), "--out", str(answer)], node)
        found.append({"rows": size, "seconds": ran.seconds, "peak_bytes": ran.peak_bytes, "outcomes": outcomes(answer)})
    return found


def outcomes(answer: Path) -> dict[str, int]:
    """How many rows of each origin (I invented, L made from a listed name) had each outcome."""
    with answer.open(encoding="utf-8-sig", newline="") as stream:
        return Counter(f"{row['customer_id'][0]} {row['comity_outcome']}" for row in csv.DictReader(stream))


def main(arguments: list[str]) -> None:
    """Run as a stage of the benchmark."""
    shared, work, result = (Path(argument) for argument in arguments)
    home = work / "node"
    shutil.rmtree(home, ignore_errors=True)
    node = {**os.environ, "COMITY_HOME": str(home)}
    measured: dict[str, object] = {"reading": reading(shared), "import_seconds": importing(shared, node)}
    measured["one_name"] = one_name(work, node)
    measured["files"] = files(work, node)
    say("building and opening the index")
    ran = run([sys.executable, "-m", "bench.inside", "index", str(shared), str(work)], os.environ)
    measured["index"] = {**json.loads(ran.output), "peak_bytes": ran.peak_bytes}
    result.write_text(json.dumps(measured), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
