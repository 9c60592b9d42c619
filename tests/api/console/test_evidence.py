"""Evidence in the console: finding a case, its files, clear screenings, and checking what somebody shows."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor, Entry
from comity.node.service import Service

from ..persons import ADA, ANA, LENA, acting
from .searching import found, search

Key = Callable[..., dict[str, str]]
LISTED = {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]}
INNOCENT = {"names": "Katharina Blumenfeld-Ostrowski", "schema": "Person", "number_type": "passport", "gender": ""}
FIELDS = {"birth_dates": "", "nationalities": "", "number": "", "watched": "", "kind": "json"}


@pytest.fixture
def case(client: TestClient, key: Key) -> str:
    """The id of a case."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": {"K-1": LISTED}}, headers=key("subjects:write"))
    return str(answer.json()["subjects"]["K-1"]["cases"][0]["id"])


def get(client: TestClient, path: str, by: Actor = ANA) -> Any:
    with acting(client, by):
        return client.get(path)


def post(client: TestClient, path: str, by: Actor, fields: dict[str, str], pack: bytes | None = None) -> Any:
    with acting(client, by):
        token = csrf_token(str(client.headers["Cookie"]).removeprefix("comity="))
        files = None if pack is None else {"pack": ("evidence.json", pack, "application/json")}
        return client.post(path, data={"csrf": token, **fields}, files=files)


def last(service: Service) -> Entry:
    with service.database.reading() as reading:
        *_, (_, entry, _) = reading.ledger.rows(0, 10_000)
    return entry


def test_a_case_is_found_by_its_id_or_the_subjects_key(client: TestClient, service: Service, case: str) -> None:
    for asked in (case, "K-1", " K-1 "):
        page = search(client, ANA, "/evidence", q=asked)[1].text
        assert f"/evidence/case-{case}.pdf" in page
        assert f"/evidence/case-{case}.json" in page
        assert (last(service).action, last(service).facts["cases"]) == ("case.view", case)
    assert "No case is known by that" in search(client, ANA, "/evidence", q="K-2")[1].text
    assert "K-2" not in str(last(service))
    with acting(client, ANA):
        (csv,) = re.findall(r'href="(/evidence\?[^"]*as=csv)"', found(client, "/evidence", q="K-1")[1].text)
        file = client.get(csv.replace("&amp;", "&"))
    assert "K-1" not in csv
    assert file.headers["content-type"].startswith("text/csv")
    assert [line.split(",")[:2] for line in file.text.splitlines()[1:]] == [[case, "Ayman Zawahri"]]
    reflected = get(client, "/evidence", ADA).text + search(client, ADA, "/evidence", q='"><script>alert(1)</script>')[1].text
    assert "<script>alert" not in reflected


