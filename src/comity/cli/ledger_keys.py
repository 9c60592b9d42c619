"""``comity ledger sign`` and ``comity ledger keys``: heads on demand, and the keys that sign them."""

from __future__ import annotations

import click

from comity.cli.console import count, print_json, say
from comity.cli.ledger_desk import open_ledger


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The signed head as JSON.")
def sign(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Sign a head over every entry there is now. A serving node does so by itself, every ten minutes at least.

    Give the head to others: what they hold, nobody here can take back.
    """
    from comity.ledger import head_to_record, moment_text

    with open_ledger() as ledger:
        signed = ledger.desk.head(ledger.act)
    if as_json:
        print_json(head_to_record(signed))
        return
    click.echo(f"{count(signed.head.size, 'entry', 'entries')}, signed {moment_text(signed.head.at)}")
    click.echo(f"Root: {signed.head.root.hex()}")
    click.echo(f"Key:  {signed.head.key}")


@click.command("keys")
@click.option("--rotate", is_flag=True, help="Make a new key; the old one signs that it follows.")
def signing_keys(rotate: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show the fingerprints of the keys that signed this ledger. Whoever checks it compares them with what you told them another way.

    The private key in use lies in the home, in keys/ledger.pem.
    """
    from comity.ledger import key_id

    with open_ledger() as ledger:
        if rotate:
            say(f"A new key is in use: {ledger.signer.rotate(ledger.act.by, ledger.act.at)}")
        keys = ledger.signer.keys
        current = keys.current()
        in_use = key_id(current.public_key()) if current else ""
        for fingerprint in keys.public():
            click.echo(f"{fingerprint}  {'in use' if fingerprint == in_use else 'before'}")
    if not in_use:
        say("There is no key yet. It is made with the first signature: comity ledger sign")
