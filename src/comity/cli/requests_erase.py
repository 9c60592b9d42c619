"""``comity requests erase``: carrying out an erasure."""

from __future__ import annotations

import click

from comity.cli.requests_desk import carried_out, with_seen


@click.command()
@click.argument("request_id")
@with_seen
def erase(request_id: str, seen: int) -> None:
    """Erase what the open steps name, and leave tombstones, so that no backup brings it back. It cannot be undone.

    Nothing is erased when a legal hold covers something of it.
    """
    from comity.node.person_requests import Seen

    carried_out(lambda opened: opened.desk.carry_out(Seen(request_id, seen), opened.handling))
