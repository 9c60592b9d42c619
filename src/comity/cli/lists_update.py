"""``comity lists update``: fetches lists from their publishers; one that fails keeps its edition and does not stop the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from comity.cli.console import remarks, say
from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import tell
from comity.model import ComityError, UnknownName
from comity.node.lists import Allowance, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from comity.node.lists import ListDesk


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--from", "address", metavar="URL", default="", help="Fetch from this address instead of the publisher's (one NAME only).")
@click.option("--accept-shrink", is_flag=True, help="Take an edition even when its number of entries is implausible.")
def update(names: tuple[str, ...], address: str, accept_shrink: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Fetch lists from their publishers: all that have an address, or those named.

    A list that cannot be fetched, or that comes damaged or suddenly much smaller, keeps the edition in use. Exit code 1 when any failed.
    """
    if address and len(names) != 1:
        raise click.UsageError("--from needs exactly one NAME")
    node = open_node()
    node.settings.prepare()
    desk = list_desk(node)
    allowance = Allowance(accept_shrink=accept_shrink, address=address)
    wanted = names or desk.updatable()
    failed = [name for name in wanted if not _updated(desk, name, node.now, allowance)]
    if failed and len(wanted) > 1:
        say(f"{len(failed)} of {len(wanted)} lists were not updated: {', '.join(failed)}. Editions in use stay.")
    return 1 if failed else 0


def _updated(desk: ListDesk, name: str, now: datetime, allowance: Allowance) -> bool:
    """Update one list; say what came of it. False when it failed. A name that does not exist ends the command."""
    try:
        outcome = _with_bar(desk, name, now, allowance)
    except UnknownName:
        raise
    except ComityError as error:
        say(f"{name}: not updated: {error.message}")
        if error.hint:
            say(f"  {error.hint}")
        return False
    tell(outcome, now)
    return True


def _with_bar(desk: ListDesk, name: str, now: datetime, allowance: Allowance) -> Outcome:
    """Update with a progress bar, on a terminal only."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    console = remarks()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=None)

        def advance(received: int, announced: int | None) -> None:
            done = announced is not None and received >= announced
            bar.update(task, completed=received, total=announced, description=f"{name}: reading" if done else name)

        return desk.update(name, now, allowance, advance)
