"""The API under load: one subject at a hundred requests a second, and batches as fast as they go; the server on one core, wrk on another.

``python3 bench/api.py [--shared DIR] [--seconds N] [--postgres]``. The lists are the UN's, OFAC's (SDN) and the EU's: some 66,000 names.
Every request carries a key, is counted against its rate and is an entry in the ledger before it is answered. Innocent names are invented,
of 36 cultures; one in fifty bears a listed name with noise. Needs wrk (Debian: wrk). Everything stays on the loopback address and ends by
itself.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.invent import invent  # noqa: E402 - the repository is not installed for the Python that runs this
from bench.markdown import per_second, seconds, table  # noqa: E402
from bench.noise import KINDS, noised  # noqa: E402
from bench.postgres import postgres  # noqa: E402
from bench.run import facts, say  # noqa: E402

COMITY = ROOT / ".venv" / "bin" / "comity"
LISTS = {"un-sc": "un-sc-2026-02-27.xml.xz", "ofac-sdn": "ofac-sdn-2024-05-07.xml.xz", "eu-fsf": "eu-fsf-2024-05-13.xml.xz"}
LISTED = ("Ayman Muhammed Al Zawahiri", "Sergei Viktorovich Lavrov", "Bank Melli Iran")
SEED = 100
BATCH = 100
CONNECTIONS = 10
FIRST_JOBS = 75
"""Seconds before anything is taken down: a node does the jobs of the day in the first minute after it started."""

STARTS = 7
"""Starts that are timed, one after the other."""

PAUSE = 95
"""Milliseconds between two requests of one connection: with ten, some hundred requests a second."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure the API.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ (default: ../shared)")
    parser.add_argument("--seconds", type=int, default=30, help="how long each load lasts")
    parser.add_argument("--postgres", action="store_true", help="a PostgreSQL server of its own, instead of SQLite")
    given = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing. On Debian: apt-get install wrk")
    taken = facts("the server on one, the load on another", "")
    with tempfile.TemporaryDirectory(prefix="comity-api-") as temporary, postgres() if given.postgres else nullcontext("") as url:
        home = Path(temporary)
        environment = {**os.environ, "COMITY_HOME": str(home / "home"), "COMITY_DATABASE_URL": url}
        key = prepare(given.shared, environment)
        rows = measure(home, environment, key, given.seconds)
    print(table(("taken", ""), [(name, taken[name]) for name in ("date", "commit", "machine", "core", "load")]))
    print()
    print(table(("POST /api/v1/screen, 20,777 listings", "PostgreSQL" if given.postgres else "SQLite"), rows))


def prepare(shared: Path, environment: Mapping[str, str]) -> str:
    """Import the lists, build the index, and issue a key."""
    for name, file in LISTS.items():
        say(f"importing {name}")
        _comity(["lists", "import", str(shared / "lists" / file), "--as", name], environment)
    say("building the index")
    _comity(["screen", "--name", "Nobody In Particular"], environment)
    return _comity(
        [
            "keys",
            "issue",
            "bench",
            "--scope",
            "screen",
            "--purpose",
            "customer_screening",
            "--per-minute",
            "100000000",
            "--per-day",
            "1000000000",
        ],
        environment,
    ).strip()


