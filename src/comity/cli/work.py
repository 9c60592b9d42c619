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
    with at_work(open_node().settings, lambda: datetime.now(UTC)):
        if not beside:
            say("Comity carries out jobs (stop with Ctrl-C)")
        over.wait()


def _make_way(over: threading.Event) -> None:
    """Let the server go first, and end with it and not before: an interrupt at the keyboard reaches both, and it says when."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if os.name != "nt":
        os.nice(LESS)
    threading.Thread(target=_end_with_input, args=(over,), name="server", daemon=True).start()


def _end_with_input(over: threading.Event) -> None:
    sys.stdin.buffer.read()
    over.set()
