"""A decision is made by a person, once: without scripts, pressed twice, sent from an old page, or forged by another site."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from comity.model import Verdict

from .conftest import ANA, Opening, OtherSite, Served
from .prepared import informed, watched

NOT_A_MATCH = "[data-verdict='2']"
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])


def verdicts(node: Served, case: str) -> list[tuple[str, Verdict, str]]:
    """Every decision on a case: by whom, what, and the text."""
    with node.service.database.reading() as reading:
        return [(one.by, one.verdict, one.because.text) for one in reading.decisions.for_case(case)]


def fill_in(page: Page, text: str, verdict: str = NOT_A_MATCH) -> None:
    """Choose a verdict, its first reason and a text, with the mouse."""
    form = page.locator(verdict)
    form.locator("summary").click()
    form.locator("input[type=radio]").first.check()
    form.get_by_role("textbox").fill(text)


def sent(page: Page) -> list[Request]:
    """The decisions that the page sends, from now on."""
    requests: list[Request] = []
    page.on("request", lambda one: requests.append(one) if one.method == "POST" and one.url.endswith("/decide") else None)
    return requests


def test_without_scripts_the_queue_is_worked_through(opening: Opening, node: Served) -> None:
    first, second, third = watched(node.service)
    page = opening(ANA, "/review", java_script_enabled=False)
    page.locator(f"tr[data-case='{first}'] a").click()
    expect(page.locator(".case-file")).to_have_attribute("data-case", first)
    expect(page.locator(".case-file")).to_contain_text("Speaks against a match")
    fill_in(page, "born in another year")
    page.get_by_role("button", name="Save and next").click()
    expect(page.locator("[data-done]")).to_contain_text("Decided: not a match.")
    expect(page.locator(".case-file")).to_have_attribute("data-case", second)
    page.get_by_role("button", name="Claim").click()
    expect(page.locator(".case-file")).to_contain_text("claimed by you")
    page.locator("[data-verdict='3'] summary").click()
    page.locator("[data-verdict='3']").get_by_role("button", name="Save and next").click()  # no reason: the browser asks for one
    expect(page.locator("[data-verdict='3'] input:invalid").first).to_be_visible()
    page.locator("[data-verdict='3'] summary").click()  # another verdict
    fill_in(page, "asked the branch", "[data-verdict='1']")
    page.get_by_role("button", name="Save and next").locator("visible=true").first.click()
    expect(page.locator("[data-done]")).to_contain_text("It waits for a second person")
    expect(page.locator(".case-file")).to_have_attribute("data-case", third)
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator(".case-file")).to_have_attribute("data-case", second)
    assert [verdict for _, verdict, _ in verdicts(node, first)] == [Verdict.NOT_A_MATCH]
    assert len(verdicts(node, second)) == 2  # the proposal, and that it was taken back
    assert verdicts(node, third) == []


@SCRIPTS
def test_a_decision_pressed_twice_is_made_once(opening: Opening, node: Served, scripts: bool) -> None:
    first, second, _ = watched(node.service)
    page = opening(ANA, f"/review/{first}", java_script_enabled=scripts)
    fill_in(page, "born later")
    page.get_by_role("button", name="Save and next").locator("visible=true").dblclick()
    expect(page.locator(".case-file")).to_have_attribute("data-case", second)
    expect(page.locator("[data-done]")).to_contain_text("Decided: not a match.")
    assert verdicts(node, first) == [("user:ana", Verdict.NOT_A_MATCH, "born later")]
    assert verdicts(node, second) == []


def test_the_same_form_out_of_two_windows_goes_on_as_it_did(opening: Opening, node: Served) -> None:
    first, second, _ = watched(node.service)
    page = opening(ANA, f"/review/{first}", java_script_enabled=False)
    other = page.context.new_page()
    other.goto(f"/review/{first}")
    for window in (page, other):
        fill_in(window, "born later")
    for window in (page, other):
        window.get_by_role("button", name="Save and next").locator("visible=true").click()
        expect(window.locator(".case-file")).to_have_attribute("data-case", second)
    assert verdicts(node, first) == [("user:ana", Verdict.NOT_A_MATCH, "born later")]


@SCRIPTS
def test_going_back_shows_the_case_as_it_is_and_decides_nothing(opening: Opening, node: Served, scripts: bool) -> None:
    first, second, _ = watched(node.service)
    page = opening(ANA, f"/review/{first}", java_script_enabled=scripts)
    fill_in(page, "born later")
    page.get_by_role("button", name="Save and next").locator("visible=true").click()
    expect(page.locator(".case-file")).to_have_attribute("data-case", second)
    requests = sent(page)
    page.go_back()
    expect(page.locator(".case-file")).to_have_attribute("data-case", first)
    expect(page.locator(".case-line")).to_contain_text("decided: not a match")
    expect(page.locator(NOT_A_MATCH)).to_have_count(0)
    page.go_forward()
    expect(page.locator(".case-file")).to_have_attribute("data-case", second)
    assert requests == []
    assert len(verdicts(node, first)) == 1


def test_a_page_that_is_older_than_the_decision_cannot_change_it(opening: Opening, node: Served) -> None:
    first, *_ = watched(node.service)
    page = opening(ANA, f"/review/{first}", java_script_enabled=False)
    old = page.context.new_page()
    old.goto(f"/review/{first}")
    fill_in(page, "born later")
    page.get_by_role("button", name="Save and next").locator("visible=true").click()
    expect(page.locator("[data-done]")).to_be_visible()
    fill_in(old, "the photograph agrees", "[data-verdict='1']")
    old.get_by_role("button", name="Save and next").locator("visible=true").click()
    expect(old.locator("#changed")).to_contain_text("Your decision was not kept")
    expect(old.locator("#changed")).to_contain_text("the photograph agrees")
    assert [verdict for _, verdict, _ in verdicts(node, first)] == [Verdict.NOT_A_MATCH]


def forged(node: Served, case: str) -> tuple[str, dict[str, str]]:
    """The address and the fields of a decision, as whoever knows everything but the token of the sitting would send them."""
    seen = informed(node.service, ANA, case)
    fields = {"verdict": "match", "reason": "facts_agree", "text": "planted", "page": "", "csrf": "planted"}
    return f"{node.address}/review/{case}/decide", fields | {"seen_version": str(seen.seen), "seen_subject": seen.subject}


@pytest.mark.parametrize("where", ["far", "near"])
def test_another_site_decides_nothing(opening: Opening, node: Served, other_site: OtherSite, where: str) -> None:
    case, *_ = watched(node.service)
    page = opening(ANA, f"/review/{case}")
    address, fields = forged(node, case)
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    other_site.page = f'<form method="post" action="{address}">{inputs}<button>win a prize</button></form>'
    beside = page.context.new_page()
    beside.goto(getattr(other_site, where))
    for send in (
        "([to, text]) => fetch(to, {method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams(JSON.parse(text))})",
        "([to, text]) => navigator.sendBeacon(to, new URLSearchParams(JSON.parse(text)))",
    ):
        with beside.expect_response(address) as answered:
            beside.evaluate(f"arguments => {{ ({send})(arguments); }}", [address, json.dumps(fields)])
        assert answered.value.status == 403
    refused = beside.evaluate(
        """([to, text]) => fetch(to, {method: 'POST', credentials: 'include', headers: {'HX-Request': 'true', 'Comity-CSRF': 'planted'},
        body: new URLSearchParams(JSON.parse(text))}).then(() => 'read', () => 'refused')""",
        [address, json.dumps(fields)],
    )
    assert refused == "refused"
    with beside.expect_response(address) as answered:
        beside.get_by_role("button").click()
    assert answered.value.status == 403
    assert verdicts(node, case) == []
    page.reload()
    expect(page.locator(".case-line")).to_contain_text(re.compile("· open"))
