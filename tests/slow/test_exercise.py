"""The exercise from the command line, as a newcomer begins it: served, ended, made anew, and changed under a node that serves it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from tests.api.test_processes import answers, ended, free_port, until

from comity.model import CaseState, Name, Schema, Subject
from comity.node.settings import Settings
from comity.storage.database import Database
from comity.storage.database.queue import QueueView

pytestmark = pytest.mark.slow
LINK = re.compile(r"\((\w+)\)  (http://127\.0\.0\.1:\d+/welcome#\S+)")


@contextmanager
def begun(home: Path, said: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``comity exercise start``, which answers; what it says goes to the file ``said``. It ends with the ``with`` block at the latest."""
    command = [sys.executable, "-m", "comity.cli", "exercise", "start", "--no-browser", "--port", str(port)]
    with said.open("wb") as stream:
        process = subprocess.Popen(command, env={**os.environ, "COMITY_HOME": str(home)}, stderr=stream, start_new_session=True)
        try:
            until(lambda: answers(port) or process.poll() is not None, 120)
            assert process.poll() is None, said.read_text()
            yield process
        finally:
            with suppress(ProcessLookupError):  # it and the process that it began
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def told(home: Path, *words: str) -> str:
    """What another command of the exercise says, which ends well."""
    command = [sys.executable, "-m", "comity.cli", "exercise", *words]
    done = subprocess.run(command, env={**os.environ, "COMITY_HOME": str(home)}, stderr=subprocess.PIPE, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def waiting(home: Path) -> set[tuple[str, str]]:
    """The pairs of a subject and a listing whose cases wait."""
    database = Database.at(Settings(home).database)
    with database.reading() as reading:
        found = {(one.case.pair.subject, one.case.pair.listing) for one in reading.cases.queue(QueueView(CaseState.OPEN), "", 100).items}
    database.close()
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_is_begun_looked_at_ended_and_begun_again(tmp_path: Path, number: signal.Signals) -> None:
    home, said, port = tmp_path / "exercise", tmp_path / "said", free_port()
    with begun(home, said, port) as server:
        links = dict(LINK.findall(said.read_text()))
        assert set(links) == {"analyst", "approver", "supervisor", "auditor", "administrator"}
        assert f"Open {links['analyst']}" in said.read_text()
        door = httpx2.get(links["analyst"].partition("#")[0], trust_env=False)
        assert door.status_code == 200
        assert 'type="password"' in door.text
        server.send_signal(number)
        assert ended(server) in (0, -number)
    cases = waiting(home)
    assert len(cases) >= 25
    with begun(home, said, port) as server:
        assert "One-time links" not in said.read_text()  # what is there goes on
        assert f"Open http://127.0.0.1:{port}/\n" in said.read_text()
        server.send_signal(number)
        assert ended(server) in (0, -number)
    assert waiting(home) == cases


def test_a_reset_makes_it_anew_with_other_links(tmp_path: Path) -> None:
    home, said, port = tmp_path / "exercise", tmp_path / "said", free_port()
    with begun(home, said, port) as server:
        before = dict(LINK.findall(said.read_text()))
        server.terminate()
        ended(server)
    database = Database.at(Settings(home).database)
    with database.writing() as writing:
        writing.subjects.put_many("mine", [("1", Subject(Schema.PERSON, (Name("Ilva Marenko"),)), None)], datetime.now(UTC))
        assert writing.subjects.bases() == ("exercise", "mine")
    database.close()
    anew = dict(LINK.findall(told(home, "reset")))
    assert set(anew) == set(before)
    assert not set(anew.values()) & set(before.values())
    assert len(waiting(home)) >= 25
    database = Database.at(Settings(home).database)
    with database.reading() as reading:
        assert reading.subjects.bases() == ("exercise",)
    database.close()


def test_a_second_edition_is_screened_by_the_node_that_serves(tmp_path: Path) -> None:
    home, said, port = tmp_path / "exercise", tmp_path / "said", free_port()
    with begun(home, said, port):
        assert "X-013" not in {listing for _, listing in waiting(home)}
        assert "own:exercise: new edition" in told(home, "next-edition")
        until(lambda: "X-013" in {listing for _, listing in waiting(home)}, 120)  # an entry that came resembles somebody under watch
        assert "own:exercise: same edition" in told(home, "next-edition")
