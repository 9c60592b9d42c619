"""``comity registry update``: fetches participation from depositaries; one that fails changes nothing and does not stop the others."""

from __future__ import annotations

import click

from comity.cli.console import say
from comity.cli.desk import open_node
from comity.cli.registry_import import Offered, settle
from comity.model import ComityError, UnknownName


@click.command()
@click.argument("instruments", nargs=-1, metavar="[ID]...")
@click.option("--from", "address", metavar="URL", default="", help="Fetch from this address instead of the depositary's (one ID only).")
@click.option("--yes", is_flag=True, help="Keep what is new without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what is new.")
def update(instruments: tuple[str, ...], address: str, yes: bool, dry_run: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Fetch the status of treaties deposited with the United Nations: all those known, or those named. What is new is shown first.

    Exit code 1 when any could not be fetched, or could not be taken whole.
    """
    from comity.exchange import Downloader
    from comity.node.registry import RegistryDesk
    from comity.node.registry_updates import fetched, updatable

    if address and len(instruments) != 1:
        raise click.UsageError("--from needs exactly one ID")
    node = open_node()
    desk = RegistryDesk(node.settings)
    failed: list[str] = []
    for of in instruments or updatable(desk):
        try:
            found = fetched(desk, Downloader(), of, node.now.date(), address)
        except UnknownName:
            raise
        except ComityError as error:
            say(f"{of}: not updated: {error.message}")
            say(f"  {error.hint}")
            failed.append(of)
            continue
        say(of)
        if settle(node, desk, Offered(found, f"untc-{of}"), ask=not yes, keeps=not dry_run):
            failed.append(of)
    if failed:
        say(f"Not updated, or not whole: {', '.join(failed)}. What was held stays.")
    return 1 if failed else 0
