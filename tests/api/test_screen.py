"""``/api/v1/screen`` as a program would use it, and as one that makes mistakes would."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from comity.node.service import Service

Key = Callable[..., dict[str, str]]
LISTED = {"schema": "Person", "names": ["Ayman Al Zawahiri"]}
INNOCENT = {"names": ["Katharina Blumenfeld-Ostrowski"]}


def test_subjects_are_answered_by_the_callers_own_ids(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/screen", json={"subjects": {"ours-1": LISTED, "ours-2": INNOCENT}}, headers=key("screen"))
    assert answer.status_code == 200
    found = answer.json()
    assert list(found["subjects"]) == ["ours-1", "ours-2"]
    assert found["subjects"]["ours-1"]["outcome"] == "strong"
    assert found["subjects"]["ours-1"]["hits"][0]["evidence"]
    assert found["subjects"]["ours-2"] == {"outcome": "clear", "hits": []}
    assert found["against"][0]["edition"].startswith("un-sc-")
    assert found["against"][0]["stale"] is True


def test_a_screening_is_an_entry_of_the_ledger_and_holds_no_name(client: TestClient, service: Service, key: Key) -> None:
    answer = client.post("/api/v1/screen", json={"subjects": {"a": LISTED}}, headers=key("screen"))
    with service.database.reading() as reading:
        entry = list(reading.ledger.rows(0, 100))[-1][1]
    assert entry.action == "screening.run"
    assert entry.object == f"screening:{answer.json()['screening']}"
    assert entry.facts["subjects"] == "1"
    assert entry.purpose == "customer_screening"
    assert "Zawahiri" not in repr(entry)


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ("{", "invalid_parameters", ""),
        ('{"subjects": {}}', "invalid_parameters", "/subjects"),
        ('{"subjects": {"a": {"names": ["x"], "birthdate": "1968"}}}', "invalid_parameters", "/subjects/a/birthdate"),
        ('{"subjects": {"a": {"names": ["x"], "gender": "unknown"}}}', "invalid_parameters", "/subjects/a/gender"),
        ('{"subjects": {"a": {"names": "x"}}}', "invalid_parameters", "/subjects/a/names"),
        ('{"subjects": {"a": {"names": ["x"]}}, "rule": {"review": 2}}', "invalid_parameters", "/rule/review"),
        ('{"subjects": {"a": {"names": ["x"]}}, "rule": {"review": 0.9, "strong": 0.8}}', "bad_request", ""),
        ('{"subjects": {"a": {"names": ["x"]}}, "rule": {"lists": ["nowhere"]}}', "bad_request", ""),
        ('{"subjects": {"a": {"names": ["x"], "birth_dates": ["yesterday"]}}}', "bad_request", ""),
        ('{"subjects": {"a": {"names": ["x"], "nationalities": ["Atlantis"]}}}', "bad_request", ""),
        ('{"subjects": {"a": {}}}', "bad_request", ""),
    ],
)
def test_a_wrong_request_is_a_problem_that_says_where(client: TestClient, key: Key, body: str, code: str, where: str) -> None:
    answer = client.post("/api/v1/screen", content=body, headers={**key("screen"), "Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["code"] == code
    assert found["status"] == 400
    if where:
        assert where in [one["where"] for one in found["errors"]]


def test_an_unknown_parameter_is_refused(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/screen?treshold=0.9", json={"subjects": {"a": LISTED}}, headers=key("screen"))
    assert answer.status_code == 400


def test_what_cannot_be_compared_is_an_error_and_never_clear(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/screen", json={"subjects": {"a": {"names": ["..."]}}}, headers=key("screen"))
    assert answer.json()["subjects"]["a"]["outcome"] == "error"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer comity_AAAAAAAAAAAA_" + "B" * 43 + "_000000"])
def test_without_a_key_of_this_node_nothing_is_answered(client: TestClient, header: str) -> None:
    answer = client.post("/api/v1/screen", json={"subjects": {"a": LISTED}}, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


def test_a_key_does_only_what_it_was_issued_for(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/screen", json={"subjects": {"a": LISTED}}, headers=key("metrics:read"))
    assert answer.status_code == 403
    assert "screening.run" in answer.json()["detail"]
    answer = client.post("/api/v1/screen", json={"subjects": {"a": LISTED}}, headers={**key("screen"), "Comity-Purpose": "border_control"})
    assert answer.status_code == 403


def test_a_key_over_its_rate_is_told_when_to_come_back(client: TestClient, key: Key) -> None:
    headers = key("screen", per_minute=2)
    answers = [client.post("/api/v1/screen", json={"subjects": {"a": INNOCENT}}, headers=headers) for _ in range(4)]
    assert [one.status_code for one in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_a_stream_answers_each_line_and_a_bad_line_costs_only_itself(client: TestClient, key: Key) -> None:
    lines = [json.dumps({"key": f"k{at}", "subject": LISTED if at % 7 == 0 else INNOCENT}) for at in range(600)]
    lines[5] = "{"
    lines[6] = json.dumps({"key": "k6", "subject": {"nmaes": ["x"]}})
    answer = client.post("/api/v1/screen/stream", content="\n".join(lines), headers=key("screen"))
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert len(found) == 601
    assert [one["key"] for one in found[7:600]] == [f"k{at}" for at in range(7, 600)]
    assert [one["outcome"] for one in found[:8]] == ["strong", "clear", "clear", "clear", "clear", "error", "error", "strong"]
    assert found[-1]["lines"] == 600
    assert found[-1]["errors"] == 2


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/screen", content=b"x" * (17 * 1024 * 1024), headers=key("screen"))
    assert answer.status_code == 413


def test_health_says_that_an_edition_is_stale_and_asks_for_no_key(client: TestClient) -> None:
    found = client.get("/health").json()
    assert found["status"] == "stale"
    assert found["editions"][0]["age_days"] > 7


def test_metrics_hold_counts_and_no_name(client: TestClient, key: Key) -> None:
    client.post("/api/v1/screen", json={"subjects": {"a": LISTED}}, headers=key("screen"))
    found = client.get("/metrics", headers=key("metrics:read")).text
    assert 'comity_requests_total{method="POST",path="/api/v1/screen",status="200"}' in found
    assert "Zawahiri" not in found
    assert client.get("/metrics").status_code == 401
