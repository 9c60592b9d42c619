"""An analyst's day at the queue, from the keyboard: closing cases, two on one case, taking back, marking, and a sitting that ends."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from comity.identity import Cost, Passwords, with_password
from comity.node.service import Service

from .cases import many, prepare
from .conftest import ANA, BO, LENA, Opening, Served
from .test_accessibility import LOOKS, seen_in, violations

OPENED = ".case-file"
PASSWORD = "heron on the quiet weir"


def states(service: Service) -> dict[str, int]:
    """How many cases stand in each state; those without are left out."""
    with service.database.reading() as reading:
        return {state.value: count for state, count in reading.cases.counts_by_state().items() if count}


def shown_case(page: Page) -> str:
    """The id of the case that is open."""
    return str(page.locator(OPENED).get_attribute("data-case"))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def goes_on(page: Page, before: str = "") -> None:
    """Wait until another case is open than ``before``, or none, and the keys are heard again."""
    page.wait_for_function(
        """before => document.querySelector('.case-file')?.dataset.case !== before
        && !document.querySelector('#desk').hasAttribute('aria-busy')""",
        arg=before,
    )


def opens(page: Page) -> str:
    """Open the first case with a key; its id."""
    press(page, "Enter")
    expect(page.locator(OPENED)).to_be_visible()
    goes_on(page)
    return shown_case(page)


def test_an_analyst_closes_twenty_cases_without_a_mouse(opening: Opening, node: Served) -> None:
    prepare(node.service, many(20))
    assert states(node.service) == {"open": 20}
    page = opening(ANA, "/review")
    press(page, "j", "k")
    opens(page)
    assert urlsplit(page.url).path == f"/review/{shown_case(page)}"
    for number in range(20):
        case = shown_case(page)
        if number % 4 == 3:
            press(page, "3", "1", "t")
            page.keyboard.type("no date of birth is known")
            press(page, "Enter")
        else:
            press(page, "2", "2", "Enter")
        goes_on(page, case)
    assert states(node.service) == {"decided": 20}
    expect(page.locator(".empty")).to_be_visible()
    marks = page.evaluate("performance.getEntriesByType('mark').map(mark => mark.name)")
    assert marks.count("review:shown") >= 21
    assert page.evaluate("performance.measure('decision', 'review:sent', 'review:shown').duration") > 0
    with node.service.database.reading() as reading:
        decided = reading.decisions.finals("", 100)
    assert [one.because.text for one in decided].count("no date of birth is known") == 5


def test_two_analysts_on_one_case_keep_one_decision_and_what_the_other_had_written(opening: Opening, node: Served) -> None:
    prepare(node.service, many(2))
    ana, bo = opening(ANA, "/review"), opening(BO, "/review")
    case = opens(ana)
    assert opens(bo) == case
    press(ana, "3", "2", "t")
    ana.keyboard.type("I asked the branch for the passport")
    press(bo, "2", "2", "Enter")
    goes_on(bo, case)
    press(ana, "Enter")
    expect(ana.locator("#changed")).to_contain_text("bo: decision, not a match")
    expect(ana.locator("#changed")).to_contain_text("I asked the branch for the passport")
    assert shown_case(ana) == case
    assert violations(ana) == []
    expect(ana.locator("[data-verdict='3'] textarea")).to_have_value("I asked the branch for the passport")
    with node.service.database.reading() as reading:
        assert [one.by for one in reading.decisions.for_case(case)] == ["user:bo"]


def test_a_slip_is_taken_back_and_going_back_repeats_nothing(opening: Opening, node: Served) -> None:
    prepare(node.service, many(3))
    page = opening(ANA, "/review")
    case = opens(page)
    press(page, "2", "1", "Enter", "Enter", "2")
    goes_on(page, case)
    page.reload()
    assert states(node.service) == {"open": 2, "decided": 1}
    press(page, "u")
    page.wait_for_function("case_id => document.querySelector('.case-file')?.dataset.case === case_id", arg=case)
    assert states(node.service) == {"open": 3}
    with page.expect_navigation():
        page.go_back()
    expect(page.locator("h1")).to_have_text("Review")
    expect(page.locator("nav.menu")).to_be_visible()
    assert states(node.service) == {"open": 3}
    with node.service.database.reading() as reading:
        assert [one.step.value for one in reading.decisions.for_case(case)] == ["final", "withdrawal"]


def test_a_supervisor_searches_claims_marks_and_closes_many(opening: Opening, node: Served) -> None:
    prepare(node.service, [*many(4), "Hafiz Saeed", "<img src=x onerror=alert(1)> Ayman Zawahri"])
    page = opening(LENA, "/review")
    press(page, "?")
    expect(page.locator("#keys")).to_be_visible()
    press(page, "Escape", "/")
    page.keyboard.type("zawah")
    press(page, "Enter")
    page.wait_for_url("**/review?sought=*")
    assert "zawah" not in page.url
    rows = page.locator("tr[data-case]")
    expect(rows.filter(has_text="Hafiz")).to_have_count(0)
    count = rows.count()
    expect(page.locator("td").filter(has_text="you")).to_have_count(0)
    press(page, "c")
    expect(page.locator(OPENED)).to_contain_text("claimed by you")
    press(page, "c")
    expect(page.locator(OPENED)).to_contain_text("claimed by nobody")
    press(page, "x", "j", "x", "b", "7", "t")
    page.keyboard.type("namesakes that we know")
    press(page, "Enter")
    expect(rows).to_have_count(count - 2)
    assert states(node.service)["decided"] == 2


def test_a_sitting_that_ends_in_mid_decision_loses_nothing(opening: Opening, node: Served) -> None:
    prepare(node.service, many(2))
    page = opening(ANA, "/review")
    with node.service.database.writing() as writing:
        user = writing.users.get("ana")
        assert user is not None
        writing.users.save(with_password(user, PASSWORD, Passwords(Cost(64, 1, 1))))
    case = opens(page)
    press(page, "2", "2", "t")
    page.keyboard.type("seen on the passport")
    with node.service.database.writing() as writing:
        writing.sittings.end_all("ana")
    press(page, "Enter")
    expect(page.get_by_label("Login name")).to_be_visible()
    assert states(node.service) == {"open": 2}
    page.get_by_label("Login name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Enter")
    page.get_by_label("screening of customers").check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_text("seen on the passport")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/review/*done=*")
    with node.service.database.reading() as reading:
        (decision,) = reading.decisions.for_case(case)
    assert decision.because.text == "seen on the passport"
    assert states(node.service) == {"open": 1, "decided": 1}


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_beside_a_case_and_its_form(opening: Opening, node: Served, look: str) -> None:
    prepare(node.service, many(3))
    page = opening(LENA, "/review", **seen_in(look))
    case = opens(page)
    press(page, "2", "2", "Enter")
    goes_on(page, case)
    press(page, "1")
    expect(page.locator("[data-done]")).to_be_visible()
    expect(page.locator("[data-verdict='1'][open]")).to_be_visible()
    assert violations(page) == []


def test_a_verdict_on_a_case_that_another_claimed_says_why_there_is_none(opening: Opening, node: Served) -> None:
    prepare(node.service, many(2))
    other = opening(BO, "/review")
    claimed = opens(other)
    press(other, "c")
    expect(other.locator(OPENED)).to_contain_text("claimed by you")
    page = opening(ANA, f"/review/{claimed}")
    expect(page.locator("[data-verdict]")).to_have_count(0)
    press(page, "2")
    expect(page.locator("#no-verdict")).to_be_focused()
    expect(page.locator("#no-verdict")).to_contain_text("bo has claimed this case")
    press(page, "j", "Enter")
    goes_on(page, claimed)
    press(page, "2")
    expect(page.locator("[data-verdict='2'] input[type=radio]").first).to_be_focused()
