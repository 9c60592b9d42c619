"""A supervisor ends an exemption: looked up, read, confirmed."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import ANA, LENA, Opening, Served
from .prepared import NOT_A_MATCH, decided, watched
from .test_accessibility import violations


def test_an_exemption_is_found_read_and_ended(opening: Opening, node: Served) -> None:
    (case,) = watched(node.service, ["Ayman Zawahri"])
    decided(node.service, case, NOT_A_MATCH, ANA)
    page = opening(LENA, "/exemptions")
    page.keyboard.press("/")
    page.keyboard.type("un-sc")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Ayman Zawahri").click()
    expect(page.get_by_role("button", name="Withdraw this exemption")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Withdraw this exemption").click()
    expect(page.get_by_text("withdrawn by lena")).to_be_visible()
    page.get_by_role("link", name="Exemptions").first.click()
    expect(page.locator(".empty")).to_contain_text("Nobody is spared")
    page.get_by_label("Which").select_option("ended")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
