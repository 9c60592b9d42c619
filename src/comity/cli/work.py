"""``comity work``: carries out the node's jobs in a process of its own, beside any number of processes that serve."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime

import click

from comity.cli.console import say
from comity.cli.desk import open_node


@click.command()
def work() -> None:
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
    with at_work(open_node().settings, lambda: datetime.now(UTC)):
        say("Comity carries out jobs (stop with Ctrl-C)")
        over.wait()
