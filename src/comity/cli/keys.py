"""``comity keys``: keys for the programs that ask this node, issued, listed and revoked by whoever holds its folder."""

from __future__ import annotations

import getpass
from datetime import datetime, timedelta

import click

from comity.cli.console import answers, plain, say
from comity.cli.desk import Node, open_node
from comity.cli.main import VerbGroup
from comity.model import Actor, Purpose, Role, UsageError

keys = VerbGroup(
    name="keys",
    verbs={
        "issue": ("comity.cli.keys:issue_key", "Issue a key for a program."),
        "list": ("comity.cli.keys:list_keys", "Show the keys, without their secrets."),
        "revoke": ("comity.cli.keys:revoke_key", "End a key."),
    },
    help="Keys for the programs that ask this node.",
)


def operator() -> Actor:
    """The person at this machine who holds the node's folder: they may issue what a supervisor may."""
    name = "".join(character for character in getpass.getuser().lower() if character.isalnum())[:40]
    return Actor(f"user:{name or 'operator'}@console", frozenset({Role.SUPERVISOR}))


@click.command("issue")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="What the key may do, such as screen. Several may be given.")
@click.option("--purpose", "purposes", multiple=True, required=True, help="What for, such as customer_screening. Several may be given.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="Days until the key ends.")
@click.option("--per-minute", type=click.IntRange(1), default=600, show_default=True, help="Requests a minute.")
@click.option("--per-day", type=click.IntRange(1), default=100_000, show_default=True, help="Requests a day.")
def issue_key(name: str, scopes: tuple[str, ...], purposes: tuple[str, ...], days: int, **limits: int) -> None:
    """Issue a key called NAME, and show it once."""
    from comity.identity import KeyOrder, Rate, parse_scopes
    from comity.node import keys as at_node

    node = open_node()
    order = KeyOrder(
        name=name,
        expires_at=node.now + timedelta(days=days),
        purposes=frozenset(map(_purpose, purposes)),
        scopes=parse_scopes(scopes),
        rate=Rate(limits["per_minute"], limits["per_minute"]),
        per_day=limits["per_day"],
    )
    with node.database() as database:
        issued = at_node.issue_key(database, order, operator(), node.now)
    say("This key is shown once. Whoever has it can ask this node: keep it as you keep a password.")
    click.echo(issued.token)


@click.command("list")
def list_keys() -> None:
    """Show the keys, without their secrets."""
    node = open_node()
    with node.database() as database, database.reading() as reading:
        found = reading.keys.all()
    console = answers()
    for key in found:
        ended = "revoked" if key.revoked_at else "ended" if key.expires_at <= node.now else f"until {_day(key.expires_at)}"
        console.print(f"{key.id}  {ended}  {' '.join(sorted(key.scopes | key.roles))}  {plain(key.name)}", markup=False, highlight=False)
    if not found:
        say("There is no key. Issue one: comity keys issue NAME --scope screen --purpose customer_screening")


@click.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """End the key with that public id; it is refused from then on."""
    from comity.node.keys import revoke_key as revoke

    node: Node = open_node()
    with node.database() as database:
        revoke(database, key_id, operator(), node.now)
    say(f"The key {key_id} is revoked.")


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError as problem:
        raise UsageError(f"{text!r} is no purpose", "purposes: " + ", ".join(Purpose)) from problem
