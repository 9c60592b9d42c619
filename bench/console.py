"""The console: how long its pages take and how much they weigh, with a million subjects and a hundred thousand hits stored.

``python3 bench/console.py [--subjects N] [--hits N] [--work DIR]``. Subjects, hits and cases are written straight into the tables; each hit
is a real one, of a name on the list that ships with the product. ``comity serve`` answers on the loopback address; a supervisor asks for
each page. Then Chromium, where there is one, decides cases by key press, and a file of 100,000 rows goes through the browser while the
server's memory is watched.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.case_rows import fill  # noqa: E402 - the repository is not installed for the Python that runs this
from bench.invent import invent  # noqa: E402
from bench.markdown import seconds, table  # noqa: E402
from bench.run import facts, say  # noqa: E402

TRIES = 30
DECISIONS = 20
ROWS = 100_000
PAGES: Sequence[tuple[str, str]] = (
    ("overview", "/"),
    ("screen", "/screen"),
    ("review: the queue", "/review"),
    ("review: strong and overdue", "/review?outcome=strong&overdue=yes"),
    ("review: one case", "/review/{case}"),
    ("approval", "/approval"),
    ("subjects", "/subjects"),
    ("one subject", "/subjects/{subject}"),
    ("monitoring", "/monitoring"),
    ("lists", "/lists"),
    ("one list", "/lists/un-sc"),
    ("one listing", "/listings/un-sc/QDi.001"),
    ("exemptions", "/exemptions"),
    ("evidence", "/evidence"),
    ("replay", "/replay"),
    ("ledger", "/ledger"),
    ("requests of persons", "/requests"),
    ("jobs", "/jobs"),
    ("users", "/users"),
    ("keys", "/keys"),
    ("webhooks", "/webhooks"),
    ("settings", "/settings"),
)


@dataclass(frozen=True, slots=True)
class Served:
    """A node that answers: its address, the cookie of a supervisor's sitting, and its process."""

    address: str
    cookie: str
    process: int


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description="Measure the console.")
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--hits", type=int, default=100_000)
    parser.add_argument("--work", type=Path, help="an empty folder; default: a temporary one")
    given = parser.parse_args()
    taken = facts("the server and the browser share the machine", "")
    with tempfile.TemporaryDirectory(prefix="comity-console-") as temporary:
        home = (given.work or Path(temporary)) / "home"
        filled = prepare(home, given.hits, given.subjects - given.hits)
        with serving(home, filled) as served:
            rows = measured(served, filled)
            say("\n".join(" ".join(row) for row in rows))
            pressed = decided_by_key(served)
            say(" ".join(pressed[0]))
            uploaded = file_through_browser(served, Path(temporary))
    print(f"# The console with {given.subjects:,} subjects and {given.hits:,} hits\n")
    print(table(("taken", ""), [(key, taken[key]) for key in ("date", "commit", "machine", "core", "load")]))
    print(f"\n{TRIES} requests each: half of them, and 95 in 100, take at most so long, at the client.\n")
    print(table(("page", "half", "95 in 100", "weight"), rows))
    print("\n" + table(("in Chromium", ""), [*pressed, *uploaded]))


def prepare(home: Path, hits: int, others: int) -> Mapping[str, str]:
    """Fill a node; the ids of a case and a subject, and the token of a sitting."""
    from comity.identity import new_user, open_sitting, with_purpose
    from comity.model import Purpose, Role
    from comity.node.settings import Settings
    from comity.storage.database import Database
    from comity.storage.database.queue import QueueView

    settings = Settings(home)
    say(f"filling: {hits:,} hits, {hits + others:,} subjects")
    fill(settings, hits, others)
    database, now = Database.at(settings.database), datetime.now(UTC)
    begun = open_sitting("lena", now)
    opened = with_purpose(begun.sitting, Purpose.CUSTOMER_SCREENING)
    with database.writing() as writing:
        writing.users.add(new_user("lena", "Lena", [Role.SUPERVISOR], now))
        writing.sittings.add(opened.sitting)
        first = writing.cases.queue(QueueView(), "", 1).items[0].case
    database.close()
    return {"case": first.id, "subject": first.pair.subject, "token": opened.token}