def measure(home: Path, environment: Mapping[str, str], key: str, duration: int) -> list[tuple[str, str]]:
    """The rows of the table."""
    port = _free_port()
    singles, batches = _bodies(home)
    os.sync()  # what was prepared is on the disk: else a commit waits for that, too
    starts = sorted(_start_and_stop(environment, port) for _ in range(STARTS))
    server, _ = _started(environment, port)
    try:
        address = f"http://127.0.0.1:{port}/api/v1/screen"
        _wrk(address, singles, key, (str(CONNECTIONS), str(FIRST_JOBS)), PAUSE)  # warm, and past the jobs of the day
        one = _wrk(address, singles, key, (str(CONNECTIONS), str(duration)), PAUSE)
        most = _wrk(address, singles, key, (str(CONNECTIONS), str(duration)), 0)
        many = _wrk(address, batches, key, ("4", str(duration)), 0)
        resident = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text())[1])  # type: ignore[index]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    rate = one["requests"] / (one["microseconds"] / 1e6)
    return [
        (f"from start to the first answer: half, slowest of {STARTS}", f"{seconds(starts[STARTS // 2])}, {seconds(starts[-1])}"),
        (f"one subject, {rate:.0f} requests/s: p50, p99, longest", _spread(one)),
        (f"one subject, {CONNECTIONS} connections, no pause: requests/s", per_second(most["requests"] / (most["microseconds"] / 1e6))),
        ("… p50, p99, longest", _spread(most)),
        (f"batches of {BATCH}, 4 connections: subjects/s", per_second(BATCH * many["requests"] / (many["microseconds"] / 1e6))),
        ("… p50, p99, longest", _spread(many)),
        ("requests that went wrong", str(one["wrong"] + most["wrong"] + many["wrong"])),
        ("resident memory at the end", f"{resident / 1024:,.0f} MiB"),
    ]


def _bodies(folder: Path) -> tuple[Path, Path]:
    random = Random(SEED)
    people = [{"schema": one.schema, "names": [one.name]} for one in invent(6000, SEED)]
    for at in range(0, len(people), 50):
        listed = noised(
            random.choice(("Ayman Muhammed Al Zawahiri", "Sergei Viktorovich Lavrov", "Bank Melli Iran")),
            random.choice(list(KINDS)),
            random,
        )
        people[at] = {"schema": "LegalEntity", "names": [listed or "Bank Melli Iran"]}
    singles, batches = folder / "singles.txt", folder / "batches.txt"
    singles.write_text("\n".join(json.dumps({"subjects": {"a": one}}) for one in people), encoding="utf-8")
    groups = (people[start : start + BATCH] for start in range(0, len(people), BATCH))
    lines = (json.dumps({"subjects": {str(at): one for at, one in enumerate(group)}}) for group in groups)
    batches.write_text("\n".join(lines), encoding="utf-8")
    return singles, batches


def _started(environment: Mapping[str, str], port: int) -> tuple[subprocess.Popen[bytes], float]:
    """The server on the last core, and the seconds until it answered."""
    command = ["taskset", "-c", str((os.cpu_count() or 1) - 1), str(COMITY), "serve", "--port", str(port)]
    begun = time.perf_counter()
    server = subprocess.Popen(command, env=dict(environment), stderr=subprocess.DEVNULL)
    while time.perf_counter() - begun < 120:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return server, time.perf_counter() - begun
        except OSError:
            time.sleep(0.005)
    server.kill()
    sys.exit("the server did not answer within two minutes")


def _start_and_stop(environment: Mapping[str, str], port: int) -> float:
    server, first = _started(environment, port)
    server.send_signal(signal.SIGTERM)
    server.wait(30)
    return first


def _wrk(address: str, bodies: Path, key: str, load: tuple[str, str], pause: int) -> dict[str, float]:
    connections, duration = load
    environment = {**os.environ, "BENCH_BODIES": str(bodies), "BENCH_KEY": key, "BENCH_PAUSE": str(pause)}
    command = [
        "taskset",
        "-c",
        "0",
        "wrk",
        "-t",
        "1",
        "-c",
        connections,
        "-d",
        f"{duration}s",
        "--timeout",
        "30s",
        "-s",
        "bench/api.lua",
        address,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = re.search(r"^RESULT (.*)$", done.stdout, re.MULTILINE)
    assert found is not None
    result: dict[str, float] = json.loads(found[1])
    return result


def _spread(result: Mapping[str, float]) -> str:
    return ", ".join(f"{result[name] / 1000:.1f} ms" for name in ("p50", "p99", "longest"))


def _comity(arguments: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run([str(COMITY), *arguments], env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"comity {arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    main()
