"""``make bench``: measure Comity and its peers on the same input, side by side, on one core, in one run.

``python3 bench/run.py [--shared DIR] [--only STAGE …] [--work DIR] [--note TEXT] [--write]`` from the repository root. Progress goes to
standard error, the result as Markdown to standard output; ``--write`` also puts it into ``docs/benchmarks.md``. Only this file uses the
Python that ``make`` found, hence only the standard library; Comity runs in ``.venv``, the peers in ``.venv-bench``, made on first use.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / ".venv" / "bin" / "python"
PEERS = ROOT / ".venv-bench"
REQUIREMENTS = ROOT / "bench" / "peers" / "requirements.txt"
PEER_SCRIPT = ROOT / "bench" / "peers" / "rapidfuzz_scores.py"
PAGE = ROOT / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the input is and where the stages write."""

    shared: Path
    work: Path


def say(text: str) -> None:
    """Tell the person waiting."""
    print(text, file=sys.stderr, flush=True)


def ours(module: str, *arguments: Path) -> None:
    """Run a stage of the benchmark with Comity's Python."""
    call([str(OURS), "-m", module, *map(str, arguments)])


def peers(what: str, task: Path, result: Path) -> None:
    """Run the peers on a task."""
    call([str(PEERS / "bin" / "python"), str(PEER_SCRIPT), what, str(task), str(result)])


def call(command: Sequence[str]) -> str:
    """Run ``command`` in the repository, giving what it prints; end here when it fails, its own words being on standard error."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"Stopped: {' '.join(command[:4])} … ended with {done.returncode}.")
    return done.stdout


def pairs(place: Place) -> None:
    """Accuracy on labelled name pairs."""
    task = place.work / "pairs-task.json"
    ours("bench.pairs", place.shared / "bench" / "name-pairs-826.csv", task, place.work / "pairs.json")
    peers("pairs", task, place.work / "pairs-peers.json")


def recall(place: Place) -> None:
    """Recall on the combined lists at a fixed rate of alerts."""
    task = place.work / "recall-task.json"
    ours("bench.recall", place.shared, place.work, task, place.work / "recall.json")
    say("    rapidfuzz, exhaustive, on a sample")
    peers("lists", task, place.work / "recall-peers.json")


def speed(place: Place) -> None:
    """Speed and memory from file to file."""
    ours("bench.customers", place.shared, place.work)
    ours("bench.speed", place.shared, place.work, place.work / "speed.json")
    say("    rapidfuzz, exhaustive, on a sample")
    peers("speed", place.work / "speed-task.json", place.work / "speed-peers.json")


STAGES: dict[str, Callable[[Place], None]] = {"pairs": pairs, "recall": recall, "speed": speed}


def prepare_peers() -> None:
    """Make the peers' environment, unless it is there with the same requirements."""
    mark = PEERS / REQUIREMENTS.name
    if mark.exists() and mark.read_bytes() == REQUIREMENTS.read_bytes():
        return
    say("Setting up the peers in .venv-bench (once) …")
    call([sys.executable, "-m", "venv", "--clear", str(PEERS)])
    call([str(PEERS / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(REQUIREMENTS)])
    shutil.copyfile(REQUIREMENTS, mark)


def keep_to_one_core() -> str:
    """Bind this process and all it starts to one processor where the system can; say in words what was done."""
    if not hasattr(os, "sched_setaffinity"):
        return "not bound to a core (this system cannot)"
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return "bound to one core"


def processor() -> str:
    """The processor's own name, or its architecture where the system does not tell."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} logical cores"


def memory() -> str:
    """The machine's memory."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"


def load() -> str:
    """The load before the run: how many processes wanted a core, on average over a minute."""
    return f"{os.getloadavg()[0]:.1f}"


def commit() -> str:
    """The commit that is measured, and whether the work tree differs from it."""
    if not shutil.which("git"):
        return "unknown"
    changed = call(["git", "status", "--porcelain", "--", "src", "bench"]).strip()
    return call(["git", "rev-parse", "--short=12", "HEAD"]).strip() + (" with uncommitted changes" if changed else "")


def facts(core: str, note: str) -> dict[str, str]:
    """What a reader needs to judge the figures or take them again; the report adds the versions of Comity's parts."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{processor()}, {memory()}, {platform.system()} {platform.machine()}",
        "core": core,
        "load": load(),
        "commit": commit(),
        "peers": ", ".join(REQUIREMENTS.read_text(encoding="utf-8").replace("==", " ").split("\n")).strip(", "),
        "note": note,
    }


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure Comity and its peers side by side.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ and bench/ (default: ../shared)")
    parser.add_argument("--only", nargs="+", choices=list(STAGES), default=list(STAGES), help="only these stages")
    parser.add_argument("--work", type=Path, help="keep what the stages write in this folder, and report what is there from before")
    parser.add_argument("--note", default="", help="a sentence for the report, such as: the machine was busy")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks.md")
    return parser.parse_args()


def main() -> None:
    """Run the stages and the report."""
    given = arguments()
    if not (given.shared / "lists").is_dir():
        sys.exit(f"The lists to measure on are not at {given.shared}. Name their folder with --shared DIR.")
    measured = facts(keep_to_one_core(), given.note)
    prepare_peers()
    with tempfile.TemporaryDirectory(prefix="comity-bench-") as temporary:
        work = (given.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        for name in given.only:
            stage = STAGES[name]
            say(f"{name}: {(stage.__doc__ or '').rstrip('.')} …")
            for left in ("held-out-index", "whole-index", "no-kernels"):
                shutil.rmtree(work / left, ignore_errors=True)
            stage(Place(given.shared.resolve(), work))
        measured["minutes"] = f"{(time.monotonic() - started) / 60:.1f}"
        (work / "facts.json").write_text(json.dumps(measured), encoding="utf-8")
        page = call([str(OURS), "-m", "bench.report", str(work)])
    print(page, end="")
    if given.write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page, encoding="utf-8")
        say(f"Written to {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
