"""``comity requests refuse`` and ``withdraw``: a request that is not carried out, or not wholly."""

from __future__ import annotations

import click

from comity.cli.requests_desk import carried_out, with_seen
from comity.model import UsageError
from comity.safeguards import Ground, Holding


@click.command()
@click.argument("request_id")
@with_seen
@click.option(
    "--ground",
    "named",
    multiple=True,
    required=True,
    type=click.Choice([ground.value for ground in Ground]),
    help="Why. May be given several times.",
)
@click.option(
    "--holding", type=click.Choice([holding.value for holding in Holding]), help="Only this step; one ground.  [default: the whole request]"
)
def refuse(request_id: str, seen: int, named: tuple[str, ...], holding: str | None) -> None:
    """Refuse the request, or one step of it, on grounds that the law gives for its kind. A step of an erasure is kept and restricted."""
    from comity.node.person_requests import Seen

    grounds = [Ground(one) for one in named]
    if holding is None:
        carried_out(lambda opened: opened.desk.refuse(Seen(request_id, seen), grounds, opened.handling))
        return
    if len(grounds) != 1:
        raise UsageError("one step is refused on one ground", "give the --ground that holds")
    carried_out(lambda opened: opened.desk.refuse_step(Seen(request_id, seen), Holding(holding), grounds[0], opened.handling))


@click.command()
@click.argument("request_id")
@with_seen
def withdraw(request_id: str, seen: int) -> None:
    """Close a request that its person does not pursue."""
    from comity.node.person_requests import Seen

    carried_out(lambda opened: opened.desk.withdraw(Seen(request_id, seen), opened.handling))
