"""``comity lists diff``: what changed between two editions of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import plain, print_json, say
from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import edition_json, edition_line
from comity.model.record import listing_to_record

if TYPE_CHECKING:
    from datetime import datetime

    from comity.model import Amendment, Delta, Edition, Listing


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--as", "source", metavar="NAME", default="", help="OLD and NEW may be files of this list.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def diff(old: str, new: str, source: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show what changed from edition OLD to edition NEW: entries added, removed, and amended by field.

    An edition is named by its id or the beginning of it, by its list (un-sc: the one in use), or by list and day
    (un-sc@2025-04-19: the last one of that day or before).
    """
    node = open_node()
    delta = list_desk(node).delta(old, new, source)
    if as_json:
        print_json(delta_json(delta, node.now))
        return
    print_delta(delta)
    for edition in (delta.old, delta.new):
        say(("From " if edition is delta.old else "To   ") + edition_line(edition, edition.age_days(node.now)))
    for edition in _partial(delta):
        say(f"Warning: {edition.id} leaves something out ({edition.partial}); what it leaves out shows as removed or added.")


def _partial(delta: Delta) -> list[Edition]:
    return [edition for edition in (delta.old, delta.new) if edition.partial and delta.old.partial != delta.new.partial]


def delta_json(delta: Delta, now: datetime) -> dict[str, Any]:
    """A delta for machines: whole records of who came and went, and the changed fields of who stayed."""
    return {
        "old": edition_json(delta.old, now),
        "new": edition_json(delta.new, now),
        "added": [listing_to_record(listing) for listing in delta.added],
        "removed": [listing_to_record(listing) for listing in delta.removed],
        "amended": [_amendment_json(amendment) for amendment in delta.amended],
    }


def _amendment_json(amendment: Amendment) -> dict[str, Any]:
    changes = [{"field": c.field, "removed": list(c.removed), "added": list(c.added)} for c in amendment.changes]
    return {"id": amendment.new.id, "name": amendment.new.subject.caption, "changes": changes}


def print_delta(delta: Delta) -> None:
    """A delta for people: ``+`` came, ``-`` went, ``~`` stayed with other facts; then the counts."""
    for sign, listings in (("+", delta.added), ("-", delta.removed)):
        for listing in listings:
            click.echo(plain(f"{sign} {_headline(listing)}"))
    for amendment in delta.amended:
        click.echo(plain(f"~ {_headline(amendment.new)}"))
        for change in amendment.changes:
            _values(f"    {change.field}", "-", change.removed)
            _values(f"    {change.field}", "+", change.added)
    same = delta.new.entries - len(delta.added) - len(delta.amended)
    click.echo(f"{len(delta.added):,} added, {len(delta.removed):,} removed, {len(delta.amended):,} amended, {same:,} unchanged")


def _headline(listing: Listing) -> str:
    programmes = f" [{', '.join(listing.programmes)}]" if listing.programmes else ""
    return f"{listing.id} {listing.subject.caption} ({listing.subject.schema.value}){programmes}"


def _values(field: str, sign: str, values: Iterable[str]) -> None:
    for value in values:
        click.echo(plain(f"{field}: {sign} {value}"))
