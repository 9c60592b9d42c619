"""Administrators and operators in the browser: secrets that are shown once and do not come again, and jobs that are followed."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from comity.node import people
from comity.node.jobs import order_by_hand

from .conftest import LENA, TOM, Opening, Served
from .test_accessibility import violations

SECRET = re.compile(r"#[\w-]{20,}$")


def fill_in(page: Page) -> None:
    """Fill in the form for Mira and send it, all by keys."""
    page.get_by_label("Login name", exact=True).focus()
    page.keyboard.type("mira")
    page.keyboard.press("Tab")
    page.keyboard.type("Mira Oblak")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def test_a_person_is_added_by_keys_and_the_link_does_not_come_again(opening: Opening, node: Served) -> None:
    page = opening(TOM, "/users", permissions=["clipboard-read", "clipboard-write"])
    fill_in(page)
    secret = page.locator("#secret")
    expect(secret).to_have_text(SECRET)
    link = secret.inner_text()
    expect(page.get_by_role("heading", name="A link for a new user")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("c")
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.get_by_role("link", name="I have it").press("Enter")
    expect(page.get_by_role("heading", name="Mira Oblak")).to_be_visible()
    page.go_back()
    page.wait_for_load_state()
    assert link not in page.content()
    page.reload()
    assert link not in page.content()
    assert [user.name for user in people.all_users(node.service.database)] == ["mira", "tom"]


def test_without_scripts_a_reload_makes_no_other_link_and_shows_none(opening: Opening, node: Served) -> None:
    page = opening(TOM, "/users", java_script_enabled=False)
    page.get_by_label("Login name", exact=True).fill("mira")
    page.get_by_label("Name that colleagues read").fill("Mira Oblak")
    page.get_by_role("checkbox", name="analyst").check()
    page.get_by_role("button", name="Add and make the link").click()
    link = page.locator("#secret").inner_text()
    page.reload()
    expect(page.get_by_text("this form was sent before")).to_be_visible()
    assert link not in page.content()
    page.goto("/users/mira")
    assert link not in page.content()


def test_an_error_is_told_and_what_was_filled_in_stays(opening: Opening) -> None:
    page = opening(LENA, "/keys")
    page.get_by_label("The program that will hold it").fill("payments, nightly")
    page.get_by_role("button", name="Issue the key").click()
    expect(page.locator("#notice")).to_contain_text("a key without scopes could do nothing")
    expect(page.get_by_label("The program that will hold it")).to_have_value("payments, nightly")
    page.get_by_role("checkbox", name="lists:read").check()
    page.get_by_role("checkbox", name="oversight").check()
    page.get_by_role("button", name="Issue the key").click()
    expect(page.locator("#secret")).to_have_text(re.compile("^comity_"))


def test_a_job_is_followed_to_its_end_and_another_cancelled_by_keys(opening: Opening, node: Served) -> None:
    service = node.service
    job = order_by_hand(service.means, "node.sweep", {}, TOM)
    page = opening(TOM, f"/jobs/{job.id}")
    expect(page.locator("#live")).to_contain_text("waits")
    with service.database.writing() as writing:
        leased = writing.jobs.lease("worker", service.now(), timedelta(minutes=1))
        assert leased
        writing.jobs.finish(leased, {"sittings": 3}, service.now())
    expect(page.locator("#live")).to_contain_text("Sittings dropped: 3")
    expect(page.locator("#live[hx-trigger]")).to_have_count(0)
    page.goto("/jobs")
    page.get_by_role("button", name="Start Index of the lists").press("Enter")
    expect(page.get_by_role("heading", name="Index of the lists")).to_be_visible()
    page.get_by_text("Cancel this job").press("Enter")
    page.get_by_role("button", name="Cancel it").press("Enter")
    expect(page.locator("#live")).to_contain_text("cancelled")
