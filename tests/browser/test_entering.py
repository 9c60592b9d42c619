"""A person comes in: by the keyboard, with a link, with a code; and what other sites and addresses try in a browser."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Page, expect

from comity.identity import Cost, Passwords, new_user, with_password
from comity.model import Role
from comity.node.links import first_start

from .conftest import ANA, Opening, OtherSite, Served

PASSWORD = "nine green lamps at dusk"


def add_lena(node: Served) -> None:
    with node.service.database.writing() as writing:
        made = new_user("lena", "Lena", (Role.ANALYST,), node.service.now())
        writing.users.add(with_password(made, PASSWORD, Passwords(Cost(64, 1, 1))))


def type_in(page: Page, *texts: str) -> None:
    """Fill in one field after the other, and send, without a mouse."""
    expect(page.locator("input:focus")).to_have_count(1)
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_by_the_keyboard_and_back_to_the_page(opening: Opening, node: Served) -> None:
    add_lena(node)
    page = opening(None, "/me?of=today")
    expect(page.get_by_label("Login name")).to_be_focused()
    type_in(page, "lena", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you work for now?")
    page.get_by_label("delivery of aid").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/me\?of=today$"))
    expect(page.locator(".purpose")).to_have_text("delivery of aid")
    page.locator(".self summary").press("Enter")
    page.get_by_role("button", name="Sign out", exact=True).first.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You have signed out.")
    page.go_back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_link_makes_the_first_administrator_and_leaves_no_trace(opening: Opening, node: Served) -> None:
    invited = first_start(node.service.database, node.service.now())
    assert invited
    page = opening(None, f"/welcome#{invited.token}")
    expect(page).to_have_url(f"{node.address}/welcome")
    expect(page.get_by_label("The part of your link behind #")).to_be_hidden()
    page.get_by_label("Login name").focus()
    type_in(page, "ada", "Ada Vidal", PASSWORD, PASSWORD)
    expect(page.locator(".self summary")).to_have_text("Ada Vidal")
    page.go_back()
    assert invited.token not in page.url


def test_a_phone_is_set_up_and_its_code_asked_for_with_the_password_still_there(opening: Opening, node: Served) -> None:
    add_lena(node)
    page = opening(None, "/me")
    type_in(page, "lena", PASSWORD)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    page.get_by_role("button", name="Set up codes").click()
    picture = page.locator("svg.qr").bounding_box()
    assert picture
    assert picture["width"] > 150
    codes = pyotp.parse_uri(page.locator("code").first.inner_text())
    assert isinstance(codes, pyotp.TOTP)
    page.get_by_label("Code that the phone shows now").fill(codes.at(node.service.now()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    recovery = page.locator(".codes code").first.inner_text()
    other = opening(None, "/sign-in?next=/me")
    type_in(other, "lena", PASSWORD)
    expect(other.get_by_label("Code")).to_be_focused()
    expect(other.get_by_label("Password")).to_have_value(PASSWORD)
    other.keyboard.type(recovery)
    other.keyboard.press("Enter")
    expect(other.get_by_role("heading", level=1)).to_have_text("What do you work for now?")


def test_a_sitting_that_ends_in_mid_work_loses_nothing(opening: Opening, node: Served) -> None:
    add_lena(node)
    page = opening(None, "/me")
    type_in(page, "lena", PASSWORD)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    page.get_by_label("Your name as colleagues read it").fill("Lena <i>K.</i>")
    node.service.signing_in.leave_everywhere("lena")
    page.get_by_role("button", name="Change the name").click()
    expect(page.locator(".note")).to_contain_text("is kept on this page")
    type_in(page, "lena", PASSWORD)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send it now?")
    expect(page.locator("dd").first).to_have_text("Lena <i>K.</i>")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/me$"))
    expect(page.locator(".self summary")).to_have_text("Lena <i>K.</i>")


def test_another_site_can_neither_frame_nor_sign_in_nor_send(opening: Opening, node: Served, other_site: OtherSite) -> None:
    add_lena(node)
    forms = "".join(
        f'<form method="post" action="{node.address}{path}" target="answer-{at}">'
        f'<input name="name" value="lena"><input name="password" value="{PASSWORD}"><input name="display" value="planted">'
        f'<button id="send-{at}">send</button></form><iframe name="answer-{at}"></iframe>'
        for at, path in enumerate(("/sign-in", "/me/display"))
    )
    other_site.page = f'<iframe id="framed" src="{node.address}/me"></iframe><a href="{node.address}/me">link</a>{forms}'
    page = opening(ANA, "/me")
    before = {one.get("name"): one.get("value") for one in page.context.cookies()}
    said: list[str] = []
    beside = page.context.new_page()  # what its page is refused is no fault of ours
    beside.on("console", lambda one: said.append(one.text))
    beside.goto(other_site.far)
    for at in (0, 1):
        with beside.expect_response(re.compile("/sign-in|/me/display")) as answered:
            beside.click(f"#send-{at}")
        assert answered.value.status == 403
    assert beside.frames[1].url.startswith("chrome-error:"), "the frame stays empty"
    assert any("frame-ancestors" in one for one in said)
    assert {one.get("name"): one.get("value") for one in page.context.cookies()} == before
    beside.click("text=link")
    beside.get_by_role("link", name="go on").click()
    expect(beside.get_by_role("heading", level=1)).to_have_text("My account")
    expect(beside.locator(".self summary")).to_have_text("Ana")


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/%09/evil.example/", '"><script>alert(1)</script>'], ids=str
)
def test_an_address_leads_nowhere_else(opening: Opening, node: Served, place: str) -> None:
    add_lena(node)
    page = opening(None, f"/sign-in?next={place}")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.context.route(re.compile("evil.example"), lambda route: pytest.fail(f"sent to {route.request.url}"))
    type_in(page, "lena", PASSWORD)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    assert page.url == f"{node.address}/"


def test_without_scripts_the_door_opens_too(opening: Opening, node: Served) -> None:
    add_lena(node)
    page = opening(None, "/sign-in?next=/me", java_script_enabled=False)
    type_in(page, "lena", PASSWORD)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
