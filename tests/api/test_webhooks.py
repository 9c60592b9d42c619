"""``/api/v1/webhooks``: for persons, with a secret that is shown once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from comity.model import Actor, Role
from comity.node.service import Service
from comity.storage.database.deliveries import Delivery
from comity.web.access import Caller
from comity.web.api import webhooks

Key = Callable[..., dict[str, str]]
BANK = {"url": "https://bank.example/hooks", "events": ["list.updated", "hit.new"]}


@pytest.fixture
def ada(client: TestClient, service: Service) -> Iterator[TestClient]:
    """The client of an administrator in a sitting."""
    caller = Caller(Actor("user:ada", frozenset({Role.ADMINISTRATOR})), None, service)
    overrides = client.app.dependency_overrides  # type: ignore[attr-defined]
    overrides |= {webhooks.managing: lambda: caller, webhooks.viewing: lambda: caller}
    yield client
    overrides.clear()


def test_no_key_may_send_data_elsewhere(client: TestClient, key: Key) -> None:
    refused = client.post("/api/v1/webhooks", json=BANK, headers=key("jobs:run", "lists:update"))
    assert refused.status_code == 403
    assert "persons" in refused.json()["detail"]
    assert client.get("/api/v1/webhooks").status_code in (401, 403)


def test_a_webhook_is_registered_changed_and_disabled_and_its_secret_shown_once(ada: TestClient) -> None:
    made = ada.post("/api/v1/webhooks", json=BANK)
    assert made.status_code == 201
    webhook = made.json()
    assert webhook["secret"].startswith("whsec_")
    listed = ada.get("/api/v1/webhooks").json()
    assert [one["id"] for one in listed["webhooks"]] == [webhook["id"]]
    assert {one["event"] for one in listed["events"]} >= {"list.updated", "hit.new", "job.failed"}
    path = f"/api/v1/webhooks/{webhook['id']}"
    changed = ada.put(f"{path}/events", json={"events": ["job.failed"]}).json()
    assert changed["events"] == ["job.failed"]
    renewed = ada.post(f"{path}/secret").json()
    assert renewed["secret"] not in ("", webhook["secret"])
    assert renewed["old_secret_until"] is not None
    assert ada.post(f"{path}/disable").json()["disabled_at"] is not None
    assert ada.post(f"{path}/disable").status_code == 409
    for shown in (listed, changed, ada.get(path).json()):
        assert webhook["secret"] not in repr(shown)
        assert renewed["secret"] not in repr(shown)


@pytest.mark.parametrize(
    "body",
    [
        BANK | {"url": "http://bank.example/hooks"},
        BANK | {"url": "https://127.0.0.1/hooks"},
        BANK | {"url": "https://169.254.169.254/latest/meta-data"},
        BANK | {"url": "https://ada:secret@bank.example/"},
        BANK | {"events": []},
        BANK | {"events": ["person.listed"]},
        {"url": BANK["url"]},
        BANK | {"secret": "mine"},
    ],
)
def test_a_webhook_that_may_not_be_is_refused(ada: TestClient, body: dict[str, object]) -> None:
    assert ada.post("/api/v1/webhooks", json=body).status_code == 400


def test_a_test_is_a_delivery_that_can_be_followed(ada: TestClient) -> None:
    webhook = ada.post("/api/v1/webhooks", json=BANK).json()
    sent = ada.post(f"/api/v1/webhooks/{webhook['id']}/test")
    assert sent.status_code == 202
    (found,) = ada.get(f"/api/v1/webhooks/{webhook['id']}/deliveries").json()["deliveries"]
    assert (found["id"], found["state"], found["event"]["event"]) == (sent.json()["delivery"], "waiting", "webhook.test")
    assert ada.post("/api/v1/webhooks/nowhere/test").status_code == 404
    assert ada.get("/api/v1/webhooks/nowhere/deliveries").status_code == 404


def test_what_was_given_up_is_seen_and_tried_again(ada: TestClient, service: Service) -> None:
    webhook, now = ada.post("/api/v1/webhooks", json=BANK).json(), service.now()
    ids = [service.new_id() for _ in range(3)]
    with service.database.writing() as writing:
        for number, name in enumerate(sorted(ids)):
            writing.deliveries.add(replace(Delivery(name, webhook["id"], {"event": "hit.new", "n": number}, now, now)))
            writing.deliveries.failed(name, 500, "the receiver answered 500", None)
    first = ada.get("/api/v1/webhooks/dead?limit=2").json()
    rest = ada.get(f"/api/v1/webhooks/dead?limit=2&after={first['next']}").json()
    assert [one["id"] for one in first["deliveries"] + rest["deliveries"]] == sorted(ids)
    assert first["deliveries"][0]["last_error"] == "the receiver answered 500"
    assert ada.post(f"/api/v1/deliveries/{ids[0]}/again").json()["state"] == "waiting"
    assert ada.post(f"/api/v1/deliveries/{ids[0]}/again").status_code == 409
    assert ada.post("/api/v1/deliveries/nowhere/again").status_code == 404
