"""The console: how long its pages take and how much they weigh, with a million subjects and a hundred thousand hits stored.

``python3 bench/console.py [--subjects N] [--hits N] [--work DIR] [--postgres] [--write]``. Everything is written straight into the tables;
each hit is a real one, of a name on the list that ships with the product. ``comity serve`` answers on the loopback address, and once its
first jobs are done a supervisor asks for each page; what is searched is sent with the form of the page. Then Chromium, where there is one,
decides cases by key press, and, with SQLite, a file of 100,000 rows goes through the browser while the server's memory is watched.

It is measured with SQLite; with ``--postgres`` on a PostgreSQL server of its own; with ``--write`` on both, one after the other, and the
page goes into ``docs/benchmarks-console.md`` as soon as one of them is done. Each row is told on standard error as it is measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.run import OURS, facts, say  # noqa: E402 - the repository is not installed for the Python that runs this

if importlib.util.find_spec("comity") is None:
    os.execv(OURS, [str(OURS), *sys.argv])

from bench.console_browser import decided_by_key, file_through_browser  # noqa: E402
from bench.console_fill import Filled, prepare, stored_cases, wait_until_idle  # noqa: E402
from bench.console_pages import PAGES, TRIES, Taken, measured  # noqa: E402
from bench.markdown import table  # noqa: E402
from bench.postgres import postgres  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks-console.md"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"


@dataclass(slots=True)
class Run:
    """What was measured with one database, as far as it went, and how many cases there were by then."""

    cases: int = 0
    pages: dict[str, Taken] = field(default_factory=dict)
    browser: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description="Measure the console.")
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--hits", type=int, default=100_000)
    parser.add_argument("--work", type=Path, help="an empty folder; default: a temporary one")
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL server of its own, instead of SQLite")
    parser.add_argument("--write", action="store_true", help="measure both databases, and write docs/benchmarks-console.md")
    given = parser.parse_args()
    taken = facts("the server, its database and the browser share the machine", "")
    runs: dict[str, Run] = {}
    for name in (SQLITE, POSTGRES) if given.write else (POSTGRES if given.postgres else SQLITE,):
        say(f"{name} …")
        runs[name] = Run()
        try:
            measure(name, given, runs[name])
        finally:
            if given.write and runs[name].pages:
                PAGE.write_text(report(given, taken, runs), encoding="utf-8")
                say(f"Written to {PAGE.relative_to(ROOT)}.")
    print(report(given, taken, runs), end="")


def measure(name: str, given: argparse.Namespace, run: Run) -> None:
    """Fill a node with that database and measure it."""
    from comity.node.settings import Settings

    with (
        tempfile.TemporaryDirectory(prefix="comity-console-") as temporary,
        postgres() if name == POSTGRES else nullcontext("") as url,
    ):
        work = Path(given.work or temporary)
        settings = Settings(work / f"home-{name.lower()}", url)
        filled = prepare(settings, given.hits, given.subjects - given.hits)
        with serving(settings.home, url) as (address, process):
            wait_until_idle(settings)
            run.cases = stored_cases(settings)
            run.pages.update(measured(address, filled.tokens, filled.values))
            _in_browser(run, filled, (address, process), Path(temporary) if name == SQLITE else None)


def _in_browser(run: Run, filled: Filled, served: tuple[str, int], work: Path | None) -> None:
    """Keys, and, where there is a folder for it, a file. What goes wrong there does not lose the pages."""
    address, process = served
    cookie = next(iter(filled.tokens.values()))
    try:
        run.browser.update(decided_by_key(address, cookie))
        if work is not None:
            run.browser.update(file_through_browser(address, cookie, process, work))
    except Exception as error:
        run.browser[f"went wrong: {type(error).__name__}"] = ""
    for what, said in run.browser.items():
        say(f"  {what}: {said}")


@contextmanager
def serving(home: Path, url: str) -> Iterator[tuple[str, int]]:
    """The address of ``comity serve`` for that home, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "COMITY_HOME": str(home), "COMITY_DATABASE_URL": url, "COMITY_LIST_UPDATES": "off"}
    command = [sys.executable, "-m", "comity.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def report(given: argparse.Namespace, taken: Mapping[str, str], runs: Mapping[str, Run]) -> str:
    """The page."""
    heads = [f"{name}: {what}" for name in runs for what in ("half", "95 in 100")]
    rows = [(page.name, *_times(page.name, runs), _weight(page.name, runs)) for page in PAGES]
    said = {what: None for run in runs.values() for what in run.browser}
    browser = [(what, *(run.browser.get(what, "") for run in runs.values())) for what in said]
    return "\n".join(
        [
            "# Benchmarks of the console\n",
            "Written by `bench/console.py --write`; do not edit. What is measured and how to take the figures again: `bench/README.md`.\n",
            f"{given.subjects:,} subjects and {given.hits:,} hits are stored; then the node's first jobs find others. When the pages were",
            f"asked for there were {_cases(runs)}. 99 in 100 of the proposals are the supervisor's own.\n",
            table(("taken", ""), [(key, taken[key]) for key in ("date", "commit", "machine", "core", "load")]),
            f"\n{TRIES} requests each: half of them, and 95 in 100, take at most so long, at the client. A search is sent with the page's",
            "form, and timed until its answer is there.\n",
            table(("page", *heads, "weight"), rows),
            "\n" + table(("in Chromium", *runs), browser) if browser else "",
            "",
        ]
    )


def _cases(runs: Mapping[str, Run]) -> str:
    return ", ".join(f"{run.cases:,} cases ({name})" for name, run in runs.items())


def _times(page: str, runs: Mapping[str, Run]) -> Iterator[str]:
    for run in runs.values():
        found = run.pages.get(page, Taken("not measured"))
        yield from (found.half, found.most)


def _weight(page: str, runs: Mapping[str, Run]) -> str:
    return next((run.pages[page].weight for run in runs.values() if page in run.pages and run.pages[page].weight), "")


if __name__ == "__main__":
    main()
