"""The queue: pages of it through the API, with a million cases stored, on SQLite and on PostgreSQL.

``python3 bench/case_queue.py [--cases N] [--postgres URL] [--work DIR]``. Cases, their hits and their subjects are written straight into
the tables; each hit is a real one, of a name on the list that ships with the product. Two cases in five are open. Every request goes to a
server on the loopback address, carries a key, and leaves its entry in the ledger. ``--postgres`` names an empty database.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.case_rows import fill  # noqa: E402 - the repository is not installed for the Python that runs this
from bench.markdown import seconds, table  # noqa: E402
from bench.run import facts, keep_to_one_core, say  # noqa: E402

TRIES = 60
PAGES = (
    ("first page", ""),
    ("one list, a quarter of the cases", "list=eu-fsf"),
    ("one list, one case in a thousand", "list=own:guests"),
    ("strong hits", "outcome=strong"),
    ("claimed by nobody", "claimed_by=nobody"),
    ("one base, one case in a hundred", "base=staff"),
    ("overdue", "overdue=true"),
    ("everything asked at once", "list=own:guests&outcome=review&claimed_by=nobody&base=staff&overdue=true"),
    ("decided", "state=decided"),
)


@dataclass(frozen=True, slots=True)
class Served:
    """A node that answers: its address and the headers of a key."""

    address: str
    headers: dict[str, str]


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description="Measure the queue.")
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many cases are stored")
    parser.add_argument("--postgres", default="", help="address of an empty PostgreSQL database, to be measured beside SQLite")
    parser.add_argument("--work", type=Path, help="an empty folder; default: a temporary one")
    given = parser.parse_args()
    taken = facts(keep_to_one_core(), "")
    with tempfile.TemporaryDirectory(prefix="comity-queue-") as temporary:
        work = given.work or Path(temporary)
        columns = {"SQLite": measure(work, "", given.cases)}
        if given.postgres:
            columns["PostgreSQL"] = measure(work, given.postgres, given.cases)
    print(f"# The queue with {given.cases:,} cases\n")
    print(table(("taken", ""), [(key, taken[key]) for key in ("date", "commit", "machine", "core", "load")]))
    print(f"\nPages of 50 cases, {TRIES} requests each: half of them, and 95 in 100, take at most so long.\n")
    print(table(("request", *columns), [(name, *(column[name] for column in columns.values())) for name in columns["SQLite"]]))


def measure(work: Path, url: str, count: int) -> dict[str, str]:
    """What is measured on one database, by the name of the request."""
    from comity.node.settings import Settings

    kind = "PostgreSQL" if url else "SQLite"
    settings = Settings(work / kind, url)  # a home of its own: a node's signed heads are of one database
    say(f"filling {kind} with {count:,} cases")
    started = time.perf_counter()
    fill(settings, count)
    say(f"filled in {seconds(time.perf_counter() - started)}")
    with serving(settings) as served:
        return asked(served)


def asked(served: Served) -> dict[str, str]:
    """How long each kind of request takes."""
    import httpx2

    with httpx2.Client(base_url=served.address, headers=served.headers, timeout=60) as client:

        def get(path: str) -> Any:  # noqa: ANN401 - JSON
            answer = client.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

        found = {name: timed(partial(get, f"/api/v1/cases?{asked}")) for name, asked in PAGES}
        after = ""
        for _ in range(20):
            page = get(f"/api/v1/cases?limit=100&after={after}")
            after = page["next"]
        found["a page far behind"] = timed(partial(get, f"/api/v1/cases?after={after}"))
        case = page["cases"][0]["id"]
        found["one case, both sides and history"] = timed(partial(get, f"/api/v1/cases/{case}"))
    return found


def timed(work: Callable[[], object]) -> str:
    """Half, and 95 in 100, of the calls take at most so long."""
    work()
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    times.sort()
    return f"{seconds(times[len(times) // 2])}, {seconds(times[int(0.95 * len(times))])}"


@contextmanager
def serving(settings: Any) -> Iterator[Served]:  # noqa: ANN401 - comity's Settings, imported late
    """A server of that node on the loopback address, with a key for it."""
    import uvicorn

    from comity.identity import KeyOrder, Rate, issue, parse_scopes
    from comity.model import Actor, Purpose, Role
    from comity.node.keys import keep_key
    from comity.node.service import open_service
    from comity.web.app import application

    now = datetime.now(UTC)
    service = open_service(settings, lambda: datetime.now(UTC))
    by = Actor("user:bench", frozenset({Role.SUPERVISOR}))
    order = KeyOrder(
        "bench", now + timedelta(days=1), frozenset({Purpose.CUSTOMER_SCREENING}), parse_scopes(["cases:read"]), rate=Rate(10**6, 10**6)
    )
    made = issue(order, by, now)
    keep_key(service.database, made.key, by, now)
    server = uvicorn.Server(uvicorn.Config(application(lambda: service), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {made.token}"})
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
