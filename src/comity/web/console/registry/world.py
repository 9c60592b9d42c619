"""The world as shapes, for maps of who is bound by an instrument or belongs to a body.

The outlines are in ``data/world.json`` (``scripts/make_world_map.py``): Natural Earth's countries (public domain) in the Equal Earth
projection, in which areas keep their proportion. Parties too small to be seen are circles. Borders are today's, whatever the day asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comity.model import PartialDate
from comity.registry import Day, Registry
from comity.registry.entry_rules import Span
from comity.web.console.registry.stands import LOOKS, SIGNS, Stand, State, stands_of, today_parties

Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class World:
    """The outlines: an SVG path or the centre of a circle by party id, land without a party, and disputed borders; in a box of ``width`` by
    ``height``.
    """

    source: str
    width: int
    height: int
    shapes: Mapping[str, str]
    spots: Mapping[str, Spot]
    ground: str
    disputed: str


@cache
def world() -> World:
    """The outlines that ship with the product."""
    given = json.loads((files("comity.web.console.registry") / "data" / "world.json").read_text(encoding="utf-8"))
    spots = {party: (float(x), float(y)) for party, (x, y) in given.pop("spots").items()}
    return World(spots=spots, **given)


@dataclass(frozen=True, slots=True)
class Shape:
    """One party on a map: what it is called, how it stands, the page behind it, and its outline (``path``, or ``spot`` of a circle)."""

    party: str
    name: str
    state: State
    since: Span | None
    as_of: PartialDate | None
    is_stale: bool
    href: str
    path: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class Legend:
    """One state on a map: its look (class and pattern), its sign, and how many parties are in it."""

    state: State
    look: str
    sign: str
    count: int


def shapes_of(registry: Registry, of: str, day: Day, address_of_party: Callable[[str], str]) -> list[Shape]:
    """Every party that is on the map, as it stands to the instrument or body with the id ``of`` on ``day``. Raises ``UnknownName``."""
    return shapes_from(stands_of(registry, of, today_parties(registry), day), address_of_party)


def shapes_from(stands: Iterable[Stand], address_of_party: Callable[[str], str]) -> list[Shape]:
    """Those of ``stands`` whose parties are on the map."""
    return [
        _shape(one, address_of_party(one.party.id)) for one in stands if one.party.id in world().shapes or one.party.id in world().spots
    ]


def _shape(stand: Stand, href: str) -> Shape:
    party = stand.party
    path, spot = world().shapes.get(party.id, ""), world().spots.get(party.id)
    return Shape(party.id, party.name, stand.state, stand.since, stand.as_of, stand.is_stale, href, path, spot)


def legend_of(shapes: Sequence[Shape]) -> list[Legend]:
    """The states that are on the map, in the order of ``LOOKS``, each with its number of parties."""
    counted = [(state, sum(shape.state is state for shape in shapes)) for state in LOOKS]
    return [Legend(state, LOOKS[state], SIGNS[LOOKS[state]], count) for state, count in counted if count]
