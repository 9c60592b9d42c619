"""``comity registry changes``: what happened, or took effect, since a day."""

from __future__ import annotations

from datetime import datetime

import click

from comity.cli.console import count, plain, print_json, say
from comity.cli.registry_desk import json_option, open_registry, told


@click.command()
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The first day, such as 2025-01-01.")
@click.option("--of", "of", default="", metavar="ID", help="Only this instrument or body.")
@click.option("--party", default="", metavar="PARTY", help="Only this party, by code or name.")
@json_option
def changes(since: datetime, of: str, party: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List what changed since a day: signatures, consents, entries into force, withdrawals, memberships, the oldest first."""
    from comity.registry import changes_since
    from comity.registry.told import change_record

    asked = open_registry()
    who = asked.registry.party(party).id if party else ""
    found = changes_since(asked.registry, since.date(), of, who)
    if as_json:
        print_json([change_record(one) for one in found])
    else:
        for one in found:
            click.echo(plain(f"{one.on.text:<10}  {one.event.instrument:<20} {told(one.event)}"))
    say(f"{count(len(found), 'change')} since {since.date()}, as far as the registry knows (comity registry status)")
