"""The jobs of a node that serves, in a process beside it: what computes in one process of Python holds up all that answers there."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from comity.cli.console import say
from comity.cli.work import RELIEVED

COMMAND = (sys.executable, "-m", "comity.cli", "work", "--beside")
HEAD_START = 3.0
"""Seconds in which the server loads by itself."""

PAUSE = 5.0
"""Seconds before a process that ended by itself is begun again."""

PATIENCE = 25.0
"""Seconds that it has for giving back what is not done, when it is asked to end: more than ``shift.PATIENCE``."""


@contextmanager
def work_beside() -> Iterator[None]:
    """``comity work`` in a process of its own, for the length of a ``with`` block; begun again when it ends by itself, at once when it asks
    to be relieved.

    It holds the other end of a pipe and ends with it, so it outlives nobody, whatever ends this process.
    """
    stopping = threading.Event()
    keeping = threading.Thread(target=_keep, args=(stopping,), name="work beside", daemon=True)
    keeping.start()
    try:
        yield
    finally:
        stopping.set()
        keeping.join(2 * PATIENCE)


def _keep(stopping: threading.Event) -> None:
    pause = HEAD_START
    while not stopping.wait(pause):
        pause = PAUSE
        try:
            with subprocess.Popen(COMMAND, stdin=subprocess.PIPE) as process:  # noqa: S603 - our own command
                _watch(process, stopping)
        except OSError as problem:
            say(f"No process that carries out jobs can be begun: {problem.strerror}")
            continue
        if process.returncode == RELIEVED:
            pause = 0.0
        elif not stopping.is_set():
            say("The process that carries out jobs ended; another is begun")


def _watch(process: subprocess.Popen[bytes], stopping: threading.Event) -> None:
    """Return when the process has ended, or was asked to and had the time for it."""
    while process.poll() is None and not stopping.wait(0.5):
        pass
    if not stopping.is_set():
        return
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
