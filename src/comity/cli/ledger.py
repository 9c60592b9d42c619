"""``comity ledger``: the group of verbs on the ledger, one module each."""

from __future__ import annotations

import click

from comity.cli.main import VerbGroup

VERBS = {
    "verify": ("comity.cli.ledger_verify:verify", "Audit the ledger of this node."),
    "search": ("comity.cli.ledger_search:search", "Show who did what, when, and to what."),
    "prove": ("comity.cli.ledger_prove:prove", "Give the certificate of one entry."),
    "export": ("comity.cli.ledger_export:export", "Write the whole ledger into a file."),
    "sign": ("comity.cli.ledger_keys:sign", "Sign a head over every entry now."),
    "keys": ("comity.cli.ledger_keys:signing_keys", "Show or change the keys that sign."),
    "check": ("comity.cli.ledger_check:check", "Check a certificate or an export with nothing but the file."),
}


@click.group(cls=VerbGroup, verbs=VERBS)
def ledger() -> None:
    """Look into the ledger of this node, and check what any node's ledger hands out."""
