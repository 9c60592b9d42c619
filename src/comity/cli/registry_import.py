"""``comity registry import``: takes in events from a file, after showing what is new."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from comity.cli.console import count, plain, say
from comity.cli.desk import Node, open_node
from comity.cli.exit_codes import ERROR
from comity.cli.registry_desk import told
from comity.model import UsageError

if TYPE_CHECKING:
    from comity.node.registry import RegistryDesk
    from comity.registry.importing import Found
    from comity.registry.importing.compared import Compared

FORMS = ("events", "untc", "coe", "dutch", "fatf")
SHOWN = 40


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(FORMS), required=True, help="What the file is; events is a table of events.")
@click.option("--of", "of", default="", metavar="ID", help="The instrument it is about (not for events).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="When it was current; else today.")
@click.option("--source", default="", help="What is said of each event; else where such files come from.")
@click.option("--yes", is_flag=True, help="Keep what is new without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what is new.")
def import_(**given: object) -> int:
    """Take in events from FILE: what a depositary publishes, or a table of events. What is new is shown first, and kept when you say so.

    Nothing that is held is changed: what a file says otherwise is kept beside it, as a conflict, and the surer and newer source counts.
    """
    from comity.node.registry import Reading, RegistryDesk

    path, form, as_of = given["file"], str(given["form"]), given["as_of"]
    assert isinstance(path, Path)
    assert as_of is None or isinstance(as_of, datetime)
    if form != "events" and not given["of"]:
        raise UsageError("it is not said which instrument the file is about", "add --of FINANCING-1999")
    if form == "events" and given["of"]:
        raise UsageError("a table of events says in each row what it is about", "leave --of out")
    node = open_node()
    desk = RegistryDesk(node.settings)
    reading = Reading(path, form, str(given["of"]), as_of.date() if as_of else node.now.date(), node.now.date(), str(given["source"]))
    found = desk.read(reading)
    return settle(node, desk, Offered(found, path.name, is_whole=form != "events"), ask=not given["yes"], keeps=not given["dry_run"])


class Offered(NamedTuple):
    """What was read, the word under which it is kept, and whether it is all that there is about an instrument."""

    found: Found
    word: str
    is_whole: bool = True


def settle(node: Node, desk: RegistryDesk, offered: Offered, *, ask: bool, keeps: bool) -> int:
    """Show what an import would add, and keep it when that is wanted; the exit code, 1 where rows could not be taken."""
    from comity.cli.keys import operator
    from comity.node.registry import Import, take_in
    from comity.registry.importing.compared import compared

    found = offered.found

    for issue in found.issues:
        say(f"Error: {issue}")
    outcome = compared(desk.registry(), found.events, is_whole=offered.is_whole)
    _show(outcome)
    if keeps and outcome.to_keep and (not ask or click.confirm("Keep these?", err=True)):
        with node.database() as database:
            path = take_in(desk, database, Import(outcome.to_keep, offered.word, operator(), node.now))
        say(f"{count(len(outcome.to_keep), 'event')} kept in {path}")
    else:
        say("Nothing was kept.")
    return ERROR if found.issues else 0


def _show(outcome: Compared) -> None:
    for mark, events in (("+", outcome.new), ("=", outcome.confirming)):
        for event in events[:SHOWN]:
            click.echo(plain(f"{mark} {event.instrument} {told(event)}"))
        if len(events) > SHOWN:
            click.echo(f"{mark} … and {len(events) - SHOWN:,} more")
    for held, read in outcome.differing:
        click.echo(plain(f"! {read.instrument} {told(read)}"))
        click.echo(plain(f"  held: {told(held)}"))
    if outcome.missing:
        say(f"Not in the file, yet held as bound: {', '.join(outcome.missing)}")
    say(
        f"{count(len(outcome.new), 'new event')}, {len(outcome.confirming)} that confirm what is held, "
        f"{len(outcome.differing)} that differ, {len(outcome.held)} held word for word"
    )
