"""Another rule, tried on what people decided: counted, sampled, recorded, and without effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.model import Query, ScreeningRule
from comity.node.monitoring import MONITORED
from comity.node.screener import Answered
from comity.node.service import Service

from .persons import ANA, BO, LENA, acting

Key = Callable[..., dict[str, str]]
SUBJECTS = {
    "listed": {"schema": "Person", "names": ["Ayman Al Zawahiri"]},
    "namesake": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "reversed": {"schema": "Person", "names": ["Hafiz Saeed"], "birth_dates": ["1990-01-01"]},
}


def decide(client: TestClient, case: str, what: str, said: dict[str, str]) -> None:
    for by, path, body in ((ANA, what, said), (BO, "approve", {"remark": "seen"})):
        with acting(client, by):
            shown = client.get(f"/api/v1/cases/{case}").json()
            seen = {"seen_version": shown["version"], "seen_subject": shown["subject"]["digest"]}
            answer = client.post(f"/api/v1/cases/{case}/{path}", json=body | seen)
        assert answer.status_code == 200, answer.text
        if answer.json()["decision"]["step"] == "final":
            return


@pytest.fixture
def decided(client: TestClient, key: Key) -> dict[str, str]:
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    found = {name: one["cases"][0]["id"] for name, one in answer.json()["subjects"].items()}
    decide(client, found["listed"], "decide", {"verdict": "match", "reason": "facts_agree"})
    decide(client, found["namesake"], "decide", {"verdict": "not_a_match", "reason": "birth_date_differs"})
    decide(client, found["reversed"], "decide", {"verdict": "not_a_match", "reason": "birth_date_differs"})
    decide(client, found["reversed"], "reverse", {"verdict": "match", "reason": "confirmed_by_source"})
    return found


def replay(client: TestClient, **body: Any) -> dict[str, Any]:
    with acting(client, LENA):
        answer = client.post("/api/v1/replay", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_higher_threshold_spares_alerts_and_loses_matches(client: TestClient, service: Service, decided: dict[str, str]) -> None:
    found = replay(client, proposed={"review": 0.85, "strong": 0.9})
    assert (found["whole"], found["decisions"], found["subjects"], found["erased"]) == (True, 3, 3, 0)
    assert (found["lost"]["count"], found["spared"]["count"], found["kept"]) == (1, 1, 1)
    assert found["spared"]["first"][0]["verdict"] == "not_a_match"
    assert found["lost"]["first"][0]["proposed"] == "clear"
    with service.database.reading() as reading:
        entry = list(reading.ledger.rows(0, 1000))[-1][1]
        states = reading.cases.counts_by_state()
    assert (entry.actor, entry.action) == ("user:lena", "case.replay")
    assert states["decided"] == 3  # type: ignore[index]


def test_the_same_rule_changes_nothing(client: TestClient, decided: dict[str, str]) -> None:
    found = replay(client, proposed={})
    assert (found["kept"], found["new_hits"]) == (3, 0)


def test_a_bounded_replay_says_that_it_is_a_sample(client: TestClient, service: Service, decided: dict[str, str]) -> None:
    found = replay(client, proposed={"review": 0.85}, cases=2)
    assert (found["whole"], found["decisions"]) == (False, 2)
    with service.database.writing() as writing:
        for one in writing.subjects.each("customers", "", 1):
            writing.subjects.erase(one.id)
    found = replay(client, proposed={"review": 0.85}, cases=3)
    assert (found["whole"], found["decisions"], found["erased"]) == (True, 2, 1)


@pytest.mark.parametrize(
    "body", [{}, {"proposed": {"review": 0.9, "strong": 0.8}}, {"proposed": {}, "cases": 10_001}, {"proposed": {"x": 1}}]
)
def test_a_replay_that_cannot_be_is_refused(client: TestClient, body: dict[str, object]) -> None:
    with acting(client, LENA):
        assert client.post("/api/v1/replay", json=body).status_code == 400


def test_what_is_left_out_of_a_rule_is_as_monitoring_has_it(
    client: TestClient, service: Service, decided: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ScreeningRule] = []
    ask = service.screener.submit

    def submit(queries: Sequence[Query], rule: ScreeningRule) -> Future[Answered]:
        asked.append(rule)
        return ask(queries, rule)

    monkeypatch.setattr(service.screener, "submit", submit)
    replay(client, proposed={"review": 0.85})
    assert asked == [MONITORED, replace(MONITORED, review=0.85)]


def test_lists_that_change_meanwhile_stop_a_replay(
    client: TestClient, service: Service, decided: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = service.screener.submit

    def submit(queries: Sequence[Query], rule: ScreeningRule) -> Future[Answered]:
        answer: Future[Answered] = Future()
        found = ask(queries, rule).result()
        answer.set_result(found if rule == MONITORED else Answered(found.hits, found.editions[1:]))
        return answer

    monkeypatch.setattr(service.screener, "submit", submit)
    with acting(client, LENA):
        answer = client.post("/api/v1/replay", json={"proposed": {"review": 0.85}})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
