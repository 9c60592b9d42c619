"""Another threshold, tried from the keyboard; what comes of it is read out and leads to the cases."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import ANA, LENA, Opening, Served
from .prepared import NOT_A_MATCH, decided, watched
from .test_accessibility import violations


def test_a_threshold_is_tried_and_leads_to_the_cases(opening: Opening, node: Served) -> None:
    cases = watched(node.service)
    for case in cases:
        decided(node.service, case, NOT_A_MATCH, ANA)
    page = opening(LENA, "/replay")
    page.get_by_label("Review from").first.fill("0.95")
    page.get_by_label("Strong from").first.fill("0.99")
    page.keyboard.press("Enter")
    expect(page.locator("#came-title")).to_be_focused()
    expect(page.locator(".meaning")).to_contain_text("3 false alerts would not be raised any more.")
    expect(page.locator("svg.chart")).to_be_visible()
    assert violations(page) == []
    assert page.get_by_label("Review from").first.input_value() == "0.95"
    page.get_by_label("Review from").first.fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("a threshold is a number above 0")
    with page.expect_download() as taken:
        page.get_by_role("button", name="All of them as CSV").click()
    assert taken.value.suggested_filename == "replay.csv"
    page.get_by_role("link", name=cases[0]).click()
    expect(page).to_have_url(f"{node.address}/review/{cases[0]}")
