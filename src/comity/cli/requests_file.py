"""``comity requests file``: everything held about a person, for them."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.console import say
from comity.cli.ledger_export import write_new
from comity.cli.requests_desk import open_requests
from comity.model import Conflict


@click.command()
@click.argument("request_id")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--text", "as_text", is_flag=True, help="A text to read and print (Markdown) instead of JSON.")
def file(request_id: str, file: Path, *, as_text: bool) -> None:
    """Write what is held about the person into the new FILE, which only its owner can read. It must ask for access, and be planned.

    Making it ends the open steps, and is an entry of the ledger for each subject.
    """
    from comity.node.person_text import person_text

    if file.exists():
        raise Conflict(f"{file} exists", "give a name that is not used")
    with open_requests() as opened:
        request, made = opened.desk.file(request_id, opened.handling)
        write_new(file, [person_text(made).encode() if as_text else made.json])
        opened.tell(request)
    say(f"{file}: give it to nobody but the person, and remove it when that is done.")
