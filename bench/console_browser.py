"""The console in Chromium: cases decided by key press, and a large file that goes through the browser while memory is watched."""

from __future__ import annotations

import csv
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.invent import invent
from bench.markdown import seconds

DECISIONS = 20
ROWS = 100_000
Rows = list[tuple[str, str]]

MARKS = {"review:key": "from the first key of a decision until the next case is shown", "review:sent": "… from when it is sent"}
"""The page's own marks from which a decision is timed, and what the time is called; a mark that the page does not make is left out."""


def decided_by_key(address: str, cookie: str) -> Rows:
    """From the keys of a decision to the next case on the screen, for twenty cases."""
    times: dict[str, list[float]] = {mark: [] for mark in MARKS}
    with _browser(address, cookie) as page:
        if page is None:
            return [("a decision by key press", "not measured: no Chromium")]
        page.goto("/review?outcome=review")
        page.keyboard.press("Enter")
        page.wait_for_selector(".case-file")
        for _ in range(DECISIONS):
            _settled(page, "")
            while page.locator("#no-verdict").count():  # somebody else's case: the next one
                claimed = str(page.locator(".case-file").get_attribute("data-case"))
                page.keyboard.press("j")
                page.keyboard.press("Enter")
                _settled(page, claimed)
            case = page.locator(".case-file").get_attribute("data-case")
            page.evaluate("performance.clearMarks()")
            for key in ("2", "2"):
                page.keyboard.press(key)
            page.keyboard.press("Enter")
            _settled(page, str(case))
            for mark, found in times.items():
                found += page.evaluate(_SINCE_MARK, mark)
    return [
        (f"{MARKS[mark]}: half, slowest", f"{seconds(sorted(found)[len(found) // 2])}, {seconds(max(found))}")
        for mark, found in times.items()
        if found
    ]


_SINCE_MARK = """mark => performance.getEntriesByName(mark).length
    ? [performance.measure('decision', mark, 'review:shown').duration / 1000] : []"""


def _settled(page: Any, before: str) -> None:  # noqa: ANN401 - playwright's page, imported late
    page.wait_for_function(
        """before => document.querySelector('.case-file')?.dataset.case !== before
        && !document.querySelector('#desk').hasAttribute('aria-busy')""",
        arg=before,
    )


def file_through_browser(address: str, cookie: str, process: int, work: Path) -> Rows:
    """A file of ``ROWS`` rows: uploaded, mapped, screened, fetched; and the most memory that the server and its jobs took meanwhile."""
    path = work / "customers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "name", "dob"))
        rows.writerows((number, one.name, 1950 + number % 50) for number, one in enumerate(invent(ROWS, seed=7)))
    with _browser(address, cookie) as page, _watched(process) as most:
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
        ("most memory: the server, and of that its own", f"{most[0]:.0f} MB, {most[1]:.0f} MB"),
        ("most memory: the process of its jobs, and of that its own", f"{most[2]:.0f} MB, {most[3]:.0f} MB"),
    ]


@contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """The most memory in MB that a process took within the block, and of that its own; then its children together likewise. What is not its
    own are pages of mapped files, which the system takes back when somebody else needs them.
    """
    most, over = [0.0, 0.0, 0.0, 0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            among = children(process)
            now = (*resident([process]), *resident(among))
            most[:] = map(max, most, now)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield most
    finally:
        over.set()
        thread.join()


def resident(processes: Iterable[int]) -> tuple[float, float]:
    """The memory of processes in MB, and of that their own (Linux); 0 of those that have ended."""
    whole = mapped = 0
    for process in processes:
        with suppress(OSError):
            said = Path(f"/proc/{process}/status").read_text(encoding="ascii")
            kilobytes = {
                name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in said.splitlines()) if name in _SIZES
            }
            whole += kilobytes.get("VmRSS", 0)
            mapped += kilobytes.get("RssFile", 0)
    return whole / 1000, (whole - mapped) / 1000


_SIZES = ("VmRSS", "RssFile")


def children(process: int) -> list[int]:
    """The children of a process (Linux)."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


@contextmanager
def _browser(address: str, cookie: str) -> Iterator[Any]:
    """A page in Chromium, in the supervisor's sitting; None where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": "comity", "value": cookie, "url": address}])
        page = context.new_page()
        page.set_default_timeout(300_000)
        yield page
        browser.close()
