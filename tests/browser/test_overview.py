"""The first page in a browser: every number leads on, also on a narrow screen and on paper."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .conftest import ANA, LENA, TOM, Opening


def test_the_overview_leads_on_by_the_keyboard(opening: Opening) -> None:
    page = opening(LENA, "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".tile").first).to_have_attribute("href", "/approval")
    page.get_by_role("link", name="un-sc").focus()
    with page.expect_request(re.compile("/lists/un-sc$")):
        page.keyboard.press("Enter")


def test_a_narrow_screen_scrolls_tables_and_not_the_page(opening: Opening) -> None:
    for actor in (ANA, TOM):
        page = opening(actor, "/", viewport={"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_overview_prints_without_the_frame(opening: Opening) -> None:
    page = opening(LENA, "/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", name="How fresh the lists are")).to_be_visible()
