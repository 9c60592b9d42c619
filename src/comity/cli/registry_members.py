"""``comity registry members``: who belongs to a body on a day, and as what."""

from __future__ import annotations

from datetime import datetime

import click

from comity.cli.console import count, plain, print_json, say
from comity.cli.registry_desk import dated, json_option, on_option, open_registry


@click.command()
@click.argument("body")
@click.option("--all", "every_kind", is_flag=True, help="Observers, partners and others, too.")
@on_option
@json_option
def members(body: str, every_kind: bool, on: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """List the members of BODY on a day: full members, and with --all everybody else who belongs to it somehow."""
    from comity.model import Mode
    from comity.registry import members_on
    from comity.registry.members import FULL
    from comity.registry.told import member_record

    asked = open_registry(on)
    held = asked.registry.body(body)
    found = members_on(asked.registry, held.id, asked.day, tuple(Mode) if every_kind else FULL)
    if as_json:
        print_json([member_record(one, asked.registry, held.id) for one in found])
    else:
        for one in found:
            notes = ", ".join(note for note in ("suspended" if one.is_suspended else "", one.scope) if note)
            row = f"{one.party.iso2 or one.party.id:<3} {one.party.name:<44} {one.kind:<10} {one.since.text}"
            click.echo(plain(f"{row}  ({notes})" if notes else row))
    cover = held.coverage
    complete = "complete" if cover.is_complete else "not complete"
    known = dated(cover.as_of, is_stale=asked.day.is_stale(cover.as_of))
    say(f"{count(len(found), 'member')} of {held.name} on {asked.day.on}; {complete}, {known}")
    if cover.note:
        say(f"  {cover.note}")
