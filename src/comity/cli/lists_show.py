"""``comity lists show``: everything known of one listing, with the edition it stands in and that edition's age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import age, plain, print_json, say
from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import edition_json, edition_line
from comity.lists.diff import FIELDS
from comity.model.record import listing_to_record

if TYPE_CHECKING:
    from datetime import datetime

    from comity.node.lists import Shown


@click.command()
@click.argument("listing_id", metavar="ID")
@click.option("--list", "names", metavar="NAME", multiple=True, help="Look in this list only; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def show(listing_id: str, names: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show everything known of the listing ID, such as QDi.001, in the editions in use."""
    node = open_node()
    found = list_desk(node).show(listing_id, node.now, names or None)
    if as_json:
        print_json([_record(item, node.now) for item in found])
    for item in found:
        if not as_json:
            print_listing(item)
        if item.stale:
            say(f"Warning: {item.edition.source} is stale: {age(item.age_days)} old. Run: comity lists update {item.edition.source}")


def _record(item: Shown, now: datetime) -> dict[str, Any]:
    edition = edition_json(item.edition, now)
    return {"listing": listing_to_record(item.listing), "edition": edition, "stale": item.stale, "shipped": item.shipped}


def print_listing(item: Shown) -> None:
    """One listing for people: every field that has a value, then where it stands and how old that is."""
    listing = item.listing
    click.echo(plain(f"{listing.id}  {listing.subject.caption}"))
    for field, values in FIELDS.items():
        for turn, value in enumerate(values(listing)):
            click.echo(plain(f"  {field if turn == 0 else '':<14} {value}"))
    shipped = " (shipped extract)" if item.shipped else ""
    click.echo(plain(f"  {'list':<14} {listing.source}{shipped}"))
    click.echo(plain(f"  {'edition':<14} {edition_line(item.edition, item.age_days)}"))
    if str(listing.locator) != "unknown place":
        click.echo(plain(f"  {'stands at':<14} {listing.locator}"))
