"""Administrators at work, and what they cannot do."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from fastapi.testclient import TestClient

from comity.model import Entry, Purpose, Role

from .conftest import PASSWORD, Browser, Clock

Opening = Callable[..., Browser]
Entries = Callable[..., list[Entry]]
LENA = {"name": "lena", "display": "Lena Krastova", "roles": ["analyst"]}


@pytest.fixture
def ada(person: Opening) -> Browser:
    return person("ada", Role.ADMINISTRATOR)


def token_in(answer: object) -> str:
    assert isinstance(answer, dict)
    return str(answer["link"]).partition("#")[2]


def test_a_person_is_added_chooses_a_password_and_signs_in(ada: Browser, client: TestClient, browser: Opening, entries: Entries) -> None:
    answer = ada.post("/api/v1/users", LENA)
    assert answer.status_code == 201
    assert answer.json()["user"]["signs_in_with"] == "nothing yet"
    token = token_in(answer.json())
    assert client.post("/api/v1/invitation", json={"token": token, "password": "lenalenalena"}).status_code == 400
    assert client.post("/api/v1/invitation", json={"token": token, "password": PASSWORD}).json()["user"] == "lena"
    assert client.post("/api/v1/invitation", json={"token": token, "password": PASSWORD + "!"}).status_code == 401
    assert browser().sign_in("lena").status_code == 200
    assert [(entry.actor, entry.action) for entry in entries()][1:] == [
        ("user:ada", "user.add"),
        ("user:ada", "user.invite"),
        ("user:lena", "user.password"),
        ("user:lena", "sitting.open"),
    ]
    assert "Krastova" not in repr(entries())
    assert token not in repr(entries())


def test_a_link_is_replaced_by_the_next_and_ends(ada: Browser, client: TestClient, clock: Clock) -> None:
    first = token_in(ada.post("/api/v1/users", LENA).json())
    second = token_in(ada.post("/api/v1/users/lena/invitation").json())
    assert client.post("/api/v1/invitation", json={"token": first, "password": PASSWORD}).status_code == 401
    clock.pass_by(days=3)
    assert client.post("/api/v1/invitation", json={"token": second, "password": PASSWORD}).status_code == 401


def test_roles_are_changed_and_sittings_end(ada: Browser, person: Opening, entries: Entries) -> None:
    lena = person("lena", Role.ANALYST)
    assert ada.put("/api/v1/users/lena/roles", {"roles": ["analyst", "approver"]}).json()["roles"] == ["analyst", "approver"]
    assert lena.get("/api/v1/me").status_code == 401
    assert entries("user.roles")[-1].facts == {"roles": "analyst approver", "before": "analyst"}
    assert ada.put("/api/v1/users/lena/roles", {"roles": ["analyst", "administrator"]}).status_code == 409
    assert ada.put("/api/v1/users/lena/roles", {"roles": ["owner"]}).status_code == 400
    assert ada.put("/api/v1/users/ada/roles", {"roles": ["supervisor"]}).status_code == 403
    assert ada.put("/api/v1/users/nobody/roles", {"roles": ["analyst"]}).status_code == 404


def test_whoever_is_disabled_is_out_and_links_open_nothing(ada: Browser, person: Opening, client: TestClient, browser: Opening) -> None:
    lena = person("lena")
    ada.post("/api/v1/users", {**LENA, "name": "odo"})
    token = token_in(ada.post("/api/v1/users/odo/invitation").json())
    for name in ("lena", "odo"):
        assert ada.post(f"/api/v1/users/{name}/disable").json()["disabled_at"]
    assert lena.get("/api/v1/me").status_code == 401
    assert browser().sign_in("lena").status_code == 401
    assert client.post("/api/v1/invitation", json={"token": token, "password": PASSWORD}).status_code == 401
    assert ada.post("/api/v1/users/lena/reset", {}).status_code == 409
    assert ada.post("/api/v1/users", {**LENA, "name": "odo"}).status_code == 409, "a name is never given twice"


def test_the_last_administrator_stays(ada: Browser, person: Opening) -> None:
    eve = person("eve", Role.ADMINISTRATOR)
    assert eve.post("/api/v1/users/ada/disable").status_code == 200
    assert eve.post("/api/v1/users/eve/disable").status_code == 403
    assert eve.put("/api/v1/users/eve/roles", {"roles": ["analyst"]}).status_code == 403


def test_a_reset_ends_sittings_and_the_rest_of_a_name(ada: Browser, person: Opening, client: TestClient, browser: Opening) -> None:
    lena = person("lena")
    for _ in range(5):
        browser().sign_in("lena", "not the password")
    assert browser().sign_in("lena").status_code == 401
    token = token_in(ada.post("/api/v1/users/lena/reset", {"second_factor": "remove"}).json())
    assert lena.get("/api/v1/me").status_code == 401
    assert client.post("/api/v1/invitation", json={"token": token, "password": "seven brown kettles whistle"}).status_code == 200
    assert browser().sign_in("lena", "seven brown kettles whistle").status_code == 200


@pytest.mark.parametrize(("second_factor", "status"), [("keep", 200), ("remove", 401)])
def test_the_old_password_alone_lets_nobody_in_for_whom_a_second_factor_was_removed(
    second_factor: str, status: int, ada: Browser, person: Opening, browser: Opening, clock: Clock
) -> None:
    lena = person("lena")
    codes = pyotp.parse_uri(lena.post("/api/v1/me/second-factor").json()["otpauth"])
    assert isinstance(codes, pyotp.TOTP)
    lena.post("/api/v1/me/second-factor/proof", {"code": codes.at(clock())})
    ada.post("/api/v1/users/lena/reset", {"second_factor": second_factor})
    answer = browser().sign_in("lena")
    assert answer.status_code == status
    assert answer.json().get("wanted") == ("code" if second_factor == "keep" else None)
    assert ada.get("/api/v1/users").json()["users"][1]["second_factor"] is (second_factor == "keep")


def test_acts_of_weight_want_a_recent_proof(ada: Browser, clock: Clock) -> None:
    clock.pass_by(minutes=16)
    answer = ada.post("/api/v1/users", LENA)
    assert answer.status_code == 403
    assert "/api/v1/me/proof" in answer.json()["hint"]
    assert ada.get("/api/v1/users").status_code == 200
    assert ada.post("/api/v1/me/proof", {"password": PASSWORD}).status_code == 200
    assert ada.post("/api/v1/users", LENA).status_code == 201


def test_users_are_listed_in_pages_without_what_helps_to_sign_in(ada: Browser) -> None:
    for name in ("lena", "odo", "tess"):
        ada.post("/api/v1/users", {**LENA, "name": name})
    first = ada.get("/api/v1/users?limit=3").json()
    assert [one["name"] for one in first["users"]] == ["ada", "lena", "odo"]
    assert [one["name"] for one in ada.get(f"/api/v1/users?limit=3&after={first['next']}").json()["users"]] == ["tess"]
    assert not {"password", "totp", "recovery"} & first["users"][0].keys()
    assert "argon2" not in str(first)


@pytest.mark.parametrize("extra", [{"password": "x"}, {"disabled_at": None}, {"totp": "x"}, {"failures": 0}])
def test_a_form_takes_nothing_more_than_it_says(ada: Browser, extra: dict[str, object]) -> None:
    assert ada.post("/api/v1/users", {**LENA, **extra}).status_code == 400
    assert ada.post("/api/v1/users", {**LENA, "name": "oidc-lena"}).status_code == 400


def test_an_administrator_comes_by_no_personal_data_through_a_key(ada: Browser, person: Opening, client: TestClient) -> None:
    order = {"name": "nightly", "scopes": ["screen"], "purposes": ["customer_screening"]}
    assert ada.post("/api/v1/keys", order).status_code == 403
    assert ada.post("/api/v1/keys", {**order, "roles": ["administrator"]}).status_code == 400
    sofia = person("sofia", Role.SUPERVISOR, purpose=Purpose.CUSTOMER_SCREENING)
    made = sofia.post("/api/v1/keys", order)
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    body = {"subjects": {"a": {"names": ["Ilva Marenko"]}}}
    assert client.post("/api/v1/screen", json=body, headers=headers).status_code == 200
    listed = sofia.get("/api/v1/keys").json()["keys"]
    assert [one["created_by"] for one in listed] == ["user:sofia"]
    assert listed[0]["last_used_at"] is not None
    assert made.json()["token"] not in str(listed)
    assert ada.post(f"/api/v1/keys/{listed[0]['id']}/revoke").status_code == 204
    assert client.post("/api/v1/screen", json=body, headers=headers).status_code == 401
    assert ada.post(f"/api/v1/keys/{listed[0]['id']}/revoke").status_code == 409
    assert ada.post("/api/v1/keys/nothing/revoke").status_code == 404


@pytest.mark.parametrize("wrong", [{"scopes": ["*"]}, {"scopes": []}, {"purposes": []}, {"days": 0}, {"days": 400}, {"per_minute": 0}])
def test_an_order_that_cannot_be_is_refused(person: Opening, wrong: dict[str, object]) -> None:
    sofia = person("sofia", Role.SUPERVISOR)
    order = {"name": "nightly", "scopes": ["screen"], "purposes": ["customer_screening"], **wrong}
    assert sofia.post("/api/v1/keys", order).status_code in (400, 404)
