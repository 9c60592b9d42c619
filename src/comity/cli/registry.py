"""``comity registry``: the group of verbs on the registry of cooperation, one module each."""

from __future__ import annotations

import click

from comity.cli.main import VerbGroup

VERBS = {
    "in-force": ("comity.cli.registry_in_force:in_force", "Whether an instrument binds one party, or is in force between two."),
    "basis": ("comity.cli.registry_basis:basis", "Every legal basis between two parties for a need."),
    "members": ("comity.cli.registry_members:members", "The members of a body on a day."),
    "obligations": ("comity.cli.registry_obligations:obligations", "What a state is obliged to, and what it has not taken on."),
    "gaps": ("comity.cli.registry_gaps:gaps", "The members of a body and the instruments, as a matrix."),
    "changes": ("comity.cli.registry_changes:changes", "What changed since a day."),
    "show": ("comity.cli.registry_show:show", "Everything known of an instrument, a body or a party."),
    "search": ("comity.cli.registry_search:search", "Find instruments, bodies and parties by words."),
    "status": ("comity.cli.registry_status:status", "How fresh and how complete the registry is."),
    "import": ("comity.cli.registry_import:import_", "Take in events from a file, after showing what is new."),
    "update": ("comity.cli.registry_update:update", "Fetch participation from depositaries."),
}


@click.group(cls=VerbGroup, verbs=VERBS)
def registry() -> None:
    """Ask who is bound to whom, by what, on which date."""
