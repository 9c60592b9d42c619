"""Approval in the console: what waits for whom, the answers, what a blind policy keeps back, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor, Purpose, Role
from comity.node.service import Service

from ..persons import ADA, ANA, BO, LENA, acting

Key = Callable[..., dict[str, str]]
SUBJECTS: dict[str, dict[str, Any]] = {
    "strong": {"schema": "Person", "names": ["Ayman Al Zawahiri"]},
    "weaker": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "weakest": {"schema": "Person", "names": ["Hafiz Saeed"], "birth_dates": ["1990-01-01"]},
}
ZOE = Actor("user:zoe", frozenset({Role.APPROVER}), Purpose.CUSTOMER_SCREENING)
SAID = "the photograph <script>alert(1)</script> agrees"


@pytest.fixture
def cases(client: TestClient, key: Key) -> dict[str, str]:
    """The ids of the cases of ``SUBJECTS``."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    return {name: one["cases"][0]["id"] for name, one in answer.json()["subjects"].items()}


def propose(client: TestClient, case: str, by: Actor = ANA) -> None:
    with acting(client, by):
        shown = client.get(f"/api/v1/cases/{case}").json()
        seen = {"seen_version": shown["version"], "seen_subject": shown["subject"]["digest"]}
        answer = client.post(f"/api/v1/cases/{case}/decide", json=seen | {"verdict": "match", "reason": "facts_agree", "text": SAID})
    assert answer.json()["case"]["state"] == "proposed", answer.text


def blind(service: Service) -> None:
    (service.settings.home / "policy.json").write_text('{"blind": true}')


def form(client: TestClient, case: str, **fields: str) -> dict[str, str]:
    """The form of an answer to the case as it is now, out of the sitting that acts."""
    shown = client.get(f"/api/v1/cases/{case}").json()
    token = str(client.headers["Cookie"]).removeprefix("comity=")
    seen = {"version": str(shown["version"]), "subject": shown["subject"]["digest"]}
    return {"csrf": csrf_token(token), "queue": "", "following": "", "text": "", **seen, **fields}


def post(client: TestClient, path: str, fields: dict[str, str]) -> Any:
    return client.post(path, data=fields, follow_redirects=False)


def test_only_proposals_of_others_wait_for_me(client: TestClient, cases: dict[str, str]) -> None:
    propose(client, cases["strong"], BO)
    propose(client, cases["weaker"], ANA)
    with acting(client, BO):
        page = client.get("/approval").text
    assert f"/approval/{cases['weaker']}" in page
    assert cases["strong"] not in page
    assert "1 proposal<" in page
    assert "ana" in page
    with acting(client, LENA):
        page = client.get("/approval").text
    assert cases["strong"] in page
    assert cases["weaker"] in page


def test_who_may_not_approve_sees_no_page(client: TestClient, cases: dict[str, str]) -> None:
    propose(client, cases["strong"])
    for by in (ANA, ADA):
        with acting(client, by):
            assert client.get("/approval").status_code == 403
            assert client.get(f"/approval/{cases['strong']}").status_code == 403
            assert post(client, f"/approval/{cases['strong']}/approve", form(client, cases["strong"])).status_code == 403


def test_nothing_that_waits_is_said_and_taught(client: TestClient) -> None:
    with acting(client, BO):
        assert "Nothing waits for you" in client.get("/approval").text
        assert "Take a filter away" in client.get("/approval?list=un-sc").text


def test_a_proposal_shows_its_reasons_and_no_markup_of_its_text(client: TestClient, cases: dict[str, str], service: Service) -> None:
    propose(client, cases["strong"])
    with acting(client, BO):
        page = client.get(f"/approval/{cases['strong']}")
    assert page.status_code == 200
    assert "the facts agree" in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "QDi.006" in page.text
    with service.database.reading() as reading:
        entries = [entry for _, entry, _ in reading.ledger.rows(0, 10_000)]
    assert [(one.actor, one.action, one.object) for one in entries[-2:]] == [
        ("user:bo", "case.view", "queue:proposed"),
        ("user:bo", "case.view", f"case:{cases['strong']}"),
    ]


