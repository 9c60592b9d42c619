"""``comity registry show``: everything known of an instrument, a body or a party."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import plain, print_json, say
from comity.cli.registry_desk import Asked, json_option, open_registry, told
from comity.model import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command()
@click.argument("name", metavar="ID")
@click.option("--events", "with_events", is_flag=True, help="Every event in the log, too.")
@json_option
def show(name: str, with_events: bool, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show everything known of the instrument, the body or the party ID: titles, dates, articles, obligations, who takes part."""
    from comity.registry.told import event_record

    asked = open_registry()
    record, of = _record(asked, name)
    events = list(asked.registry.events(of)) if of else []
    if as_json:
        print_json(record | ({"events": [event_record(one) for one in events]} if with_events else {}))
        return
    _print(record)
    for event in events if with_events else ():
        click.echo(plain(f"  {told(event)}"))
    if events and not with_events:
        say(f"{len(events)} events; --events shows them")


def _record(asked: Asked, name: str) -> tuple[dict[str, Any], str]:
    """What is known under ``name``, and the id under which its events are; no id for a party that is not a body."""
    from comity.registry import count_on
    from comity.registry.told import body_record, instrument_record, party_record

    held = asked.registry
    try:
        of = held.id_of(name)
    except UnknownName:
        return party_record(held.party(name)), ""
    record = instrument_record(held.instruments[of]) if of in held.instruments else body_record(held.bodies[of])
    return record | {"bound_today": count_on(held, of, asked.day.today)}, of


def _print(record: Mapping[str, Any]) -> None:
    for key, value in record.items():
        if value in (None, [], {}, ""):
            continue
        label = key.replace("_", " ")
        if isinstance(value, dict):
            value = ", ".join(f"{name}: {said}" for name, said in value.items() if said not in (None, ""))
        rows = value if isinstance(value, list) else [value]
        for turn, row in enumerate(rows):
            text = "  ".join(str(said) for said in row.values() if said) if isinstance(row, dict) else str(row)
            click.echo(plain(f"{label if turn == 0 else '':<20} {text}"))
