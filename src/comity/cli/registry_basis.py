"""``comity registry basis``: every legal basis between two parties for a need, the most particular first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from comity.cli.console import count, plain, print_json, say
from comity.cli.registry_desk import dated, json_option, limit_told, line, on_option, open_registry
from comity.model import UsageError

if TYPE_CHECKING:
    from comity.registry import Basis


@click.command()
@click.argument("party")
@click.argument("other")
@click.option(
    "--for", "need", required=True, metavar="NEED", help="extradition, mla, data-exchange, financing-intelligence, preservation, pnr, …"
)
@on_option
@json_option
def basis(party: str, other: str, need: str, on: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show every basis between PARTY and OTHER for a need on a day: why it applies, what limits it, how sure the data are."""
    from comity.registry import Need, bases_between, one_sided
    from comity.registry.told import basis_record

    asked = open_registry(on)
    try:
        wanted = Need(need.strip().lower().replace("-", "_"))
    except ValueError:
        raise UsageError(
            f"{need[:40]!r} is no need that the registry knows", f"one of {', '.join(one.replace('_', '-') for one in Need)}"
        ) from None
    pair = (asked.registry.party(party), asked.registry.party(other))
    if pair[0] == pair[1]:
        raise UsageError(f"{pair[0].name} is both parties", "give two")
    found = bases_between(asked.registry, pair, wanted, asked.day)
    if as_json:
        print_json([basis_record(one) for one in found])
    else:
        click.echo(plain(f"{pair[0].name} – {pair[1].name}, {wanted.value.replace('_', ' ')}, on {asked.day.on}"))
        for place, one in enumerate(found, 1):
            _print(place, one)
    open_ones = sum(one.standing.in_force is None for one in found)
    say(f"{count(len(found) - open_ones, 'basis', 'bases')} found, and {open_ones} of which too little is known")
    say("What is not in the registry is not said not to exist (comity registry status).")
    for one in one_sided(asked.registry, pair, wanted, asked.day):
        if one.standing.is_stale:
            say(f"Left out, on data of {one.standing.as_of or 'unknown date'}: {one.of.id}: {one.standing.why}")


def _print(place: int, one: Basis) -> None:
    from comity.registry.instrument import Instrument

    title = (one.of.short or one.of.title) if isinstance(one.of, Instrument) else one.of.name
    article = f", article {one.rule.article}" if one.rule.article else ""
    click.echo(plain(f"{place}. {title}{article} ({one.of.id}; {one.reach.value.replace('_', '-')})"))
    standing = one.standing
    line("applies", f"{standing.applies.value.replace('_', ' ')}{f' since {standing.since.text}' if standing.since else ''}")
    line("why", f"{one.rule.why} {standing.why}.")
    if one.protocols:
        line("protocols", ", ".join(one.protocols))
    if one.replaced_by:
        line("replaced", f"between the two {one.replaced_by} takes its place")
    for turn, limit in enumerate(one.limits):
        line("limits" if turn == 0 else "", limit_told(limit))
    line("known", f"{dated(standing.as_of, is_stale=standing.is_stale)}; confidence: {standing.confidence.value.replace('_', ' ')}")
