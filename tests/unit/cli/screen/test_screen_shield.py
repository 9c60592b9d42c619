"""No interrupt is lost, wherever it strikes; none tears a row; waiting for a pipe can always be broken off."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from comity.cli.screen_shield import Patient, Shield
from comity.screening import Index

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def swallow() -> None:
    """What foreign code does that an exception cannot leave: a callback of a C library."""
    with suppress(KeyboardInterrupt):
        interrupt()


def test_an_interrupt_waits_while_it_is_held() -> None:
    reached = []
    with Shield() as shield:

        def held() -> None:
            with shield.holding():
                interrupt()
                reached.append(True)

        with pytest.raises(KeyboardInterrupt):
            held()
        assert reached
        shield.check()


def test_an_interrupt_that_was_swallowed_is_raised_at_the_next_check() -> None:
    with Shield() as shield:
        swallow()
        with pytest.raises(KeyboardInterrupt):
            shield.check()


def test_what_fails_after_a_swallowed_interrupt_is_the_interrupt() -> None:
    def fail() -> None:
        with Shield():
            swallow()
            raise ValueError("half done")

    with pytest.raises(KeyboardInterrupt):
        fail()


def test_an_error_without_an_interrupt_stays_what_it_is() -> None:
    with pytest.raises(ValueError, match="as it is"), Shield():
        raise ValueError("as it is")


def test_waiting_for_a_pipe_is_broken_off_and_what_came_before_is_not_forgotten() -> None:
    with Shield() as shield:
        shield.held = True
        interrupt()
        with pytest.raises(KeyboardInterrupt):
            Patient(io.BytesIO(b"name\n"), shield).read(5)
        assert shield.held
        assert Patient(io.BytesIO(b"name\n"), shield).read(5) == b"name\n"


@pytest.mark.parametrize("source", ["-", "many.csv"])
def test_an_interrupt_that_screening_swallows_never_gives_a_finished_file(
    comity: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    content = b"name\n" + b"Marta Oliveira\n" * 100
    (tmp_path / "many.csv").write_bytes(content)
    ask = Index.screen_many

    def asked(index: Index, queries: Any, rule: Any) -> Any:
        swallow()
        return ask(index, queries, rule)

    monkeypatch.setattr(Index, "screen_many", asked)
    told = comity("screen", source, "--out", "result.csv", stdin=content)
    assert told.code == 130
    assert not Path("result.csv").exists()
    assert "Interrupted" in told.err
