"""``comity exercise``: a node of invented people to practise on, in the home that ``COMITY_HOME`` names."""

from __future__ import annotations

import os

import click

from comity.cli.console import say
from comity.cli.desk import Node, open_node
from comity.cli.main import VerbGroup

exercise = VerbGroup(
    name="exercise",
    verbs={
        "start": ("comity.cli.exercise:start", "Make the exercise if it is not there, and serve it."),
        "reset": ("comity.cli.exercise:reset", "Take the exercise down and make it anew."),
        "next-edition": ("comity.cli.exercise:publish", "Publish the second edition of the invented list."),
    },
    help="Practise on a node of invented people, with a queue to work through.",
)

PORT = click.option("--port", default=8321, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")


@click.command("start")
@PORT
@click.option("--no-browser", is_flag=True, help="Open no browser.")
def start(port: int, *, no_browser: bool) -> None:
    """Make the exercise if it is not there, and serve it on this machine until Ctrl-C.

    Prints a one-time link for each colleague and opens the analyst's in the browser, where there is one.
    """
    from comity.cli.serve import serve_here
    from comity.node.exercise import is_exercise

    os.environ.setdefault("COMITY_LIST_UPDATES", "off")  # an exercise asks nobody for lists
    node = open_node()
    address = _address(node, port)
    first = "" if is_exercise(node.settings.home) else _made(node, address)
    serve_here(port, first or f"{address}/", opens=not no_browser)


@click.command("reset")
@PORT
def reset(port: int) -> None:
    """Take the exercise down, with everything that was done in it, and make it anew. Stop the node that serves it first."""
    from comity.node.exercise import take_down

    node = open_node()
    take_down(node.settings)
    _made(node, _address(node, port))


@click.command("next-edition")
def publish() -> None:
    """Publish the second edition of the invented list: facts are corrected, one entry goes, one comes; a serving node screens again."""
    from comity.node.exercise import next_edition

    node = open_node()
    outcome = next_edition(node.settings, node.now)
    say(f"{outcome.name}: {outcome.change.value} edition {outcome.edition.id}, {outcome.edition.entries} entries")


def _made(node: Node, address: str) -> str:
    """Make the exercise and show its links; the analyst's."""
    from comity.node.exercise import COLLEAGUES, set_up
    from comity.node.links import link

    say("Making the exercise ...")
    seeded = set_up(node.settings, node.now)
    say(f"{seeded.customers} invented customers are under watch; {seeded.cases} cases wait. One-time links, each chooses a password:")
    for one in COLLEAGUES:
        say(f"  {one.display} ({one.role.value})  {link(address, seeded.links[one.name])}")
    return link(address, seeded.links[COLLEAGUES[0].name])


def _address(node: Node, port: int) -> str:
    return node.settings.front.origin or f"http://127.0.0.1:{port}"
