"""comity screen as a process of its own: exit codes, pipes and signals as a shell sees them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCREEN = (sys.executable, "-m", "comity.cli", "screen", "--lists", "own:watch")


@pytest.fixture
def environment(watched_home: Path) -> dict[str, str]:
    return {**os.environ, "COMITY_HOME": str(watched_home)}


def test_exit_codes_and_streams(customers: Path, environment: dict[str, str]) -> None:
    done = subprocess.run([*SCREEN, str(customers), "--json"], env=environment, capture_output=True, check=False)
    assert done.returncode == 3
    assert [json.loads(line)["row"] for line in done.stdout.decode().splitlines()] == [1, 2, 3, 4]
    assert b"4 rows in" in done.stderr


def test_an_encoding_that_lacks_letters_does_not_stop_the_report(customers: Path, environment: dict[str, str]) -> None:
    ascii_only = {**environment, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*SCREEN, "--name", "Zubayda Hartunian"], env=ascii_only, capture_output=True, check=False)
    assert done.returncode == 3
    assert b"\\u0632" in done.stdout
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path: Path, environment: dict[str, str]) -> None:
    path = tmp_path / "many.csv"
    path.write_text("name\n" + "Marta Oliveira\n" * 5000)
    with subprocess.Popen([*SCREEN, str(path), "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read()
    assert b"Traceback" not in said
    assert b"Internal error" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_an_interrupt_while_waiting_for_input_ends_the_run(tmp_path: Path, environment: dict[str, str]) -> None:
    command = [*SCREEN, "-", "--out", "result.csv"]
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        running.stdin.write(b"name\n" + b"Marta Oliveira\n" * 20_000)
        running.stdin.flush()
        while not any(tmp_path.glob("*.result.csv*")) and not any(tmp_path.glob(".*result.csv*")):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        running.stdin.close()
    assert running.returncode == 130
    assert b"Traceback" not in said
