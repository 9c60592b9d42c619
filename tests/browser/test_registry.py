"""The registry before a person: a pair is asked for from the keyboard, the answer is read, checked and taken along."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import ANA, LENA, Opening
from .test_accessibility import violations


def test_a_pair_is_asked_for_from_the_keyboard_and_the_proof_is_at_hand(opening: Opening) -> None:
    page = opening(ANA, "/lists")
    page.keyboard.press("g")
    page.keyboard.press("y")
    expect(page.get_by_role("heading", level=1)).to_have_text("Registry of cooperation")
    page.keyboard.press("/")
    page.keyboard.type("France")
    page.keyboard.press("Tab")
    page.keyboard.type("Deutschland")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("France – Germany: extradition")
    expect(page.locator(".first-basis")).to_contain_text("European arrest warrant")
    first = page.locator("#basis-1")
    first.locator("summary").press("Enter")
    expect(first.locator(".proof")).to_contain_text("joining")
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator("#basis-2 .proof ul")).to_be_visible()
    expect(page.locator(".pair-form")).to_be_hidden()


def test_a_name_that_nobody_has_keeps_what_was_typed(opening: Opening) -> None:
    page = opening(LENA, "/registry/pair")
    page.get_by_label("One party").fill("France")
    page.get_by_label("The other party").fill("Atlantis")
    page.get_by_label("Needed for").select_option("mla")
    page.get_by_role("button", name="Find the bases").click()
    expect(page.get_by_role("alert")).to_contain_text("Atlantis")
    expect(page.get_by_label("One party")).to_have_value("France")
    expect(page.get_by_label("Needed for")).to_have_value("mla")


def test_the_way_leads_from_a_basis_over_its_instrument_to_a_party_and_all_of_it_downloads(opening: Opening) -> None:
    page = opening(LENA, "/registry/pair?one=FR&other=KE&for=mla&on=2026-02-01")
    page.locator(".basis").get_by_role("link", name="Financing of Terrorism").first.click()
    expect(page.get_by_role("heading", name="Who takes part")).to_be_visible()
    assert "on=2026-02-01" in page.url
    with page.expect_download() as taken:
        page.locator("#parties .download").click()
    assert taken.value.suggested_filename == "parties.csv"
    page.locator("#parties").get_by_role("link", name="Albania").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Albania")
    page.get_by_role("link", name="Obligations").click()
    expect(page.locator("#part table")).to_contain_text("bound")
