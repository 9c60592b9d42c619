"""Name screening beside peers: the same listings and questions for every system, one core, one run.

``python3 bench/screening/run.py [--shared DIR] [--quick] [--only SYSTEM …] [--work DIR] [--fresh] [--note TEXT] [--write]`` from anywhere.
Progress goes to standard error, the page as Markdown to standard output; ``--write`` also puts it into ``docs/benchmarks-screening.md``.
What each system answered is kept in the work folder; a run that broke goes on where it stopped. Only this file uses the Python that
called it, hence only the standard library; Comity runs in ``.venv``, each peer in a ``.venv-bench-…`` made on first use.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from bench.run import facts, keep_to_one_core, say  # noqa: E402 - the repository is not installed for the Python that runs this

OURS = ROOT / ".venv" / "bin" / "python"
PAGE = ROOT / "docs" / "benchmarks-screening.md"
WORK = ROOT / "build" / "bench-screening"
NICE = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One index, the environment it needs, and the systems that use it."""

    module: str
    requirements: str
    systems: tuple[str, ...]


PARTS = (
    Part("bench.screening.ours", "", ("comity", "comity-default")),
    Part("bench.screening.peers.trigrams", "trigrams", ("trigrams-mean", "trigrams-ratio")),
    Part("bench.screening.peers.exhaustive", "trigrams", ("ratio", "wratio")),
    Part("bench.screening.peers.nomenklatura_ftm", "nomenklatura", ("nomenklatura-v2", "nomenklatura-v1")),
)
SYSTEMS = tuple(system for part in PARTS for system in part.systems)


class Broken(Exception):
    """A step ended with an error; its own words are on standard error."""


def call(command: Sequence[str | Path], *, is_nice: bool = False) -> None:
    """Run ``command`` in the repository. Raises ``Broken`` when it fails."""
    lower = ["nice", "-n", str(NICE)] if is_nice and shutil.which("nice") else []
    done = subprocess.run([*lower, *map(str, command)], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command[:4]))} … ended with {done.returncode}")


def python_of(part: Part) -> Path:
    """The Python that a part runs in; its environment is made unless it is there with the same requirements. Raises ``Broken``."""
    if not part.requirements:
        return OURS
    folder = ROOT / f".venv-bench-{part.requirements}"
    requirements = ROOT / "bench" / "screening" / "peers" / f"{part.requirements}.txt"
    mark = folder / requirements.name
    if not mark.exists() or mark.read_bytes() != requirements.read_bytes():
        say(f"Setting up {folder.name} (once) …")
        call([sys.executable, "-m", "venv", "--clear", folder])
        call([folder / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", requirements], is_nice=True)
        shutil.copyfile(requirements, mark)
    return folder / "bin" / "python"


def is_of(result: Path, digest: str) -> bool:
    """Whether ``result`` is there and belongs to this task and code."""
    mark = result.with_suffix(".digest")
    return result.exists() and mark.exists() and mark.read_text(encoding="utf-8") == digest


def once(result: Path, digest: str, command: Sequence[str | Path], *, is_nice: bool) -> None:
    """Run ``command``, which writes ``result``, unless an earlier run of the same task did."""
    if is_of(result, digest):
        say("    kept from an earlier run")
        return
    call(command, is_nice=is_nice)
    result.with_suffix(".digest").write_text(digest, encoding="utf-8")


def measure(part: Part, systems: Sequence[str], work: Path, digest: str) -> None:
    """Build the part's index and screen with its systems. Raises ``Broken``."""
    python = python_of(part)
    stem = part.module.rpartition(".")[2]
    task, folder, built = work / "task.json", work / f"{stem}-index", work / f"{stem}-built.json"
    is_nice = bool(part.requirements)
    if not is_of(built, digest):
        shutil.rmtree(folder, ignore_errors=True)
    say(f"{stem}: index")
    once(built, digest, [python, "-m", part.module, "build", task, folder, built], is_nice=is_nice)
    for system in systems:
        say(f"{stem}: {system}")
        once(
            work / f"{system}.json",
            digest,
            [python, "-m", part.module, "screen", system, task, folder, work / f"{system}.json"],
            is_nice=is_nice,
        )


def pinned() -> str:
    """The versions of the peers, as their requirements pin them."""
    files = sorted({part.requirements for part in PARTS if part.requirements})
    lines = [(ROOT / "bench" / "screening" / "peers" / f"{file}.txt").read_text(encoding="utf-8").split() for file in files]
    return ", ".join(sorted(line.replace("==", " ") for line in {line for one in lines for line in one}))


def digest_of(work: Path, part: Part) -> str:
    """Names the task and everything that may change an answer: the benchmark's code and, for what is not a peer, Comity's."""
    whole = hashlib.sha256((work / "task.json").read_bytes())
    own = () if part.requirements else (ROOT / "src").rglob("*.*")
    for file in sorted((*(ROOT / "bench").rglob("*.py"), *(ROOT / "bench").rglob("*.t[sx][vt]"), *own)):
        if file.suffix in {".nbc", ".nbi", ".pyc"}:
            continue
        if file != Path(__file__) and "report" not in file.name:
            whole.update(file.read_bytes())
    return whole.hexdigest()


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure name screening: Comity and its peers on the same listings and questions.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ and bench/ (default: ../shared)")
    parser.add_argument("--quick", action="store_true", help="small samples: minutes, wide intervals")
    parser.add_argument("--only", nargs="+", choices=SYSTEMS, default=SYSTEMS, metavar="SYSTEM", help=f"of {', '.join(SYSTEMS)}")
    parser.add_argument("--work", type=Path, help=f"where answers are kept (default: {WORK.relative_to(ROOT)})")
    parser.add_argument("--fresh", action="store_true", help="forget the answers of earlier runs")
    parser.add_argument("--note", default="", help="a sentence for the page, such as: the machine was busy")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks-screening.md")
    return parser.parse_args()


def main() -> None:
    """Make the questions, ask every system, report."""
    given = arguments()
    if not (given.shared / "lists").is_dir():
        sys.exit(f"The lists to measure on are not at {given.shared}. Name their folder with --shared DIR.")
    work = (given.work or WORK / ("quick" if given.quick else "full")).resolve()
    if given.fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    measured = {**facts(keep_to_one_core(), given.note), "command": "bench/screening/run.py" + " --quick" * given.quick, "peers": pinned()}
    started = time.monotonic()
    missing: dict[str, str] = {}
    try:
        say("questions …")
        call([OURS, "-m", "bench.screening.task", given.shared.resolve(), work, "quick" if given.quick else "full"])
        for part in PARTS:
            systems = [system for system in part.systems if system in given.only]
            try:
                if systems:
                    measure(part, systems, work, digest_of(work, part))
            except Broken as reason:
                say(f"    {reason}")
                missing.update(dict.fromkeys(systems, str(reason)))
        measured["minutes"] = f"{(time.monotonic() - started) / 60:.1f}"
        (work / "run.json").write_text(json.dumps({"facts": measured, "missing": missing, "systems": list(given.only)}), encoding="utf-8")
        page = subprocess.run([OURS, "-m", "bench.screening.report", work], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    except (Broken, subprocess.CalledProcessError) as reason:
        sys.exit(f"Stopped: {reason}.")
    print(page, end="")
    if given.write:
        PAGE.write_text(page, encoding="utf-8")
        say(f"Written to {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
