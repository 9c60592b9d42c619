"""A list of a million names: how long its index takes to build and open, and how fast it answers.

``python3 bench/screening/million.py [--shared DIR] [--names N] [--work DIR] [--write]``. The names are real ones, perturbed: each follows a
real listing, its words kept (3 in 10, and the generic words of organisations always), misspelt or otherwise transcribed (2 in 10), or
replaced by words drawn from the real names of the same culture and position as often as they stand there (5 in 10);
``bench/screening/perturb.py`` says it in full. The page shows how heavy the 20 heaviest words are beside the real lists' when those are
scaled to the same size. Building and asking are processes of their own, on one core; listings are streamed from a file, so that memory is
the index's. Innocent names are invented; listed ones are names of the list with noise; hostile ones are nobody's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from bench.run import OURS, facts, keep_to_one_core, say  # noqa: E402 - the repository is not installed for the Python that runs this

if TYPE_CHECKING:
    from comity.model import Listing

SEED = 1_000_000
INNOCENT, LISTED, SINGLES = 5000, 2000, 1000
LIST = "million"
PAGE = ROOT / "docs" / "benchmarks-million.md"
STEPS = ("make", "build", "questions", "ask", "report")


def make(shared: Path, work: Path, count: int) -> None:
    """Listings, one JSON record a line, and the weight of their words beside that of the real ones."""
    from bench.editions import LISTS, path_of
    from bench.screening.perturb import Perturbed, weigh
    from comity.node.reading import read_file

    real = [listing for name in LISTS for listing in read_file(path_of(shared, name), name)[1]]
    made: list[str] = []
    listings = 0
    with (work / "listings.jsonl").open("w", encoding="utf-8") as stream:
        for listing in Perturbed(real, SEED).listings(count):
            listings += 1
            names = [(name.full, name.kind.value) for name in listing.subject.names]
            made.extend(text for text, _ in names)
            stream.write(json.dumps([listing.subject.schema.value, names], ensure_ascii=False) + "\n")
    weights = {
        "listings": listings,
        "made": asdict(weigh(made)),
        "real": asdict(weigh([name.full for one in real for name in one.subject.names])),
    }
    (work / "made.json").write_text(json.dumps(weights), encoding="utf-8")


def _records(work: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    with (work / "listings.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def _listings(work: Path) -> Iterator[Listing]:
    from comity.model import Listing, Name, NameKind, Schema, Subject

    for number, (schema, names) in enumerate(_records(work)):
        yield Listing(str(number), LIST, Subject(Schema(schema), tuple(Name(text, NameKind(kind)) for text, kind in names)))


def build(work: Path) -> None:
    """The index, from the listings as they are read; and how long reading them takes without building anything."""
    from bench.screening.driving import peak_bytes
    from comity.model import Edition
    from comity.screening import Index

    now = datetime(2026, 1, 1, tzinfo=UTC)
    edition = Edition(LIST, LIST, "benchmark", now, now, "0" * 64, 0, 0)
    started = time.perf_counter()
    deque(_listings(work), maxlen=0)
    reading = time.perf_counter() - started
    started = time.perf_counter()
    index = Index.build([(edition, _listings(work))], work / "index")
    seconds = time.perf_counter() - started
    size = sum(file.stat().st_size for file in (work / "index").rglob("*") if file.is_file())
    found = {"seconds": seconds, "reading": reading, "peak_bytes": peak_bytes(), "bytes": size, "counts": index.counts}
    (work / "built.json").write_text(json.dumps(found), encoding="utf-8")


def questions(work: Path) -> None:
    """Innocent names, and listed ones with noise: written to a file, so that the memory of asking is the index's."""
    from bench.invent import invent
    from bench.noise import KINDS, noised

    random = Random(SEED)
    records = list(_records(work))
    listed: list[tuple[str, str]] = []
    while len(listed) < LISTED + SINGLES // 2:
        schema, names = random.choice(records)
        text = noised(random.choice(names)[0], random.choice(list(KINDS)), random)
        if text:
            listed.append((text, schema))
    innocent = [(one.name, one.schema.value) for one in invent(INNOCENT + SINGLES // 2, SEED)]
    (work / "questions.json").write_text(json.dumps([innocent, listed]), encoding="utf-8")


def ask(work: Path) -> None:
    """Open the index; innocent and listed names one by one, then others in batch; all with the default rule."""
    from bench.screening.driving import peak_bytes, resident_bytes
    from bench.screening.hostile import hostile
    from comity.model import Name, Query, Schema, ScreeningRule, Subject
    from comity.screening import Index

    rows = json.loads((work / "questions.json").read_text(encoding="utf-8"))
    innocent, listed = ([Query("", Subject(Schema(schema), (Name(text),))) for text, schema in some] for some in rows)
    rule = ScreeningRule()
    started = time.perf_counter()
    index = Index.open(work / "index")
    opened = time.perf_counter() - started
    index.warm(every_script=True)
    singles, hits = [], {"innocent": 0, "listed": 0}
    for query in (*innocent[INNOCENT:], *listed[LISTED:]):
        started = time.perf_counter()
        index.screen(query, rule)
        singles.append(time.perf_counter() - started)
    rates = {}
    for kind, queries in (("innocent", innocent[:INNOCENT]), ("listed", listed[:LISTED])):
        started = time.perf_counter()
        hits[kind] = sum(map(bool, index.screen_many(queries, rule)))
        rates[kind] = len(queries) / (time.perf_counter() - started)
    odd = []
    for text in hostile(SEED):
        for schema in (Schema.PERSON, Schema.COMPANY, Schema.THING):
            started = time.perf_counter()
            index.screen(Query("", Subject(schema, (Name(text),))), rule)
            odd.append(time.perf_counter() - started)
    of_innocent = sorted(singles[: len(innocent) - INNOCENT])
    found = {"open_seconds": opened, "rates": rates, "singles": sorted(singles), "singles_innocent": of_innocent, "odd": sorted(odd)}
    found["hits"] = hits
    memory = {"resident_bytes": resident_bytes(), "peak_bytes": peak_bytes()}
    (work / "asked.json").write_text(json.dumps({**found, **memory}), encoding="utf-8")


def _spread(times: list[float]) -> str:
    """Half, 99 in 100, and all of ascending ``times`` are at most this long."""
    return ", ".join(f"{1000 * times[at]:.1f} ms" for at in (len(times) // 2, int(0.99 * len(times)), -1))


def report(work: Path) -> None:
    """Print the page."""
    from bench.markdown import memory, per_second, percent, seconds, table

    made, built, asked = (json.loads((work / f"{name}.json").read_text(encoding="utf-8")) for name in ("made", "built", "asked"))
    singles = asked["singles"]
    rows = [
        ("listings, names, different words", f"{made['listings']:,}, {made['made']['names']:,}, {made['made']['words']:,}"),
        ("build, of which reading the listings", f"{seconds(built['seconds'])}, {seconds(built['reading'])}"),
        ("index", f"peak memory of the build {memory(built['peak_bytes'])}, {memory(built['bytes'])} on disk"),
        ("open", f"{seconds(asked['open_seconds'])}; resident after all questions {memory(asked['resident_bytes'])}"),
        (
            "innocent names in batch",
            f"{per_second(asked['rates']['innocent'])}/s, {percent(asked['hits']['innocent'] / INNOCENT)} with a hit",
        ),
        (
            "listed names with noise in batch",
            f"{per_second(asked['rates']['listed'])}/s, {percent(asked['hits']['listed'] / LISTED)} with a hit",
        ),
        ("one by one, innocent: p50, p99, longest", _spread(asked["singles_innocent"])),
        ("one by one, both: p50, p99, longest", _spread(singles)),
        (f"{len(asked['odd'])} hostile names, one by one: p50, p99, longest", _spread(asked["odd"])),
    ]
    taken = json.loads((work / "facts.json").read_text(encoding="utf-8"))
    print("# A list of a million names\n")
    print("Comity alone: how long its index takes to build and open, and how fast it answers. Written by")
    print("`bench/screening/million.py --write`; do not edit. How the list is made: the head of that file.\n")
    print(table(("taken", ""), [(key, taken[key]) for key in ("date", "commit", "machine", "core", "load")]))
    print()
    print(table(("Comity, default rule", ""), rows))
    print(
        f"\nNames that hold the heaviest words: {made['real']['names']:,} real ones, scaled to {made['made']['names']:,}; and those made.\n"
    )
    pairs = zip(made["real"]["heaviest"], made["made"]["heaviest"], strict=True)
    size = made["made"]["names"]
    heads = ("word of the real lists", "names, scaled", "word of the made list", "names")
    print(table(heads, [(a, f"{b * size:,.0f}", c, f"{d * size:,.0f}") for (a, b), (c, d) in pairs]))


def main() -> None:
    """Run the steps, each in a process of its own."""
    parser = argparse.ArgumentParser(description="Measure Comity on a list of a million names.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ (default: ../shared)")
    parser.add_argument("--names", type=int, default=1_000_000, help="how many names")
    parser.add_argument("--work", type=Path, help="an empty folder; default: a temporary one")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks-million.md")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        of_work = {"build": build, "questions": questions, "ask": ask, "report": report}
        if given.step == "make":
            make(given.shared, given.work, given.names)
        else:
            of_work[given.step](given.work)
        return
    measured = facts(keep_to_one_core(), "")
    with tempfile.TemporaryDirectory(prefix="comity-million-") as temporary:
        work = (given.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        (work / "facts.json").write_text(json.dumps(measured), encoding="utf-8")
        for step in STEPS:
            say(f"{step} …")
            common = ["--shared", str(given.shared.resolve()), "--names", str(given.names), "--work", str(work), "--step", step]
            done = subprocess.run([str(OURS), __file__, *common], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
            print(done.stdout, end="")
            if done.returncode:
                sys.exit(f"Stopped: {step} failed.")
        if given.write:
            PAGE.write_text(done.stdout, encoding="utf-8")
            say(f"Written to {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
