"""``comity users``: the people who sign in, for whoever holds the node's folder.

The way in when nobody can sign in any more. Each act is an entry of the ledger under the name of the account on this machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from comity.cli.console import answers, plain, say
from comity.cli.desk import Node, open_node
from comity.cli.keys import operator
from comity.cli.main import VerbGroup
from comity.model import Actor, Role

if TYPE_CHECKING:
    from comity.identity import Invited, User

users = VerbGroup(
    name="users",
    verbs={
        "add": ("comity.cli.users:add_user", "Add a person, and show the link with which they choose a password."),
        "list": ("comity.cli.users:list_users", "Show the people who may sign in."),
        "invite": ("comity.cli.users:invite_user", "Show another link for somebody who has no password yet."),
        "roles": ("comity.cli.users:change_roles", "Give a person other roles."),
        "disable": ("comity.cli.users:disable_user", "End a person's access."),
        "reset": ("comity.cli.users:reset_user", "Help a person who is locked out."),
    },
    help="The people who sign in to this node.",
)

BASE = "http://127.0.0.1:8321"
"""Where links lead when the settings name no address: where ``comity serve`` listens."""

_ROLES = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]), help="May be given several times."
)


def holder() -> Actor:
    """The person at this machine who holds the node's folder: they may administer."""
    return replace(operator(), roles=frozenset({Role.ADMINISTRATOR}))


@click.command("add")
@click.argument("name")
@click.option("--display", default="", help="The name that colleagues read.  [default: NAME]")
@_ROLES
def add_user(name: str, display: str, roles: tuple[str, ...]) -> None:
    """Add a person under the login name NAME, and show the link with which they choose a password, once."""
    from comity.identity import new_user, parse_roles
    from comity.node import people

    node = open_node()
    user = new_user(name, display or name, parse_roles(roles), node.now)
    with node.database() as database:
        _show(node, people.add_user(database, user, holder(), node.now))


@click.command("list")
def list_users() -> None:
    """Show the people who may sign in, and those who no longer may."""
    from comity.node import people

    node = open_node()
    with node.database() as database:
        found = people.all_users(database)
    console = answers()
    for user in found:
        line = f"{user.name}  {_state(user, node)}  {' '.join(sorted(user.roles))}  {plain(user.display)}"
        console.print(line, markup=False, highlight=False)
    if not found:
        say("There is nobody. Add somebody: comity users add NAME --role administrator")


@click.command("invite")
@click.argument("name")
def invite_user(name: str) -> None:
    """Show another link for NAME, who has no password yet; the link before it opens nothing any more."""
    from comity.node import people

    node = open_node()
    with node.database() as database:
        _show(node, people.invite_again(database, name, holder(), node.now))


@click.command("roles")
@click.argument("name")
@_ROLES
def change_roles(name: str, roles: tuple[str, ...]) -> None:
    """Give NAME these roles in the place of those they have; their sittings end."""
    from comity.identity import parse_roles
    from comity.node import people

    node = open_node()
    with node.database() as database:
        user = people.change_roles(database, name, parse_roles(roles), holder(), node.now)
    say(f"{name} is {' and '.join(sorted(user.roles))} now.")


@click.command("disable")
@click.argument("name")
def disable_user(name: str) -> None:
    """End the access of NAME, at once and for good. The record stays, since the ledger names it."""
    from comity.node import people

    node = open_node()
    with node.database() as database:
        people.disable_user(database, name, holder(), node.now)
    say(f"{name} has no access any more. Keys that {name} issued go on: see comity keys list.")


@click.command("reset")
@click.argument("name")
@click.option("--remove-second-factor", is_flag=True, help="When the phone and the recovery codes are lost.")
def reset_user(name: str, *, remove_second_factor: bool) -> None:
    """Show a link with which NAME chooses another password, once; their sittings end, and so does a rest after failed sign-ins."""
    from comity.node import people

    node = open_node()
    what = people.REMOVE_SECOND_FACTOR if remove_second_factor else people.KEEP_SECOND_FACTOR
    with node.database() as database:
        _show(node, people.reset_user(database, name, what, holder(), node.now))


def _show(node: Node, invited: Invited) -> None:
    from comity.node.links import link

    until = invited.invitation.expires_at.strftime("%Y-%m-%d %H:%M UTC")
    say(f"This link is shown once and works once, until {until}. Whoever has it chooses the password: give it to the person alone.")
    click.echo(link(node.settings.front.origin or BASE, invited))


def _state(user: User, node: Node) -> str:
    if user.disabled_at:
        return "disabled"
    if user.locked_until and user.locked_until > node.now:
        return "resting"
    from comity.identity.federated import FOREIGN

    if user.name.startswith(FOREIGN):
        return "provider"
    return ("password and code" if user.has_second_factor else "password") if user.password else "invited"
