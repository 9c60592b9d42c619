"""``comity backup``: everything that this node keeps, in one file, while it runs."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from comity.cli.console import count, remarks, say
from comity.cli.ledger_desk import open_ledger
from comity.model import UsageError

MEBIBYTE = 1 << 20


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Take the private signing key along: only to move a node that is stopped.")
@click.option("--only-erasures", is_flag=True, help="Only the record of what was erased, for restoring an older backup.")
def backup(file: Path, with_keys: bool, only_erasures: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Write a backup of this node into the new FILE: database, lists, public keys. The node may serve meanwhile.

    The file holds everything that the node knows of persons: keep it as you keep the node. Put it back with: comity restore FILE.

    The private key that signs the ledger is left out, and so is the index, which is made again.
    """
    from comity.node.backups import BackupDesk

    if with_keys and only_erasures:
        raise UsageError("--only-erasures takes no keys along", "leave out one of the two")
    with open_ledger() as ledger:
        desk = BackupDesk(ledger.node.settings, ledger.database, ledger.signer, lambda: datetime.now(UTC))
        if only_erasures:
            made = desk.make_erasures(file, ledger.act.by)
        else:
            console = remarks()
            with console.status("backing up") if console.is_terminal else nullcontext() as status:
                tell = (lambda done: status.update(f"backing up: {done // MEBIBYTE:,} MiB")) if status else None
                made = desk.make(file, ledger.act.by, tell, with_keys=with_keys)
    say(f"{file}: {count(len(made.manifest.members), 'file')}, {made.manifest.size / MEBIBYTE:,.1f} MiB before packing")
    if made.head is not None:
        say(f"Its ledger had {count(made.head.head.size, 'entry', 'entries')} when it was signed with the key {made.head.head.key}")
        kept = "The private signing key is in it: whoever has the file can sign for this node." if with_keys else ""
        say(kept or "The private signing key is not in it.")
