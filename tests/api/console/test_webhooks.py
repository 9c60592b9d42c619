"""The pages of webhooks: registered with a secret that is shown once; what was sent, what was given up, and trying it again."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.node.events import ALWAYS, EVENTS
from comity.node.service import Service
from comity.storage.database.deliveries import Delivery, DeliveryState
from comity.storage.database.webhooks import Webhook
from comity.web.console.webhooks import called

from ..persons import ADA, ANA, LENA
from .filling import TOM, form_id, look, send

BANK: dict[str, Any] = {"url": "https://bank.example/hooks", "events": ["list.updated", "hit.new"]}


def only(service: Service) -> Webhook:
    with service.database.reading() as reading:
        (found,) = reading.webhooks.all()
    return found


@pytest.fixture
def webhook(client: TestClient, service: Service) -> Webhook:
    answer = send(client, "/webhooks", TOM, BANK | form_id(client, "/webhooks", TOM))
    assert answer.status_code == 200, answer.text
    assert only(service).secret in answer.text
    return only(service)


@pytest.fixture
def dead(service: Service, webhook: Webhook) -> str:
    """The id of a delivery that was given up."""
    with service.database.writing() as writing:
        made = Delivery(service.new_id(), webhook.id, {"event": "hit.new", "object": "case:01X", "facts": {}}, service.now(), service.now())
        writing.deliveries.add(made)
        writing.deliveries.failed(made.id, 503, "the receiver said <b>no</b>", None)
    return made.id


def test_a_webhook_is_registered_and_its_secret_shown_once(client: TestClient, service: Service) -> None:
    fields = BANK | form_id(client, "/webhooks", TOM)
    first = send(client, "/webhooks", TOM, fields)
    secret = only(service).secret
    assert secret.startswith("whsec_")
    assert secret in first.text
    assert first.headers["cache-control"] == "no-store"
    assert send(client, "/webhooks", TOM, fields).status_code == 409
    webhook = only(service)
    shown = look(client, "/webhooks", TOM).text + look(client, f"/webhooks/{webhook.id}", TOM).text
    assert "https://bank.example/hooks" in shown
    assert secret not in shown


def test_a_new_secret_is_made_once_and_the_old_one_signs_beside_it(client: TestClient, service: Service, webhook: Webhook) -> None:
    path = f"/webhooks/{webhook.id}"
    hidden = form_id(client, path, TOM)
    first = send(client, f"{path}/secret", TOM, hidden)
    now = only(service)
    assert now.secret in first.text
    assert (now.old_secret, webhook.secret in first.text) == (webhook.secret, False)
    assert send(client, f"{path}/secret", TOM, hidden).status_code == 409
    assert only(service).old_secret == webhook.secret, "a reload must not end the old secret"
    assert "signs beside the new one until" in look(client, path, TOM).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://bank.example/"},
        {"url": "https://10.0.0.1/"},
        {"url": ""},
        {"events": []},
        {"events": ["person.listed"]},
        {"events": ["webhook.test"]},
        {"secret": "mine"},
    ],
)
def test_a_webhook_that_may_not_be_is_refused(client: TestClient, service: Service, wrong: dict[str, Any]) -> None:
    assert send(client, "/webhooks", TOM, BANK | form_id(client, "/webhooks", TOM) | wrong).status_code == 400
    with service.database.reading() as reading:
        assert reading.webhooks.all() == ()


def test_events_are_explained_as_the_node_does_and_changed(client: TestClient, service: Service, webhook: Webhook) -> None:
    assert called.MEANINGS == EVENTS
    page = look(client, f"/webhooks/{webhook.id}", TOM).text
    assert re.findall(r'name="events" value="([^"]+)" checked', page) == ["list.updated", "hit.new"]
    assert set(re.findall(r'name="events" value="([^"]+)"', page)) == set(EVENTS) - ALWAYS
    answer = send(client, f"/webhooks/{webhook.id}/events", TOM, {"events": ["job.failed"]})
    assert answer.headers["location"] == f"/webhooks/{webhook.id}?done=events"
    assert only(service).events == {"job.failed"}


def test_a_test_event_is_sent_once_and_can_be_followed(client: TestClient, service: Service, webhook: Webhook) -> None:
    hidden = form_id(client, f"/webhooks/{webhook.id}", TOM)
    answer = send(client, f"/webhooks/{webhook.id}/test", TOM, hidden)
    assert answer.status_code == 303
    assert send(client, f"/webhooks/{webhook.id}/test", TOM, hidden).status_code == 409
    page = look(client, answer.headers["location"], TOM).text
    assert "webhook.test" in page
    assert "waits" in page
    rows = list(csv.reader(StringIO(look(client, f"/webhooks/{webhook.id}?as=csv", ADA).text)))
    assert [row[:4] for row in rows[1:]] == [["webhook.test", f"webhook:{webhook.id}", "waits", "0"]]


def test_what_was_given_up_is_seen_and_tried_again(client: TestClient, service: Service, dead: str) -> None:
    for path in ("/webhooks", "/webhooks/dead", f"/webhooks/deliveries/{dead}"):
        page = look(client, path, TOM).text
        assert "HTTP status 503: the receiver said &lt;b&gt;no&lt;/b&gt;" in page
        assert "given up" in page
    assert "/again" not in look(client, f"/webhooks/deliveries/{dead}", ADA).text
    assert send(client, f"/webhooks/deliveries/{dead}/again", ADA, {}).status_code == 403
    answer = send(client, f"/webhooks/deliveries/{dead}/again", TOM, {})
    assert answer.headers["location"] == f"/webhooks/deliveries/{dead}?done=again"
    with service.database.reading() as reading:
        found = reading.deliveries.get(dead)
    assert found
    assert (found.state, found.attempts) == (DeliveryState.WAITING, 0)
    assert send(client, f"/webhooks/deliveries/{dead}/again", TOM, {}).status_code == 409
    assert "Nothing was given up." in look(client, "/webhooks", TOM).text


def test_a_webhook_is_disabled_for_good(client: TestClient, service: Service, webhook: Webhook, dead: str) -> None:
    path = f"/webhooks/{webhook.id}"
    assert send(client, f"{path}/disable", TOM, {}).headers["location"] == f"{path}?done=disabled"
    assert send(client, f"{path}/disable", TOM, {}).status_code == 409
    assert only(service).secret == ""
    assert f'action="{path}' not in look(client, path, TOM).text
    assert "/again" not in look(client, f"/webhooks/deliveries/{dead}", TOM).text


def test_who_only_sees_changes_nothing(client: TestClient, webhook: Webhook) -> None:
    for actor in (LENA, ADA):
        assert 'action="/webhooks' not in look(client, "/webhooks", actor).text + look(client, f"/webhooks/{webhook.id}", actor).text
        assert send(client, f"/webhooks/{webhook.id}/disable", actor, {}).status_code == 403
    assert look(client, "/webhooks", ANA).status_code == 403
    for path in ("/webhooks/nothing", "/webhooks/deliveries/nothing"):
        assert look(client, path, ADA).status_code == 404


def test_deliveries_are_paged_newest_first(client: TestClient, service: Service, webhook: Webhook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.webhooks.tables_of_webhooks.AT_ONCE", 7)
    with service.database.writing() as writing:
        for number in range(60):
            event = {"event": "hit.new", "object": f"case:{number:02}", "facts": {}}
            writing.deliveries.add(Delivery(f"{number:026}", webhook.id, event, service.now(), service.now()))
    first = look(client, f"/webhooks/{webhook.id}", TOM).text
    assert re.findall(r"case:(\d\d)", first) == [f"{number:02}" for number in range(59, 9, -1)]
    behind = re.search(r'class="more" href="(/webhooks/\w+\?after=\w+)"', first)
    assert behind
    assert len(re.findall(r"case:(\d\d)", look(client, behind[1], TOM).text)) == 10
    file = look(client, f"/webhooks/{webhook.id}?as=csv", TOM).text
    assert re.findall(r"case:(\d\d)", file) == [f"{number:02}" for number in range(59, -1, -1)]
    with service.database.writing() as writing:
        for number in range(60):
            writing.deliveries.failed(f"{number:026}", 500, "no", None)
    file = look(client, "/webhooks/dead?as=csv", TOM).text
    assert re.findall(r"case:(\d\d)", file) == [f"{number:02}" for number in range(60)]