def test_an_approval_decides_and_the_next_comes(client: TestClient, cases: dict[str, str]) -> None:
    for one in cases.values():
        propose(client, one)
    with acting(client, BO):
        fields = form(client, cases["weaker"], text="seen as well", queue="order=risk", following=cases["weakest"])
        answer = post(client, f"/approval/{cases['weaker']}/approve", fields)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/approval/{cases['weakest']}?order=risk&done={cases['weaker']}"
        assert "Approved: match" in client.get(answer.headers["location"]).text
        again = post(client, f"/approval/{cases['weaker']}/approve", fields)
        assert again.headers["location"] == answer.headers["location"]
        shown = client.get(f"/api/v1/cases/{cases['weaker']}").json()
    assert (shown["state"], shown["verdict"]) == ("decided", "match")
    assert [(one["step"], one["by"], one.get("text", "")) for one in shown["decisions"]][1] == ("approval", "user:bo", "seen as well")


def test_a_refusal_wants_a_text_and_goes_on_to_the_first_that_waits(client: TestClient, cases: dict[str, str]) -> None:
    propose(client, cases["strong"])
    propose(client, cases["weaker"])
    with acting(client, BO):
        assert post(client, f"/approval/{cases['strong']}/refuse", form(client, cases["strong"])).status_code == 400
        answer = post(client, f"/approval/{cases['strong']}/refuse", form(client, cases["strong"], text="the date differs"))
        assert answer.headers["location"] == f"/approval/{cases['weaker']}?done={cases['strong']}"
        assert "Refused: match" in client.get(answer.headers["location"]).text
        assert client.get(f"/api/v1/cases/{cases['strong']}").json()["state"] == "open"
        answer = post(client, f"/approval/{cases['weaker']}/approve", form(client, cases["weaker"]))
        assert answer.headers["location"] == f"/approval?done={cases['weaker']}"


def test_nobody_answers_their_own_proposal_nor_what_changed_since(client: TestClient, cases: dict[str, str]) -> None:
    propose(client, cases["strong"], BO)
    with acting(client, BO):
        page = client.get(f"/approval/{cases['strong']}").text
        assert "You proposed this yourself" in page
        assert "/approve" not in page
        assert post(client, f"/approval/{cases['strong']}/approve", form(client, cases["strong"])).status_code == 409
    with acting(client, LENA):
        old = form(client, cases["strong"], version="1")
        assert post(client, f"/approval/{cases['strong']}/approve", old).status_code == 409
        assert post(client, f"/approval/{cases['strong']}/approve", form(client, cases["strong"], subject="a" * 64)).status_code == 409
        assert client.get(f"/api/v1/cases/{cases['strong']}").json()["state"] == "proposed"


@pytest.mark.parametrize("wrong", [{"score": "1"}, {"version": "x"}, {"queue": "colour=red"}, {"text": "x" * 2001}, {"text": "a\u202eb"}])
def test_a_form_that_the_page_did_not_make_is_refused(client: TestClient, cases: dict[str, str], wrong: dict[str, str]) -> None:
    propose(client, cases["strong"])
    with acting(client, BO):
        answer = post(client, f"/approval/{cases['strong']}/approve", form(client, cases["strong"], **wrong))
        assert answer.status_code == 400
        assert client.get(f"/api/v1/cases/{cases['strong']}").json()["state"] == "proposed"


def test_without_the_token_of_the_sitting_nothing_is_answered(client: TestClient, cases: dict[str, str]) -> None:
    propose(client, cases["strong"])
    with acting(client, BO):
        fields = form(client, cases["strong"])
        del client.headers["Comity-CSRF"]
        assert post(client, f"/approval/{cases['strong']}/approve", fields | {"csrf": "guessed"}).status_code == 403
        client.headers["Comity-CSRF"] = ""


