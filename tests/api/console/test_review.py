"""The review pages over HTTP: what the queue shows to whom, and what a form does, once, twice, late, and when it is forged."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from comity.identity import csrf_token
from comity.model import Actor, Purpose, Role
from comity.node.service import Service

from ..persons import ADA, ANA, BO, LENA, acting
from .searching import search

Key = Callable[..., dict[str, str]]
Record = dict[str, Any]
SUBJECTS: dict[str, Record] = {
    "strong": {"schema": "Person", "names": ["Ayman Al Zawahiri"]},
    "weaker": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "weakest": {"schema": "Person", "names": ["Hafiz Saeed"], "birth_dates": ["1990-01-01"]},
}
CSV_WITH_MARK = "\ufeff"


@pytest.fixture
def cases(client: TestClient, key: Key) -> dict[str, str]:
    """The ids of the cases of ``SUBJECTS`` by the owner's keys."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    return {name: one["cases"][0]["id"] for name, one in answer.json()["subjects"].items()}


def page(client: TestClient, path: str, by: Actor = ANA, **headers: str) -> Response:
    with acting(client, by):
        answer: Response = client.get(path, headers=headers, follow_redirects=False)
    return answer


def seen(client: TestClient, case: str) -> Record:
    with acting(client, ANA):
        found = client.get(f"/api/v1/cases/{case}").json()
    return {"seen_version": found["version"], "seen_subject": found["subject"]["digest"]}


def send(client: TestClient, path: str, by: Actor, fields: Record, **headers: str) -> Response:
    """Send a form as the page of ``by`` would."""
    with acting(client, by):
        token = client.headers.pop("Comity-CSRF")
        try:
            answer: Response = client.post(path, data={"csrf": token, **fields}, headers=headers, follow_redirects=False)
        finally:
            client.headers["Comity-CSRF"] = token
    return answer


def state(client: TestClient, case: str) -> Record:
    with acting(client, ADA):
        found: Record = client.get(f"/api/v1/cases/{case}").json()
    return found


NOT_A_MATCH = {"verdict": "not_a_match", "reason": "birth_date_differs", "text": "born later, seen on the passport", "page": ""}
MATCH = {"verdict": "match", "reason": "facts_agree", "text": "", "page": ""}
HTMX = {"HX-Request": "true", "HX-Target": "desk"}


def shown(answer: Response) -> list[str]:
    """The cases of the queue on a page, in its order."""
    return re.findall(r'<tr data-case="([^"]+)"', answer.text)


def test_the_queue_is_riskiest_first_with_both_names_and_how_long_each_waits(client: TestClient, cases: dict[str, str]) -> None:
    answer = page(client, "/review")
    assert answer.status_code == 200
    assert shown(answer) == [cases["strong"], cases["weaker"], cases["weakest"]]
    for said in ("Ayman Zawahri", "Hafiz Saeed", "fresh", "due in", "3 cases"):
        assert said in answer.text
    assert len(answer.content) < 150_000


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("outcome=strong", ["strong"]),
        ("outcome=review", ["weaker", "weakest"]),
        ("list=un-sc&base=customers", ["strong", "weaker", "weakest"]),
        ("base=payees", []),
        ("who=mine", ["weaker"]),
        ("who=unclaimed", ["strong", "weakest"]),
        ("overdue=yes", []),
        ("due=overdue", []),
        ("due=day", ["strong"]),
        ("due=week", ["weaker", "weakest"]),
        ("due=week&list=un-sc", ["weaker", "weakest"]),
        ("due=later", []),
        ("state=decided", []),
        ("state=open&outcome=&list=&base=&who=anybody&overdue=", ["strong", "weaker", "weakest"]),
    ],
)
def test_the_filters_narrow_the_queue(client: TestClient, cases: dict[str, str], query: str, names: list[str]) -> None:
    assert send(client, f"/review/{cases['weaker']}/claim", ANA, {"page": "", "seen_version": 1}).status_code == 303
    assert shown(page(client, f"/review?{query}")) == [cases[name] for name in names]


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"q": "zawah"}, ["strong", "weaker"]),
        ({"q": "Hafiz sae", "outcome": "review"}, ["weakest"]),
        ({"q": "weaker"}, ["weaker"]),
        ({"q": "hafiz", "order": "due"}, ["weakest"]),
        ({"q": "qdi 006", "who": "anybody", "due": ""}, ["strong", "weaker"]),
        ({"q": "", "state": "open"}, ["strong", "weaker", "weakest"]),
    ],
    ids=["name", "name-and-outcome", "number", "by-due", "listing", "nothing"],
)
def test_the_form_above_the_queue_narrows_it(client: TestClient, cases: dict[str, str], fields: dict[str, str], names: list[str]) -> None:
    _, answer = search(client, ANA, "/review", **fields)
    assert shown(answer) == [cases[name] for name in names]


