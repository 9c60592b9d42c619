"""Replay in the console: what other thresholds would have done, in words, in numbers, as a chart and as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor

from ..persons import ADA, ANA, BO, acting

Key = Callable[..., dict[str, str]]
SUBJECTS: dict[str, dict[str, Any]] = {
    "listed": {"schema": "Person", "names": ["Ayman Al Zawahiri"]},
    "namesake": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
}
FORM = {"review": "0.95", "strong": "0.99", "current_review": "0.7", "current_strong": "0.88", "cases": "1000"}


@pytest.fixture
def decided(client: TestClient, key: Key) -> dict[str, str]:
    """Cases by the owner's keys: one confirmed by two, one found not to match."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    found = {name: one["cases"][0]["id"] for name, one in answer.json()["subjects"].items()}
    act(client, found["listed"], "decide", ANA, {"verdict": "match", "reason": "facts_agree"})
    act(client, found["listed"], "approve", BO, {"remark": ""})
    act(client, found["namesake"], "decide", ANA, {"verdict": "not_a_match", "reason": "birth_date_differs"})
    return found


def act(client: TestClient, case: str, what: str, by: Actor, said: dict[str, str]) -> None:
    with acting(client, by):
        shown = client.get(f"/api/v1/cases/{case}").json()
        seen = {"seen_version": shown["version"], "seen_subject": shown["subject"]["digest"]}
        assert client.post(f"/api/v1/cases/{case}/{what}", json=seen | said).status_code == 200


def tried(client: TestClient, by: Actor = ANA, **fields: str) -> Any:
    with acting(client, by):
        token = csrf_token(str(client.headers["Cookie"]).removeprefix("comity="))
        return client.post("/replay", data={"csrf": token, **FORM, **fields})


def test_the_form_begins_with_the_thresholds_in_use(client: TestClient) -> None:
    with acting(client, ADA):
        page = client.get("/replay").text
    assert page.count('value="0.7"') == 2
    assert page.count('value="0.88"') == 2
    assert "What comes of it appears here" in page


def test_what_would_have_moved_is_said_counted_drawn_and_listed(client: TestClient, decided: dict[str, str]) -> None:
    answer = tried(client, ADA)
    assert answer.status_code == 200, answer.text
    assert "1 false alert would not be raised any more." in answer.text
    assert "2 decisions tried" in answer.text
    assert "<svg" in answer.text
    assert f"/review/{decided['namesake']}" in answer.text
    assert 'value="0.95"' in answer.text
    lost = tried(client, review="1", strong="1")
    assert "1 true match would be missed." in lost.text
    assert f"/review/{decided['listed']}" in lost.text


def test_the_same_thresholds_move_nothing(client: TestClient, decided: dict[str, str]) -> None:
    answer = tried(client, review="0.70", strong="0,88")
    assert "No match that people confirmed would be missed." in answer.text
    assert "No decision would have moved." in answer.text


def test_the_file_names_each_moved_decision(client: TestClient, decided: dict[str, str]) -> None:
    answer = tried(client, ANA, **{"as": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [line.split(",") for line in answer.text.splitlines()[1:]]
    assert [(row[0], row[-1]) for row in rows] == [("lost match", decided["listed"]), ("spared", decided["namesake"])]


def test_the_numbers_come_as_a_file_too(client: TestClient, decided: dict[str, str]) -> None:
    answer = tried(client, ANA, **{"as": "csv", "table": "counts"})
    assert answer.headers["content-type"].startswith("text/csv")
    counts = {line.split(",")[0]: line.split(",")[1] for line in answer.text.splitlines()[1:]}
    assert (counts["lost matches"], counts["spared"], counts["kept"]) == ("1", "1", "0")
    assert tried(client, ANA, **{"as": "csv", "table": "score"}).status_code == 404


def test_without_decisions_it_says_so(client: TestClient) -> None:
    assert "No decision was there to try it on." in tried(client).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"review": "0"},
        {"review": "1.1"},
        {"review": "nan"},
        {"review": "high"},
        {"review": "0.99", "strong": "0.9"},
        {"cases": "0"},
        {"cases": "10001"},
        {"lists": "un-sc"},
    ],
)
def test_a_threshold_that_cannot_be_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    assert tried(client, ANA, **wrong).status_code == 400
