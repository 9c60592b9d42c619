"""How much is read of whom: a form of anybody, more of callers who are known, a stream only where there is one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from comity.web.bounds import LARGEST_BODY, LARGEST_FORM

Key = Callable[..., dict[str, str]]
JSON = {"Content-Type": "application/json"}
BLOATED = json.dumps({f"field{at}": 1 for at in range(20_000)}).encode()
"""A form with fields that nobody knows: each would become an error."""

assert LARGEST_FORM < len(BLOATED) < LARGEST_BODY


def in_parts(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 10_000):
        yield body[start : start + 10_000]


@pytest.mark.parametrize("path", ["/api/v1/sign-in", "/api/v1/invitation", "/api/v1/screen", "/match/default", "/api/v1/me/proof"])
def test_nothing_large_is_parsed_of_somebody_unknown(client: TestClient, path: str) -> None:
    answer = client.post(path, content=BLOATED, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_key_that_is_none_does_not_open_the_way_for_a_large_body(client: TestClient, key: Key) -> None:
    headers = key("screen")
    wrong = headers["Authorization"].swapcase().replace("bEARER", "Bearer")
    answer = client.post("/api/v1/screen", content=BLOATED, headers={"Authorization": wrong, **JSON})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("path", ["/api/v1/sign-in", "/api/v1/screen"])
def test_a_body_that_does_not_say_its_length_is_a_form_or_cut_off(client: TestClient, path: str) -> None:
    answer = client.post(path, content=in_parts(BLOATED), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")
    form = json.dumps({"name": "lena", "password": "wrong"}).encode()
    here = {"Host": "127.0.0.1:8321", **JSON}
    assert client.post("/api/v1/sign-in", content=in_parts(form), headers=here).status_code == 401


@pytest.mark.parametrize("parted", [False, True], ids=["whole", "in parts"])
def test_a_caller_who_is_known_may_send_more(client: TestClient, key: Key, *, parted: bool) -> None:
    body = json.dumps({"subjects": {f"k{at}": {"names": [f"Xyvara Quellendorf {at}"]} for at in range(900)}}).encode() + b" " * LARGEST_FORM
    sent = in_parts(body) if parted else body
    answer = client.post("/api/v1/screen", content=sent, headers=key("screen") | JSON)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["subjects"]) == 900


@pytest.mark.parametrize("path", ["/match/stream", "/api/v1/import", "/api/v1/keys/stream"])
def test_only_the_paths_of_streams_take_a_stream(client: TestClient, key: Key, path: str) -> None:
    headers = key("screen") | JSON | {"Content-Length": str(LARGEST_BODY + 1)}
    answer = client.post(path, content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")
