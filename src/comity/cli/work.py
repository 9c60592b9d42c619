"""``comity work``: carries out the node's jobs in a process of its own, beside any number of processes that serve."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime

import click

from comity.cli.console import say
from comity.cli.desk import open_node

LESS = 10
"""By how much jobs beside a server are less urgent than its answers (nice, POSIX.1-2024)."""

MOST_MEMORY = 300_000_000
"""Bytes of its own that a process beside a server may hold after a long job: a fresh one has some 180 million. What Python frees between
things that it still holds goes back to nobody: after a million customers were indexed that is 300 million and more.
"""

RELIEVED = 75
"""The exit code of a process beside a server that is to be followed by a new one at once (EX_TEMPFAIL of BSD's sysexits.h)."""

LOOK = 0.5
"""Seconds after which a process beside a server looks again whether it is to be relieved."""


@click.command()
@click.option("--beside", is_flag=True, hidden=True, help="Stop, too, when standard input ends: the server that began this has ended.")
def work(*, beside: bool) -> None:
    """Carry out this node's jobs and keep its schedule, until stopped: lists, indexes, monitoring, retention, webhooks.

    comity serve does the same beside answering, unless it is given --no-jobs. Several of these may run at once: no two do one job. When it
    is stopped (Ctrl-C, SIGTERM) it gives back what is not done; when it is killed, others take that over within a minute.
    """
    from comity.node import logs
    from comity.node.shift import at_work

    logs.begin(logs.destination(os.environ))
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    if beside:
        _make_way(over)
    with at_work(open_node().settings, lambda: datetime.now(UTC), MOST_MEMORY if beside else None) as shift:
        if not beside:
            say("Comity carries out jobs (stop with Ctrl-C)")
        while not over.wait(LOOK if beside else None):
            if shift.is_worn:
                sys.exit(RELIEVED)


def _make_way(over: threading.Event) -> None:
    """Let the server go first, and end with it and not before: an interrupt at the keyboard reaches both, and it says when."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name != "nt":
        os.nice(LESS)
    threading.Thread(target=_end_with_input, args=(over,), name="server", daemon=True).start()


def _end_with_input(over: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not through sys.stdin: the interpreter could not end while its lock is held
        pass
    over.set()
