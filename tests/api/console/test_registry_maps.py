"""The registry's map and matrix: every party in its state, in shapes and in tables that say the same, within the size of a page."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from math import isclose

import pytest
from fastapi.testclient import TestClient

from comity.model import PartyKind
from comity.registry import shipped

from .registry_pages import get, rows

DAY = "on=2026-06-03"
ROME = f"/registry/map?of=ROME-1998&{DAY}"
LARGEST = 150_000
SQUARE_KM_OF_A_UNIT = 1_190
"""Of the area of the Earth, 510 million square kilometres, a sphere of the map's radius (1000 / 2 / 2.70663 units)."""


def titles(page: str) -> dict[str, str]:
    """What each shape is called, by the id of its party."""
    return {
        party: said.strip()
        for party, said in re.findall(r'<a href="/registry/parties/(\w+)[^"]*"><title>([^<]*)</title><(?:path|circle)', page)
    }


def outline(party: str) -> float:
    """Square units within a party's outline, from the steps of its path."""
    world = json.loads((files("comity.web.console.registry") / "data" / "world.json").read_text(encoding="utf-8"))
    total = 0.0
    for start, steps in re.findall(r"M([^l]*)l([^z]*)z", world["shapes"][party]):
        numbers = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", f"{start} {steps}")]
        points = [(numbers[0], numbers[1])]
        for x, y in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + x, points[-1][1] + y))
        total += sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)) / 2
    return abs(total)


@pytest.mark.parametrize(("party", "square_km"), [("BRA", 8_510_000), ("GRL", 2_166_000), ("COD", 2_345_000), ("RUS", 17_100_000)])
def test_areas_keep_their_proportion(party: str, square_km: int) -> None:
    assert isclose(outline(party) * SQUARE_KM_OF_A_UNIT, square_km, rel_tol=0.06)


def test_every_state_and_territory_of_today_can_be_seen_and_leads_to_its_page(client: TestClient) -> None:
    seen = titles(get(client, ROME))
    parties = shipped().naming.parties.values()
    kinds = (PartyKind.STATE, PartyKind.OBSERVER_STATE, PartyKind.ENTITY, PartyKind.TERRITORY)
    today = {party.id for party in parties if party.kind in kinds and party.ends is None}
    assert today - set(seen) == set()
    assert len([party for party in parties if party.kind is PartyKind.STATE and party.id in seen]) == 193


def test_a_shape_says_how_its_party_stands(client: TestClient) -> None:
    now, before = titles(get(client, ROME)), titles(get(client, "/registry/map?of=ROME-1998&on=2026-06-01"))
    assert now["HUN"].startswith("Hungary: has withdrawn")
    assert before["HUN"].startswith("Hungary: in force")
    assert now["USA"].startswith("United States of America: signed only")
    assert now["ABW"].startswith("Aruba: not known")


def test_the_table_says_what_the_map_says_and_the_legend_leads_to_its_rows(client: TestClient) -> None:
    page = get(client, ROME)
    told = {row["Code"]: row["State of participation"] for row in rows(client, f"{ROME}&as=csv&table=states")}
    for party, said in titles(page).items():
        assert told[party] in said
    for state, count in re.findall(r'state=(\w+)#states">(\d+)<', page):
        assert len(rows(client, f"{ROME}&state={state}&as=csv")) == int(count), state
    withdrawn = rows(client, f"{ROME}&state=withdrawn&as=csv")
    assert "Hungary" in {row["Party"] for row in withdrawn}


def test_a_body_is_shown_with_its_suspended_and_former_members(client: TestClient) -> None:
    seen = titles(get(client, f"/registry/map?of=ECOWAS&{DAY}"))
    assert seen["GHA"].startswith("Ghana: member")
    assert seen["MLI"].startswith("Mali: former member")
    assert seen["FRA"].startswith("France: not a member")


def test_boundaries_are_told_to_be_nobodys_position_and_disputed_ones_are_dashed(client: TestClient) -> None:
    page = get(client, ROME)
    assert "Boundaries and names shown do not imply any position on legal status." in page
    assert 'class="map-disputed" d="M' in page
    assert "style=" not in page
    assert 'direction="ltr"' in page


@pytest.mark.parametrize("of", ["FINANCING-1999", "ROME-1998", "UN", "CETS-185", "UNSCR-1373"])
def test_a_map_stays_within_the_size_of_a_page(client: TestClient, of: str) -> None:
    assert len(get(client, f"/registry/map?of={of}").encode()) <= LARGEST
    assert len(get(client, f"/registry/map?of={of}&on=1999-01-01&view=europe").encode()) <= LARGEST


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/registry/map?of=NOTHING-1", 404),
        ("/registry/map?view=moon", 404),
        ("/registry/map?state=asleep", 404),
        ("/registry/map?on=soon", 400),
        ("/registry/map?colour=red", 400),
        ("/registry/matrix?body=NOTHING", 404),
        ("/registry/matrix?area=love", 400),
        ("/registry/matrix?body=ECOWAS&on=2026-13-01", 400),
    ],
)
def test_what_cannot_be_asked_is_refused_as_a_page(client: TestClient, path: str, status: int) -> None:
    assert "<h1" in get(client, path, status=status)


def test_the_members_of_a_body_and_the_instruments_they_could_join(client: TestClient) -> None:
    path = f"/registry/matrix?body=ECOWAS&{DAY}"
    page = get(client, path)
    assert "ECOWAS" in page
    assert "Ghana" in page
    assert ">Mali<" not in page
    table = {row["Code"]: row for row in rows(client, f"{path}&as=csv&table=matrix")}
    assert table["GHA"]["FINANCING-1999"].startswith("in force 2002")
    assert "not known" in " ".join(table["GHA"].values())
    assert len(table) == len(re.findall(r'<th scope="row"><a', page))


def test_the_page_and_the_file_of_a_matrix_count_the_same(client: TestClient) -> None:
    path = f"/registry/matrix?body=ECOWAS&area=financing&{DAY}"
    page = get(client, path)
    counted = {party: int(number) for party, number in re.findall(r'parties/(\w+)\?[^>]*>.*?</th><td class="number">(\d+)<', page)}
    told = {row["Code"]: sum(said.startswith("in force") for said in row.values()) for row in rows(client, f"{path}&as=csv")}
    assert counted == told


def test_all_states_come_a_page_at_a_time_and_each_once(client: TestClient) -> None:
    seen: list[str] = []
    path = f"/registry/matrix?{DAY}"
    while path:
        page = get(client, path)
        assert len(page.encode()) <= LARGEST
        seen += re.findall(r'<th scope="row"><a href="/registry/parties/(\w+)', page)
        more = re.search(r'class="more" href="([^"#]+)', page)
        path = more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 195


def test_a_body_without_members_on_the_day_says_so(client: TestClient) -> None:
    assert "Nobody is known to belong to it on this day" in get(client, "/registry/matrix?body=ECOWAS&on=1950-01-01")


def test_beside_the_table_of_an_instrument_the_map_only_says_how_parties_stand(client: TestClient) -> None:
    page = get(client, f"/registry/instruments/ETS-24?{DAY}")
    assert len(page.encode()) <= LARGEST
    small = page.split('<figure class="map small">')[1].split("</svg>")[0]
    assert "<title>France: in force" in small
    assert "<a " not in small
