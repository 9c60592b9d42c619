"""``comity requests step``: a step of a correction that people carried out."""

from __future__ import annotations

import click

from comity.cli.requests_desk import carried_out, with_seen
from comity.safeguards import Holding


@click.command()
@click.argument("request_id")
@click.argument("holding", type=click.Choice([holding.value for holding in Holding]))
@with_seen
def step(request_id: str, holding: str, seen: int) -> None:
    """Say that the correction was carried out in HOLDING: texts looked through, recipients told.

    That of the subjects ends once each was corrected, over the API or by an import.
    """
    from comity.node.person_requests import Seen

    carried_out(lambda opened: opened.desk.step_done(Seen(request_id, seen), Holding(holding), opened.handling))
