"""What the verbs on the registry share: the node's registry, the day asked about, and sentences for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from comity.cli.console import plain, say
from comity.cli.desk import open_node

if TYPE_CHECKING:
    from comity.model import PartialDate
    from comity.registry import Day, InForce, Limit, Registry

F = TypeVar("F", bound=Callable[..., Any])
STALE = "stale: compare with the depositary before relying on it"


@dataclass(frozen=True, slots=True)
class Asked:
    """The registry, and the day asked about."""

    registry: Registry
    day: Day


def open_registry(on: datetime | None = None) -> Asked:
    """This node's registry, and ``on`` (today where not given) by its limit of what is stale."""
    from comity.node.registry import RegistryDesk

    node = open_node()
    desk = RegistryDesk(node.settings)
    today = node.now.date()
    return Asked(desk.registry(), desk.day(on.date() if on else today, today))


def on_option(function: F) -> F:
    """The option ``--on DAY``."""
    return click.option(
        "--on", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day asked about, such as 2026-11-22; else today."
    )(function)


def json_option(function: F) -> F:
    """The option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")(function)


def dated(as_of: PartialDate | None, *, is_stale: bool) -> str:
    """From when an answer is, for people: never left out where it is stale."""
    text = f"as of {as_of}" if as_of else "of unknown date"
    return f"{text}, {STALE}" if is_stale else text


def print_standing(answer: InForce) -> None:
    """How something stands: the sentence, the days, from when it is, the events that prove it, what limits it, what does not fit."""
    line("why", answer.why)
    if answer.since:
        line("since", answer.since.text)
    if answer.until:
        line("until", f"{answer.until.text} (the first day on which it is not)")
    line("known", f"{dated(answer.as_of, is_stale=answer.is_stale)}; confidence: {answer.confidence.value.replace('_', ' ')}")
    for turn, event in enumerate(answer.proof):
        line("proof" if turn == 0 else "", told(event))
    for turn, limit in enumerate(answer.limits):
        line("limits" if turn == 0 else "", limit_told(limit))
    for conflict in answer.conflicts:
        line("conflict", f"{conflict.what}: {'; '.join(told(event) for event in conflict.events)}")


def told(event: Any) -> str:  # noqa: ANN401 - a Participation; named so that help loads no model
    """One event in a line."""
    parts = [event.party, event.kind.value.replace("_", " "), event.mode.value.replace("_", " "), str(event.date or "")]
    if event.effective:
        parts.append(f"effective {event.effective}")
    if event.articles:
        parts.append(f"on {', '.join(event.articles)}")
    if event.against:
        parts.append(f"against {event.against}")
    if event.territory:
        parts.append(f"for {event.territory}")
    text = f": {event.text}" if event.text else ""
    return f"{' '.join(part for part in parts if part)}{text} [{event.source}, as of {event.as_of}]"


def limit_told(limit: Limit) -> str:
    """One limit in a line, with who objected."""
    if limit.event is None:
        return limit.said
    objected = "".join(
        f"; {one.party} objected{' and ruled out force between them' if one.excludes_force else ''}" for one in limit.objections
    )
    return told(limit.event) + objected


def line(label: str, text: str) -> None:
    """One line of an answer for people."""
    click.echo(plain(f"  {label:<10} {text}"))


def warn_of_age(*, is_stale: bool, as_of: object) -> None:
    """Say on standard error that an answer is stale."""
    if is_stale:
        say(f"Warning: this rests on data as of {as_of or 'an unknown date'}; {STALE}")
