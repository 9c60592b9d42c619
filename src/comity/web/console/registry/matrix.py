"""``/registry/matrix``: states or the members of a body, and the instruments that they can join, with how each stands to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Parameter

from comity.model import Party, UsageError
from comity.registry import Area, CellState, Instrument, InstrumentKind, Registry, members_on
from comity.registry import Cell as Stand
from comity.registry import matrix as cells_of
from comity.registry.members import FULL
from comity.registry.obligations import ALL_STATES
from comity.web.console.labels import label
from comity.web.console.registry.asked import After, Asked, Asking, cut
from comity.web.console.registry.rows import to_party
from comity.web.console.registry.shown import shown
from comity.web.console.registry.stands import LOOKS, SIGNS
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

PATH = "/registry/matrix"
MOST_CELLS = 1000
"""Cells on one page, so that it stays within its size; a file holds all."""

LEAST_ROWS, MOST_ROWS = 10, 50
_KINDS = (InstrumentKind.CONVENTION, InstrumentKind.PROTOCOL, InstrumentKind.REGIONAL_CONVENTION)

Text = Annotated[str, Parameter(max_length=100)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


def joinable(registry: Registry, area: Area | None = None) -> list[Instrument]:
    """The instruments that bind by consent, those on ``area`` where one is given: universal ones first, each kind by its short title."""
    found = [one for one in registry.instruments.values() if one.kind in _KINDS and not one.binds and area in (None, *one.areas)]
    return sorted(
        found, key=lambda one: (bool(one.within or one.body), one.kind is InstrumentKind.REGIONAL_CONVENTION, one.short or one.title)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One party, its cells, and in how many of them the instrument is in force."""

    party: Party
    cells: Sequence[Stand]
    bound: int


@router.get("/registry/matrix")
def matrix(asked: Asking, body: Text = "", area: Text = "", after: After = 0) -> Response:
    """The members of ``body`` (all States where it is empty) and the instruments on ``area`` (all that can be joined where it is empty)."""
    held = asked.registry.body(body) if body else None
    chosen = _area(area)
    columns = joinable(asked.registry, chosen)
    parties = _parties(asked, held.id if held else "")
    values = {"body": held.id if held else "", "area": chosen.value if chosen else ""}
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, {"matrix": _table(asked, columns, parties)}, asked.words)
    rows = max(LEAST_ROWS, min(MOST_ROWS, MOST_CELLS // max(1, len(columns))))
    seen = parties[after : after + rows]
    lines = _lines(asked, columns, seen)
    plain = Table("matrix", _caption(asked, parties, columns), (), [{} for _ in parties])
    known = {
        "held": held,
        "area": chosen,
        "areas": [one for one in Area if joinable(asked.registry, one)],
        "bodies": sorted(((one, asked.short(one)[:60]) for one in asked.registry.bodies), key=lambda one: one[1]),
        "columns": columns,
        "lines": lines,
        "totals": [sum(line.cells[place].state is CellState.IN_FORCE for line in lines) for place in range(len(columns))],
        "is_whole": len(lines) == len(parties),
        "after": after,
        "table_of": cut(asked, plain, after, PATH, rows=rows, **values),
        "states": {state.value: (LOOKS[state], SIGNS[LOOKS[state]], label(asked.words, state)) for state in CellState},
    }
    return shown(asked, "matrix.html", known)


def _area(said: str) -> Area | None:
    try:
        return Area(said) if said else None
    except ValueError:
        raise UsageError("area is none of the choices", f"choose one of: {', '.join(Area)}") from None


def _parties(asked: Asked, body: str) -> list[Party]:
    if body:
        return [one.party for one in members_on(asked.registry, body, asked.day, FULL)]
    states = (one for one in asked.registry.naming.parties.values() if one.kind in ALL_STATES)
    return sorted(states, key=lambda one: one.name)


def _lines(asked: Asked, columns: Sequence[Instrument], parties: Sequence[Party]) -> list[Line]:
    rows = cells_of(asked.registry, parties, columns, asked.day)
    counted = [sum(one.state is CellState.IN_FORCE for one in row) for row in rows]
    return [Line(party, row, count) for party, row, count in zip(parties, rows, counted, strict=True)]


def _caption(asked: Asked, parties: Sequence[Party], columns: Sequence[Instrument]) -> str:
    say = asked.words.say
    return say("On %(on)s: %(rows)s parties, %(columns)s instruments", on=asked.day.on, rows=len(parties), columns=len(columns))


def _table(asked: Asked, columns: Sequence[Instrument], parties: Sequence[Party]) -> Table:
    """The whole matrix as a file: in each cell the state and since when; with an asterisk where the source is too old."""
    heads = (Column("party", asked.words.say("Party")), Column("id", asked.words.say("Code")), *(Column(one.id, one.id) for one in columns))
    rows = [_row(asked, line) for line in _lines(asked, columns, parties)]
    return Table("matrix", _caption(asked, parties, columns), heads, rows)


def _row(asked: Asked, line: Line) -> Mapping[str, Cell]:
    said = {one.instrument: Cell(_said(asked, one)) for one in line.cells}
    return {"party": to_party(asked, line.party.id), "id": Cell(line.party.id), **said}


def _said(asked: Asked, one: Stand) -> str:
    since = f" {one.since.text}" if one.since and one.state is CellState.IN_FORCE else ""
    stale = f", {asked.words.say('stale')}" if one.is_stale else ""
    return f"{label(asked.words, one.state)}{since}{stale}"
