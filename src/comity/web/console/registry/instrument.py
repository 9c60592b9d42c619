"""``/registry/instruments/ID``: what an instrument says, who is bound by it on a day, and every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Depends, Response

from comity.registry import CellState, Instrument, in_force_for
from comity.web.console.registry.asked import After, Asked, Asking, InPath, cut, download
from comity.web.console.registry.over_time import drawn
from comity.web.console.registry.rows import dated, events_table, spanned, sure, to_party
from comity.web.console.registry.shown import shown
from comity.web.console.registry.stands import Stand, stands_of
from comity.web.console.registry.world import legend_of, shapes_of, world
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@router.get("/registry/instruments/{of}")
def instrument(asked: Asking, of: InPath, after: After = 0, events: After = 0) -> Response:
    """One instrument, its parties on the day, how their number grew, a map, and the log."""
    held, registry = asked.registry.instrument(of), asked.registry
    path = f"/registry/instruments/{held.id}"
    chart, years = drawn(asked, held.id)
    tables = {"parties": _parties(asked, held), "years": years, "events": events_table(asked, "events", registry.events(held.id))}
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, tables, asked.words)
    shapes = shapes_of(registry, held.id, asked.day, asked.of_party)
    values = {
        "held": held,
        "path": path,
        "parties_table": cut(asked, tables["parties"], after, path),
        "chart": chart,
        "years": replace(years, csv=download(asked, years, path)),
        "events_table": cut(asked, tables["events"], events, path, next="events", rows=25),
        "conflicts": [one for party in registry.parties_of(held.id) for one in registry.standing(held.id, party).conflicts],
        "beside": [one for one in registry.instruments.values() if one.parent == held.id],
        "world": world(),
        "shapes": shapes,
        "legend": legend_of(shapes),
    }
    return shown(asked, "instrument.html", values)


def _parties(asked: Asked, held: Instrument) -> Table:
    """Those that stand to it in some way on the day: bound, on the way, or not any more."""
    registry, say = asked.registry, asked.words.say
    ids = dict.fromkeys([*registry.parties_of(held.id), *(party for body in held.binds for party in registry.parties_of(body))])
    among = [registry.naming.parties[party] for party in ids if party in registry.naming.parties]
    stands = stands_of(registry, held.id, sorted(among, key=lambda party: party.name), asked.day)
    rows = [_row(asked, held, one) for one in stands if one.state not in (CellState.NOT_PARTY, CellState.UNKNOWN)]
    columns = (
        *(Column("party", say("Party")), Column("state", say("State of participation")), Column("since", say("Since"))),
        *(Column("why", say("Why")), Column("limits", say("Limits"), is_number=True)),
        *(Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    caption = say("Participants on %(on)s: %(num)s", on=asked.on, num=len(rows))
    return Table("parties", caption, columns, rows, say("Nobody is known to take part on this day: this says nothing of the facts."))


def _row(asked: Asked, held: Instrument, stand: Stand) -> Mapping[str, Cell]:
    answer = in_force_for(asked.registry, held, stand.party, asked.day)
    return {
        "party": to_party(asked, stand.party.id),
        "state": Cell(stand.state),
        "since": spanned(asked, stand.since) if stand.state is CellState.IN_FORCE else Cell(stand.since.text if stand.since else ""),
        "why": Cell(answer.why),
        "limits": Cell(sum(limit.event is not None for limit in answer.limits) or ""),
        "as_of": dated(asked, stand.as_of),
        "sure": sure(asked, stand.confidence),
    }
