"""Pages that only a form brings, for every reader: what was made is shown once, what was checked is said, what was not sent is kept."""

from __future__ import annotations

import json

import pyotp
import pytest
from playwright.sync_api import Page, expect

from comity.node.review_desk import case_pack
from comity.node.service import Service
from comity.node.serving_desk import desk_of

from .conftest import ADA, ANA, BO, LENA, TOM, Opening, OtherSite, Served
from .every_page import HANDLER
from .prepared import NOT_A_MATCH, decided, watched
from .test_accessibility import LOOKS, seen_in, violations

pytestmark = pytest.mark.parametrize("look", LOOKS)


def send(page: Page, action: str, **fields: str) -> None:
    """Fill in the form of that action, whatever the language, and press its first button."""
    form = page.locator(f"form[action='{action}']").first
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "checkbox":
            form.locator(f"[name={name}][value='{value}']").check()
        else:
            field.fill(value)
    form.locator("button").first.click()


def pack(service: Service) -> bytes:
    """The evidence of a case, as this node makes it."""
    (case,) = watched(service, ["Ayman Zawahri"])
    return case_pack(desk_of(service), case, ANA, service.now()).content


def test_what_is_shown_once(opening: Opening, look: str) -> None:
    page = opening(LENA, "/keys", **seen_in(look))
    send(page, "/keys", name="payments", scopes="lists:read", purposes="oversight")
    expect(page.locator("#secret")).to_be_visible()
    assert violations(page) == []
    page = opening(TOM, "/webhooks", **seen_in(look))
    send(page, "/webhooks", url="https://bank.example/hooks", events="hit.new")
    expect(page.locator("#secret")).to_be_visible()
    assert violations(page) == []
    page.goto("/users")
    send(page, "/users", name="mira", display="Mira Oblak", roles="analyst")
    expect(page.locator("#secret")).to_be_visible()
    assert violations(page) == []


def test_the_codes_of_a_phone(opening: Opening, node: Served, look: str) -> None:
    page = opening(ANA, "/me", **seen_in(look))
    send(page, "/me/second-factor")
    expect(page.locator("svg.qr")).to_be_visible()
    assert violations(page) == []
    codes = pyotp.parse_uri(page.locator("code").first.inner_text())
    assert isinstance(codes, pyotp.TOTP)
    send(page, "/me/second-factor/proof", code=codes.at(node.service.now()))
    expect(page.locator(".codes")).to_be_visible()
    assert violations(page) == []


def test_evidence_that_was_checked(opening: Opening, node: Served, look: str) -> None:
    made = pack(node.service)
    page = opening(ADA, "/evidence", **seen_in(look))
    for content, answer in ((made, ".done"), (made.replace(b"Zawahri", b"Zawahra"), ".problem")):
        page.locator("#pack").set_input_files({"name": "pack.json", "mimeType": "application/json", "buffer": content})
        page.locator("form[action='/evidence/check'] button").click()
        expect(page.locator(answer)).to_be_visible()
        assert violations(page) == []


def test_a_threshold_that_was_tried(opening: Opening, node: Served, look: str) -> None:
    for case in watched(node.service):
        decided(node.service, case, NOT_A_MATCH, ANA)
    page = opening(LENA, "/replay", **seen_in(look))
    send(page, "/replay", review="0.95", strong="0.99")
    expect(page.locator("svg.chart")).to_be_visible()
    assert violations(page) == []


def test_what_was_not_sent(opening: Opening, node: Served, look: str) -> None:
    page = opening(HANDLER, "/requests/holds", **seen_in(look))
    send(page, "/requests/holds", record="nothing", basis="order 12/26 of the court")
    expect(page.locator(".problem")).to_be_visible()
    assert violations(page) == []
    page = opening(BO, "/me", **seen_in(look))
    page.evaluate("document.querySelector('form[action=\"/me/display\"] [name=csrf]').value = 'of another sitting'")
    send(page, "/me/display", display="Bo <i>K.</i>")
    expect(page.locator("#entering dd")).to_have_text("Bo <i>K.</i>")
    assert violations(page) == []
    page.goto("/me")
    node.service.signing_in.leave_everywhere("bo")
    send(page, "/me/display", display="Bo <i>K.</i>")
    expect(page.locator("#password")).to_be_visible()
    assert violations(page) == []


def test_whoever_comes_out_of_another_site(opening: Opening, node: Served, other_site: OtherSite, look: str) -> None:
    other_site.page = f"<a href={json.dumps(node.address + '/me')}>link</a>"
    page = opening(BO, "/", **seen_in(look))
    for site in (other_site.near, other_site.far):  # the cookie comes along from another port, not from another host
        page.goto(site)
        page.click("a")
        expect(page.locator("#entering a[href='/me']")).to_be_visible()
        assert violations(page) == []
