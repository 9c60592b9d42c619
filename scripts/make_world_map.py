"""Make ``world.json``, the shapes of the map of the registry, from Natural Earth's countries.

python scripts/make_world_map.py countries-50m.json            writes the file
python scripts/make_world_map.py countries-50m.json --check    exit code 1 when the file there is another

The argument is ``countries-50m.json`` of the npm package world-atlas 2.0.2 (TopoJSON of Natural Earth 4.1, public domain; ids are ISO 3166
numeric codes). The projection is Equal Earth (B. Šavrič, T. Patterson, B. Jenny: The Equal Earth map projection, International Journal of
Geographical Information Science 33(3), 2019). Each arc is simplified once (D. Douglas, T. Peucker, 1973), so that neighbours still fit.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from pathlib import Path
from typing import Any

SOURCE = "Natural Earth 4.1, 1:50m, public domain (world-atlas 2.0.2); Equal Earth projection; simplified"
PACKAGE = Path(__file__).resolve().parents[1] / "src" / "comity"
MADE = PACKAGE / "web" / "console" / "registry" / "data" / "world.json"
PARTIES = PACKAGE / "registry" / "data" / "parties.csv"

WIDTH = 1000.0
TOLERANCE = 0.55
"""How far, in units of the map, a line may be from where it was."""

LEAST_RING, LEAST_SHAPE = 1.6, 6.5
"""Square units (about 1,200 km² each) below which an island is left out, and below which a party is shown by a circle."""

APART = 5.2
"""Units between the centres of two circles, so that each can be seen and pressed."""

Point = tuple[float, float]
Line = list[Point]

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796


def equal_earth(longitude: float, latitude: float) -> Point:
    """Degrees to units of the map, y downwards; equations 9 and 10 of the paper."""
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * (9 * A4 * sixth * square + 7 * A3 * sixth + 3 * A2 * square + A1))
    y = theta * (A4 * sixth * square + A3 * sixth + A2 * square + A1)
    return (x + HALF_WIDTH) * SCALE, (TOP - y) * SCALE


HALF_WIDTH, TOP = 2.7066299836, 1.3173627591
"""Where the projection ends: x of longitude 180 on the equator, y of the pole."""

SCALE = WIDTH / (2 * HALF_WIDTH)

PARTS: Sequence[tuple[str, str, tuple[float, float, float, float]]] = (
    ("France", "GUF", (-56, 1, -50, 7)),
    ("France", "GLP", (-62, 15.7, -60.9, 16.6)),
    ("France", "MTQ", (-61.4, 14.2, -60.6, 15)),
    ("France", "REU", (54, -22, 57, -20)),
    ("France", "MYT", (44, -14, 46, -12)),
    ("Norway", "SJM", (-10, 70.6, 40, 82)),
    ("Norway", "BVT", (3, -55, 4, -54)),
    ("Russia", "", (32.3, 44.3, 36.7, 46.3)),
)
"""What Natural Earth draws with another: of whom, whose it is (empty: left without a state, as its place is disputed), and the box of
degrees (west, south, east, north) in which the middle of the ring lies."""

PLACES: Mapping[str, Point] = {
    "BES": (-68.25, 12.18),
    "BVT": (3.36, -54.42),
    "CCK": (96.83, -12.15),
    "CXR": (105.63, -10.49),
    "GIB": (-5.35, 36.14),
    "GLP": (-61.45, 16.2),
    "MTQ": (-61.0, 14.65),
    "MYT": (45.15, -12.83),
    "REU": (55.53, -21.12),
    "TKL": (-171.8, -9.2),
    "TUV": (179.2, -8.52),
    "UMI": (166.6, 19.3),
}
"""Where those are whom the file does not hold, in degrees."""

DISPUTED_BETWEEN: Sequence[tuple[str, str, tuple[float, float, float, float]]] = (
    ("Serbia", "Kosovo", (-180, -90, 180, 90)),
    ("Morocco", "W. Sahara", (-180, -90, 180, 90)),
    ("Israel", "Palestine", (-180, -90, 180, 90)),
    ("Israel", "Syria", (-180, -90, 180, 90)),
    ("Somalia", "Somaliland", (-180, -90, 180, 90)),
    ("Cyprus", "N. Cyprus", (-180, -90, 180, 90)),
    ("Russia", "Ukraine", (32.3, 44.3, 36.7, 46.3)),
    ("India", "Pakistan", (73, 32.7, 78, 36)),
    ("India", "China", (77, 32.4, 80, 36)),
    ("India", "Siachen Glacier", (-180, -90, 180, 90)),
    ("Pakistan", "Siachen Glacier", (-180, -90, 180, 90)),
    ("China", "Siachen Glacier", (-180, -90, 180, 90)),
)
"""Borders around disputed areas that are in the file: between whom, and within which box of degrees."""

DISPUTED_LINES: Sequence[Line] = (
    # Golan Heights
    [(35.61, 32.68), (35.64, 32.81), (35.58, 33.01), (35.64, 33.2), (35.6, 33.24)],
    # South Ossetia; Abkhazia
    [
        (43.78, 42.75),
        (43.57, 42.54),
        (43.64, 42.28),
        (43.61, 42.15),
        (43.81, 42.06),
        (44.08, 42.17),
        (44.34, 42.0),
        (44.64, 42.18),
        (44.55, 42.36),
        (44.2, 42.65),
    ],
    [(42.09, 43.2), (41.91, 42.92), (41.93, 42.65), (41.58, 42.4)],
    # Transnistria
    [(28.46, 48.09), (28.77, 47.99), (29.01, 47.8), (29.1, 47.45), (29.13, 47.15), (29.36, 47.03), (29.54, 46.8), (29.92, 46.54)],
    # Jammu and Kashmir; Northern Areas
    [
        (78.39, 32.52),
        (78.37, 32.69),
        (77.95, 32.64),
        (77.71, 32.95),
        (77.35, 32.83),
        (76.76, 33.14),
        (76.33, 33.08),
        (75.97, 32.88),
        (75.84, 32.85),
        (75.83, 32.52),
        (75.51, 32.31),
        (75.3, 32.32),
    ],
    [
        (73.73, 36.89),
        (73.09, 36.69),
        (72.55, 36.16),
        (72.57, 35.9),
        (73.12, 35.83),
        (73.37, 35.58),
        (73.77, 35.5),
        (73.71, 35.28),
        (74.09, 35.1),
        (74.01, 34.9),
        (73.42, 34.37),
        (73.55, 33.95),
        (73.58, 33.67),
        (73.64, 33.1),
        (74.31, 32.81),
    ],
    # Shaksam valley; Aksai Chin
    [(75.95, 36.46), (76.43, 36.24), (76.75, 36.11), (76.83, 35.88), (77.34, 35.71), (77.52, 35.47)],
    [
        (78.92, 33.39),
        (78.99, 33.72),
        (78.93, 34.0),
        (79.43, 34.06),
        (79.52, 34.4),
        (79.72, 34.42),
        (80.03, 34.66),
        (80.31, 35.58),
        (80.0, 35.82),
        (79.35, 35.97),
        (78.67, 35.87),
        (78.13, 35.58),
        (77.8, 35.5),
    ],
    # Arunachal Pradesh
    [
        (97.05, 27.76),
        (96.38, 28.14),
        (95.81, 28.24),
        (95.31, 28.08),
        (95.21, 27.9),
        (94.21, 27.54),
        (93.81, 27.14),
        (93.51, 26.92),
        (92.93, 26.88),
        (92.63, 26.96),
        (92.05, 26.87),
    ],
    # Headwaters of the Courantyne and of the Lawa
    [(-57.6, 3.36), (-57.48, 2.93), (-57.45, 2.74), (-57.92, 2.39), (-57.92, 1.79), (-58.17, 1.78), (-58.43, 1.47)],
    [(-54.11, 2.11), (-54.17, 2.26), (-54.01, 2.57), (-54.0, 3.07), (-54.08, 3.31)],
    # Ilemi triangle; Abyei
    [(35.92, 4.62), (34.38, 4.62)],
    [(27.88, 9.6), (27.82, 9.75), (27.82, 10.16), (28.98, 10.16), (28.98, 9.59)],
    # Southern Kurils
    [(149.36, 45.18), (149.18, 45.41), (148.9, 46.17)],
)
"""A selection of the lines of ne_50m_admin_0_boundary_lines_disputed_areas (Natural Earth, public domain) that can be seen at this size, in
degrees, with fewer points. Lines of control that have moved since that edition are left out."""


@dataclass(slots=True)
class Atlas:
    """The topology: arcs in degrees as they were and simplified, and each country's rings as numbers of arcs."""

    arcs: list[Line]
    simple: list[Line]
    rings: dict[str, list[list[int]]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> Atlas:
    """The topology of ``path`` (TopoJSON specification 1.0, 2.1)."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    degrees = [list(_absolute(arc, topology["transform"])) for arc in topology["arcs"]]
    atlas = Atlas(degrees, [simplified(arc) for arc in degrees])
    for one in topology["objects"]["countries"]["geometries"]:
        name = one["properties"]["name"]
        polygons = [one["arcs"]] if one["type"] == "Polygon" else one.get("arcs", [])
        atlas.rings.setdefault(name, []).extend(polygon[0] for polygon in polygons)
        atlas.rings[name].extend(ring for polygon in polygons for ring in polygon[1:])
        if one.get("id"):
            atlas.codes[name] = one["id"]
    return atlas


def _absolute(arc: Iterable[Sequence[int]], transform: Mapping[str, Any]) -> Iterator[Point]:
    x = y = 0
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield x * transform["scale"][0] + transform["translate"][0], y * transform["scale"][1] + transform["translate"][1]


def simplified(line: Line) -> Line:
    """``line``, in degrees, with fewer points, its ends kept; a closed one is parted at its farthest point, so that it stays an area."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda place: hypot(line[place][0] - line[0][0], line[place][1] - line[0][1]))
        return [*_reduced(line[: far + 1])[:-1], *_reduced(line[far:])]
    return _reduced(line)


def _reduced(degrees: Line) -> Line:
    line = [equal_earth(*point) for point in degrees]
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, place = max(((_off(line[at], line[first], line[last]), at) for at in range(first + 1, last)), default=(0.0, first))
        if far > TOLERANCE:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [degrees[place] for place in sorted(kept)]


def _off(point: Point, one: Point, other: Point) -> float:
    """How far ``point`` is from the line between ``one`` and ``other``."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length)) if length else 0.0
    return hypot(point[0] - one[0] - along * dx, point[1] - one[1] - along * dy)


def unwound(ring: Line) -> Line:
    """``ring`` in degrees without the jump at the antimeridian; one around the south pole is led along it."""
    turned, shift = [ring[0]], 0.0
    for before, (longitude, latitude) in pairwise(ring):
        shift += 360 * ((longitude - before[0] < -180) - (longitude - before[0] > 180))
        turned.append((longitude + shift, latitude))
    return [*turned, (turned[-1][0], -90.0), (turned[0][0], -90.0)] if abs(turned[-1][0] - turned[0][0]) > 180 else turned


def on_map(ring: Line) -> list[Line]:
    """The parts of ``ring``, in degrees, that lie on either side of the antimeridian, as lines of the map."""
    whole = unwound(ring)
    parts = [[(x - turn, y) for x, y in _east_of(_west_of(whole, turn + 180.0), turn - 180.0)] for turn in (-360.0, 0.0, 360.0)]
    return [[equal_earth(*point) for point in part] for part in parts if len(part) > 2]


def _west_of(ring: Line, edge: float) -> Line:
    """``ring`` as far as it lies west of the meridian ``edge`` (I. Sutherland, G. Hodgman, 1974)."""
    kept: Line = []
    for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if one[0] <= edge:
            kept.append(one)
        if (one[0] <= edge) != (other[0] <= edge):
            kept.append((edge, one[1] + (other[1] - one[1]) * (edge - one[0]) / (other[0] - one[0])))
    return kept


def _east_of(ring: Line, edge: float) -> Line:
    return [(-x, y) for x, y in _west_of([(-x, y) for x, y in ring], -edge)]


def joined(arcs: Sequence[Line], ring: Iterable[int]) -> Line:
    """The points of a ring; an arc ``~n`` is arc ``n`` backwards."""
    points: Line = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def area(ring: Line) -> float:
    """Square units within a ring, less than 0 for a hole."""
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def middle(ring: Line) -> Point:
    """The middle of the box around a ring."""
    xs, ys = zip(*ring, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def path_of(lines: Iterable[Line], end: str = "z") -> str:
    """The lines as one SVG path: a start, then steps, in tenths of a unit."""
    return "".join(_one_path(line, end) for line in lines)


def _one_path(line: Line, end: str) -> str:
    tenths = [(round(x * 10), round(y * 10)) for x, y in line]
    tenths = [one for place, one in enumerate(tenths) if not place or one != tenths[place - 1]]
    if end and len(tenths) > 1 and tenths[0] == tenths[-1]:
        tenths.pop()
    if len(tenths) < (3 if end else 2):
        return ""
    steps = [(x - before[0], y - before[1]) for before, (x, y) in pairwise(tenths)]
    return "M" + _numbers(tenths[:1]) + "l" + _numbers(steps) + end


def _numbers(pairs: Iterable[tuple[int, int]]) -> str:
    """Numbers with as few signs as SVG 2, 9.3.9, allows."""
    made = ""
    for number in (number for pair in pairs for number in pair):
        text = f"{number / 10:.1f}".removesuffix(".0").replace("-0.", "-.")
        text = text[1:] if text.startswith("0.") else text
        is_parted = not made or text[0] == "-" or (text[0] == "." and "." in made[max(made.rfind(sign) for sign in " -") + 1 :])
        made += text if is_parted else " " + text
    return made


def party_of(name: str, middle_degrees: Point, codes: Mapping[str, str]) -> str:
    """Whose a ring of the country ``name`` is; empty for one without a party of the registry."""
    for of, party, (west, south, east, north) in PARTS:
        if of == name and west <= middle_degrees[0] <= east and south <= middle_degrees[1] <= north:
            return party
    return "XKX" if name == "Kosovo" else codes.get(name, "")


def shapes(atlas: Atlas, parties: Mapping[str, str]) -> tuple[dict[str, list[Line]], dict[str, Point], list[Line]]:
    """The rings of each party that is large enough, the places of all others, and the rings without a party."""
    codes = {name: parties.get(code, "") for name, code in atlas.codes.items()}
    found: dict[str, list[list[int]]] = {}
    for name, rings in atlas.rings.items():
        for ring in rings:
            found.setdefault(party_of(name, middle(unwound(joined(atlas.arcs, ring))), codes), []).append(ring)
    drawn, spots = {}, {party: equal_earth(*place) for party, place in PLACES.items()}
    for party, rings in found.items():
        whole = {number: on_map(joined(atlas.arcs, ring)) for number, ring in enumerate(rings)}
        sizes = {number: sum(abs(area(part)) for part in parts) for number, parts in whole.items()}
        largest = max(sizes, key=lambda number: sizes[number])
        if party and sizes[largest] < LEAST_SHAPE:
            spots[party] = middle(whole[largest][0])
            continue
        spots.pop(party, None)
        kept = [joined(atlas.simple, rings[number]) for number in whole if sizes[number] >= LEAST_RING]
        drawn[party] = [part for ring in kept for part in on_map(ring)]
    return drawn, spots, drawn.pop("", [])


def spread(spots: Mapping[str, Point]) -> dict[str, Point]:
    """The places moved as little as it takes to be ``APART``."""
    places = {party: list(place) for party, place in sorted(spots.items())}
    names = list(places)
    for _ in range(400):
        for number, one in enumerate(names):
            for other in names[number + 1 :]:
                _push(places[one], places[other])
    return {party: (x, y) for party, (x, y) in places.items()}


def _push(one: list[float], other: list[float]) -> None:
    dx, dy = other[0] - one[0], other[1] - one[1]
    far = hypot(dx, dy)
    if far >= APART:
        return
    step = (APART - far) / 2 * 0.5
    dx, dy = (dx / far, dy / far) if far else (1.0, 0.0)
    one[0], one[1] = one[0] - dx * step, one[1] - dy * step
    other[0], other[1] = other[0] + dx * step, other[1] + dy * step


def disputed(atlas: Atlas) -> list[Line]:
    """The lines that are dashed."""
    of = {name: {number if number >= 0 else ~number for ring in rings for number in ring} for name, rings in atlas.rings.items()}
    lines = [[equal_earth(*point) for point in line] for line in DISPUTED_LINES]
    for one, other, box in DISPUTED_BETWEEN:
        lines += [line for number in sorted(of[one] & of[other]) if len(line := _inside(atlas, number, box)) > 1]
    return lines


def _inside(atlas: Atlas, number: int, box: tuple[float, float, float, float]) -> Line:
    """The simplified arc as far as it lies within ``box``."""
    west, south, east, north = box
    return [equal_earth(x, y) for x, y in atlas.simple[number] if west <= x <= east and south <= y <= north]


def made(topology: Path) -> str:
    """The text of ``world.json``."""
    with PARTIES.open(encoding="utf-8", newline="") as file:
        parties = {row["m49"]: row["id"] for row in csv.DictReader(file) if row["m49"] and row["kind"] != "former_state"}
    atlas = read(topology)
    drawn, spots, ground = shapes(atlas, parties)
    written = {
        "source": SOURCE,
        "width": round(WIDTH),
        "height": round(2 * TOP * SCALE),
        "shapes": {party: path_of(rings) for party, rings in sorted(drawn.items())},
        "spots": {party: [round(x, 1), round(y, 1)] for party, (x, y) in sorted(spread(spots).items())},
        "ground": path_of(ground),
        "disputed": path_of(disputed(atlas), ""),
    }
    return json.dumps(written, ensure_ascii=False, indent=0) + "\n"


def main() -> int:
    """Write the file, or compare it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("topology", type=Path)
    asked.add_argument("--check", action="store_true")
    given = asked.parse_args()
    text = made(given.topology)
    if given.check:
        return int(not MADE.exists() or MADE.read_text(encoding="utf-8") != text)
    MADE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
