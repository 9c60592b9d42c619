"""``comity serve``: the node as a service, on this machine only until told otherwise."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime

import click

from comity.cli.console import say
from comity.cli.desk import Node, open_node
from comity.cli.work_beside import work_beside
from comity.model import UsageError
from comity.node.front import is_loopback

APPLICATION = "comity.web.app:create"
DEFAULT_PORT = 8321
REQUESTS_AT_ONCE = 512
"""Requests that are worked on or wait, at most; others are told to come back."""

HEALTHY_WITHIN = 20
"""Seconds in which a process that answers must give a sign of life, or it is replaced: more than a busy machine takes to give one."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a key to look up
"""What stands for every address of this machine, and the one among them at which people may sign in."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--expose", is_flag=True, help="Allow an address that other machines can reach.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer, on one port.")
@click.option("--no-jobs", is_flag=True, help="Carry out no jobs here; comity work does.")
def serve(host: str, port: int, *, expose: bool, workers: int, no_jobs: bool) -> None:
    """Run this node as a service: the API under /api/v1, and the jobs that run by themselves.

    It listens on this machine only. To let others in, put a reverse proxy with TLS in front, or give --host with --expose. The jobs run in
    a process beside; with --workers, in the process that watches over those that answer.
    """
    gc.disable()  # what is loaded now stays; the application looks for cycles again once it is loaded
    if not expose and not is_loopback(host):
        raise UsageError(
            f"{host} can be reached by other machines, and requests carry keys in the clear",
            "put a proxy with TLS in front of 127.0.0.1, or add --expose",
        )
    node = open_node()
    _tell_first_link(node, _address(_EVERYWHERE.get(host, host), port))
    beside = _beside(workers, no_jobs=no_jobs)
    say(f"Comity listens on {_address(host, port)} (stop with Ctrl-C)")
    _run_beside_jobs(host, port, beside, workers, node.settings.front.proxies)


def serve_here(port: int, address: str, *, opens: bool) -> None:
    """Serve this node on this machine, and open ``address`` in the browser once it answers, where a person sits before one."""
    say(f"Open {address}")
    say("Stop with Ctrl-C.")
    if opens and sys.stderr.isatty():
        threading.Thread(target=_open_when_ready, args=(port, address), daemon=True).start()
    _run_beside_jobs("127.0.0.1", port, _beside(1, no_jobs=False))


def _open_when_ready(port: int, address: str) -> None:
    import webbrowser

    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            webbrowser.open(address)
            return
        time.sleep(0.2)


def _run_beside_jobs(host: str, port: int, beside: AbstractContextManager[object], workers: int = 1, proxies: Sequence[str] = ()) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the server answers what it has, then sends itself the signal again
    with beside:
        _run(host, port, workers, proxies)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(host: str, port: int, workers: int, proxies: Sequence[str]) -> None:
    import uvicorn

    from comity.node import logs

    logs.begin(logs.destination(os.environ))
    uvicorn.run(
        APPLICATION,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="auto" if os.name == "nt" else "uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="info",
        forwarded_allow_ips=list(proxies),
        limit_concurrency=REQUESTS_AT_ONCE,
        timeout_graceful_shutdown=20,
        timeout_worker_healthcheck=HEALTHY_WITHIN,
    )


def _beside(workers: int, *, no_jobs: bool) -> AbstractContextManager[object]:
    """What carries out the jobs beside the server. The processes that answer read from the environment that jobs are not theirs."""
    settings = open_node().settings
    os.environ["COMITY_JOBS"] = "off"
    if no_jobs or not settings.works:
        return nullcontext()
    if workers == 1:
        return work_beside()
    from comity.node.shift import at_work

    return at_work(settings, lambda: datetime.now(UTC))


def _tell_first_link(node: Node, listening: str) -> None:
    """Show the link that makes the first administrator, once, when nobody can sign in yet."""
    from comity.node.links import first_start, link

    with node.database() as database:
        invited = first_start(database, node.now)
    if invited is None:
        return
    until = invited.invitation.expires_at.strftime("%H:%M UTC")
    say(f"Nobody can sign in yet. Whoever has this link makes the first administrator; it works once, until {until}:")
    say(f"  {link(node.settings.front.origin or listening, invited)}")
