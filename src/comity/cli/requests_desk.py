"""Wires the requests of persons for the command line, and tells of one. Whoever holds the node's folder handles them for that purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from comity.cli.console import count, plain, say
from comity.cli.desk import open_node
from comity.cli.keys import operator
from comity.model import Purpose
from comity.safeguards import sentences

if TYPE_CHECKING:
    from comity.node.person_requests import Handling, PersonRequests
    from comity.safeguards import PersonRequest

with_seen = click.option(
    "--seen",
    type=click.IntRange(1),
    required=True,
    metavar="VERSION",
    help="The version that you saw; refused if it changed since.",
)


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """The use cases on the requests of this node, and who handles them now."""

    desk: PersonRequests
    handling: Handling

    def tell(self, request: PersonRequest) -> None:
        """Print the request, its plan, and, once it is closed, the sentences that its answer holds."""
        click.echo(line(request, self.handling))
        for step in request.plan:
            ground = f"  {step.ground.value}" if step.ground else ""
            click.echo(f"  {step.holding.value:<15} {step.records:>7,}  {step.state.value}{ground}")
        if request.closed_at is not None:
            say("The answer has to say:")
            for sentence in sentences(request):
                click.echo(f"  {sentence}")


@contextmanager
def open_requests() -> Iterator[OpenRequests]:
    """The requests of the node of this process, handled by the account on this machine."""
    from comity.node.person_requests import Handling, PersonRequests

    node = open_node()
    with node.database() as database:
        by = replace(operator(), purpose=Purpose.SUBJECT_REQUEST)
        yield OpenRequests(PersonRequests(database, node.settings), Handling(by, node.now))


def line(request: PersonRequest, handling: Handling) -> str:
    """One line about a request; it names nobody."""
    late = "  overdue" if request.overdue(handling.at) else ""
    about = count(len(request.about), "subject")
    due = request.answer_by.date().isoformat()
    return plain(f"{request.id}  {request.kind.value}  {request.state.value}  version {request.version}  {about}  answer by {due}{late}")


def carried_out(change: Callable[[OpenRequests], PersonRequest]) -> None:
    """Carry out ``change``, which gives the request as it is then, and tell of it."""
    with open_requests() as opened:
        opened.tell(change(opened))
