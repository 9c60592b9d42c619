"""``comity lists``: the group of verbs on lists, one module each."""

from __future__ import annotations

import click

from comity.cli.main import VerbGroup

VERBS = {
    "status": ("comity.cli.lists_status:status", "Show each list's edition, its age and its size."),
    "update": ("comity.cli.lists_update:update", "Fetch lists from their publishers."),
    "import": ("comity.cli.lists_import:import_", "Take in a file as an edition of a list."),
    "remove": ("comity.cli.lists_remove:remove", "Forget a list with all its editions."),
    "diff": ("comity.cli.lists_diff:diff", "Show what changed between two editions."),
    "show": ("comity.cli.lists_show:show", "Show everything known of one listing."),
}


@click.group(cls=VerbGroup, verbs=VERBS)
def lists() -> None:
    """Update, import, compare and look up lists."""
