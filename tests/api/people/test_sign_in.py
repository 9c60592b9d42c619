"""Signing in and what can be done to it: guesses, planted tokens, forged requests, other names, open doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from fastapi.testclient import TestClient

from comity.identity import SAID
from comity.identity.users import User
from comity.model import Entry, Purpose, Role
from comity.node.front import Front
from comity.node.links import first_start
from comity.node.service import Service
from comity.node.settings import Settings

from .conftest import HERE, PASSWORD, Browser, Clock

Opening = Callable[..., Browser]
Adding = Callable[..., str]
Entries = Callable[..., list[Entry]]


def test_somebody_signs_in_works_for_a_purpose_and_leaves(person: Opening, entries: Entries) -> None:
    lena = person("lena", Role.ANALYST)
    found = lena.get("/api/v1/me").json()
    assert (found["user"], found["roles"], found["purpose"]) == ("lena", ["analyst"], None)
    body = {"subjects": {"a": {"names": ["Katharina Blumenfeld-Ostrowski"]}}}
    assert lena.post("/api/v1/screen", body).status_code == 403
    assert lena.put("/api/v1/me/purpose", {"purpose": "customer_screening"}).json()["purpose"] == "customer_screening"
    assert lena.post("/api/v1/screen", body).status_code == 200
    assert entries("screening.run")[-1].actor == "user:lena"
    assert entries("screening.run")[-1].purpose == "customer_screening"
    assert lena.post("/api/v1/sign-out").status_code == 204
    assert lena.get("/api/v1/me").status_code == 401
    assert [entry.action for entry in entries()] == ["sitting.open", "access.refuse", "sitting.purpose", "screening.run", "sitting.end"]


def test_a_large_body_of_somebody_signed_in_is_read_whatever_it_then_lacks(person: Opening, browser: Opening) -> None:
    body = {"subjects": {"a": {"names": ["x" * 100_000]}}}
    lena = person("lena", Role.ANALYST, purpose=Purpose.CUSTOMER_SCREENING)
    assert lena.post("/api/v1/screen", body).json()["code"] == "invalid_parameters"
    lena.csrf = ""
    assert "token of this sitting" in lena.post("/api/v1/screen", body).json()["detail"]
    assert browser().post("/api/v1/screen", body).status_code == 401


def test_an_answer_for_one_purpose_is_not_repeated_for_another(person: Opening) -> None:
    lena, body = person("lena", Role.ANALYST, purpose=Purpose.CUSTOMER_SCREENING), {"subjects": {"a": {"names": ["Ilva Marenko"]}}}
    asked = partial(lena.send, "POST", "/api/v1/screen", body, {"Idempotency-Key": "k"})
    assert asked().status_code == 200
    assert asked().headers["idempotent-replayed"] == "true"
    lena.put("/api/v1/me/purpose", {"purpose": "border_control"})
    assert asked().json()["code"] == "idempotency_key_reused"


def test_a_refusal_says_who_and_what_and_nothing_of_the_data(person: Opening, entries: Entries) -> None:
    lena = person("lena", Role.ADMINISTRATOR, purpose=Purpose.CUSTOMER_SCREENING)
    assert lena.post("/api/v1/screen", {"subjects": {"a": {"names": ["Ilva Marenko"]}}}).status_code == 403
    refused = entries("access.refuse")[-1]
    assert (refused.actor, refused.object, refused.facts) == ("user:lena", "permission:screening.run", {"why": "role"})
    assert "Marenko" not in repr(entries())


def test_a_purpose_that_does_not_fit_is_refused_to_people_and_to_keys(
    person: Opening, client: TestClient, key: Callable[..., dict[str, str]], entries: Entries
) -> None:
    body = {"subjects": {"a": {"names": ["Ilva Marenko"]}}}
    lena = person("lena", Role.ANALYST, purpose=Purpose.OVERSIGHT)
    answer = lena.post("/api/v1/screen", body)
    assert answer.status_code == 403
    assert "oversight" in answer.json()["detail"]
    assert client.post("/api/v1/screen", json=body, headers=key("screen", purpose=Purpose.OVERSIGHT)).status_code == 403
    assert [entry.facts["why"] for entry in entries("access.refuse")] == ["purpose", "purpose"]


def test_a_header_cannot_change_the_purpose_of_a_sitting(person: Opening) -> None:
    lena = person("lena", Role.ANALYST, purpose=Purpose.OVERSIGHT)
    body = {"subjects": {"a": {"names": ["Ilva Marenko"]}}}
    assert lena.send("POST", "/api/v1/screen", body, {"Comity-Purpose": "customer_screening"}).status_code == 403


def test_whoever_fails_hears_the_same_whatever_was_wrong(user: Adding, browser: Opening, service: Service, entries: Entries) -> None:
    user("lena")
    user("gone")
    with service.database.writing() as writing:
        gone = writing.users.get("gone")
        assert gone
        writing.users.save(replace(gone, disabled_at=service.now()))
    tried = [("lena", "wrong one, surely"), ("nobody", PASSWORD), ("gone", PASSWORD), ("' OR 1=1 --", "x"), ("lena\x00", PASSWORD)]
    answers = [browser().sign_in(*one) for one in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["detail"] for answer in answers} == {SAID}
    assert not any("set-cookie" in answer.headers for answer in answers)
    refused = entries("sitting.refuse")
    assert [entry.facts["reason"] for entry in refused] == ["password", "unknown", "disabled", "unknown", "unknown"]
    assert "OR 1=1" not in repr(refused)


def test_guessing_at_one_name_makes_it_rest_even_for_the_right_password(user: Adding, browser: Opening, clock: Clock) -> None:
    user("lena")
    for _ in range(6):
        assert browser().sign_in("lena", "not the password").status_code == 401
        clock.pass_by(seconds=0.1)
    assert browser().sign_in("lena").status_code == 401
    clock.pass_by(minutes=16)
    assert browser().sign_in("lena").status_code == 200


def test_guessing_from_one_address_is_told_to_wait(browser: Opening, clock: Clock) -> None:
    codes = [browser().sign_in(f"user{at}", "not the password").status_code for at in range(65)]
    assert codes[:60] == [401] * 60
    assert codes[60:] == [429] * 5
    clock.pass_by(minutes=2)
    assert browser().sign_in("user0", "not the password").status_code == 401


def test_keys_that_are_none_are_told_to_wait_and_good_ones_are_not(client: TestClient, key: Callable[..., dict[str, str]]) -> None:
    good = key("lists:read", "metrics:read")
    assert client.get("/metrics", headers=good).status_code == 200
    _, id_, secret, check = good["Authorization"].split("_")
    other = key("metrics:read")["Authorization"].split("_")
    forged = {"Authorization": "_".join(["Bearer comity", id_, other[2], check])}
    codes = [client.get("/metrics", headers=forged).status_code for _ in range(70)]
    assert codes[:60] == [401] * 60
    assert set(codes[60:]) == {429}
    assert client.get("/metrics", headers=good).status_code == 200
    assert client.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code in (401, 429)


def test_the_cookie_on_this_machine(user: Adding, browser: Opening) -> None:
    user("lena")
    said = browser().sign_in("lena").headers["set-cookie"]
    assert said.startswith("comity=")
    assert {part.strip().lower() for part in said.split(";")[1:]} == {"httponly", "path=/", "samesite=strict"}


class TestOverTls:
    """The node at an address that the operator stated."""

    ORIGIN = "https://node.example.org"

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, front=Front(self.ORIGIN, frozenset({"node.internal"})))

    def test_the_cookie_is_bound_to_the_host(self, user: Adding, browser: Opening) -> None:
        user("lena")
        said = browser(self.ORIGIN).sign_in("lena").headers["set-cookie"]
        assert said.startswith("__Host-comity=")
        assert {part.strip().lower() for part in said.split(";")[1:]} == {"httponly", "path=/", "samesite=strict", "secure"}

    def test_a_cookie_planted_without_tls_opens_nothing(self, user: Adding, browser: Opening) -> None:
        user("lena")
        lena = browser(self.ORIGIN)
        lena.sign_in("lena")
        token = lena.token
        thief = browser(self.ORIGIN)
        assert thief.send("GET", "/api/v1/me", headers={"Cookie": f"comity={token}"}).status_code == 401
        assert thief.send("GET", "/api/v1/me", headers={"Cookie": f"__Host-comity={token}"}).status_code == 200

    def test_nobody_signs_in_by_another_name_than_the_stated_one(self, user: Adding, browser: Opening) -> None:
        user("lena")
        answer = browser("https://node.internal").sign_in("lena")
        assert answer.status_code == 403
        assert "COMITY_FRONT_ORIGIN" in answer.json()["hint"]

    def test_names_that_were_not_stated_are_not_answered(self, client: TestClient) -> None:
        assert client.get("/health", headers={"Host": "node.internal"}).status_code == 200
        assert client.get("/health", headers={"Host": "10.1.2.3:8321"}).status_code == 200
        for name in ("evil.example", "node.example.org.evil.example", "evil.example#node.example.org", "[::1", ""):
            assert client.get("/health", headers={"Host": name}).status_code == 400, name

    def test_a_link_leads_to_the_stated_address(self, user: Adding, browser: Opening) -> None:
        admin = browser(self.ORIGIN)
        admin.sign_in(user("ada", Role.ADMINISTRATOR))
        answer = admin.post("/api/v1/users", {"name": "lena", "display": "Lena", "roles": ["analyst"]})
        assert answer.json()["link"].startswith(f"{self.ORIGIN}/welcome#")


def test_a_rebound_name_reaches_nothing_on_this_machine(client: TestClient, browser: Opening, user: Adding) -> None:
    user("lena")
    for name in ("evil.example", "evil.example:8321", "127.0.0.1.evil.example", "localhost.evil.example"):
        assert client.get("/health", headers={"Host": name}).status_code == 400, name
    assert client.get("/health", headers={"Host": "localhost:8321"}).status_code == 200
    assert browser("http://localhost:8321").sign_in("lena").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Comity-CSRF": ""},
        {"Comity-CSRF": "0" * 32 + "." + "0" * 64},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "https://127.0.0.1:8321"},
        {"Origin": "http://localhost:8321"},
        {"Origin": "http://127.0.0.1:8321.evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_forged_request_changes_nothing(person: Opening, headers: dict[str, str]) -> None:
    lena = person("lena", Role.ANALYST)
    assert lena.send("PUT", "/api/v1/me/purpose", {"purpose": "oversight"}, headers).status_code == 403
    assert lena.get("/api/v1/me").json()["purpose"] is None
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    assert lena.send("PUT", "/api/v1/me/purpose", {"purpose": "oversight"}, own).status_code == 200


def test_a_token_for_forms_is_worth_nothing_in_another_sitting(person: Opening) -> None:
    lena, odo = person("lena"), person("odo")
    answer = lena.send("PUT", "/api/v1/me/purpose", {"purpose": "oversight"}, {"Comity-CSRF": odo.csrf})
    assert answer.status_code == 403


def test_another_site_cannot_sign_a_browser_in(user: Adding, browser: Opening) -> None:
    form = {"name": user("mallory"), "password": PASSWORD}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser().send("POST", "/api/v1/sign-in", form, headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


def test_a_planted_token_is_never_the_one_that_signs_in(user: Adding, browser: Opening, person: Opening) -> None:
    mallory = person("mallory")
    planted = mallory.token
    victim = browser()
    victim.web.cookies.set("comity", planted, domain="127.0.0.1", path="/")
    answer = victim.send("POST", "/api/v1/sign-in", {"name": user("lena"), "password": PASSWORD})
    assert answer.status_code == 200
    assert planted not in answer.headers["set-cookie"]
    assert mallory.get("/api/v1/me").status_code == 401, "what the browser showed before has ended"


def test_each_change_of_rights_is_a_new_token_and_the_old_one_opens_nothing(person: Opening, browser: Opening) -> None:
    lena = person("lena")
    changes = [
        ("PUT", "/api/v1/me/purpose", {"purpose": "oversight"}),
        ("POST", "/api/v1/me/proof", {"password": PASSWORD}),
        ("PUT", "/api/v1/me/password", {"password": "seven brown kettles whistle"}),
    ]
    for method, path, body in changes:
        old = lena.token
        assert lena.send(method, path, body).status_code == 200
        assert lena.token != old
        assert browser().send("GET", "/api/v1/me", headers={"Cookie": f"comity={old}"}).status_code == 401
        assert lena.get("/api/v1/me").status_code == 200


def test_a_sitting_ends_by_itself(person: Opening, clock: Clock) -> None:
    lena, odo = person("lena"), person("odo")
    for _ in range(30):
        clock.pass_by(minutes=25)
        lena.get("/api/v1/me")
    assert lena.get("/api/v1/me").status_code == 401, "after twelve hours, whatever was asked"
    assert odo.get("/api/v1/me").status_code == 401, "after half an hour without a request"


def test_requests_keep_a_sitting_open(person: Opening, clock: Clock) -> None:
    lena = person("lena")
    for _ in range(28):
        clock.pass_by(minutes=25)
        assert lena.get("/api/v1/me").status_code == 200


def test_a_new_password_ends_the_other_sittings(person: Opening, browser: Opening) -> None:
    lena, elsewhere = person("lena"), browser()
    elsewhere.sign_in("lena")
    assert lena.put("/api/v1/me/password", {"password": "password1234"}).status_code == 400
    assert lena.put("/api/v1/me/password", {"password": "seven brown kettles whistle"}).status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert browser().sign_in("lena").status_code == 401
    assert browser().sign_in("lena", "seven brown kettles whistle").status_code == 200


def test_a_sitting_of_somebody_disabled_opens_nothing_even_if_it_was_left(person: Opening, service: Service) -> None:
    lena = person("lena")
    with service.database.writing() as writing:
        kept = writing.users.get("lena")
        assert kept
        writing.users.save(replace(kept, disabled_at=service.now()))
    assert lena.get("/api/v1/me").status_code == 401


def test_out_everywhere_is_everywhere(person: Opening, browser: Opening) -> None:
    lena, elsewhere = person("lena"), browser()
    elsewhere.sign_in("lena")
    assert lena.post("/api/v1/sign-out/everywhere").json() == {"ended": 2}
    assert elsewhere.get("/api/v1/me").status_code == 401


def with_codes(person: Browser, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    offered = person.post("/api/v1/me/second-factor").json()["otpauth"]
    codes = pyotp.parse_uri(offered)
    assert isinstance(codes, pyotp.TOTP)
    assert person.post("/api/v1/me/second-factor/proof", {"code": "000000"}).status_code == 400
    answer = person.post("/api/v1/me/second-factor/proof", {"code": codes.at(clock())})
    return codes, answer.json()["recovery_codes"]


def test_a_second_factor_is_set_up_asked_for_and_used_once(person: Opening, browser: Opening, clock: Clock, service: Service) -> None:
    lena = person("lena")
    codes, recovery = with_codes(lena, clock)
    clock.pass_by(seconds=60)
    assert browser().sign_in("lena").json() == {"signed_in": False, "wanted": "code"}
    assert browser().sign_in("lena", code="000000").status_code == 401
    code = codes.at(clock())
    assert browser().sign_in("lena", code=code).status_code == 200
    assert browser().sign_in("lena", code=code).status_code == 401, "a code read over a shoulder"
    answer = browser().sign_in("lena", code=recovery[0])
    assert answer.json()["recovery_code_used"] is True
    assert answer.json()["recovery_codes_left"] == 9
    assert browser().sign_in("lena", code=recovery[0]).status_code == 401
    assert lena.post("/api/v1/me/second-factor").status_code == 409, "a secret in use is never shown again"
    with service.database.reading() as reading:
        assert recovery[1] not in repr(reading.users.get("lena"))


def test_a_second_factor_is_given_up_and_codes_replaced_by_a_recent_proof_only(person: Opening, browser: Opening, clock: Clock) -> None:
    lena = person("lena")
    codes, recovery = with_codes(lena, clock)
    clock.pass_by(minutes=16)
    for method, path in (("DELETE", "/api/v1/me/second-factor"), ("POST", "/api/v1/me/recovery-codes")):
        assert lena.send(method, path).status_code == 403
    assert lena.post("/api/v1/me/proof", {"password": PASSWORD}).json() == {"proved": False, "wanted": "code"}
    assert lena.post("/api/v1/me/proof", {"password": "not the one", "code": codes.at(clock())}).status_code == 401
    assert lena.post("/api/v1/me/proof", {"password": PASSWORD, "code": codes.at(clock())}).status_code == 200
    fresh = lena.post("/api/v1/me/recovery-codes").json()["recovery_codes"]
    assert not set(fresh) & set(recovery)
    assert browser().sign_in("lena", code=recovery[0]).status_code == 401
    assert lena.send("DELETE", "/api/v1/me/second-factor").json()["second_factor"] is False
    assert browser().sign_in("lena").json()["signed_in"] is True


def test_a_person_cannot_give_themselves_anything(person: Opening, service: Service) -> None:
    lena = person("lena", Role.ANALYST)
    for extra in ({"roles": ["administrator"]}, {"name": "ada"}, {"disabled_at": None}, {"password": "x"}, {"totp": ""}):
        assert lena.send("PATCH", "/api/v1/me", {"display": "Lena", **extra}).status_code == 400
    for path, body in (("/api/v1/sign-in", {"name": "lena", "password": PASSWORD}), ("/api/v1/me/proof", {"password": PASSWORD})):
        assert lena.post(path, {**body, "roles": ["administrator"]}).status_code == 400
    assert lena.send("PATCH", "/api/v1/me", {"display": "Lena K."}).json() == {"display": "Lena K."}
    found: User | None
    with service.database.reading() as reading:
        found = reading.users.get("lena")
    assert found
    assert found.roles == {Role.ANALYST}


def test_the_first_start(client: TestClient, browser: Opening, service: Service, clock: Clock, entries: Entries) -> None:
    older, invited = first_start(service.database, clock()), first_start(service.database, clock())
    assert older
    assert invited
    form = {"token": invited.token, "password": PASSWORD, "name": "ada", "display": "Ada"}
    assert client.get("/api/v1/invitation").json()["post"] == "/api/v1/invitation"
    assert client.post("/api/v1/invitation", json={**form, "token": older.token}).status_code == 401
    assert client.post("/api/v1/invitation", json={**form, "token": "guess"}).status_code == 401
    assert client.post("/api/v1/invitation", json={**form, "roles": ["auditor"]}).status_code == 400
    assert client.post("/api/v1/invitation", json={**form, "password": "short"}).status_code == 400
    assert client.post("/api/v1/invitation", json={**form, "name": "Ada"}).status_code == 400
    assert client.post("/api/v1/invitation", json={**form, "name": "oidc-ada"}).status_code == 400
    answer = client.post("/api/v1/invitation", json=form)
    assert answer.json() == {"user": "ada", "roles": ["administrator"]}
    assert client.post("/api/v1/invitation", json=form).status_code == 401
    assert first_start(service.database, clock()) is None
    assert browser().sign_in("ada").status_code == 200
    assert [entry.action for entry in entries()] == ["user.invite", "user.invite", "user.add", "user.password", "sitting.open"]
    assert invited.token not in repr(entries())


def test_a_first_link_ends(client: TestClient, service: Service, clock: Clock) -> None:
    invited = first_start(service.database, clock())
    assert invited
    clock.pass_by(hours=1)
    form = {"token": invited.token, "password": PASSWORD, "name": "ada", "display": "Ada"}
    assert client.post("/api/v1/invitation", json=form).status_code == 401
    assert invited.invitation.expires_at - invited.invitation.created_at == timedelta(hours=1)
