"""``comity registry gaps``: the members of a body and the instruments, as a matrix."""

from __future__ import annotations

import csv
import sys
from datetime import datetime

import click

from comity.cli.console import plain, print_json, say
from comity.cli.registry_desk import json_option, on_option, open_registry

MARKS = {
    "in_force": "x",
    "provisional": "p",
    "suspended": "u",
    "consented": "c",
    "signed": "s",
    "withdrawn": "w",
    "not_party": "-",
    "unknown": "?",
}


@click.command()
@click.argument("body")
@click.option("--instrument", "only", multiple=True, metavar="ID", help="Only this instrument; may be given several times.")
@click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values on standard output.")
@on_option
@json_option
def gaps(body: str, only: tuple[str, ...], as_csv: bool, on: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show which instruments the members of BODY are bound by on a day, and where the gaps are."""
    from comity.registry import gaps_of
    from comity.registry.told import matrix_record

    asked = open_registry(on)
    chosen = [asked.registry.instrument(one) for one in only]
    parties, instruments, rows = gaps_of(asked.registry, body, asked.day, chosen)
    if as_json:
        print_json({"body": asked.registry.body(body).id, "on": str(asked.day.on)} | matrix_record(parties, instruments, rows))
        return
    if as_csv:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(["iso2", "name", *(one.id for one in instruments)])
        table.writerows([party.iso2, party.name, *(cell.state.value for cell in row)] for party, row in zip(parties, rows, strict=True))
    else:
        for place, one in enumerate(instruments, 1):
            click.echo(plain(f"{place:>3}  {one.id:<22} {one.short or one.title}"))
        click.echo(f"{'':<24}{''.join(f'{place:>4}' for place in range(1, len(instruments) + 1))}")
        for party, row in zip(parties, rows, strict=True):
            click.echo(plain(f"{party.name[:23]:<24}{''.join(f'{MARKS[cell.state.value]:>4}' for cell in row)}"))
        click.echo("  ".join(f"{mark} {state.replace('_', ' ')}" for state, mark in MARKS.items()))
    stale = sum(cell.is_stale for row in rows for cell in row)
    say(f"{len(parties)} parties, {len(instruments)} instruments; {stale} of {sum(map(len, rows))} cells rest on stale data")
