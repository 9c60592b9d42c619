"""The entry of the command line: exit codes, errors as sentences, quick starts."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import click
import pytest

from comity import __version__
from comity.cli import main
from comity.model import ComityError, FormatError, MissingColumn, NoEdition


def failing(error: BaseException) -> Callable[[str], click.Command]:
    @click.command()
    def verb() -> None:
        raise error

    return lambda _target: verb


@pytest.mark.parametrize(
    ("error", "code"),
    [(FormatError("x.xml ends early", "fetch it again"), 1), (NoEdition("none", ""), 1), (MissingColumn("no name column", "use --map"), 2)],
)
def test_an_error_is_a_sentence_with_a_hint(
    error: ComityError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "load", failing(error))
    assert main.run(["lists"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [f"Error: {error.message}", *([f"  {error.hint}"] if error.hint else [])]


def test_with_verbose_the_traceback_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "load", failing(FormatError("x.xml ends early")))
    with pytest.raises(FormatError):
        main.run(["lists", "--verbose"])


def test_an_unexpected_error_shows_no_traceback_and_no_data(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(main, "load", failing(KeyError("Ilva Marenko")))
    assert main.run(["lists"]) == 1
    said = capsys.readouterr().err
    assert "--verbose" in said
    assert "Ilva" not in said
    assert "Traceback" not in said


def test_an_interruption_has_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "load", failing(KeyboardInterrupt()))
    assert main.run(["lists"]) == 130


def test_a_command_gives_its_own_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "load", lambda _target: click.Command("verb", callback=lambda: 3))
    assert main.run(["screen"]) == 3


@pytest.mark.parametrize("arguments", [["nothing"], ["lists", "nothing"], ["lists", "import", "x.xml"], ["--nothing"]])
def test_wrong_usage_is_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


def test_control_characters_of_a_message_do_not_reach_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "load", failing(FormatError("bad \x1b[2J name")))
    main.run(["lists"])
    assert "\x1b" not in capsys.readouterr().err


def test_the_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(verb in said for verb in main.VERBS)


@pytest.mark.parametrize("target", [target for target, _ in main.VERBS.values()])
def test_every_verb_can_be_loaded(target: str) -> None:
    assert isinstance(main.load(target), click.Command)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "comity.cli", *arguments], capture_output=True, text=True, check=False)


def test_the_version_comes_at_once() -> None:
    begun = time.perf_counter()
    done = command("--version")
    taken = time.perf_counter() - begun
    assert done.stdout.strip() == f"comity, version {__version__}"
    assert taken < 1.0  # 0.1 s on a quiet machine


def test_the_verbs_on_lists_do_not_load_the_screening_engine() -> None:
    code = (
        "import sys; from comity.cli.main import run; "
        "code = run(['lists', 'status', '--json']) or run(['lists', 'show', 'QDi.001']) or run(['--help']); "
        "sys.exit(code or ', '.join({'numba', 'numpy', 'httpx2'} & sys.modules.keys()) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_closed_pipe_ends_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "comity.cli", "lists", "status", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 141
    assert "Traceback" not in said
    assert "Exception ignored" not in said
