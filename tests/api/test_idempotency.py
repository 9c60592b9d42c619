"""``Idempotency-Key``: sent twice, done once, answered alike; another request under the same key is told apart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.model import Purpose
from comity.node import repeats
from comity.node.service import Service

Key = Callable[..., dict[str, str]]
ONE = {"subjects": {"a": {"names": ["Ayman Al Zawahiri"]}}}
OTHER = {"subjects": {"b": {"names": ["Katharina Blumenfeld-Ostrowski"]}}}


def screened(client: TestClient, headers: dict[str, str], body: object, name: str) -> Any:
    return client.post("/api/v1/screen", json=body, headers={**headers, "Idempotency-Key": name})


def runs(service: Service) -> int:
    with service.database.reading() as reading:
        return sum(entry.action == "screening.run" for _, entry, _ in reading.ledger.rows(0, 1000))


def test_a_request_that_is_sent_twice_is_carried_out_once(client: TestClient, service: Service, key: Key) -> None:
    headers = key("screen")
    first, second = (screened(client, headers, ONE, '"8e03978e-40d5"') for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert second.headers["content-type"] == "application/json"
    assert ("idempotent-replayed" in first.headers, second.headers["idempotent-replayed"]) == (False, "true")
    assert runs(service) == 1
    assert screened(client, headers, ONE, "8e03978e-40d5").headers["idempotent-replayed"] == "true"  # the bare text is the same key
    assert screened(client, headers, ONE, "another").json()["screening"] != first.json()["screening"]


def test_a_key_holds_for_one_request_of_one_caller(client: TestClient, service: Service, key: Key) -> None:
    headers = key("screen")
    screened(client, headers, ONE, "k")
    reused = screened(client, headers, OTHER, "k")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    assert screened(client, key("screen"), OTHER, "k").status_code == 200
    assert runs(service) == 2


def test_a_purpose_that_goes_without_saying_may_be_said(client: TestClient, key: Key) -> None:
    headers = key("screen", purpose=Purpose.PAYMENT_SCREENING)
    screened(client, headers, ONE, "k")
    again = screened(client, {**headers, "Comity-Purpose": "payment_screening"}, ONE, "k")
    assert (again.status_code, again.headers.get("idempotent-replayed")) == (200, "true")


def test_what_is_told_again_counts_against_the_rate(client: TestClient, key: Key) -> None:
    headers = key("screen", per_minute=2)
    assert [screened(client, headers, ONE, "k").status_code for _ in range(4)] == [200, 200, 429, 429]


def test_a_stored_answer_is_given_only_to_who_may_ask(client: TestClient, key: Key) -> None:
    headers = key("screen")
    screened(client, headers, ONE, "k")
    assert screened(client, {}, ONE, "k").status_code in (401, 403)
    assert screened(client, key("metrics:read"), ONE, "k").status_code == 403


def test_a_request_that_failed_may_be_sent_again(client: TestClient, service: Service, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = key("screen")
    wrong = {"subjects": {"a": {"names": ["x"], "birth_dates": ["yesterday"]}}}
    assert screened(client, headers, wrong, "k").status_code == 400
    assert screened(client, headers, ONE, "k").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr("comity.web.api.screen.entry_of", lambda *_: 1 / 0)
        assert screened(client, headers, ONE, "j").status_code == 500
    assert screened(client, headers, ONE, "j").status_code == 200
    assert runs(service) == 2


def test_a_request_that_is_under_way_is_not_begun_again(
    client: TestClient, service: Service, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, begun, let_go = key("screen"), threading.Event(), threading.Event()
    real = service.screener.submit

    def slow(*given: Any) -> Any:
        begun.set()
        assert let_go.wait(10)
        return real(*given)

    monkeypatch.setattr("comity.node.screener.Screener.submit", lambda _self, *given: slow(*given))
    answers: list[Any] = []
    # Its own event loop: the slow request must not hold up the second one's.
    thread = threading.Thread(target=lambda: answers.append(screened(TestClient(client.app), headers, ONE, "k")))
    thread.start()
    assert begun.wait(10)
    again = screened(client, headers, ONE, "k")
    let_go.set()
    thread.join()
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_under_way")
    assert int(again.headers["retry-after"]) >= 1
    assert answers[0].status_code == 200
    assert screened(client, headers, ONE, "k").content == answers[0].content


def test_a_request_that_was_cut_off_may_be_begun_anew_after_a_while(client: TestClient, service: Service, key: Key) -> None:
    headers = key("screen")
    first = screened(client, headers, ONE, "k")
    with service.database.reading() as reading:
        owner = next(entry.actor for _, entry, _ in reading.ledger.rows(0, 9) if entry.action == "screening.run")
        kept = reading.idempotency.get(owner, "k")
    assert kept is not None
    ticket, now = repeats.Ticket(owner, "cut", kept.request_digest), service.now()
    assert repeats.begin(service.database, ticket, now) is None
    assert repeats.begin(service.database, ticket, now + timedelta(minutes=1)) is repeats.Clash.UNDER_WAY
    assert repeats.begin(service.database, ticket, now + repeats.ABANDONED) is None
    assert first.status_code == 200


@pytest.mark.parametrize("name", ["", '"', '""', "two words", '"a"b"', "\x7f", "k" * 203, "é"])
def test_a_key_that_cannot_be_read_is_refused(client: TestClient, service: Service, key: Key, name: str) -> None:
    headers = {**key("screen"), "Idempotency-Key": name.encode("latin-1")}
    answer = client.post("/api/v1/screen", json=ONE, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == (200 if name == "" else 400)


def test_a_job_is_ordered_once_under_a_key(client: TestClient, service: Service, key: Key) -> None:
    headers = {**key("jobs:run"), "Idempotency-Key": "sweep-1"}
    first, second = (client.post("/api/v1/jobs", json={"kind": "node.sweep"}, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.content == second.content
    with service.database.reading() as reading:
        assert sum(entry.action == "job.run" for _, entry, _ in reading.ledger.rows(0, 1000)) == 1
