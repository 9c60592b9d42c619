"""``comity requests receive``: a person's request came."""

from __future__ import annotations

import click

from comity.cli.ledger_search import moment
from comity.cli.requests_desk import carried_out
from comity.safeguards import RequestKind


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in RequestKind]))
@click.option(
    "--received-at",
    default="",
    metavar="TIME",
    help="When it came: 2026-03-01 or 2026-03-01T09:05Z, in UTC unless it says so.  [default: now]",
)
def receive(kind: str, received_at: str) -> None:
    """Write down a request of the KIND access, correction or erasure. The answer is due within a month of the day it came."""
    came = moment(received_at)
    carried_out(lambda opened: opened.desk.receive(RequestKind(kind), came or opened.handling.at, opened.handling))
