"""``comity registry obligations``: what a state is obliged to, by what, and what it has not taken on."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

import click

from comity.cli.console import plain, print_json, say
from comity.cli.registry_desk import dated, json_option, on_option, open_registry


@click.command()
@click.argument("party")
@click.option("--missing", is_flag=True, help="Only what it has not taken on, or of which that is unknown.")
@on_option
@json_option
def obligations(party: str, missing: bool, on: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List the obligations of PARTY on a day, by instrument: those that bind it, and those that it has not taken on."""
    from comity.registry import obligations_of
    from comity.registry.told import duty_record

    asked = open_registry(on)
    who = asked.registry.party(party)
    duties = [one for one in obligations_of(asked.registry, who, asked.day) if not missing or one.state != "bound"]
    if as_json:
        print_json([duty_record(one) for one in duties])
        return
    for instrument, among in groupby(duties, key=lambda one: one.of.id):
        group = list(among)
        first = group[0]
        known = dated(first.standing.as_of, is_stale=first.standing.is_stale)
        click.echo(plain(f"{first.of.short or first.of.title} ({instrument}): {first.standing.why}; {known}"))
        for one in group:
            due = f" ({one.obligation.due})" if one.obligation.due else ""
            click.echo(plain(f"  {one.state.replace('_', ' '):<13} {one.obligation.article:<10} {one.obligation.duty}{due}"))
    counted = {state: sum(one.state == state for one in duties) for state in ("bound", "not_taken_on", "unknown")}
    say(f"{who.name} on {asked.day.on}: {counted['bound']} bind it, {counted['not_taken_on']} not taken on, {counted['unknown']} unknown")
