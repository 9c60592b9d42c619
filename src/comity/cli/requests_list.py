"""``comity requests list`` and ``show``: what was asked, how far it is, and when it is due."""

from __future__ import annotations

import click

from comity.cli.console import say
from comity.cli.requests_desk import carried_out, line, open_requests
from comity.safeguards import RequestState

PAGE = 200


@click.command("list")
@click.option("--state", type=click.Choice([state.value for state in RequestState]), help="Only those.")
def list_requests(state: str | None) -> None:
    """Show the requests in the order in which they came, closed ones too. They name nobody."""
    found, after = 0, ""
    with open_requests() as opened:
        while True:
            page = opened.desk.page(RequestState(state) if state else None, (after, PAGE), opened.handling)
            for one in page.items:
                click.echo(line(one, opened.handling))
            found, after = found + len(page.items), page.next
            if not after:
                break
    if not found:
        say("There is no such request. Write one down: comity requests receive access")


@click.command("show")
@click.argument("request_id")
def show_request(request_id: str) -> None:
    """Show how far the request is, step by step, and once it is closed, what its answer has to say. Looking is an entry of the ledger."""
    carried_out(lambda opened: opened.desk.get(request_id, opened.handling))
