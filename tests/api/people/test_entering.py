"""The door as pages: forms sent by a browser, what comes along, and what is tried against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from types import MappingProxyType

import httpx2
import pyotp
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient

from comity.identity import SAID, InvitationKind, Permission
from comity.identity.invitations import Order
from comity.model import Entry, Purpose, Role
from comity.node.links import NEW_USER, RESET, first_start, give_link
from comity.node.service import Service
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import visiting

from .conftest import HERE, PASSWORD, Browser, Clock

Opening = Callable[..., Browser]
Adding = Callable[..., str]
Entries = Callable[..., list[Entry]]

ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "//[x",
    "/api/v1/oidc/start",
    " //evil.example",
)


def send(one: Browser, path: str, fields: Mapping[str, str] = MappingProxyType({}), /, **more: str) -> httpx2.Response:
    """Send a form, as a page of ours would."""
    return one.web.post(path, data={**fields, **more}, follow_redirects=False)


def send_with(one: Browser, headers: dict[str, str], path: str, **fields: str) -> httpx2.Response:
    """Send a form with headers of a browser's."""
    return one.web.post(path, data=fields, headers=headers, follow_redirects=False)


def fields_of(answer: httpx2.Response, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to ``action``."""
    form = next(found for found in re.findall(r"<form.*?</form>", answer.text, re.DOTALL) if f'action="{action}"' in found)
    return {unescape(name): unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)}


def csrf_of(one: Browser) -> str:
    return fields_of(one.web.get("/me"), "/me/display")["csrf"]


def test_somebody_signs_in_chooses_what_for_and_leaves(user: Adding, browser: Opening, entries: Entries) -> None:
    user("lena")
    lena = browser()
    assert lena.get("/?of=today").headers["location"] == "/sign-in?next=/%3Fof%3Dtoday"
    answer = send(lena, "/sign-in", name="lena", password=PASSWORD, next="/?of=today")
    assert (answer.status_code, answer.headers["location"]) == (303, "/purpose?next=/%3Fof%3Dtoday")
    first = lena.token
    asked = lena.get("/purpose?next=/%3Fof%3Dtoday")
    assert "decide cases" in asked.text
    answer = send(lena, "/purpose", fields_of(asked, "/purpose"), purpose="customer_screening")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?of=today")
    assert lena.token != first, "other rights, another token"
    assert lena.get("/sign-in?next=/me").headers["location"] == "/me", "who is signed in is not asked again"
    answer = send(lena, "/sign-out", csrf=csrf_of(lena))
    assert answer.headers["location"] == "/sign-in?left=yes"
    assert "You have signed out." in lena.get("/sign-in?left=yes").text
    assert lena.get("/").headers["location"].startswith("/sign-in")
    assert [entry.action for entry in entries()] == ["sitting.open", "sitting.purpose", "sitting.end"]


def test_an_administrator_is_asked_for_no_purpose(user: Adding, browser: Opening) -> None:
    user("ada", Role.ADMINISTRATOR)
    assert send(browser(), "/sign-in", name="ada", password=PASSWORD).headers["location"] == "/"


def test_whoever_fails_reads_the_same_and_may_try_again(user: Adding, browser: Opening) -> None:
    user("lena")
    for name in ("lena", "nobody", '"><script>alert(1)</script>'):
        answer = send(browser(), "/sign-in", name=name, password="not the one", next="/me")
        assert answer.status_code == 401
        assert unescape(answer.text).count(SAID) == 1
        assert fields_of(answer, "/sign-in")["next"] == "/me"
        assert "<script>alert" not in answer.text
        assert "not the one" not in answer.text
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("place", ELSEWHERE, ids=[f"place{at}" for at in range(len(ELSEWHERE))])
def test_nobody_is_sent_elsewhere(user: Adding, browser: Opening, place: str) -> None:
    user("ada", Role.ADMINISTRATOR)
    ada = browser()
    assert fields_of(ada.web.get("/sign-in", params={"next": place}), "/sign-in")["next"] == "/"
    assert send(ada, "/sign-in", name="ada", password=PASSWORD, next=place).headers["location"] == "/"
    assert ada.web.get("/sign-in", params={"next": place}, follow_redirects=False).headers["location"] == "/"
    chosen = send(ada, "/purpose", csrf=csrf_of(ada), purpose="operation", next=place)
    assert chosen.headers["location"] == "/"
    assert send(ada, "/proof", csrf=csrf_of(ada), password=PASSWORD, next=place).headers["location"] == "/"
    look = send_with(ada, {"Referer": place.strip()}, "/language", language="fr", theme="dark")
    assert look.headers["location"] == "/"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}], ids=str)
@pytest.mark.parametrize("path", ["/sign-in", "/welcome", "/language", "/sign-in/elsewhere", "/me/display"])
def test_another_site_signs_nobody_in_and_keeps_no_form(user: Adding, browser: Opening, path: str, headers: dict[str, str]) -> None:
    user("lena")
    fields = {"name": "lena", "password": PASSWORD, "language": "ar", "theme": "dark", "display": "planted"}
    answer = send_with(browser(), headers, path, **fields)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "planted" not in answer.text


def test_a_planted_sitting_is_worth_nothing_afterwards(person: Opening, browser: Opening) -> None:
    mallory, victim = person("mallory"), browser()
    victim.web.cookies.set("comity", mallory.token, domain="127.0.0.1")
    send(victim, "/sign-in", name="mallory", password=PASSWORD)
    assert mallory.get("/api/v1/me").status_code == 401
    assert victim.get("/api/v1/me").status_code == 200


def test_what_was_filled_in_when_the_sitting_ended_is_sent_again_by_hand(person: Opening, clock: Clock, service: Service) -> None:
    lena = person("lena", purpose=Purpose.CUSTOMER_SCREENING)
    old = csrf_of(lena)
    clock.pass_by(minutes=31)
    wanted = "Lena <b>K.</b> \u202eanissuR"
    answer = send_with(lena, {"Referer": f"{HERE}/me"}, "/me/display", csrf=old, display=wanted)
    assert answer.status_code == 401
    kept = fields_of(answer, "/sign-in")
    assert (kept["action"], kept["next"]) == ("/me/display", "/me")
    assert old not in answer.text
    answer = send(lena, "/sign-in", kept, name="lena", password="wrong at first")
    answer = send(lena, "/sign-in", fields_of(answer, "/sign-in"), name="lena", password=PASSWORD)
    assert answer.status_code == 200
    assert "What do you work for now?" in answer.text, "the new sitting is for no purpose yet"
    answer = send(lena, "/purpose", fields_of(answer, "/purpose"), purpose="customer_screening")
    assert "Send it now?" in answer.text
    assert "<b>K." not in answer.text
    assert "U+202E" in answer.text
    again = fields_of(answer, "/me/display")
    assert again["display"] == wanted
    with service.database.reading() as reading:
        found = reading.users.get("lena")
    assert found
    assert found.display == "Lena", "nothing was sent by itself"
    again["display"] = "Lena K."
    assert send(lena, "/me/display", again).headers["location"] == "/me"
    assert "Lena K." in lena.get("/me").text


def test_a_window_beside_goes_on_with_what_was_kept(person: Opening, browser: Opening) -> None:
    kept = fields_of(send(browser(), "/me/display", display="Lena K."), "/sign-in")
    assert send(browser(), "/sign-in/elsewhere", kept).status_code == 401
    answer = send(person("lena", purpose=Purpose.OVERSIGHT), "/sign-in/elsewhere", kept)
    assert fields_of(answer, "/me/display")["display"] == "Lena K."


@pytest.mark.parametrize("action", ["https://evil.example/x", "//evil.example", "/api/v1/users", "/sign-out", "/", "x", "/\\evil"])
def test_a_kept_form_goes_to_no_other_place(user: Adding, browser: Opening, action: str) -> None:
    user("ada", Role.ADMINISTRATOR)
    answer = send(browser(), "/sign-in", name="ada", password=PASSWORD, action=action, kept='[["a", "b"]]', next="/me")
    assert answer.headers["location"] == "/me"


@pytest.mark.parametrize("kept", ["{", "[1]", '{"a": 1}', "[" * 9000, '[["a"]]'], ids=["cut", "number", "object", "deep", "short"])
def test_a_kept_form_that_is_none_is_dropped(user: Adding, browser: Opening, kept: str) -> None:
    user("ada", Role.ADMINISTRATOR)
    answer = send(browser(), "/sign-in", name="ada", password=PASSWORD, action="/me/display", kept=kept, next="/me")
    assert answer.headers["location"] == "/me"


def test_passwords_and_codes_are_never_kept(browser: Opening) -> None:
    for path, fields in (("/me/password", {"password": PASSWORD, "again": PASSWORD}), ("/me/second-factor/proof", {"code": "123456"})):
        answer = send(browser(), path, fields)
        assert answer.status_code == 401
        assert fields_of(answer, "/sign-in") == {"next": "/"}
        assert not any(value in answer.text for value in fields.values())


@pytest.mark.parametrize("path", ["/sign-in", "/welcome", "/language", "/purpose", "/proof", "/me/display", "/me/password", "/sign-out"])
def test_fields_that_nobody_asked_for_are_refused(person: Opening, path: str) -> None:
    lena = person("lena")
    given = {"name": "lena", "password": PASSWORD, "language": "fr", "theme": "dark", "purpose": "oversight", "display": "L"}
    own = {
        "/sign-in": {"name", "password"},
        "/welcome": {"password"},
        "/language": {"language", "theme"},
        "/purpose": {"purpose"},
        "/me/display": {"display"},
        "/sign-out": set(),
    }.get(path, {"password"})
    fields = {name: value for name, value in given.items() if name in own}
    answer = send(lena, path, fields, csrf=csrf_of(lena), roles="administrator")
    assert answer.status_code == 400
    assert "does not know" in answer.text


def test_forms_without_the_token_of_the_sitting_are_refused(person: Opening) -> None:
    lena = person("lena")
    for path in ("/purpose", "/proof", "/me/display", "/me/password", "/me/second-factor", "/sign-out", "/sign-out/everywhere"):
        assert send(lena, path, csrf="x.y", purpose="oversight", display="L").status_code == 403
    assert lena.get("/api/v1/me").json()["purpose"] is None


def test_a_proof_that_is_old_is_asked_for_and_the_errand_goes_on(person: Opening, clock: Clock) -> None:
    lena = person("lena")
    clock.pass_by(minutes=16)
    answer = send(lena, "/me/second-factor", csrf=csrf_of(lena))
    assert "Is it still you?" in answer.text
    assert "otpauth" not in answer.text
    wrong = send(lena, "/proof", fields_of(answer, "/proof"), password="not the one")
    assert wrong.status_code == 401
    before = lena.token
    assert send(lena, "/proof", fields_of(wrong, "/proof"), password=PASSWORD).status_code == 303
    assert lena.token != before
    assert "otpauth" in send(lena, "/me/second-factor", csrf=csrf_of(lena)).text


def with_codes(lena: Browser, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    offered = send(lena, "/me/second-factor", csrf=csrf_of(lena)).text
    address = re.search(r"otpauth://[^<]+", offered)
    assert address
    codes = pyotp.parse_uri(unescape(address.group()))
    assert isinstance(codes, pyotp.TOTP)
    assert '<svg class="qr"' in offered
    wrong = send(lena, "/me/second-factor/proof", csrf=csrf_of(lena), code="000000")
    assert wrong.status_code == 400
    assert address.group() in wrong.text, "the picture stays until a code is right"
    made = send(lena, "/me/second-factor/proof", csrf=csrf_of(lena), code=codes.at(clock()))
    return codes, re.findall(r"<li><code>([a-z0-9-]{27})</code>", made.text)


def test_a_second_factor_is_set_up_and_asked_for(person: Opening, browser: Opening, clock: Clock) -> None:
    lena = person("lena")
    before = lena.token
    codes, recovery = with_codes(lena, clock)
    assert len(recovery) == 10
    assert lena.token != before
    assert not any(code in lena.get("/me").text for code in recovery)
    clock.pass_by(seconds=60)
    asked = send(browser(), "/sign-in", name="lena", password=PASSWORD)
    assert asked.status_code == 200
    assert 'name="code"' in asked.text
    assert "set-cookie" not in asked.headers
    assert send(browser(), "/sign-in", name="lena", password=PASSWORD, code="000000").status_code == 401
    assert send(browser(), "/sign-in", name="lena", password=PASSWORD, code=codes.at(clock())).status_code == 303
    fresh = send(lena, "/me/recovery-codes", csrf=csrf_of(lena)).text
    assert not any(code in fresh for code in recovery)
    assert send(lena, "/me/second-factor/remove", csrf=csrf_of(lena)).headers["location"] == "/me"
    assert send(browser(), "/sign-in", name="lena", password=PASSWORD).status_code == 303


def test_another_password_ends_the_other_sittings(person: Opening, browser: Opening) -> None:
    lena, elsewhere = person("lena"), browser()
    elsewhere.sign_in("lena")
    assert "differ" in send(lena, "/me/password", csrf=csrf_of(lena), password=PASSWORD + "!", again=PASSWORD).text
    assert send(lena, "/me/password", csrf=csrf_of(lena), password="short", again="short").status_code == 400
    chosen = {"password": "seven brown kettles whistle", "again": "seven brown kettles whistle"}
    assert send(lena, "/me/password", chosen, csrf=csrf_of(lena)).headers["location"] == "/me"
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert lena.get("/api/v1/me").status_code == 200


def test_the_first_start_makes_the_first_administrator(browser: Opening, service: Service, clock: Clock) -> None:
    invited = first_start(service.database, clock())
    assert invited
    ada = browser()
    assert 'name="display"' in ada.get("/welcome").text
    fields = {"token": invited.token, "name": "ada", "display": "Ada", "password": PASSWORD, "again": PASSWORD}
    assert send(ada, "/welcome", **{**fields, "again": "another one"}).status_code == 400
    short = send(ada, "/welcome", **{**fields, "password": "short", "again": "short"})
    assert short.status_code == 400
    assert f'value="{invited.token}"' in short.text, "the link is good for another try"
    assert send(ada, "/welcome", fields).headers["location"] == "/"
    assert ada.get("/api/v1/me").json()["roles"] == ["administrator"]
    used = send(browser(), "/welcome", fields)
    assert used.status_code == 401
    assert "used before" in used.text
    assert PASSWORD not in used.text
    assert 'name="display"' not in browser().get("/welcome").text


def test_a_link_for_somebody_with_codes_leads_to_the_door(
    person: Opening, browser: Opening, clock: Clock, service: Service, user: Adding
) -> None:
    lena = person("lena")
    with_codes(lena, clock)
    user("tom")
    for name, kind, span in (("lena", InvitationKind.RESET, RESET), ("tom", InvitationKind.NEW_USER, NEW_USER)):
        with service.database.writing() as writing:
            invited = give_link(writing, Order(kind, name, span), "user:ada", clock())
        new = "seven brown kettles whistle"
        answer = send(own := browser(), "/welcome", token=invited.token, password=new, again=new)
        if name == "lena":
            assert answer.status_code == 200
            assert "Sign in with it." in answer.text
            assert 'value="lena"' in answer.text
            assert "set-cookie" not in answer.headers
        else:
            assert answer.headers["location"] == "/purpose?next=/"
            assert own.get("/api/v1/me").json()["user"] == "tom"


def test_language_and_colours_are_kept_by_the_browser(browser: Opening) -> None:
    anybody = browser()
    answer = send_with(anybody, {"Referer": f"{HERE}/sign-in?next=/me"}, "/language", language="ar", theme="dark")
    assert answer.headers["location"] == "/sign-in?next=/me"
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all({"samesite=lax", "httponly", "path=/"} <= {part.strip().lower() for part in said.split(";")} for said in cookies)
    page = anybody.get("/sign-in").text
    assert 'lang="ar" dir="rtl" data-theme="dark"' in page
    assert send(anybody, "/language", language="xx", theme="dark").status_code == 400
    back = send_with(anybody, {"Referer": f"{HERE}/sign-in/elsewhere"}, "/language", language="en", theme="auto")
    assert back.headers["location"] == "/", "the answer to a form cannot be had again"


def test_no_page_may_be_framed_or_kept(person: Opening, browser: Opening) -> None:
    lena = person("lena")
    for path in ("/sign-in", "/welcome", "/purpose", "/proof", "/me", "/"):
        headers = (browser() if path == "/sign-in" else lena).get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


def test_a_refusal_says_who_one_is_and_what_one_can_do(person: Opening, client: TestClient) -> None:
    pages = APIRouter(route_class=ConsoleRoute)
    pages.add_api_route("/keys-to-the-house", lambda: None, dependencies=[Depends(visiting(Permission.USER_MANAGE))])
    assert isinstance(client.app, FastAPI)
    client.app.include_router(pages)
    answer = person("lena", purpose=Purpose.CUSTOMER_SCREENING).get("/keys-to-the-house?of=all")
    assert answer.status_code == 403
    assert "user.manage is not among what analyst may do; it is for administrator" in answer.text
    assert 'href="/purpose?next=/keys-to-the-house%3Fof%3Dall"' in answer.text
    assert "screening of customers" in answer.text
    assert "/api/v1" not in answer.text


def test_a_form_older_than_the_sitting_is_sent_again_by_hand(person: Opening) -> None:
    lena = person("lena", purpose=Purpose.CUSTOMER_SCREENING)
    old = csrf_of(lena)
    send(lena, "/purpose", csrf=old, purpose="oversight")
    answer = send_with(lena, {"Referer": f"{HERE}/me"}, "/me/display", csrf=old, display="Lena K.")
    assert answer.status_code == 403
    assert lena.get("/api/v1/me").json()["display"] == "Lena"
    again = fields_of(answer, "/me/display")
    assert again["display"] == "Lena K."
    assert send(lena, "/me/display", again).headers["location"] == "/me"


def test_who_follows_another_sites_link_goes_on_by_hand(person: Opening, browser: Opening) -> None:
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    asked = browser().send("GET", "/sign-in?next=/me", headers=linked)
    assert 'name="password"' in asked.text
    assert '<a href="/me">' in asked.text, "the cookie did not come along; with a link of our own it does"
    seen = person("lena").send("GET", "/me?of=today", headers={**linked, "Sec-Fetch-Site": "same-site"})
    assert seen.status_code == 403
    assert '<a class="button first" href="/me?of=today"' in seen.text
    for planted in ({"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}):
        refused = person(f"lena{len(planted)}").send("GET", "/me", headers={**linked, **planted})
        assert refused.status_code == 403
        assert 'class="button first"' not in refused.text
