"""Cases through the API: the queue, one case, deciding with two persons, exemptions, and what is refused to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.model import Actor, Entry, Purpose
from comity.node.service import Service

from .persons import ADA, ANA, BO, LENA, acting

Key = Callable[..., dict[str, str]]
Record = dict[str, Any]
SUBJECTS: dict[str, Record] = {
    "strong": {"schema": "Person", "names": ["Ayman Al Zawahiri"]},
    "weaker": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "weakest": {"schema": "Person", "names": ["Hafiz Saeed"], "birth_dates": ["1990-01-01"]},
    "nobody": {"names": ["Katharina Blumenfeld-Ostrowski"]},
}


@pytest.fixture
def cases(client: TestClient, key: Key) -> dict[str, str]:
    """The ids of the cases of ``SUBJECTS`` by the owner's keys, in a node that watches them."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    return {name: one["cases"][0]["id"] for name, one in answer.json()["subjects"].items() if one["cases"]}


def get(client: TestClient, path: str, by: Actor = ANA) -> Record:
    with acting(client, by):
        answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    found: Record = answer.json()
    return found


def seen(client: TestClient, case: str) -> Record:
    """What an act on the case says that it saw."""
    found = get(client, f"/cases/{case}")
    return {"seen_version": found["version"], "seen_subject": found["subject"]["digest"]}


def post(client: TestClient, path: str, by: Actor, body: Record) -> tuple[int, Record]:
    with acting(client, by):
        answer = client.post(f"/api/v1{path}", json=body)
    return answer.status_code, answer.json()


def act(client: TestClient, what: str, case: str, by: Actor, **said: Any) -> tuple[int, Record]:
    """Do ``what`` to the case as it is now."""
    looked = seen(client, case)
    if what in {"claim", "release", "assign", "take-back"}:
        del looked["seen_subject"]
    return post(client, f"/cases/{case}/{what}", by, looked | said)


NOT_A_MATCH = {"verdict": "not_a_match", "reason": "birth_date_differs", "text": "born later, seen on the passport"}
MATCH = {"verdict": "match", "reason": "facts_agree"}


def entries(service: Service) -> list[Entry]:
    with service.database.reading() as reading:
        return [entry for _, entry, _ in reading.ledger.rows(0, 10_000)]


def test_the_queue_is_riskiest_first_and_paged_by_key(client: TestClient, cases: dict[str, str]) -> None:
    whole = get(client, "/cases")
    assert [one["id"] for one in whole["cases"]] == [cases["strong"], cases["weaker"], cases["weakest"]]
    assert whole["total"] == 3
    assert whole["next"] == ""
    first = whole["cases"][0]
    assert (first["outcome"], first["list"], first["listing_id"], first["ageing"]) == ("strong", "un-sc", "QDi.006", "fresh")
    assert first["subject"]["key"] == "strong"
    assert first["subject"]["name"] == "Ayman Al Zawahiri"
    assert whole["cases"][1]["evidence"]["against"] >= 1
    found: list[str] = []
    after = ""
    for _ in range(3):
        page = get(client, f"/cases?limit=1&after={after}")
        found += [one["id"] for one in page["cases"]]
        after = page["next"]
    assert found == [one["id"] for one in whole["cases"]]
    assert after == ""


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("outcome=strong", ["strong"]),
        ("outcome=review", ["weaker", "weakest"]),
        ("list=un-sc", ["strong", "weaker", "weakest"]),
        ("list=eu-fsf", []),
        ("base=customers", ["strong", "weaker", "weakest"]),
        ("base=payees", []),
        ("claimed_by=me", ["weaker"]),
        ("claimed_by=nobody", ["strong", "weakest"]),
        ("claimed_by=user:ana", ["weaker"]),
        ("claimed_by=user:bo", []),
        ("state=decided", []),
        ("overdue=true", []),
        ("q=zawah", ["strong", "weaker"]),
        ("q=saeed%20hafiz", ["weakest"]),
        ("q=weakes", ["weakest"]),
    ],
)
def test_the_queue_shows_what_is_asked_for(client: TestClient, cases: dict[str, str], asked: str, names: list[str]) -> None:
    assert act(client, "claim", cases["weaker"], ANA)[0] == 200
    assert [one["id"] for one in get(client, f"/cases?{asked}")["cases"]] == [cases[name] for name in names]


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=101", "state=shut", "colour=red", "q=%2D", "after=nowhere", f"after={10**21}.1.a", "overdue=perhaps"],
)
def test_what_the_queue_cannot_show_is_refused(client: TestClient, asked: str) -> None:
    with acting(client, ANA):
        assert client.get(f"/api/v1/cases?{asked}").status_code == 400


