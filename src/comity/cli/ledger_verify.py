"""``comity ledger verify``: the whole ledger of this node against its heads and keys."""

from __future__ import annotations

import click

from comity.cli.ledger_desk import open_ledger
from comity.cli.ledger_report import reading_shown, tell_report

UNSIGNED = "nothing in this ledger is signed yet, so nothing is proven. Run: comity ledger sign"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def verify(as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Audit the ledger of this node: each entry, each signed head, the tree's stored nodes.

    Exit code 0 when it is right, 1 at the first fault, which is told. The node may serve meanwhile. What the node cannot know about itself,
    others must: compare the last head with certificates and exports that they hold.
    """
    from comity.node.ledger_audit import verify_ledger

    with open_ledger() as ledger, reading_shown("verifying the ledger") as progress:
        report = verify_ledger(ledger.database, ledger.signer.keys, ledger.act, progress)
    return tell_report(report, "ledger", UNSIGNED, as_json=as_json)
