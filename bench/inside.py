"""Times taken inside a process, without its start. Each command prints JSON on one line.

``python -m bench.inside read SHARED LIST``: reading one list. ``python -m bench.inside index SHARED WORK``: building and opening an index.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from bench.editions import LISTS, path_of
from comity import lists
from comity.node.reading import read_file
from comity.screening import Index

OPENINGS = 20


def read(shared: Path, name: str) -> dict[str, float]:
    """Read every listing of the file once, keeping none."""
    reading = lists.Reading(name, name)
    started = time.perf_counter()
    with path_of(shared, name).open("rb") as stream:
        for _ in lists.read(stream, source=name, reading=reading):
            pass
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "entries": reading.entries, "names": reading.names, "issues": len(reading.issues)}


def index(shared: Path, work: Path) -> dict[str, float]:
    """Build the index of all lists from listings in memory; open it again and again (median), the first time without what Python keeps."""
    read_before = [read_file(path_of(shared, name), name) for name in LISTS]
    folder = work / "whole-index"
    started = time.perf_counter()
    built = Index.build(read_before, folder)
    seconds = time.perf_counter() - started
    openings = []
    for _ in range(OPENINGS):
        started = time.perf_counter()
        Index.open(folder)
        openings.append(time.perf_counter() - started)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"build_seconds": seconds, "open_seconds": statistics.median(openings), "bytes": size, **built.counts}


def main(arguments: list[str]) -> None:
    """Measure what the first argument says and print it."""
    what, shared, other = arguments
    print(json.dumps(read(Path(shared), other) if what == "read" else index(Path(shared), Path(other))))


if __name__ == "__main__":
    main(sys.argv[1:])
