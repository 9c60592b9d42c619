"""``comity registry status``: how fresh and how complete the registry is."""

from __future__ import annotations

import click

from comity.cli.console import plain, print_json, say
from comity.cli.registry_desk import json_option, open_registry


@click.command()
@json_option
def status(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show for each instrument and body from when its data are, whether they are complete, and what does not fit; the stalest first."""
    from comity.registry import freshness_of
    from comity.registry.told import freshness_record

    asked = open_registry()
    rows = freshness_of(asked.registry, asked.day)
    if as_json:
        print_json([freshness_record(row) for row in rows])
        return
    for row in rows:
        notes = ", ".join(
            note
            for note in (
                "STALE" if row.is_stale else "",
                "complete" if row.is_complete else "not complete",
                f"{row.expected} expected" if row.expected is not None else "",
                f"{row.conflicts} conflicts" if row.conflicts else "",
                row.weakest.value.replace("_", " "),
            )
            if note
        )
        click.echo(plain(f"{row.of:<22} {row.as_of or 'unknown'!s:<11} {row.parties:>4} bound  {row.events:>5} events  {notes}"))
    stale = sum(row.is_stale for row in rows)
    limit = asked.day.stale_after.days
    say(f"{len(rows)} instruments and bodies, {stale} stale: older than {limit} days. Import what depositaries publish.")
