"""``comity registry in-force``: whether an instrument binds one party, or is in force between two."""

from __future__ import annotations

from datetime import datetime

import click

from comity.cli.console import plain, print_json
from comity.cli.registry_desk import json_option, on_option, open_registry, print_standing, warn_of_age


@click.command("in-force")
@click.argument("instrument")
@click.argument("party")
@click.argument("other", required=False)
@click.option("--article", default="", metavar="NUMBER", help="Only what bears on this article, such as 16 or 16(2).")
@on_option
@json_option
def in_force(instrument: str, party: str, other: str | None, article: str, on: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click passes what the command takes
    """Say whether INSTRUMENT binds PARTY, or is in force between PARTY and OTHER, on a day.

    Parties are given by ISO 3166 code or by name. The answer is as last known, with its date; it is unknown only where nothing is known.
    """
    from comity.registry import in_force_between, in_force_for
    from comity.registry.told import in_force_record

    asked = open_registry(on)
    held = asked.registry.instrument(instrument)
    one = asked.registry.party(party)
    if other is None:
        answer = in_force_for(asked.registry, held, one, asked.day, article)
        between = one.name
    else:
        two = asked.registry.party(other)
        answer = in_force_between(asked.registry, held, (one, two), asked.day, article)
        between = f"{one.name} and {two.name}"
    if as_json:
        print_json(in_force_record(answer))
    else:
        state = {True: "in force", False: "not in force", None: "not known"}[answer.in_force]
        what = f"{held.short or held.title}{f', article {article}' if article else ''}"
        click.echo(plain(f"{what}: {state} for {between} on {asked.day.on}"))
        print_standing(answer)
    warn_of_age(is_stale=answer.is_stale, as_of=answer.as_of)
