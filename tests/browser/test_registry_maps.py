"""The map and the matrix of the registry before a person."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import ANA, LENA, Opening


def test_a_map_is_read_from_the_keyboard_and_its_numbers_lead_to_rows(opening: Opening) -> None:
    page = opening(ANA, "/registry/instruments/ROME-1998?on=2026-06-03")
    page.keyboard.press("m")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rome Statute")
    past = page.get_by_role("link", name="Past the map")
    past.focus()
    expect(past).to_be_visible()
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.querySelector('title').textContent")
    assert focused.strip()
    page.locator(".map-legend").get_by_role("link").nth(2).click()
    expect(page.locator("#states tbody tr")).to_have_count(3)
    expect(page.locator("#states")).to_contain_text("Hungary")


def test_a_shape_leads_to_its_party_with_the_day_that_was_asked(opening: Opening) -> None:
    page = opening(LENA, "/registry/map?of=ROME-1998&on=2026-06-03&view=europe")
    page.locator(".map a[href*='/parties/HUN']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hungary")
    assert "on=2026-06-03" in page.url


def test_the_map_is_not_mirrored_and_every_look_is_a_pattern_or_a_colour(opening: Opening) -> None:
    page = opening(LENA, "/registry/map?of=ROME-1998&on=2026-06-03", locale="ar")
    west, east = (page.locator(f".map a[href*='/parties/{party}']").bounding_box() for party in ("CAN", "JPN"))
    assert west is not None
    assert east is not None
    assert west["x"] < east["x"]
    fills = page.locator(".map > svg > g").evaluate_all("groups => groups.map(one => getComputedStyle(one).fill)")
    assert any("url(" in fill for fill in fills)
    assert all(fill not in ("none", "rgb(0, 0, 0)") for fill in fills)


def test_the_head_and_the_names_of_a_matrix_stay_in_view(opening: Opening) -> None:
    page = opening(LENA, "/registry/matrix?body=AU")
    frame = page.locator(".scroll.matrix")
    frame.evaluate("one => one.scrollTo(900, 500)")
    corner, outer = page.locator(".matrix thead th").first.bounding_box(), frame.bounding_box()
    assert corner is not None
    assert outer is not None
    assert abs(corner["x"] - outer["x"]) <= 2
    assert abs(corner["y"] - outer["y"]) <= 2
    name = page.locator(".matrix tbody th").first.bounding_box()
    assert name is not None
    assert abs(name["x"] - outer["x"]) <= 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
