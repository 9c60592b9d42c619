"""``/registry/map``: who is bound by an instrument, or belongs to a body, on a map of the world, with all of it as a table beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Parameter

from comity.model import Party
from comity.registry import Registry
from comity.web.console.registry.asked import After, Asked, Asking, Chosen, cut, known_choice
from comity.web.console.registry.matrix import joinable
from comity.web.console.registry.rows import dated, spanned, sure, to_party
from comity.web.console.registry.shown import shown
from comity.web.console.registry.stands import LOOKS, SIGNS, Stand, stands_of, today_parties
from comity.web.console.registry.world import Legend, legend_of, shapes_from, world
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

FIRST = "FINANCING-1999"
"""What the map is of where nothing is asked for."""

PATH = "/registry/map"

Of = Annotated[str, Parameter(max_length=100)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world: its key, its name in English, and the box of the map that shows it."""

    key: str
    title: str
    box: str


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


VIEWS: Sequence[View] = (
    View("world", _("the whole world"), "0 0 1000 487"),
    View("africa", _("Africa"), "400 125 260 210"),
    View("americas", _("the Americas"), "60 50 370 420"),
    View("caribbean", _("the Caribbean"), "252 142 96 78"),
    View("asia", _("Asia"), "560 60 330 210"),
    View("europe", _("Europe"), "440 35 190 130"),
    View("middle-east", _("the Middle East"), "570 105 130 100"),
    View("oceania", _("Oceania"), "800 170 200 200"),
)
"""What the map can be narrowed to."""


@router.get("/registry/map")
def map_of(asked: Asking, of: Of = FIRST, view: Chosen = "", state: Chosen = "", after: After = 0) -> Response:
    """The map of one instrument or body on the day. ``state`` narrows the table, ``view`` the map."""
    registry = asked.registry
    held = registry.id_of(of or FIRST)
    stands = stands_of(registry, held, _parties(registry, held), asked.day)
    chosen = known_choice(state, ("", *dict.fromkeys(one.value for one in LOOKS)))
    table = _table(asked, [one for one in stands if chosen in ("", one.state.value)])
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, {"states": table}, asked.words)
    key = known_choice(view, tuple(one.key for one in VIEWS))
    shapes = shapes_from(stands, asked.of_party)
    values = {
        "held": held,
        "coverage": registry.coverage(held),
        "world": world(),
        "shapes": shapes,
        "legend": legend_of(shapes),
        "off_map": _counted(stands, {one.party for one in shapes}),
        "view": next(one for one in VIEWS if one.key == key),
        "views": VIEWS,
        "chosen": chosen,
        "table_of": cut(asked, table, after, PATH, of=held, view=view, state=chosen),
        "choices": _choices(asked, held),
    }
    return shown(asked, "map.html", values)


def _parties(registry: Registry, held: str) -> list[Party]:
    """All that are on the map, and whoever else has done something with ``held``: organisations and former states."""
    drawn = today_parties(registry)
    beside = {registry.naming.parties[one] for one in registry.parties_of(held) if one in registry.naming.parties} - set(drawn)
    return sorted((*drawn, *beside), key=lambda party: party.name)


def _counted(stands: Sequence[Stand], drawn: set[str]) -> list[Legend]:
    """How those that are in the table only stand."""
    off = [one.state for one in stands if one.party.id not in drawn]
    return [Legend(state, look, SIGNS[look], off.count(state)) for state, look in LOOKS.items() if state in off]


def _choices(asked: Asked, held: str) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """What the map can be of: instruments that are joined by consent, bodies, and the one that is shown."""
    registry, say = asked.registry, asked.words.say
    instruments = [one.id for one in joinable(registry)]
    beside = [held] if held not in instruments and held not in registry.bodies else []
    groups = ((say("Instruments"), [*beside, *instruments]), (say("Bodies"), list(registry.bodies)))
    return [(title, sorted(((one, asked.short(one)[:60]) for one in ids), key=lambda one: one[1])) for title, ids in groups]


def _table(asked: Asked, stands: Sequence[Stand]) -> Table:
    say = asked.words.say
    columns = (
        *(Column("party", say("Party")), Column("id", say("Code")), Column("kind", say("Kind"))),
        *(Column("state", say("State of participation")), Column("since", say("Since"))),
        *(Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    caption = say("Every party and how it stands on %(on)s: %(num)s", on=asked.day.on, num=len(stands))
    return Table("states", caption, columns, [_row(asked, one) for one in stands], say("No party is in this state on this day."))


def _row(asked: Asked, one: Stand) -> Mapping[str, Cell]:
    is_bound = LOOKS[one.state] in ("whole", "part")
    return {
        "party": to_party(asked, one.party.id),
        "id": Cell(one.party.id, kind="code"),
        "kind": Cell(one.party.kind),
        "state": Cell(one.state),
        "since": spanned(asked, one.since) if is_bound else Cell(one.since.text if one.since else ""),
        "as_of": dated(asked, one.as_of),
        "sure": sure(asked, one.confidence),
    }