def test_a_search_that_finds_more_than_is_shown_says_so(client: TestClient, case: str, key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "No more than 1 cases are shown"
    for place in ("comity.node.review_desk.finding", "comity.web.console.evidence.found"):
        monkeypatch.setattr(f"{place}.MOST_FOUND", 1)
    assert said not in search(client, ANA, "/evidence", q="K-1")[1].text
    client.post("/api/v1/bases/payees/subjects", json={"subjects": {"K-1": LISTED}}, headers=key("subjects:write"))
    with acting(client, ANA):
        path, answer = found(client, "/evidence", q="K-1")
        assert said in answer.text
        refused = client.get(f"{path}&as=csv")
    assert refused.status_code == 400
    assert "would leave the others out" in refused.text


def test_the_files_of_a_case_are_downloads_with_their_entry(client: TestClient, service: Service, case: str) -> None:
    answer = get(client, f"/evidence/case-{case}.json", ADA)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="case-{case}.json"'
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["Comity-Evidence-Sha256"] == sha256
    told = last(service)
    assert (told.actor, told.action, told.facts["sha256"]) == ("user:ada", "evidence.make", sha256)
    assert get(client, f"/evidence/case-{case}.pdf").content.startswith(b"%PDF")
    assert get(client, "/evidence/case-none.json").status_code == 404
    assert get(client, f"/evidence/case-{case}.docx").status_code in (400, 404)


def test_a_clear_screening_gives_its_file_and_a_hit_none(client: TestClient, service: Service, case: str) -> None:
    answer = post(client, "/evidence/clear", ANA, INNOCENT | FIELDS)
    assert answer.status_code == 200, answer.text
    pack = json.loads(answer.content)
    assert (pack["kind"], pack["subject"]["names"][0]["full"]) == ("clear", INNOCENT["names"])
    assert "Blumenfeld" not in str(last(service))
    found = post(client, "/evidence/clear", ANA, INNOCENT | FIELDS | {"names": "Ayman Zawahri"})
    assert found.status_code == 409
    assert "not clear" in found.text
    with service.database.reading() as reading:
        watched = reading.subjects.by_key("customers", "K-1")
    assert watched is not None
    assert post(client, "/evidence/clear", ANA, INNOCENT | FIELDS | {"names": "", "watched": watched.id}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": ""},
        {"watched": "01ABC"},
        {"birth_dates": "yesterday"},
        {"nationalities": "Atlantis"},
        {"gender": "unknown"},
        {"kind": "docx"},
        {"number": "???"},
        {"names": "x" * 1001},
        {"score": "1"},
    ],
)
def test_facts_that_cannot_be_read_are_named(client: TestClient, wrong: dict[str, str]) -> None:
    assert post(client, "/evidence/clear", ANA, INNOCENT | FIELDS | wrong).status_code == 400


def test_what_was_made_here_is_known_and_by_which_role(client: TestClient, service: Service, case: str) -> None:
    pack = get(client, f"/evidence/case-{case}.json", LENA).content
    answer = post(client, "/evidence/check", ADA, {}, pack)
    assert answer.status_code == 200, answer.text
    assert "byte for byte" in answer.text
    assert "supervisor" in answer.text
    told = last(service)
    assert (told.actor, told.action, told.object, told.facts["made_here"]) == ("user:ada", "evidence.check", f"case:{case}", "yes")
    rewritten = json.dumps(json.loads(pack), indent=2).encode()
    assert "Every fact is as this node made it" in post(client, "/evidence/check", ADA, {}, rewritten).text
    assert "evidence.check" not in get(client, f"/evidence/case-{case}.json", LENA).text
    clear = post(client, "/evidence/clear", ANA, INNOCENT | FIELDS).content
    assert "analyst" in post(client, "/evidence/check", ADA, {}, clear).text


def test_one_changed_letter_is_not_made_here(client: TestClient, service: Service, case: str) -> None:
    pack = get(client, f"/evidence/case-{case}.json").content
    for changed in (pack.replace(b"Zawahri", b"Zawahro", 1), pack.replace(case.encode(), b"0123456789abcdef01234567")):
        answer = post(client, "/evidence/check", ANA, {}, changed)
        assert answer.status_code == 200
        assert "Not made here, or changed since" in answer.text
        assert last(service).facts["made_here"] == "no"
        assert last(service).object == "evidence"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"[]",
        b"{}",
        b'{"kind": "case", "case": {"id": 5}, "format": "comity-evidence-1"}',
        b'{"kind": "case", "case": "x", "format": "comity-evidence-1"}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"kind": "case", "case": {"id": "x", "n": NaN}, "format": "comity-evidence-1"}',
    ],
    ids=["empty", "pdf", "list", "object", "number", "text", "deep", "bytes", "nan"],
)
def test_what_is_no_evidence_is_said_to_be_none(client: TestClient, content: bytes) -> None:
    answer = post(client, "/evidence/check", ANA, {}, content)
    assert answer.status_code == 400
    assert "no evidence of a Comity node" in answer.text


def test_a_file_beyond_the_limit_is_refused(client: TestClient) -> None:
    assert post(client, "/evidence/check", ANA, {}, b" " * (4 * 1024 * 1024 + 1)).status_code == 413
    assert post(client, "/evidence/check", ANA, {"pack": "text"}).status_code == 400
