"""``comity lists diff``: what changed between two editions of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import plain, print_json, say
from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import edition_json, edition_line
from comity.model.record import listing_to_record

if TYPE_CHECKING:
    from datetime import datetime

    from comity.model import Amendment, Delta, Listing

LONGEST = 200
"""Characters shown of one value; ``--json`` has all of it."""

CONTEXT = 40


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
    if delta.old.partial != delta.new.partial:
        say("One of them is an extract: only the facts that it keeps were compared.")


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
            removed, added = shortened(change.removed, change.added)
            _values(f"    {change.field}", "-", removed)
            _values(f"    {change.field}", "+", added)
    same = delta.new.entries - len(delta.added) - len(delta.amended)
    click.echo(f"{len(delta.added):,} added, {len(delta.removed):,} removed, {len(delta.amended):,} amended, {same:,} unchanged")


def _headline(listing: Listing) -> str:
    programmes = f" [{', '.join(listing.programmes)}]" if listing.programmes else ""
    return f"{listing.id} {listing.subject.caption} ({listing.subject.schema.value}){programmes}"


def shortened(removed: Sequence[str], added: Sequence[str]) -> tuple[list[str], list[str]]:
    """Long values as people can compare them: where one took the place of one, from shortly before the first difference; cut at 200."""
    start = 0
    if len(removed) == len(added) == 1:
        start = max(0, _first_difference(removed[0], added[0]) - CONTEXT)
    return [_cut(value, start) for value in removed], [_cut(value, start) for value in added]


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(value: str, start: int) -> str:
    if len(value) <= LONGEST:
        return value
    head = value[: value.find(": ") + 2] + "… " if start > CONTEXT else ""
    rest = value[start if head else 0 :]
    return head + (rest if len(rest) <= LONGEST else rest[: LONGEST - 1] + "…")


def _values(field: str, sign: str, values: Iterable[str]) -> None:
    for value in values:
        click.echo(plain(f"{field}: {sign} {value}"))
