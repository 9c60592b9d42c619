"""``comity restore``: a backup back into an empty home or database."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.cli.console import count, plain, remarks, say
from comity.cli.desk import open_node
from comity.cli.keys import operator

if TYPE_CHECKING:
    from comity.node.restoring import RestoredNode

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--erased-since",
    "later",
    metavar="FILE",
    multiple=True,
    type=FILE,
    help="A later backup, one made with --only-erasures, or a tombstones.jsonl.",
)
@click.option("--with-keys", is_flag=True, help="Go on signing with the key in the backup: only when the node has done nothing since.")
def restore(file: Path, later: tuple[Path, ...], with_keys: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Put the backup FILE into COMITY_HOME, where no database is yet, or into the empty database that COMITY_DATABASE_URL names.

    Every file is held against the manifest and the ledger against its signed heads before anything is put in place. When it is interrupted,
    run it again.

    Persons who were erased since the backup was made do not come back when you name every later backup with --erased-since.
    """
    from comity.node.restoring import Restoration, RestoreDesk

    node = open_node()
    console = remarks()
    with console.status("restoring") if console.is_terminal else nullcontext() as status:
        tell = (lambda what: status.update(f"restoring: {what}")) if status else (lambda _: None)
        desk = RestoreDesk(node.settings, lambda: datetime.now(UTC), tell)
        done = desk.restore(Restoration(file, later, with_keys), operator())
    _tell(done, later)


def _tell(done: RestoredNode, later: tuple[Path, ...]) -> None:
    say(plain(f"Restored: the node as it was {done.manifest.about.get('made_at')}, {count(done.database.rows, 'row')}."))
    say(f"The ledger is right: {count(done.ledger.size, 'entry', 'entries')}, {count(done.ledger.heads, 'signed head')}.")
    if done.database.erased:
        say(f"{count(done.database.erased, 'record')} that were erased after the backup was made are erased again.")
    if not later:
        say("Warning: no later backup was named: what was erased since is back, unless this home still knew of it: see --erased-since.")
    if done.database.unknown:
        say(f"Warning: {count(done.database.unknown, 'tombstone')} are of kinds that this version cannot erase.")
    if done.keeps_lists:
        say("This home had lists already; they stay, and those of the backup were not used.")
    if done.retired:
        say("The signing key of this home had signed entries that are lost now. It is retired; a new one is made with the next signature.")
    say("Keys, users and rights are as they were then: look through `comity keys list` before you let anybody in.")
