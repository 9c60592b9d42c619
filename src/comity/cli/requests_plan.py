"""``comity requests plan`` and ``extend``: every place that may hold the person, and more time to look."""

from __future__ import annotations

import click

from comity.cli.console import say
from comity.cli.requests_desk import carried_out, open_requests, with_seen


@click.command()
@click.argument("request_id")
@with_seen
def plan(request_id: str, seen: int) -> None:
    """Count what every holding has of the person, and say what rules of retention and legal holds say of each subject."""
    from comity.node.person_requests import Seen

    with open_requests() as opened:
        request, said = opened.desk.plan(Seen(request_id, seen), opened.handling)
        opened.tell(request)
    for one in said:
        say(f"{one.fate.value}  subject:{one.record.id}  {one.reason}")


@click.command()
@click.argument("request_id")
@with_seen
@click.option("--because", required=True, help="Why; the person is told.")
def extend(request_id: str, seen: int, because: str) -> None:
    """Take two months more: once, within the first month, for a reason that the person is told."""
    from comity.node.person_requests import Seen

    carried_out(lambda opened: opened.desk.extend(Seen(request_id, seen), because, opened.handling))
