"""A person's request through the API, from the day it came to the answer, and legal holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.api.persons import ADA, ANA, LENA, acting

from comity.model import Actor, Purpose
from comity.node.service import Service
from comity.storage.database.ledger import LedgerSearch

HANDLER = replace(LENA, purpose=Purpose.SUBJECT_REQUEST)
NAME = "Ilva Marenko-Sotelj"
FACTS = {"schema": "Person", "names": [NAME], "birth_dates": ["1971-05-04"], "nationalities": ["SI"]}
Key = Callable[..., dict[str, str]]


@pytest.fixture
def subject(client: TestClient) -> str:
    """A customer under watch; her id."""
    with acting(client, LENA) as desk:
        answer = desk.post("/api/v1/bases/customers/subjects", json={"subjects": {"7": FACTS}})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["subjects"]["7"]["id"])


def ask(client: TestClient, path: str, body: object = None, by: Actor = HANDLER) -> Any:
    with acting(client, by) as desk:
        answer = desk.post(f"/api/v1/{path}", json=body) if body is not None else desk.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def planned(client: TestClient, kind: str, subject: str) -> Any:
    """A request about ``subject``, planned."""
    request = ask(client, "requests", {"kind": kind})
    found = ask(client, f"requests/{request['id']}/find", {"name": NAME})
    assert [one["subject"] for one in found["candidates"]] == [subject]
    request = ask(client, f"requests/{request['id']}/identify", {"seen_version": request["version"], "subjects": [subject]})
    return ask(client, f"requests/{request['id']}/plan", {"seen_version": request["version"]})


def test_access_gives_a_file_and_a_text(client: TestClient, subject: str) -> None:
    request = planned(client, "access", subject)
    assert {step["holding"]: step["records"] for step in request["plan"]}["subjects"] == 1
    with acting(client, HANDLER) as desk:
        made = desk.post(f"/api/v1/requests/{request['id']}/file")
        text = desk.post(f"/api/v1/requests/{request['id']}/file.md")
    assert made.headers["content-disposition"] == f'attachment; filename="{request["id"]}.json"'
    assert made.json()["subjects"][0]["facts"]["names"] == [NAME]
    assert text.headers["content-type"].startswith("text/markdown")
    assert "Ilva Marenko\\-Sotelj" in text.text
    done = ask(client, f"requests/{request['id']}")
    assert (done["state"], done["overdue"]) == ("done", False)
    assert done["answer"]


def test_erasure_removes_and_cannot_be_had_twice(client: TestClient, service: Service, subject: str) -> None:
    request = planned(client, "erasure", subject)
    done = ask(client, f"requests/{request['id']}/erase", {"seen_version": request["version"]})
    assert done["state"] == "done"
    with acting(client, LENA) as desk:
        assert desk.get("/api/v1/bases/customers/subjects/7").status_code == 404
    with acting(client, HANDLER) as desk:
        again = desk.post(f"/api/v1/requests/{request['id']}/erase", json={"seen_version": done["version"]})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    with service.database.reading() as reading:
        assert reading.erasures.of("subject", subject)[0].ledger_number is not None


def test_correction_screens_again_at_once(client: TestClient, subject: str) -> None:
    request = planned(client, "correction", subject)
    facts = FACTS | {"names": ["Ilva Marenka-Sotelj"]}
    corrected = ask(client, f"requests/{request['id']}/correct", {"seen_version": request["version"], "subject": subject, "facts": facts})
    assert corrected["screened"] == 1
    with acting(client, LENA) as desk:
        now = desk.get("/api/v1/bases/customers/subjects/7").json()
    assert now["subject"]["names"] == ["Ilva Marenka-Sotelj"]
    stepped = ask(client, f"requests/{request['id']}/step", {"seen_version": corrected["version"], "holding": "subjects"})
    assert {step["holding"]: step["state"] for step in stepped["plan"]}["subjects"] == "done"


def test_refusing_extending_and_withdrawing(client: TestClient, subject: str) -> None:
    request = planned(client, "erasure", subject)
    path = f"requests/{request['id']}"
    extended = ask(client, f"{path}/extend", {"seen_version": request["version"], "because": "many copies"})
    assert extended["answer_by"] > request["answer_by"]
    part = ask(client, f"{path}/refuse", {"seen_version": extended["version"], "grounds": ["legal_claims"], "holding": "subjects"})
    assert {step["holding"]: step["state"] for step in part["plan"]}["subjects"] == "restricted"
    other = ask(client, "requests", {"kind": "access", "received_at": "2026-01-31T00:00:00Z"})
    assert other["answer_by"].startswith("2026-02-28")
    assert ask(client, f"requests/{other['id']}/withdraw", {"seen_version": 1})["state"] == "withdrawn"
    third = ask(client, "requests", {"kind": "access"})
    assert ask(client, f"requests/{third['id']}/refuse", {"seen_version": 1, "grounds": ["excessive"]})["state"] == "refused"
    listed = ask(client, "requests?limit=2")
    assert [one["id"] for one in listed["requests"]] == [request["id"], other["id"]]
    assert [one["id"] for one in ask(client, f"requests?after={listed['next']}")["requests"]] == [third["id"]]
    assert [one["id"] for one in ask(client, "requests?state=refused", by=ADA)["requests"]] == [third["id"]]


def test_a_hold_keeps_a_subject_from_every_way_of_erasing_by_hand(client: TestClient, subject: str) -> None:
    hold = ask(client, "holds", {"kind": "subject", "record": subject, "basis": "Order 7 of an invented court"})
    request = planned(client, "erasure", subject)
    assert [one["fate"] for one in request["retention"]] == ["ask"]
    with acting(client, HANDLER) as desk:
        refused = [
            desk.post(f"/api/v1/requests/{request['id']}/erase", json={"seen_version": request["version"]}),
            desk.delete("/api/v1/bases/customers/subjects/7?basis=not_needed"),
        ]
    assert [answer.status_code for answer in refused] == [409, 409]
    assert hold["id"] in refused[0].json()["detail"]
    listed = ask(client, "holds", by=ADA)["holds"]
    assert [(one["id"], one["released_at"]) for one in listed] == [(hold["id"], None)]
    assert ask(client, f"holds/{hold['id']}/release", {})["released_at"]
    assert ask(client, f"requests/{request['id']}/erase", {"seen_version": request["version"]})["state"] == "done"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("requests", {"kind": "curiosity"}, 400),
        ("requests", {"kind": "access", "name": NAME}, 400),
        ("requests", {"kind": "access", "received_at": "2026-03-01T00:00:00"}, 400),
        ("requests", {"kind": "access", "received_at": "2126-03-01T00:00:00Z"}, 400),
        ("requests", {"kind": "access", "received_at": "0001-01-01T00:00:00+14:00"}, 400),
        ("requests/none/plan", {"seen_version": 1}, 404),
        ("requests/none/find", {"name": NAME}, 404),
        ("requests/none/erase", {"seen_version": 1}, 404),
        ("requests/none/file", {}, 404),
        ("holds", {"kind": "portrait", "basis": "Order 7"}, 400),
        ("holds", {"kind": "subject", "record": "none", "basis": "Order 7"}, 404),
        ("holds", {"kind": "sitting", "record": "1", "basis": "Order 7"}, 404),
        ("holds/none/release", {}, 404),
    ],
)
def test_what_cannot_be_is_a_problem_that_quotes_nothing(client: TestClient, path: str, body: object, status: int) -> None:
    with acting(client, HANDLER) as desk:
        answer = desk.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert NAME not in answer.text


def test_erasing_by_hand_puts_an_article_into_the_ledger_and_no_words(client: TestClient, service: Service, subject: str) -> None:
    with service.database.writing() as writing:
        for name, status in (("answered", 200), ("under way", 0)):
            writing.idempotency.begin("key:1", name, "digest", service.now())
            writing.idempotency.finish("key:1", name, status, NAME.encode() if status else b"")
    with acting(client, HANDLER) as desk:
        said = desk.delete("/api/v1/bases/customers/subjects/7", params={"basis": f"{NAME} asked for it"})
        gone = desk.delete("/api/v1/bases/customers/subjects/7?basis=objection")
        again = desk.delete("/api/v1/bases/customers/subjects/7?basis=objection")
    assert (said.status_code, gone.status_code, again.status_code) == (400, 200, 404)
    assert NAME not in said.text
    with service.database.reading() as reading:
        (stone,) = (one.stone for one in reading.erasures.of("subject", subject))
        (entry,) = (row[1] for row in reading.ledger.search(LedgerSearch(action="subject.erase"), -1, 9))
        assert reading.idempotency.get("key:1", "answered") is None
        assert reading.idempotency.get("key:1", "under way") is not None
    assert stone.basis == entry.facts["basis"] == "Regulation (EU) 2016/679, Article 17(1)(c)"


def test_no_key_and_no_other_role_or_purpose(client: TestClient, service: Service, key: Key, subject: str) -> None:
    headers = key("subjects:read", "subjects:write", "cases:read", purpose=Purpose.SUBJECT_REQUEST)
    assert client.post("/api/v1/requests", json={"kind": "access"}, headers=headers).status_code == 403
    assert client.post("/api/v1/holds", json={"kind": "subject", "basis": "x"}, headers=headers).status_code == 403
    assert client.get("/api/v1/requests").status_code in {401, 403}
    for actor in (ANA, LENA, replace(ANA, purpose=Purpose.SUBJECT_REQUEST)):
        with acting(client, actor) as desk:
            assert desk.post("/api/v1/requests", json={"kind": "access"}).status_code == 403
    with service.database.reading() as reading:
        assert reading.person_requests.page(None, "", 9).items == ()


def test_every_look_at_a_person_is_an_entry_and_no_entry_names_one(client: TestClient, service: Service, subject: str) -> None:
    request = planned(client, "access", subject)
    ask(client, f"requests/{request['id']}")
    with acting(client, HANDLER) as desk:
        desk.post(f"/api/v1/requests/{request['id']}/file")
    with service.database.reading() as reading:
        entries = [row[1] for row in reading.ledger.search(LedgerSearch(actor=HANDLER.id, object=f"subject:{subject}"), -1, 99)]
        everything = json.dumps([str(row[1]) for row in reading.ledger.search(LedgerSearch(), -1, 999)])
    assert [(entry.action, entry.purpose) for entry in entries] == [
        ("subject.view", "subject_request"),
        ("subject.export", "subject_request"),
    ]
    assert "Marenko" not in everything
