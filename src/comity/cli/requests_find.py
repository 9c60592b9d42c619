"""``comity requests find`` and ``identify``: who the person is that asks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from comity.cli.console import plain, say
from comity.cli.requests_desk import carried_out, open_requests, with_seen
from comity.model import UsageError

if TYPE_CHECKING:
    from comity.node.person_search import Candidate


@click.command()
@click.argument("request_id")
@click.option("--base", default="", help="The base that --key is of.")
@click.option("--key", default="", help="Your own number of the subject.")
@click.option("--subject", default="", help="The id of a subject of this node.")
@click.option("--by-name", is_flag=True, help="By the name on standard input, where neither the shell nor the list of processes keeps it.")
def find(request_id: str, base: str, key: str, subject: str, *, by_name: bool) -> None:
    """Show who may be the person that asks, with enough to be sure: numbers by their last signs.

    A name that fits more than twenty people shows nobody: ask the person for more. Each one shown is an entry of the ledger.
    """
    from comity.node.person_search import Wanted

    wanted = Wanted(base, key, subject, _name() if by_name else "")
    with open_requests() as opened:
        found = opened.desk.find(request_id, wanted, opened.handling)
    for one in found.candidates:
        click.echo(plain(_line(one)))
    if not found.fitting:
        say("Nobody fits.")
    elif not found.candidates:
        say(f"{found.fitting:,} people fit, and none is shown: ask the person for more.")


@click.command()
@click.argument("request_id")
@with_seen
@click.option("--subject", "subjects", multiple=True, help="The id of a subject that is the person. Several may be given.")
@click.option("--nobody", is_flag=True, help="Nothing is held about the person.")
def identify(request_id: str, seen: int, subjects: tuple[str, ...], *, nobody: bool) -> None:
    """Say which subjects the person was shown to be. Make sure that it is they who ask."""
    from comity.node.person_requests import Seen

    if bool(subjects) == nobody:
        raise UsageError("say who the person is, or that it is nobody here", "give --subject once or more, or --nobody")
    carried_out(lambda opened: opened.desk.identify(Seen(request_id, seen), subjects, opened.handling))


def _name() -> str:
    if sys.stdin.isatty():
        say("The name, as the person writes it:")
    return sys.stdin.readline().strip()


def _line(one: Candidate) -> str:
    parts = (one.subject, f"{one.base}/{one.key}", "; ".join(one.names), *one.birth_dates, *one.nationalities, *one.numbers)
    return "  ".join(part for part in parts if part)
