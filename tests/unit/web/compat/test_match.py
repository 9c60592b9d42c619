"""``/match`` as yente's clients know it, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.web.compat.asked import MAX_BATCH, MOST_EXCLUDED
from comity.web.compat.explanations import FEATURES
from comity.web.compat.route import MAX_BODY

from .conftest import Desk, person

Ask = Any


def ids(answer: Any, key: str = "q") -> list[str]:
    return [result["id"] for result in answer["responses"][key]["results"]]


def test_answers_come_by_the_callers_keys(ask: Ask, client: TestClient) -> None:
    status, answer = ask({"row 7": person(), "row 8": {"schema": "Vessel", "properties": {"imoNumber": ["IMO 9074729"]}}})
    assert status == 200
    assert list(answer["responses"]) == ["row 7", "row 8"]
    assert ids(answer, "row 7") == ["ofac-sdn:7~2F1", "un-sc:QDi.901"]
    assert ids(answer, "row 8") == ["un-sc:QDv.903"]
    assert answer["limit"] == 5
    assert client.post("/match/default", json={"queries": {"q": person()}}).headers["x-batch-size"] == "1"


def test_the_query_comes_back_as_it_was_understood(ask: Ask) -> None:
    _, answer = ask({"q": {"id": "mine", **person(birthDate="1968", religion=["x"], email=["a@example.org"])}})
    matches = answer["responses"]["q"]
    properties = {"name": ["Ilva Marenko"], "birthDate": ["1968"], "email": ["a@example.org"]}
    assert matches["query"] == {"id": "mine", "schema": "Person", "properties": properties}
    assert {"what": "email is not compared", "hint": "", "severity": "note"} in matches["comity"]["issues"]
    assert matches["status"] == 200


def test_a_result_is_told_with_its_evidence(ask: Ask) -> None:
    _, answer = ask({"q": person(birthDate=["1990-05-05"], nationality=["si"], gender=["female"])})
    for result in answer["responses"]["q"]["results"]:
        explained = result["explanations"]
        assert set(explained) <= set(FEATURES)
        assert result["features"] == {name: one["score"] for name, one in explained.items()}
        assert result["score"] == pytest.approx(min(0.99, sum(result["features"].values())), abs=1e-4)
        assert explained["name"]["query"] == "Ilva Marenko"
    against = next(result for result in answer["responses"]["q"]["results"] if result["id"] == "un-sc:QDi.901")["explanations"][
        "birth_date"
    ]
    assert (against["query"], against["candidate"]) == ("1990-05-05", "1968-03-07")
    assert against["score"] < 0, "what contradicts is told as plainly as what agrees"


def test_a_number_that_agrees_lifts_the_score(ask: Ask) -> None:
    _, answer = ask({"q": person(passportNumber=["PX-4471209"])})
    first = answer["responses"]["q"]["results"][0]
    assert (first["id"], first["score"], first["match"]) == ("un-sc:QDi.901", 1.0, True)
    assert first["explanations"]["identifier"]["score"] > 0


def test_match_says_whether_the_score_reaches_the_threshold(ask: Ask) -> None:
    for threshold in (0.5, 0.7, 0.9, 0.97):
        _, answer = ask({"q": person("Ilva Marenka")}, threshold=threshold, cutoff=0.4)
        results = answer["responses"]["q"]["results"]
        assert results
        assert [result["match"] for result in results] == [result["score"] >= threshold for result in results]
        assert answer["responses"]["q"]["total"] == {"value": sum(result["match"] for result in results), "relation": "eq"}
        assert sorted(results, key=lambda result: -result["score"]) == results


def test_the_cutoff_never_cuts_off_a_match(desk: Desk, ask: Ask) -> None:
    ask({"q": person()}, threshold=0.6, cutoff=0.9)
    ask({"q": person()}, threshold=0.9, cutoff=0.8)
    ask({"q": person()}, threshold=0.4)
    ask({"q": person()})
    assert [rule.review for rule in desk.rules] == [0.6, 0.8, 0.4, 0.5]
    assert {rule.strong for rule in desk.rules} == {0.88}


def test_a_name_strong_by_itself_is_given_whatever_contradicts(ask: Ask) -> None:
    contradicting = person("Ilva Marenko", birthDate=["1930"], gender=["male"], nationality=["br"])
    _, answer = ask({"q": contradicting}, cutoff=0.9, threshold=0.95)
    first = answer["responses"]["q"]["results"][0]
    assert (first["match"], first["comity"]["outcome"]) == (False, "review")
    assert first["score"] < 0.9
    assert "kept" in first["explanations"]


def test_limit(ask: Ask) -> None:
    assert len(ids(ask({"q": person()}, limit=1)[1])) == 1


@pytest.mark.parametrize(
    ("scope", "parameters", "found"),
    [
        ("default", {}, ["ofac-sdn:7~2F1", "un-sc:QDi.901"]),
        ("un-sc", {}, ["un-sc:QDi.901"]),
        ("us_ofac_sdn", {}, ["ofac-sdn:7~2F1"]),
        ("default", {"include_dataset": ["un-sc", "own:guests"]}, ["un-sc:QDi.901"]),
        ("default", {"exclude_dataset": "un-sc"}, ["ofac-sdn:7~2F1"]),
        ("default", {"exclude_entity_ids": ["un-sc:QDi.901", "NK-foreign"]}, ["ofac-sdn:7~2F1"]),
        ("default", {"exclude_schema": "Person"}, []),
        ("default", {"exclude_schema": "LegalEntity"}, ["ofac-sdn:7~2F1", "un-sc:QDi.901"]),
        ("default", {"topics": "sanction"}, ["ofac-sdn:7~2F1", "un-sc:QDi.901"]),
        ("default", {"topics": "role.pep"}, []),
        ("default", {"fuzzy": "false", "algorithm": "best"}, ["ofac-sdn:7~2F1", "un-sc:QDi.901"]),
    ],
)
def test_what_is_asked_for_is_what_comes(ask: Ask, scope: str, parameters: dict[str, Any], found: list[str]) -> None:
    status, answer = ask({"q": person()}, scope, **parameters)
    assert status == 200
    assert ids(answer) == found


def test_topics_of_a_followthemoney_list(ask: Ask) -> None:
    assert ids(ask({"q": person("Tobin Achterberg")}, topics="role.pep")[1]) == ["ftm~3Apeps:NK-1"]
    assert ids(ask({"q": person("Tobin Achterberg")})[1]) == ["ftm~3Apeps:NK-1", "own~3Aguests:G~201"]


def test_every_answer_says_how_old_its_lists_are(ask: Ask) -> None:
    _, answer = ask({"q": person()}, exclude_dataset="own:guests")
    told = {one["list"]: (one["age_days"], one["stale"]) for one in answer["comity"]["editions"]}
    assert told == {"un-sc": (9, True), "ofac-sdn": (9, True), "ftm:peps": (0, False)}
    assert "never a decision" in answer["comity"]["notice"]
    assert answer["responses"]["q"]["results"][0]["comity"]["edition"]["stale"] is True


REFUSED_PARAMETERS: list[tuple[dict[str, Any], str]] = [
    ({"threshold": 0.1}, "threshold"),
    ({"threshold": 1.1}, "threshold"),
    ({"threshold": "nan"}, "threshold"),
    ({"cutoff": 0}, "cutoff"),
    ({"limit": 0}, "limit"),
    ({"limit": 501}, "limit"),
    ({"limit": "many"}, "limit"),
    ({"algorithm": "logic-v2"}, "algorithm"),
    ({"include_dataset": "sanctions"}, "include_dataset"),
    ({"exclude_dataset": "peps"}, "exclude_dataset"),
    ({"exclude_schema": "Persn"}, "schema"),
    ({"exclude_schema": "PublicBody"}, "schema"),
    ({"changed_since": "2026-01-01"}, "comity lists diff"),
    ({"exclude_entity_ids": ["x"] * (MOST_EXCLUDED + 1)}, "exclude_entity_ids"),
    ({"api_key": "secret"}, "api_key"),
    ({"treshold": 0.9}, "treshold"),
]


@pytest.mark.parametrize(("parameters", "why"), REFUSED_PARAMETERS, ids=lambda value: str(value)[:40])
def test_a_parameter_that_does_not_work_here_is_refused(ask: Ask, desk: Desk, parameters: dict[str, Any], why: str) -> None:
    status, answer = ask({"q": person()}, **parameters)
    assert status == 400
    assert why in answer["detail"]
    assert "secret" not in answer["detail"]
    assert desk.rules == [], "nothing was screened"


def test_topics_that_no_list_in_scope_has_are_refused(ask: Ask) -> None:
    assert ask({"q": person()}, "un-sc", topics="role.pep")[0] == 400
    assert ask({"q": person()}, "own:guests", topics="sanction")[0] == 400


REFUSED_BODIES: list[tuple[Any, str]] = [
    ({"queries": {}}, "queries"),
    ({}, "queries"),
    ([], "body"),
    ({"queries": {"q": None}}, "queries.q"),
    ({"queries": {str(n): person() for n in range(MAX_BATCH + 1)}}, "queries"),
    ({"queries": {"q": person()}, "weights": {"name_literal": 0.5}}, "weights"),
    ({"queries": {"q": person()}, "config": {"nm_number_mismatch": 0.4}}, "config"),
    ({"queries": {"q": person()}, "weight": {}}, "weight"),
    ({"queries": {"a": person(), "b": {"schema": "Person", "properties": {}}}}, "query 'b': nothing to screen"),
    ({"queries": {"b": {"schema": "Person", "properties": {"name": ["☃"]}}}}, "query 'b': nothing to screen"),
    ({"queries": {"b": {"schema": "Company", "properties": {"registrationNumber": ["1"]}}}}, "query 'b': nothing to screen"),
    ({"queries": {"b": {"schema": "Address", "properties": {"full": ["x"]}}}}, "query 'b': entities of that schema"),
    ({"queries": {"b": person(nmae=["x"])}}, "query 'b': the property 'nmae'"),
    ({"queries": {"b": person("\ud800")}}, "query 'b': a value of name"),
]


@pytest.mark.parametrize(("body", "why"), REFUSED_BODIES, ids=lambda value: str(value)[:50].encode("ascii", "replace").decode())
def test_a_body_that_cannot_be_answered_whole_is_refused(client: TestClient, desk: Desk, body: Any, why: str) -> None:
    import json

    answer = client.post("/match/default", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert why in answer.json()["detail"]
    assert desk.rules == []


def test_too_many_results_in_all_are_refused(ask: Ask) -> None:
    status, answer = ask({str(n): person() for n in range(11)}, limit=500)
    assert (status, "5,000" in answer["detail"]) == (400, True)


def test_what_is_no_json_is_refused(client: TestClient) -> None:
    for content in (b"{", b"", b"\xff", b"[" * 100_000):
        answer = client.post("/match/default", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400, content[:10]
        assert answer.json()["detail"]


def test_a_large_body_is_refused(client: TestClient, desk: Desk) -> None:
    content = b'{"queries": {"q": {"schema": "Person", "properties": {"notes": "' + b"x" * MAX_BODY
    answer = client.post("/match/default", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")
    assert desk.rules == []


def test_an_unknown_scope_is_not_found(ask: Ask) -> None:
    status, answer = ask({"q": person()}, "sanctions")
    assert (status, answer["code"]) == (404, "unknown_name")
    assert "un-sc" in answer["detail"]


def test_until_there_is_an_index_nothing_is_clear(unready: TestClient) -> None:
    answer = unready.post("/match/default", json={"queries": {"q": person()}})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_edition")