@pytest.mark.parametrize("fields", [{"q": "x" * 201}, {"outcome": "likely"}, {"after": "1.2.x"}], ids=["long", "outcome", "after"])
def test_what_the_form_above_the_queue_cannot_ask_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert send(client, "/review", ANA, fields).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "state=shut",
        "colour=red",
        "after=nowhere",
        "who=bo",
        "overdue=no",
        "due=soon",
        "order=age",
        "order=due&after=soon.1",
        "list=a&list=b",
        f"base={'x' * 201}",
    ],
)
def test_what_the_queue_cannot_show_is_refused(client: TestClient, cases: dict[str, str], query: str) -> None:
    assert page(client, f"/review?{query}").status_code == 400


def test_the_queue_by_age_is_worked_in_its_order(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    now = service.now()
    with service.database.writing() as writing:
        for name, days in (("strong", 2), ("weaker", -1), ("weakest", -3)):
            writing.cases.set_due(cases[name], now + timedelta(days=days))
    assert shown(page(client, "/review?order=due")) == [cases["weakest"], cases["weaker"], cases["strong"]]
    assert shown(page(client, "/review?order=due&due=overdue")) == [cases["weakest"], cases["weaker"]]
    assert shown(page(client, "/review?overdue=yes")) == [cases["weaker"], cases["weakest"]], "an address that people have kept"
    rows = list(csv.DictReader(StringIO(page(client, "/review?order=due&as=csv").text.removeprefix(CSV_WITH_MARK))))
    assert [row["Key"] for row in rows] == ["weakest", "weaker", "strong"]
    fields = seen(client, cases["weakest"]) | NOT_A_MATCH | {"page": "order=due"}
    answer = send(client, f"/review/{cases['weakest']}/decide", ANA, fields)
    assert answer.headers["location"] == f"/review/{cases['weaker']}?order=due&done={cases['weakest']}"


def test_pages_of_the_queue_by_age_hold_each_case_once(client: TestClient, cases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.review.rows.ROWS", 1)
    found, path = [], "/review?order=due"
    while path:
        answer = page(client, path)
        found += shown(answer)
        more = re.search(r'class="more" href="([^"]+)"', answer.text)
        path = unescape(more[1]) if more else ""
    assert sorted(found) == sorted(cases.values())
    assert found[0] == cases["strong"]


def test_names_in_their_own_script_say_so_to_the_browser(client: TestClient, key: Key) -> None:
    subjects = {"c": {"schema": "Person", "names": ["Айман аз-Завахири", "Ayman Al Zawahiri"]}}
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects}, headers=key("subjects:write"))
    case = answer.json()["subjects"]["c"]["cases"][0]["id"]
    written = '<bdi dir="auto" lang="und-Cyrl">Айман аз-Завахири</bdi>'
    for path in ("/review", f"/review/{case}", "/subjects?base=customers"):
        assert written in page(client, path).text
    assert 'lang="und-Arab"' in page(client, "/listings/un-sc/QDi.006").text