def test_a_case_shows_both_sides_and_a_look_is_recorded_without_a_name(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    found = get(client, f"/cases/{cases['weaker']}", ADA)
    assert found["subject"]["facts"]["names"][0]["full"] == "Ayman Zawahri"
    assert found["subject"]["changed_since_hit"] is False
    assert found["listing"]["id"] == "QDi.006"
    assert any(one["effect"] < 0 for one in found["hit"]["evidence"])
    assert found["edition"]["stale"] is True
    assert found["decisions"] == []
    assert found["exemption"] is None
    get(client, "/cases")
    case_seen, queue_seen = entries(service)[-2:]
    assert (case_seen.actor, case_seen.action, case_seen.object) == ("user:ada", "case.view", f"case:{cases['weaker']}")
    assert case_seen.purpose == "oversight"
    assert (queue_seen.action, queue_seen.object) == ("case.view", "queue:open")
    assert set(queue_seen.facts["cases"].split()) == set(cases.values())
    assert "Zawah" not in repr(entries(service))


def test_a_review_hit_is_closed_by_one_person_and_spared(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    status, came = act(client, "decide", case, ANA, **NOT_A_MATCH)
    assert status == 200, came
    assert came["case"]["state"] == "decided"
    assert came["decision"]["step"] == "final"
    assert came["exemption"]["state"] == "active"
    found = get(client, f"/cases/{case}")
    assert found["decisions"][0]["text"] == NOT_A_MATCH["text"]
    assert found["exemption"]["holds"] is True
    told = [(one.action, one.object) for one in entries(service) if not one.action.endswith("view")][-2:]
    assert told == [("case.decide", f"case:{case}"), ("exemption.grant", f"exemption:{came['exemption']['id']}")]
    assert "passport" not in repr(entries(service))


def test_a_match_wants_two_persons_and_the_second_is_another(client: TestClient, cases: dict[str, str]) -> None:
    case = cases["strong"]
    status, came = act(client, "decide", case, BO, **MATCH)
    assert (status, came["decision"]["step"], came["case"]["state"]) == (200, "proposal", "proposed")
    status, problem = act(client, "approve", case, BO)
    assert (status, problem["code"]) == (409, "conflict")
    assert act(client, "approve", case, ANA)[0] == 403
    status, came = act(client, "refuse", case, LENA, why="the photograph shows somebody else")
    assert (status, came["case"]["state"], came["decision"]["step"]) == (200, "open", "refusal")
    act(client, "decide", case, ANA, **MATCH)
    status, came = act(client, "approve", case, LENA, remark="confirmed by telephone")
    assert (status, came["case"]["state"], came["case"]["verdict"]) == (200, "decided", "match")
    assert came["exemption"] is None
    assert [one["step"] for one in get(client, f"/cases/{case}")["decisions"]] == ["proposal", "refusal", "proposal", "approval"]


def test_a_reversal_ends_the_exemption_and_needs_whom_the_rulings_need(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    _, first = act(client, "decide", case, ANA, **NOT_A_MATCH)
    status, came = act(client, "reverse", case, ANA, **MATCH)
    assert (status, came["decision"]["step"], came["decision"]["reverses"]) == (200, "proposal", first["decision"]["id"])
    assert get(client, f"/cases/{case}")["exemption"]["state"] == "active"
    assert act(client, "approve", case, BO)[1]["case"]["verdict"] == "match"
    assert get(client, f"/cases/{case}")["exemption"]["state"] == "withdrawn"
    assert "exemption.end" in [one.action for one in entries(service)]


def test_a_person_takes_back_what_they_decided_and_nobody_else_does(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    case = cases["weaker"]
    _, done = act(client, "decide", case, ANA, **NOT_A_MATCH)
    assert act(client, "take-back", case, BO)[0] == 409
    assert act(client, "take-back", case, ADA)[0] == 403
    status, came = act(client, "take-back", case, ANA)
    assert (status, came["case"]["state"], came["case"]["verdict"], came["exemption"]) == (200, "open", "", None)
    assert (came["decision"]["step"], came["decision"]["answers"]) == ("withdrawal", done["decision"]["id"])
    told = [(one.action, one.object) for one in entries(service) if not one.action.endswith(("view", "refuse"))][-2:]
    assert told == [("case.take_back", f"case:{case}"), ("exemption.end", f"exemption:{done['exemption']['id']}")]
    assert act(client, "take-back", case, ANA)[0] == 409
    (service.settings.home / "policy.json").write_text('{"undo_minutes": 0}')
    act(client, "decide", case, ANA, **NOT_A_MATCH)
    status, problem = act(client, "take-back", case, ANA)
    assert (status, "minutes" in problem["detail"]) == (409, True)


def test_who_saw_an_older_version_or_other_facts_decides_nothing(client: TestClient, cases: dict[str, str], key: Key) -> None:
    case = cases["weaker"]
    before = seen(client, case)
    assert act(client, "claim", case, ANA)[0] == 200
    assert post(client, f"/cases/{case}/decide", ANA, before | NOT_A_MATCH)[0] == 409
    before = seen(client, case)
    changed = SUBJECTS["weaker"] | {"gender": "male"}
    client.post("/api/v1/bases/customers/subjects", json={"subjects": {"weaker": changed}}, headers=key("subjects:write"))
    version = seen(client, case)["seen_version"]
    status, problem = post(client, f"/cases/{case}/decide", ANA, before | {"seen_version": version} | NOT_A_MATCH)
    assert status == 409
    assert "other facts" in problem["detail"]
    assert act(client, "decide", case, ANA, **NOT_A_MATCH)[0] == 200


def test_a_claimed_case_is_left_to_whoever_claimed_it(client: TestClient, cases: dict[str, str], service: Service) -> None:
    case = cases["weaker"]
    status, claimed = act(client, "claim", case, ANA)
    assert (status, claimed["claimed_by"]) == (200, "user:ana")
    assert act(client, "claim", case, ANA)[1]["version"] == claimed["version"]
    assert act(client, "decide", case, BO, **NOT_A_MATCH)[0] == 409
    assert act(client, "release", case, BO)[0] == 409
    assert act(client, "release", case, LENA)[1]["claimed_by"] == ""
    assert [one.action for one in entries(service) if one.action in {"case.claim", "case.release"}] == ["case.claim", "case.release"]


def test_many_are_closed_together_or_not_at_all(client: TestClient, cases: dict[str, str]) -> None:
    chosen = [{"case": cases[name], **seen(client, cases[name])} for name in ("weaker", "weakest")]
    strong = {"case": cases["strong"], **seen(client, cases["strong"])}
    assert post(client, "/cases/close", ANA, {"cases": chosen, **NOT_A_MATCH})[0] == 403
    assert post(client, "/cases/close", LENA, {"cases": [*chosen, strong], **NOT_A_MATCH})[0] == 409
    assert post(client, "/cases/close", LENA, {"cases": [*chosen, chosen[0]], **NOT_A_MATCH})[0] == 400
    assert post(client, "/cases/close", LENA, {"cases": chosen, **NOT_A_MATCH, "text": " "})[0] == 400
    assert get(client, "/cases")["total"] == 3
    status, came = post(client, "/cases/close", LENA, {"cases": chosen, **NOT_A_MATCH})
    assert status == 200
    assert [one["case"]["state"] for one in came["closed"]] == ["decided", "decided"]
    assert get(client, "/cases")["total"] == 1


def test_an_exemption_is_listed_and_its_end_brings_the_case_back(client: TestClient, cases: dict[str, str]) -> None:
    for name in ("weaker", "weakest"):
        act(client, "decide", cases[name], ANA, **NOT_A_MATCH)
    listed = get(client, "/exemptions?limit=1")
    rest = get(client, f"/exemptions?limit=1&after={listed['next']}")
    assert {one["subject"]["key"] for one in (*listed["exemptions"], *rest["exemptions"])} == {"weaker", "weakest"}
    assert rest["next"] == ""
    assert get(client, "/exemptions?ends_before=2001-01-01T00:00:00Z")["exemptions"] == []
    exemption = listed["exemptions"][0]["id"]
    assert post(client, f"/exemptions/{exemption}/withdraw", ANA, {})[0] == 403
    status, ended = post(client, f"/exemptions/{exemption}/withdraw", LENA, {})
    assert (status, ended["exemption"]["state"], ended["case"]["state"]) == (200, "withdrawn", "open")
    assert get(client, "/cases")["total"] == 2
    assert post(client, f"/exemptions/{exemption}/withdraw", LENA, {})[0] == 409
    assert post(client, "/exemptions/none/withdraw", LENA, {})[0] == 404


def test_a_purpose_reaches_no_further_than_its_words(client: TestClient, cases: dict[str, str]) -> None:
    for_quality = replace(ANA, purpose=Purpose.QUALITY_REVIEW)
    status, problem = act(client, "decide", cases["weaker"], for_quality, **NOT_A_MATCH)
    assert (status, problem["code"]) == (403, "not_allowed")
    assert "quality_review" in problem["detail"]
    with acting(client, replace(ANA, purpose=Purpose.OPERATION)):
        assert client.get("/api/v1/cases").status_code == 403
        assert client.get(f"/api/v1/cases/{cases['weaker']}").status_code == 403


@pytest.mark.parametrize("path", ["claim", "release", "assign", "decide", "reverse", "approve", "refuse", "take-back"])
def test_no_key_acts_on_a_case_whatever_it_was_issued_for(client: TestClient, cases: dict[str, str], key: Key, path: str) -> None:
    everything = key("cases:read", "screen", "subjects:read", "subjects:write")
    case = cases["weaker"]
    assert client.get(f"/api/v1/cases/{case}", headers=everything).status_code == 200
    answer = client.post(f"/api/v1/cases/{case}/{path}", json={"seen_version": 1}, headers=everything)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert "persons" in answer.json()["detail"]


def test_without_the_scope_no_case_is_shown(client: TestClient, cases: dict[str, str], key: Key) -> None:
    for path in ("/api/v1/cases", f"/api/v1/cases/{cases['strong']}", "/api/v1/exemptions", "/api/v1/policy"):
        assert client.get(path, headers=key("screen")).status_code == 403
        assert client.get(path, headers={"Host": "localhost"}).status_code == 401


def test_what_is_not_there_is_not_found(client: TestClient, service: Service) -> None:
    with acting(client, LENA):
        assert client.get("/api/v1/cases/0123").status_code == 404
        assert client.post("/api/v1/cases/0123/claim", json={"seen_version": 1}).status_code == 404
        assert client.get("/api/v1/cases/0123/evidence.json").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"},
        {"reason": "hunch"},
        {"reason": "facts_agree"},
        {"text": "x" * 2001},
        {"text": "turned \u202e round"},
        {"reason": "other", "text": " "},
        {"seen_version": "1"},
        {"seen_subject": "abc"},
        {"score": 1},
    ],
)
def test_a_judgement_that_cannot_be_is_refused(client: TestClient, cases: dict[str, str], wrong: Record) -> None:
    body = seen(client, cases["weaker"]) | NOT_A_MATCH | wrong
    assert post(client, f"/cases/{cases['weaker']}/decide", ANA, body)[0] == 400
    assert get(client, f"/cases/{cases['weaker']}")["decisions"] == []


def test_of_an_erased_subject_nothing_is_shown_and_nothing_decided(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    case, before = cases["weaker"], seen(client, cases["weaker"])
    subject = get(client, f"/cases/{case}")["subject_id"]
    with service.database.writing() as writing:
        writing.subjects.erase(subject)
    found = get(client, f"/cases/{case}")
    assert found["subject"] is None
    assert found["hit"]["evidence"] == []
    assert "Zawahri" not in str({name: value for name, value in found.items() if name not in {"listing", "hit"}})
    assert post(client, f"/cases/{case}/decide", ANA, before | NOT_A_MATCH)[0] == 409
    with acting(client, ANA):
        assert client.get(f"/api/v1/cases/{case}/evidence.json").status_code == 409


def test_the_owners_policy_is_told_and_holds_at_once(client: TestClient, service: Service, cases: dict[str, str]) -> None:
    assert get(client, "/policy")["bulk_limit"] == 50
    (service.settings.home / "policy.json").write_text('{"four_eyes": [["review", "not_a_match"]], "exemption_days": 0}')
    assert get(client, "/policy")["exemption_days"] == 0
    assert act(client, "decide", cases["weaker"], ANA, **NOT_A_MATCH)[1]["decision"]["step"] == "proposal"
    (service.settings.home / "policy.json").write_text('{"bulk": [["strong", "match"]]}')
    with acting(client, ANA):
        answer = client.get("/api/v1/policy")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_unusable")


def test_every_field_of_an_answer_is_described(client: TestClient, cases: dict[str, str]) -> None:
    pages = [Path(__file__).parents[2] / "docs" / "reference" / name for name in ("api-cases.md", "evidence.md", "answers.md")]
    said = "".join(page.read_text(encoding="utf-8") for page in pages)
    came = act(client, "decide", cases["weaker"], ANA, **NOT_A_MATCH)[1]
    answers = [came, get(client, "/cases"), get(client, f"/cases/{cases['weaker']}"), get(client, "/exemptions")]
    fields = {field for answer in answers for field in _fields(answer)}
    assert {"ageing", "because", "digest", "locator"} <= fields
    assert {field for field in fields if f"`{field}`" not in said} == set()


def _fields(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _fields(inner)
