"""The second person at work: from the keyboard, one proposal after another, and nothing lost when a colleague was quicker."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from comity.model import CaseState
from comity.node import review_desk
from comity.node.serving_desk import desk_of

from .conftest import ANA, BO, LENA, Opening, Served
from .prepared import MATCH, decided, informed, watched
from .test_accessibility import violations


def states(node: Served, cases: list[str]) -> list[CaseState]:
    with node.service.database.reading() as reading:
        found = [reading.cases.get(case) for case in cases]
    return [one.case.state for one in found if one]


def calm(page: Page) -> None:
    """Wait until nothing is on its way: what is pressed before is heard by nobody."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')")


def test_a_morning_of_proposals_without_a_mouse(opening: Opening, node: Served) -> None:
    cases = watched(node.service)
    for case in cases:
        decided(node.service, case, MATCH, ANA)
    page = opening(BO, "/approval?order=risk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#case-title")).to_be_visible()
    assert page.url.split("?")[0].endswith(f"/approval/{cases[0]}")
    page.keyboard.press("1")
    page.keyboard.type("seen as well")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("Approved: match")
    expect(page.locator("tr[aria-current] a")).to_have_attribute("href", f"/approval/{cases[1]}?order=risk")
    calm(page)
    assert f"/approval/{cases[1]}" in page.url
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    assert states(node, cases) == [CaseState.DECIDED, CaseState.PROPOSED, CaseState.PROPOSED]
    page.keyboard.type("the date differs")
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("Refused: match")
    expect(page.locator("tr[aria-current] a")).to_have_attribute("href", f"/approval/{cases[2]}?order=risk")
    calm(page)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator(".empty")).to_contain_text("Nothing waits for you")
    assert states(node, cases) == [CaseState.DECIDED, CaseState.OPEN, CaseState.DECIDED]


def test_who_was_slower_is_told_and_keeps_what_they_wrote(opening: Opening, node: Served) -> None:
    (case,) = watched(node.service, ["Ayman Zawahri"])
    decided(node.service, case, MATCH, ANA)
    page = opening(BO, f"/approval/{case}")
    page.keyboard.press("2")
    page.keyboard.type("the date differs")
    review_desk.approve(desk_of(node.service), case, "", informed(node.service, LENA, case))
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("has changed")
    expect(page.locator("#text-refuse")).to_have_value("the date differs")
    assert states(node, [case]) == [CaseState.DECIDED]


def test_blind_the_page_shows_the_reasons_and_no_name(opening: Opening, node: Served) -> None:
    (node.service.settings.home / "policy.json").write_text('{"blind": true}')
    (case,) = watched(node.service, ["Ayman Zawahri"])
    decided(node.service, case, MATCH, ANA)
    page = opening(BO, f"/approval/{case}")
    expect(page.locator(".proposal")).to_contain_text("the photograph agrees")
    expect(page.locator(".proposal")).to_contain_text("withheld")
    assert "user:ana" not in page.content()
    assert ">ana<" not in page.content()
    assert violations(page) == []


def test_without_scripts_links_and_forms_do_the_same(opening: Opening, node: Served) -> None:
    (case,) = watched(node.service, ["Ayman Zawahri"])
    decided(node.service, case, MATCH, ANA)
    page = opening(BO, "/approval", java_script_enabled=False)
    page.get_by_role("link", name="Ayman Zawahri").click()
    page.locator("summary", has_text="Approve").click()
    page.get_by_role("button", name="Approve “match” and go on").click()
    expect(page.locator(".done")).to_contain_text("Approved: match")
    assert states(node, [case]) == [CaseState.DECIDED]