@contextmanager
def serving(home: Path, filled: Mapping[str, str]) -> Iterator[Served]:
    """``comity serve`` for that home."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "COMITY_HOME": str(home), "COMITY_LIST_UPDATES": "off"}
    command = [sys.executable, "-m", "comity.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield Served(f"http://127.0.0.1:{port}", filled["token"], process.pid)
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


def measured(served: Served, filled: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    """A row for each page."""
    import httpx2

    rows = []
    with httpx2.Client(base_url=served.address, cookies={"comity": served.cookie}, timeout=60) as client:
        for name, path in PAGES:
            rows.append((name, *_timed(client, path.format(**filled))))
    return rows


def _timed(client: Any, path: str) -> tuple[str, str, str]:  # noqa: ANN401 - httpx2's client, imported late
    answer = client.get(path)
    if answer.status_code != 200:
        return (f"{answer.status_code}", "", "")
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - began)
    times.sort()
    return seconds(times[len(times) // 2]), seconds(times[int(0.95 * len(times))]), f"{len(answer.content) / 1000:.1f} kB"


def resident(process: int) -> float:
    """The memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def decided_by_key(served: Served) -> list[tuple[str, str]]:
    """From the key that sends a decision to the next case on the screen, for twenty cases."""
    with _browser(served) as page:
        if page is None:
            return [("a decision by key press", "not measured: no Chromium")]
        page.goto("/review?outcome=review")
        page.keyboard.press("Enter")
        page.wait_for_selector(".case-file")
        times = []
        for _ in range(DECISIONS):
            _settled(page, "")
            case = page.locator(".case-file").get_attribute("data-case")
            for key in ("2", "2"):
                page.keyboard.press(key)
            page.keyboard.press("Enter")
            _settled(page, str(case))
            times.append(page.evaluate("performance.measure('decision', 'review:sent', 'review:shown').duration") / 1000)
    times.sort()
    return [
        ("a decision by key press until the next case is shown: half, slowest", f"{seconds(times[len(times) // 2])}, {seconds(times[-1])}")
    ]


def _settled(page: Any, before: str) -> None:  # noqa: ANN401 - playwright's page, imported late
    page.wait_for_function(
        """before => document.querySelector('.case-file')?.dataset.case !== before
        && !document.querySelector('#desk').hasAttribute('aria-busy')""",
        arg=before,
    )


def file_through_browser(served: Served, work: Path) -> list[tuple[str, str]]:
    """A file of ``ROWS`` rows: uploaded, mapped, screened, fetched; and the most memory that the server and its jobs took meanwhile."""
    path = work / "customers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "name", "dob"))
        rows.writerows((number, one.name, 1950 + number % 50) for number, one in enumerate(invent(ROWS, seed=7)))
    with _browser(served) as page, _watched(served.process) as most:
        if page is None:
            return []
        began = time.perf_counter()
        page.goto("/screen/file")
        page.locator("#file").set_input_files(path)
        page.get_by_role("button", name="Upload, and choose the columns").click()
        page.wait_for_selector("select")
        uploaded = time.perf_counter() - began
        page.get_by_role("button", name="Screen every row").click()
        with page.expect_download(timeout=300_000) as fetched:
            page.get_by_role("link", name="Fetch the file with the answers in it").click()
        fetched.value.path()
        whole = time.perf_counter() - began
    return [
        (f"{ROWS:,} rows uploaded and previewed", seconds(uploaded)),
        ("… screened and fetched", seconds(whole)),
        ("most memory: the server", f"{most[0]:.0f} MB"),
        ("most memory: the process of its jobs", f"{most[1]:.0f} MB"),
    ]


@contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """The most memory in MB that a process, and its children together, took within the block."""
    most, over = [0.0, 0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            most[0] = max(most[0], resident(process))
            most[1] = max(most[1], sum(map(resident, children(process))))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def children(process: int) -> list[int]:
    """The children of a process (Linux)."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


@contextmanager
def _browser(served: Served) -> Iterator[Any]:
    """A page in Chromium, in the supervisor's sitting; None where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=served.address)
        context.add_cookies([{"name": "comity", "value": served.cookie, "url": served.address}])
        page = context.new_page()
        page.set_default_timeout(300_000)
        yield page
        browser.close()


if __name__ == "__main__":
    main()
