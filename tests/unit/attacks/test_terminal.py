"""What reaches a terminal: no control character of a file, a list or a name, no markup, no colour where none is wanted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[hl]|\x1b\[[0-9]?[AK]")
"""The only escapes that we write: colour and weight; and of progress, which is shown when reading the lists takes long, the cursor hidden
and shown, a line up, a line cleared.
"""

HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def on_terminal(desk: Any, *arguments: object, columns: int = 100, **variables: str) -> str:
    """Run the command on a pseudo-terminal and give all that it wrote."""
    pty = pytest.importorskip("pty")
    environment = {**desk.environment, "COLUMNS": str(columns), "TERM": "xterm", **variables}
    command = [sys.executable, "-m", "comity.cli", *map(str, arguments)]
    lead, follow = pty.openpty()
    with subprocess.Popen(command, env=environment, stdin=follow, stdout=follow, stderr=follow, close_fds=True) as process:
        os.close(follow)
        written = b""
        while True:
            try:
                block = os.read(lead, 65_536)
            except OSError:
                break
            if not block:
                break
            written += block
        process.wait(60)
    os.close(lead)
    return written.decode("utf-8")


@pytest.fixture
def evil(desk: Any) -> Path:
    path = Path("evil.csv")
    path.write_text(
        'name,x\x1b[31m[bold]\n"Anselm Korvath\x1b]0;owned\x07 Quillmann[red]",\x9b31m\n'
        '"[link=http://x.invalid]Gorvald[/link] Estrimann",\u202eabc\nZubayda Hartunian\x08\x08\x7f,1990-02-30\x1b[2J\n',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("columns", [20, 200])
def test_names_from_files_and_lists_do_not_reach_the_terminal_raw(desk: Any, evil: Path, columns: int) -> None:
    text = on_terminal(desk, "screen", evil, "--lists", "own:watch", "--min-score", "0.5", columns=columns)
    assert not HARMFUL.findall(OURS.sub("", text))
    assert "\x1b[31m" not in text


def test_markup_in_names_stays_text(desk: Any) -> None:
    text = on_terminal(desk, "screen", "--name", "Gorvald Estrimann [link=http://x.invalid][red]", "--lists", "own:watch")
    assert "[link=http://x.invalid][red]" in text
    assert "\x1b]8" not in text


def test_machine_readable_answers_hold_no_raw_control_character(desk: Any, evil: Path) -> None:
    for arguments in (("screen", evil, "--lists", "own:watch", "--json"), ("lists", "show", "W-5", "--json")):
        assert not HARMFUL.findall(OURS.sub("", on_terminal(desk, *arguments))), arguments


def test_file_names_do_not_reach_the_terminal_raw(desk: Any) -> None:
    Path("rows\x1b[31m.csv").write_text("name\nMarta Oliveira\n", encoding="utf-8")
    told = desk.call("screen", "rows\x1b[31m.csv", "--out", "out\x1b[31m.csv")
    assert told.code == 0
    assert not HARMFUL.findall(told.all)


def test_no_colour_where_none_is_wanted(desk: Any, evil: Path) -> None:
    text = on_terminal(desk, "screen", evil, "--lists", "own:watch", NO_COLOR="1")
    assert not re.findall(r"\x1b\[(?:\d+;)*3\d", text)


def test_a_poor_locale_escapes_and_does_not_fail(desk: Any) -> None:
    poor = replace(desk, variables={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    told = poor.process("screen", "--name", "Zubayda Hartunian")
    assert (told.code, told.is_civil()) == (3, True)
    assert "\\u0632" in told.out


def test_a_closed_pipe_ends_quietly(desk: Any) -> None:
    Path("rows.csv").write_text("name\n" + "Anselm Korvath Quillmann\n" * 3000, encoding="utf-8")
    with desk.start("screen", "rows.csv", "--json") as process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 141
    assert not [line for line in said.splitlines() if not line.startswith("Compiling")]