@pytest.mark.parametrize("query", ["order=colour", "state=open", "list=" + "x" * 201, "after=nowhere", "order=due&order=risk"])
def test_an_address_that_asks_for_nothing_there_is_is_refused(client: TestClient, query: str) -> None:
    with acting(client, BO):
        assert client.get(f"/approval?{query}").status_code == 400


def test_the_file_honours_the_filters(client: TestClient, cases: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.approval.rows._ROWS_OF_FILE", 1)  # it is read in several pages
    for one in cases.values():
        propose(client, one)
    with acting(client, BO):
        file = client.get("/approval?outcome=strong&as=csv")
        whole = client.get("/approval?as=csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert len(file.text.splitlines()) == 2
    assert cases["strong"] in file.text
    assert len(whole.text.splitlines()) == 4
    assert all(whole.text.count(one) == 1 for one in cases.values())
    assert "ana" in whole.text


def everything_about(client: TestClient, case: str) -> dict[str, str]:
    """Every answer that tells of a case, by its path."""
    paths = [
        "/approval",
        "/approval?order=risk",
        "/approval?as=csv",
        f"/approval/{case}",
        f"/api/v1/cases/{case}",
        "/api/v1/cases?state=proposed",
        f"/api/v1/cases/{case}/evidence.json",
        "/api/v1/bases/customers/subjects/strong",
    ]
    found = {path: client.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in found.items()} == dict.fromkeys(paths, 200)
    return {path: answer.text for path, answer in found.items()}


def test_while_it_waits_blind_the_proposer_is_named_to_nobody_who_may_answer(
    client: TestClient, service: Service, cases: dict[str, str]
) -> None:
    blind(service)
    case = cases["strong"]
    propose(client, case, ZOE)
    with acting(client, BO):
        fields = form(client, case, text="not so")
        assert post(client, f"/approval/{case}/refuse", fields).status_code == 303
    propose(client, case, ZOE)
    for by in (BO, LENA):
        with acting(client, by):
            told = everything_about(client, case)
            assert {path for path, text in told.items() if "zoe" in text.casefold()} == set()
            assert "withheld until it is decided" in told[f"/approval/{case}"]
            assert "facts agree" in told[f"/approval/{case}"]
            assert '"proposed_by":"withheld"' in told[f"/api/v1/cases/{case}"].replace(" ", "")
            assert "withheld" in told[f"/api/v1/cases/{case}/evidence.json"]
            version = client.get(f"/api/v1/cases/{case}").json()["version"]
            claimed = client.post(f"/api/v1/cases/{case}/claim", json={"seen_version": version})
            released = client.post(f"/api/v1/cases/{case}/release", json={"seen_version": version + 1})
            assert (claimed.status_code, released.status_code) == (200, 200)
            assert "zoe" not in claimed.text + released.text
    with acting(client, ADA):
        assert client.get(f"/api/v1/cases/{case}").json()["proposed_by"] == "user:zoe"
        assert "user:zoe" in client.get(f"/api/v1/cases/{case}/evidence.json").text
        assert "user:zoe" in client.get(f"/api/v1/ledger/entries?object=case:{case}&action=case.decide").text
    with acting(client, ZOE):
        assert client.get(f"/api/v1/cases/{case}").json()["proposed_by"] == "user:zoe"
    with acting(client, BO):
        assert post(client, f"/approval/{case}/approve", form(client, case)).status_code == 303
        assert "user:zoe" in client.get(f"/api/v1/cases/{case}").text


def test_a_key_is_not_told_either(client: TestClient, service: Service, cases: dict[str, str], key: Key) -> None:
    blind(service)
    propose(client, cases["strong"], ZOE)
    for path in (f"/api/v1/cases/{cases['strong']}", "/api/v1/cases?state=proposed", f"/api/v1/cases/{cases['strong']}/evidence.json"):
        answer = client.get(path, headers=key("cases:read"))
        assert answer.status_code == 200
        assert "zoe" not in answer.text
