"""``comity registry search``: instruments, bodies and parties whose names hold some words."""

from __future__ import annotations

import click

from comity.cli.console import count, plain, print_json, say
from comity.cli.registry_desk import json_option, open_registry


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
def search(words: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Find instruments, bodies and parties whose ids, titles or short names hold all WORDS."""
    from comity.registry.search import found_by

    found = found_by(open_registry().registry, " ".join(words))
    if as_json:
        print_json([{"id": one.id, "kind": one.kind, "title": one.title} for one in found])
    else:
        for one in found:
            click.echo(plain(f"{one.id:<24} {one.kind.replace('_', ' '):<20} {one.title}"))
    say(count(len(found), "match", "matches"))
