"""The pages of keys: issued with what their issuer may give, shown once, ended for good."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import KeyOrder, Rate, Scope
from comity.model import Purpose
from comity.node import keys as at_node
from comity.node.service import Service
from comity.web.console.rights import OF_SCOPES

from ..persons import ADA, ANA, LENA
from .filling import TOM, form_id, look, send

ORDER: dict[str, Any] = {
    "name": "payments, nightly",
    "scopes": ["screen", "lists:read"],
    "purposes": ["customer_screening", "payment_screening"],
    "days": "30",
    "per_minute": "60",
    "per_day": "5000",
}


def issue(client: TestClient, **other: object) -> str:
    """Issues a key as Lena does, and gives its text."""
    answer = send(client, "/keys", LENA, ORDER | form_id(client, "/keys", LENA) | other)
    assert answer.status_code == 200, answer.text
    found = re.search(r"data-once[^>]*>(comity_\w+)<", answer.text)
    assert found
    return found[1]


def test_a_key_is_issued_shown_once_and_good(client: TestClient) -> None:
    token = issue(client)
    headers = {"Authorization": f"Bearer {token}", "Comity-Purpose": "customer_screening"}
    body = {"subjects": {"a": {"names": ["Ilva Marenko"]}}}
    assert client.post("/api/v1/screen", json=body, headers=headers).status_code == 200
    page = look(client, "/keys", ADA).text
    for said in ("payments, nightly", "in use", "screening of customers, screening of payments", "60 a minute, 5,000 a day", "lena"):
        assert said in page
    assert token.split("_")[2] not in page + look(client, f"/keys/{token.split('_')[1]}", ADA).text


def test_a_form_sent_again_issues_no_second_key(client: TestClient, service: Service) -> None:
    hidden = form_id(client, "/keys", LENA)
    assert send(client, "/keys", LENA, ORDER | hidden).status_code == 200
    assert send(client, "/keys", LENA, ORDER | hidden).status_code == 409
    assert len(at_node.all_keys(service.database)) == 1


def test_what_is_not_theirs_to_give_says_why(client: TestClient) -> None:
    page = look(client, "/keys", TOM).text
    screen = re.search(r'<input [^>]*value="screen"[^>]*>', page)
    lists = re.search(r'<input [^>]*value="lists:read"[^>]*>', page)
    assert screen
    assert lists
    assert "disabled" in screen[0]
    assert "disabled" not in lists[0]
    assert "the key could do screening.run, which whoever issues it may not" in page
    refused = send(client, "/keys", TOM, ORDER | form_id(client, "/keys", TOM))
    assert refused.status_code == 403


def test_every_scope_is_explained() -> None:
    assert set(OF_SCOPES) == set(Scope)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["*"]},
        {"purposes": []},
        {"days": "0"},
        {"days": "400"},
        {"days": ""},
        {"per_minute": "0"},
        {"per_day": "many"},
        {"roles": ["administrator"]},
        {"id_of_form": "?"},
    ],
)
def test_an_order_that_cannot_be_is_refused(client: TestClient, service: Service, wrong: dict[str, Any]) -> None:
    assert send(client, "/keys", LENA, ORDER | form_id(client, "/keys", LENA) | wrong).status_code == 400
    assert at_node.all_keys(service.database) == ()


def test_a_key_is_revoked_for_good(client: TestClient) -> None:
    token = issue(client)
    path = f"/keys/{token.split('_')[1]}"
    assert "At once and for good" in look(client, path, TOM).text
    answer = send(client, f"{path}/revoke", TOM, {})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert client.get("/api/v1/lists", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    page = look(client, path, TOM).text
    assert "revoked" in page
    assert "by tom" in page
    assert "/revoke" not in page
    assert send(client, f"{path}/revoke", TOM, {}).status_code == 409
    assert send(client, "/keys/nothing/revoke", TOM, {}).status_code == 404


def test_who_only_sees_issues_and_ends_nothing(client: TestClient) -> None:
    path = f"/keys/{issue(client).split('_')[1]}"
    assert 'action="/keys' not in look(client, "/keys", ADA).text + look(client, path, ADA).text
    assert send(client, f"{path}/revoke", ADA, {}).status_code == 403
    assert look(client, "/keys", ANA).status_code == 403


def test_keys_are_paged_newest_first_and_given_as_a_file(client: TestClient, service: Service) -> None:
    now = service.now()
    for number in range(60):
        order = KeyOrder(f"=key {number:02}", now + timedelta(9), frozenset(Purpose), frozenset({Scope.SCREEN}), rate=Rate(1, 1))
        at_node.issue_key(service.database, order, LENA, now + timedelta(seconds=number))
    first = look(client, "/keys", TOM).text
    assert re.findall(r"=key (\d\d)", first) == [f"{number:02}" for number in range(59, 9, -1)]
    behind = re.search(r'class="more" href="(/keys\?after=\w+)"', first)
    assert behind
    assert re.findall(r"=key (\d\d)", look(client, behind[1], TOM).text) == [f"{number:02}" for number in range(9, -1, -1)]
    rows = list(csv.reader(StringIO(look(client, "/keys?as=csv", TOM).text)))
    assert len(rows) == 61
    assert rows[1][1] == "'=key 59", "no spreadsheet takes it for a formula"


def test_markup_in_a_name_is_text(client: TestClient) -> None:
    token = issue(client, name="<script>alert(1)</script>")
    for path in ("/keys", f"/keys/{token.split('_')[1]}"):
        assert "<script>alert(1)" not in look(client, path, TOM).text