def test_the_exemption_of_a_pair_is_one_press_away(client: TestClient, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    send(client, f"/review/{case}/decide", ANA, seen(client, case) | NOT_A_MATCH)
    exemption = state(client, case)["exemption"]["id"]
    link = re.search(r'<a href="(/exemptions/[^"]+)"><span class="badge good">', page(client, f"/review/{case}").text)
    assert link
    assert link[1] == f"/exemptions/{exemption}"
    assert page(client, link[1]).status_code == 200


def test_the_queue_comes_as_a_file_with_its_filters(client: TestClient, cases: dict[str, str]) -> None:
    answer = page(client, "/review?outcome=review&as=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix(CSV_WITH_MARK))))
    assert [row["Case"] for row in rows] == [cases["weaker"], cases["weakest"]]
    assert (rows[0]["Subject"], rows[0]["Key"], rows[0]["Listing"], rows[0]["Against"]) == ("Ayman Zawahri", "weaker", "QDi.006", "1")


def test_an_empty_queue_says_how_cases_come_here(client: TestClient) -> None:
    assert "Monitoring" in re.sub(r"(?s)<nav.*</nav>", "", page(client, "/review").text)


def test_a_case_shows_why_it_was_found_and_what_can_be_done(client: TestClient, cases: dict[str, str]) -> None:
    answer = page(client, f"/review/{cases['weaker']}?outcome=review")
    assert answer.status_code == 200
    assert shown(answer) == [cases["weaker"], cases["weakest"]]
    for said in ("Speaks against a match", "1990-01-01", 'value="birth_date_differs"', f"/review/{cases['weaker']}/decide", "/claim"):
        assert said in answer.text
    assert len(answer.content) < 150_000
    part = page(client, f"/review/{cases['weaker']}", ANA, **{"HX-Request": "true", "HX-Target": "case"})
    assert shown(part) == []
    assert "Speaks against a match" in part.text
    assert page(client, "/review/0123").status_code == 404


def test_an_auditor_looks_and_finds_no_form(client: TestClient, cases: dict[str, str]) -> None:
    answer = page(client, f"/review/{cases['weaker']}", ADA)
    assert answer.status_code == 200
    assert re.findall(r'action="(/review/[^"]+)"', answer.text) == []
    assert send(client, f"/review/{cases['weaker']}/decide", ADA, seen(client, cases["weaker"]) | NOT_A_MATCH).status_code == 403


def test_who_runs_the_node_sees_nobody(client: TestClient, cases: dict[str, str]) -> None:
    administrator = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)
    answer = page(client, f"/review/{cases['weaker']}", administrator)
    assert answer.status_code == 403
    assert "Zawah" not in answer.text


def test_a_decision_goes_on_to_the_next_case_of_the_same_queue(client: TestClient, cases: dict[str, str]) -> None:
    fields = seen(client, cases["weaker"]) | NOT_A_MATCH | {"page": "outcome=review"}
    answer = send(client, f"/review/{cases['weaker']}/decide", ANA, fields)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{cases['weakest']}?outcome=review&done={cases['weaker']}"
    assert (state(client, cases["weaker"])["state"], state(client, cases["weaker"])["verdict"]) == ("decided", "not_a_match")
    following = page(client, answer.headers["location"])
    assert f"/review/{cases['weaker']}/take-back" in following.text
    fields = seen(client, cases["weakest"]) | NOT_A_MATCH | {"page": "outcome=review"}
    last = send(client, f"/review/{cases['weakest']}/decide", ANA, fields, **HTMX)
    assert last.status_code == 200
    assert last.headers["hx-push-url"] == f"/review?outcome=review&done={cases['weakest']}"
    assert "<html" not in last.text


def test_a_form_that_is_sent_twice_decides_once_and_goes_on_both_times(client: TestClient, cases: dict[str, str]) -> None:
    fields = seen(client, cases["weaker"]) | NOT_A_MATCH
    first, second = (send(client, f"/review/{cases['weaker']}/decide", ANA, fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert len(state(client, cases["weaker"])["decisions"]) == 1
    other = send(client, f"/review/{cases['weaker']}/decide", ANA, fields | {"reason": "name_differs"})
    assert other.status_code == 409
    assert len(state(client, cases["weaker"])["decisions"]) == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_who_was_slower_sees_what_changed_beside_what_they_had_written(
    client: TestClient, cases: dict[str, str], headers: dict[str, str]
) -> None:
    fields = seen(client, cases["weaker"]) | {
        "verdict": "cannot_tell",
        "reason": "other",
        "text": "I wait for <b>the passport</b>",
        "page": "",
    }
    assert send(client, f"/review/{cases['weaker']}/decide", BO, seen(client, cases["weaker"]) | NOT_A_MATCH).status_code == 303
    answer = send(client, f"/review/{cases['weaker']}/decide", ANA, fields, **headers)
    assert answer.status_code == 409
    told = unescape(re.sub(r"<(?!b)[^>]*>", "", answer.text[answer.text.index('id="changed"') :]))
    for said in ("bo: decision, not a match", "born later, seen on the passport", "I wait for <b>the passport</b>", "cannot tell"):
        assert said in told
    assert "<b>the passport" not in answer.text
    assert re.search(r"<textarea[^>]*>I wait for &lt;b&gt;", answer.text)
    assert state(client, cases["weaker"])["verdict"] == "not_a_match"


def test_a_subject_that_changed_meanwhile_is_looked_at_again(client: TestClient, cases: dict[str, str], key: Key) -> None:
    before = seen(client, cases["weaker"])
    changed = {"weaker": SUBJECTS["weaker"] | {"gender": "male"}}
    client.post("/api/v1/bases/customers/subjects", json={"subjects": changed}, headers=key("subjects:write"))
    fields = before | {"seen_version": seen(client, cases["weaker"])["seen_version"]} | NOT_A_MATCH
    answer = send(client, f"/review/{cases['weaker']}/decide", ANA, fields)
    assert answer.status_code == 409
    assert "The subject has other facts now" in answer.text
    assert re.search(r'value="birth_date_differs"[^>]*checked', answer.text)
    assert state(client, cases["weaker"])["decisions"] == []


def test_what_was_decided_is_taken_back_from_the_page(client: TestClient, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    send(client, f"/review/{case}/decide", ANA, seen(client, case) | NOT_A_MATCH)
    assert "take-back" not in page(client, f"/review/{case}?done={case}", BO).text
    answer = send(client, f"/review/{case}/take-back", ANA, {"page": "", "seen_version": 2})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/{case}")
    found = state(client, case)
    assert (found["state"], [one["step"] for one in found["decisions"]]) == ("open", ["final", "withdrawal"])
    assert found["exemption"] is None
    assert "taken back" in page(client, f"/review/{case}").text
    assert send(client, f"/review/{case}/take-back", ANA, {"page": "", "seen_version": 3}).status_code == 409


def test_a_decision_is_reversed_and_a_proposal_waits(client: TestClient, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    send(client, f"/review/{case}/decide", ANA, seen(client, case) | NOT_A_MATCH)
    shown_now = page(client, f"/review/{case}", BO).text
    assert f"/review/{case}/reverse" in shown_now
    assert 'name="verdict" value="not_a_match"' not in shown_now
    assert send(client, f"/review/{case}/reverse", BO, seen(client, case) | MATCH).status_code == 303
    assert state(client, case)["state"] == "proposed"
    assert "/reverse" not in page(client, f"/review/{case}", ANA).text


def test_a_supervisor_closes_many_with_one_reason_or_none_of_them(client: TestClient, cases: dict[str, str]) -> None:
    marked = {name: ":".join(map(str, (case, *seen(client, case).values()))) for name, case in cases.items()}
    fields = {"page": "", "ruling": "not_a_match:known_namesake", "text": "two customers of ours, known for years"}
    assert send(client, "/review/close", ANA, fields | {"chosen": [marked["weaker"]]}).status_code == 403
    assert send(client, "/review/close", LENA, fields | {"chosen": list(marked.values())}).status_code == 409
    assert send(client, "/review/close", LENA, fields).status_code == 400
    for wrong in ({"text": " "}, {"ruling": "not_a_match"}, {"ruling": "match:facts_agree"}, {"chosen": ["1:2"]}):
        assert send(client, "/review/close", LENA, fields | {"chosen": [marked["weaker"]]} | wrong).status_code in (400, 409)
    assert len(shown(page(client, "/review"))) == 3
    answer = send(client, "/review/close", LENA, fields | {"chosen": [marked["weaker"], marked["weakest"]]})
    assert answer.status_code == 303
    assert shown(page(client, "/review")) == [cases["strong"]]
    assert 'name="chosen"' not in page(client, "/review", ANA).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"},
        {"reason": "hunch"},
        {"reason": "facts_agree"},
        {"reason": "other", "text": ""},
        {"text": "x" * 2001},
        {"seen_version": "one"},
        {"seen_subject": ""},
        {"score": "1"},
        {"page": "colour=red"},
    ],
    ids=lambda wrong: next(iter(wrong)) + ("" if len(str(wrong)) < 99 else "-long"),
)
def test_a_form_that_cannot_be_is_refused(client: TestClient, cases: dict[str, str], wrong: Record) -> None:
    fields = seen(client, cases["weaker"]) | NOT_A_MATCH | wrong
    assert send(client, f"/review/{cases['weaker']}/decide", ANA, fields).status_code == 400
    assert state(client, cases["weaker"])["decisions"] == []


def test_a_form_without_its_token_or_from_elsewhere_does_nothing(client: TestClient, cases: dict[str, str]) -> None:
    fields = seen(client, cases["weaker"]) | NOT_A_MATCH
    forged = ({"csrf": ""}, {"csrf": csrf_token("another sitting's")})
    assert {send(client, f"/review/{cases['weaker']}/decide", ANA, fields | one).status_code for one in forged} == {403}
    elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert send(client, f"/review/{cases['weaker']}/decide", ANA, fields, **elsewhere).status_code == 403
    assert state(client, cases["weaker"])["decisions"] == []


def test_a_name_that_is_markup_is_shown_as_it_is_written(client: TestClient, key: Key) -> None:
    hostile = '<script>alert(1)</script> Ayman Zawahri "onmouseover=x'
    answer = client.post(
        "/api/v1/bases/customers/subjects",
        json={"subjects": {"<i>k</i>": {"names": [hostile, "Ayman Zawahri"]}}},
        headers=key("subjects:write"),
    )
    case = answer.json()["subjects"]["<i>k</i>"]["cases"][0]["id"]
    for path in ("/review", f"/review/{case}"):
        text = page(client, path).text
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert "<i>k" not in text


def test_of_an_erased_subject_the_page_says_so(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    with acting(client, ANA):
        subject = client.get(f"/api/v1/cases/{cases['weaker']}").json()["subject_id"]
    with service.database.writing() as writing:
        writing.subjects.erase(subject)
    answer = page(client, f"/review/{cases['weaker']}")
    assert answer.status_code == 200
    assert "The subject was erased" in answer.text
    assert "Zawahri" not in answer.text.replace("Al-Zawahri", "")
    assert "/decide" not in answer.text
