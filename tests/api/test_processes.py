"""``comity serve`` and ``comity work`` as processes: they begin, share the work, and stop when they are asked to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from comity.cli.work import RELIEVED
from comity.model import DatabaseUnusable
from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobState

pytestmark = pytest.mark.slow


@pytest.fixture
def node(tmp_path: Path, index_home: Path) -> Path:
    """A home whose index is built already."""
    home = tmp_path / "node"
    home.mkdir()
    (home / "index").symlink_to(index_home / "index", target_is_directory=True)
    return home


@contextmanager
def comity(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process, ended with the ``with`` block at the latest."""
    environment = {**os.environ, "COMITY_HOME": str(home), "COMITY_LIST_UPDATES": "off"}
    command = [sys.executable, "-m", "comity.cli", *arguments]
    made = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield made
    finally:
        with suppress(ProcessLookupError):  # it and the processes that it began
            os.killpg(made.pid, signal.SIGKILL)
        made.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health", timeout=2, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def jobs_of(home: Path) -> tuple[Job, ...]:
    if not (home / "node.db").exists():
        return ()
    database = Database.at(f"sqlite:///{home / 'node.db'}")
    try:
        with database.reading() as reading:
            return reading.jobs.list(None, "", 500).items
    except DatabaseUnusable:  # its tables are being made
        return ()
    finally:
        database.close()


def hasten(home: Path, kind: str) -> None:
    """Let the jobs of that kind be due now."""
    database = Database.at(f"sqlite:///{home / 'node.db'}")
    with database.writing() as writing:
        for job in writing.jobs.list(None, "", 500, kind).items:
            writing.jobs.hasten(job.id, datetime.now(UTC))
    database.close()


def swept(home: Path) -> list[Job]:
    return [job for job in jobs_of(home) if job.kind == "node.sweep" and job.state is JobState.DONE]


def ended(process: subprocess.Popen[bytes], seconds: float = 30.0) -> int:
    return process.wait(seconds)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_workers_share_the_jobs_and_stop_when_asked(node: Path, number: signal.Signals) -> None:
    with comity(node, "work") as one, comity(node, "work") as other:
        until(lambda: bool(jobs_of(node)))
        one.send_signal(number)
        other.send_signal(number)
        assert (ended(one), ended(other)) == (0, 0)
    keys = [job.key for job in jobs_of(node)]
    assert len(keys) == len(set(keys)) > 0
    assert not [job for job in jobs_of(node) if job.state is JobState.RUNNING]


def test_a_server_carries_out_jobs_beside_answering_and_stops_when_asked(node: Path) -> None:
    port = free_port()
    with comity(node, "serve", "--port", str(port)) as server:
        until(lambda: answers(port))
        until(lambda: bool(jobs_of(node)))
        server.send_signal(signal.SIGTERM)
        assert ended(server) in (0, -signal.SIGTERM)


def test_the_jobs_of_a_server_are_a_process_beside_it_that_is_begun_again_and_ends_with_it(node: Path) -> None:
    port = free_port()
    with comity(node, "serve", "--port", str(port)) as server:
        until(lambda: answers(port))
        until(lambda: len(children(server.pid, b"--beside")) == 1)
        first = children(server.pid, b"--beside")[0]
        os.kill(first, signal.SIGKILL)
        until(lambda: children(server.pid, b"--beside") not in ([], [first]))
        (second,) = children(server.pid, b"--beside")
        until(lambda: bool([job for job in jobs_of(node) if job.kind == "node.sweep"]))
        hasten(node, "node.sweep")
        until(lambda: bool(swept(node)))
        server.kill()
        ended(server)
        until(lambda: not Path(f"/proc/{second}").exists() or b"--beside" not in Path(f"/proc/{second}/cmdline").read_bytes())


WORN_AT_ONCE = "from comity.cli import work; work.MOST_MEMORY = 1; from comity.cli.main import main; main()"


def test_a_process_beside_a_server_asks_to_be_relieved_after_a_long_job_that_left_much_memory_behind(node: Path) -> None:
    environment = {**os.environ, "COMITY_HOME": str(node), "COMITY_LIST_UPDATES": "off"}
    command = [sys.executable, "-c", WORN_AT_ONCE, "work", "--beside"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert ended(process, 60) == RELIEVED  # the first of the long jobs that a new node orders is enough
        assert process.stderr is not None
        assert b'"worker.worn"' in process.stderr.read()
    assert {job.state for job in jobs_of(node)} <= {JobState.DONE, JobState.QUEUED}


def test_a_server_without_jobs_orders_none(node: Path) -> None:
    port = free_port()
    with comity(node, "serve", "--port", str(port), "--no-jobs") as server:
        until(lambda: answers(port))
        time.sleep(7)  # longer than the schedule takes to look
        assert jobs_of(node) == ()
        server.send_signal(signal.SIGINT)
        assert ended(server) in (0, -signal.SIGINT)


def test_several_processes_answer_on_one_port_and_one_carries_out_the_jobs(node: Path) -> None:
    port = free_port()
    with comity(node, "serve", "--port", str(port), "--workers", "2") as server:
        until(lambda: answers(port))
        until(lambda: len(children(server.pid)) >= 2)
        until(lambda: bool([job for job in jobs_of(node) if job.kind == "node.sweep"]))
        hasten(node, "node.sweep")
        until(lambda: bool(swept(node)))
        one = children(server.pid)[-1]
        os.kill(one, signal.SIGKILL)
        until(lambda: one not in children(server.pid) and len(children(server.pid)) >= 2)
        until(lambda: all(answers(port) for _ in range(6)))
        server.send_signal(signal.SIGTERM)
        assert ended(server) == 0
    assert {job.leased_by for job in swept(node)} == {""}
    assert len(swept(node)) == 1


def children(process: int, mark: bytes = b"spawn_main") -> list[int]:
    """The children of ``process`` that bear ``mark`` in their command: as it stands, those that answer, and no helper of Python's."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process and mark in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, IndexError):
            continue
    return sorted(found)
