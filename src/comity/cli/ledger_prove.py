"""``comity ledger prove``: the certificate of one entry, for somebody who has no access to the node."""

from __future__ import annotations

from pathlib import Path

import click

from comity.cli.console import say
from comity.cli.ledger_desk import open_ledger
from comity.cli.ledger_export import write_new


@click.command()
@click.argument("number", type=click.IntRange(0))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this new file instead.")
def prove(number: int, out: Path | None) -> None:
    """Give the certificate of entry NUMBER, counted from 0: JSON on standard output.

    It proves by itself that the entry stands in the ledger unchanged; check it anywhere with: comity ledger check FILE. When no head covers
    the entry yet, one is signed.
    """
    with open_ledger() as ledger:
        document = ledger.desk.certificate(number, ledger.act)
    if out is None:
        click.echo(document.decode(), nl=False)
    else:
        write_new(out, [document])
        say(f"{out}: the certificate of entry {number:,}")
