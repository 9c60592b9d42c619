"""``comity lists remove``: forgets a list with all its editions."""

from __future__ import annotations

import click

from comity.cli.console import say
from comity.cli.desk import list_desk, open_node
from comity.cli.lists_outcome import edition_line


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Forget the list NAME: every edition kept of it, and the indexes that may hold its entries.

    Nothing brings them back. The list that is shipped cannot be removed; screen --lists leaves it out.
    """
    node = open_node()
    node.store.require(name)
    if not yes:
        click.confirm(f"Remove {name} with all its editions?", abort=True, err=True)
    shipped = list_desk(node).remove(name)
    say(f"{name}: removed, with all its editions and the indexes.")
    if shipped is not None:
        say(f"  In use is now the edition that is shipped: {edition_line(shipped, shipped.age_days(node.now))}")
