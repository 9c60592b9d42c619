"""What ends while it is used: a stream ends with the right to it, and a key that is revoked lets nobody in again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import ApiKey
from comity.model import Actor, Purpose, Role
from comity.node.keys import revoke_key
from comity.node.people import change_roles, disable_user
from comity.node.screener import Screener
from comity.node.service import Service
from comity.storage.database.keys import Keys
from comity.web.api.screen import LINES_TOGETHER

from .conftest import Browser, Clock

ADA = Actor("user:ada", frozenset({Role.ADMINISTRATOR}))
LINES = "\n".join(json.dumps({"key": f"k{at}", "subject": {"names": ["Ilva Marenko"]}}) for at in range(3 * LINES_TOGETHER))


def revoke(service: Service) -> None:
    with service.database.reading() as reading:
        (key,) = reading.keys.all()
    revoke_key(service.database, key.id, ADA, service.now())
    service.doorkeeper.forget(key.id)


ENDS: dict[str, Callable[[Service], object]] = {
    "the key is revoked": revoke,
    "the person is disabled": lambda service: disable_user(service.database, "lena", ADA, service.now()),
    "the role is taken away": lambda service: change_roles(service.database, "lena", [Role.AUDITOR], ADA, service.now()),
    "the person signs out": lambda service: service.signing_in.leave_everywhere("lena"),
}


@pytest.mark.parametrize("what", ENDS)
def test_a_stream_stops_when(
    what: str, person: Callable[..., Browser], key: Callable[..., dict[str, str]], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, pieces = Screener.submit, []

    def submit(screener: Screener, *given: Any) -> Any:
        pieces.append(given)
        if len(pieces) == 1:
            ENDS[what](service)
        return real(screener, *given)

    monkeypatch.setattr(Screener, "submit", submit)
    found = streamed(person("lena", Role.ANALYST, purpose=Purpose.CUSTOMER_SCREENING), key("screen") if "key" in what else {})
    assert len(found) == LINES_TOGETHER + 1
    assert "ended meanwhile" in found[-1]["stopped"]


def test_a_key_that_is_revoked_while_it_is_looked_up_is_refused_at_once(
    client: TestClient, key: Callable[..., dict[str, str]], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, real, seen = key("metrics:read"), Keys.get, []

    def get(keys: Keys, key_id: str) -> ApiKey | None:
        found = real(keys, key_id)
        seen.append(found)
        if len(seen) == 1:
            revoke(service)
        return found

    monkeypatch.setattr(Keys, "get", get)
    answers = [client.get("/metrics", headers=headers).status_code for _ in range(2)]
    assert answers == [200, 401], "whoever came before is answered"


def test_a_stream_keeps_its_sitting_awake(person: Callable[..., Browser], clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    lena, real = person("lena", Role.ANALYST, purpose=Purpose.CUSTOMER_SCREENING), Screener.submit

    def submit(screener: Screener, *given: Any) -> Any:
        clock.pass_by(minutes=25)
        return real(screener, *given)

    monkeypatch.setattr(Screener, "submit", submit)
    assert streamed(lena, {})[-1]["lines"] == 3 * LINES_TOGETHER
    assert lena.get("/api/v1/me").status_code == 200


def streamed(one: Browser, headers: dict[str, str]) -> list[dict[str, Any]]:
    own = headers or {"Comity-CSRF": one.csrf}
    if headers:
        one.web.cookies.clear()
    answer = one.web.post("/api/v1/screen/stream", content=LINES, headers=own)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]
