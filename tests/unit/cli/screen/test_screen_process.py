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


posix = pytest.mark.skipif(sys.platform == "win32", reason="shells and devices of POSIX")


def shell(command: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run ``command`` in ``folder``; ``$COMITY`` in it is the command line of this package."""
    script = command.replace("$COMITY", f"{sys.executable} -m comity.cli")
    return subprocess.run(["sh", "-c", script], env=environment, cwd=folder, capture_output=True, check=False)


FULL = "the output cannot be written: No space left"


@posix
@pytest.mark.parametrize(
    "command", ["screen customers.csv", "screen customers.csv --json", "screen --name Oliveira", "lists status", "--help"]
)
@pytest.mark.parametrize(
    ("buffered", "where", "says"), [("yes", "> /dev/full", FULL), ("", "> /dev/full", FULL), ("", ">&-", "standard output is closed")]
)
def test_an_output_that_takes_nothing_is_told(
    command: str, buffered: str, where: str, says: str, customers: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    own = " --lists own:watch" if command.startswith("screen") else ""
    environment["PYTHONUNBUFFERED"] = "" if buffered else "1"
    done = shell(f"$COMITY {command}{own} {where}", environment, tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-2].startswith(f"Error: {says}")
    assert b"Internal error" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@posix
def test_a_closed_input_and_closed_remarks_are_no_internal_error(customers: Path, environment: dict[str, str], tmp_path: Path) -> None:
    done = shell("$COMITY screen - --lists own:watch <&-", environment, tmp_path)
    assert (done.returncode, b"standard input is closed" in done.stderr) == (2, True)
    done = shell("$COMITY screen customers.csv --lists own:watch --json 2>&-", environment, tmp_path)
    assert (done.returncode, len(done.stdout.splitlines())) == (3, 4)


@posix
@pytest.mark.parametrize("command", ["screen - --issues customers.csv < customers.csv", "screen - --out customers.csv < customers.csv"])
def test_the_input_behind_standard_input_is_not_written_over(
    command: str, customers: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    before = customers.read_bytes()
    done = shell(f"$COMITY {command.replace(' <', ' --lists own:watch <')}", environment, tmp_path)
    assert (done.returncode, customers.read_bytes()) == (2, before)
    assert b"is the input itself" in done.stderr


@posix
def test_answers_in_a_redirected_file_are_not_written_over_by_issues(customers: Path, environment: dict[str, str], tmp_path: Path) -> None:
    done = shell("$COMITY screen customers.csv --lists own:watch --json --issues r.jsonl > r.jsonl", environment, tmp_path)
    assert done.returncode == 2
    assert b"takes the result" in done.stderr


@posix
def test_a_name_that_is_not_text_is_refused(environment: dict[str, str]) -> None:
    done = subprocess.run([*SCREEN, "--name", b"Jos\xe9 Garc\xeda"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--name is not text in the encoding" in done.stderr


@posix
def test_issues_on_a_full_disk_are_told(customers: Path, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name,dob\n" + "Marta Oliveira,1990-02-30\n" * 2000)
    done = shell("$COMITY screen bad.csv --lists own:watch --issues /dev/full", environment, tmp_path)
    assert done.returncode == 1
    assert b"/dev/full cannot be written on: No space left" in done.stderr


@posix
def test_explaining_a_device_without_end_ends(environment: dict[str, str], tmp_path: Path) -> None:
    done = shell("timeout 20 $COMITY explain 1 /dev/zero", environment, tmp_path)
    assert done.returncode == 1
    assert b"zero, line 1: the line is longer than 16,777,216 bytes" in done.stderr
