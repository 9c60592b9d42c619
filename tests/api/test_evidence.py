"""Evidence through the API: what a pack holds, that its hash is of its bytes and stands in the ledger, and when there is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from comity.model import Address, Entry
from comity.node.service import Service
from comity.storage.database.ledger import LedgerSearch

from .persons import ADA, ANA, acting

Key = Callable[..., dict[str, str]]
LISTED = {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]}
INNOCENT = {"schema": "Person", "names": ["Katharina Blumenfeld-Ostrowski"]}


@pytest.fixture
def case(client: TestClient, key: Key) -> str:
    """The id of a decided case."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": {"a": LISTED}}, headers=key("subjects:write"))
    found = str(answer.json()["subjects"]["a"]["cases"][0]["id"])
    with acting(client, ANA):
        shown = client.get(f"/api/v1/cases/{found}").json()
        said = {"verdict": "not_a_match", "reason": "birth_date_differs", "text": "born forty years later"}
        seen = {"seen_version": shown["version"], "seen_subject": shown["subject"]["digest"]}
        assert client.post(f"/api/v1/cases/{found}/decide", json=said | seen).status_code == 200
    return found


def last(service: Service, of: str) -> tuple[int, Entry]:
    with service.database.reading() as reading:
        ((number, entry, _),) = reading.ledger.latest(LedgerSearch(object=of), None, 1)
    return number, entry


def test_a_pack_holds_the_case_whole_and_its_hash_stands_in_the_ledger(client: TestClient, service: Service, case: str) -> None:
    with acting(client, ADA):
        answer = client.get(f"/api/v1/cases/{case}/evidence.json")
    assert answer.status_code == 200, answer.text
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["Comity-Evidence-Sha256"] == sha256
    assert answer.headers["Content-Disposition"] == f'attachment; filename="case-{case}.json"'
    pack = json.loads(answer.content)
    assert pack["format"] == "comity-evidence-1"
    assert (pack["case"]["id"], pack["case"]["verdict"]) == (case, "not_a_match")
    assert pack["made"]["by"] == "user:ada"
    assert pack["decisions"][0]["text"] == "born forty years later"
    assert pack["exemption"]["state"] == "active"
    assert pack["editions"][0]["stale"] is True
    actions = [one["action"] for one in pack["ledger"]]
    assert "case.decide" in actions
    assert "case.view" not in actions
    told = last(service, f"case:{case}")[1]
    assert (told.facts["sha256"], "clock_behind" in told.facts) == (sha256, False)
    number = next(one["number"] for one in pack["ledger"] if one["action"] == "case.decide")
    with service.database.reading() as reading:
        row = reading.ledger.get(number)
    assert row is not None
    assert (row[1].action, row[1].object, row[1].actor) == ("case.decide", f"case:{case}", "user:ana")


def test_a_pack_may_be_had_as_a_pdf_with_the_json_in_it(client: TestClient, service: Service, case: str) -> None:
    with acting(client, ANA):
        answer = client.get(f"/api/v1/cases/{case}/evidence.pdf")
        assert client.get(f"/api/v1/cases/{case}/evidence.docx").status_code == 400
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Comity-Evidence-Sha256"] == last(service, f"case:{case}")[1].facts["sha256"]


def test_a_pack_says_that_the_subject_has_other_facts_by_now(client: TestClient, service: Service, case: str) -> None:
    with acting(client, ANA):
        before = client.get(f"/api/v1/cases/{case}/evidence.json").json()
    with service.database.writing() as writing:
        subject = writing.subjects.by_key("customers", "a")
        assert subject is not None
        changed = replace(subject.subject, addresses=(Address("1 Invented Street"),))
        writing.subjects.put_many("customers", [("a", changed, None)], service.now())
    with acting(client, ANA):
        shown = client.get(f"/api/v1/cases/{case}").json()["subject"]
        after = client.get(f"/api/v1/cases/{case}/evidence.json").json()
        assert client.get(f"/api/v1/cases/{case}/evidence.pdf").content.startswith(b"%PDF-")
    assert "subject_changed_at" not in before["case"]
    assert after["subject"]["addresses"] == [{"full": "1 Invented Street"}]
    assert (after["case"]["subject_changed_at"], shown["changed_since_hit"]) == (shown["changed_at"], True)


def test_a_pack_says_what_was_taken_back(client: TestClient, case: str) -> None:
    with acting(client, ANA):
        version = client.get(f"/api/v1/cases/{case}").json()["version"]
        assert client.post(f"/api/v1/cases/{case}/take-back", json={"seen_version": version}).status_code == 200
        pack = client.get(f"/api/v1/cases/{case}/evidence.json").json()
        assert client.get(f"/api/v1/cases/{case}/evidence.pdf").content.startswith(b"%PDF-")
    final, withdrawal = pack["decisions"]
    assert (withdrawal["step"], withdrawal["answers"], final["step"]) == ("withdrawal", final["id"], "final")
    assert "case.take_back" in [one["action"] for one in pack["ledger"]]
    assert "exemption" not in pack


def test_a_clear_screening_is_proved_as_it_is_made(client: TestClient, service: Service, key: Key) -> None:
    answer = client.post("/api/v1/screen/evidence.json", json={"subject": INNOCENT, "rule": {"review": 0.75}}, headers=key("screen"))
    assert answer.status_code == 200, answer.text
    pack = json.loads(answer.content)
    assert pack["kind"] == "clear"
    assert pack["screening"]["rule"]["review"] == 0.75
    assert pack["subject"]["names"][0]["full"] == "Katharina Blumenfeld-Ostrowski"
    screening = pack["screening"]["id"]
    with service.database.reading() as reading:
        kept = reading.screenings.get(screening)
        row = reading.ledger.get(pack["ledger"][0]["number"])
    assert kept is not None
    assert kept.editions == tuple(one["id"] for one in pack["editions"])
    assert row is not None
    assert (row[1].action, row[1].object) == ("screening.run", f"screening:{screening}")
    assert "Blumenfeld" not in repr((kept, row, last(service, f"screening:{screening}")))


def test_a_subject_under_watch_is_proved_clear_by_its_id(client: TestClient, service: Service, key: Key) -> None:
    headers = key("subjects:write", "subjects:read", "screen")
    put = client.post("/api/v1/bases/customers/subjects", json={"subjects": {"b": INNOCENT}}, headers=headers)
    subject = put.json()["subjects"]["b"]["id"]
    answer = client.post("/api/v1/screen/evidence.pdf", json={"subject_id": subject}, headers=headers)
    assert answer.content.startswith(b"%PDF-")
    assert client.post("/api/v1/screen/evidence.json", json={"subject_id": subject}, headers=key("screen")).status_code == 403
    assert client.post("/api/v1/screen/evidence.json", json={"subject_id": "nobody"}, headers=headers).status_code == 404


def test_what_is_not_clear_is_not_proved_but_was_screened(client: TestClient, service: Service, key: Key) -> None:
    answer = client.post("/api/v1/screen/evidence.json", json={"subject": LISTED}, headers=key("screen"))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    with service.database.reading() as reading:
        (kept,) = reading.screenings.latest("", 10).items
    assert (kept.subjects, kept.hits) == (1, 1)
    assert last(service, f"screening:{kept.id}")[1].action == "screening.run"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"subject": INNOCENT, "subject_id": "x"},
        {"subject": {}},
        {"subject": {"names": ["..."]}},
        {"subject": INNOCENT, "rule": {"lists": ["nowhere"]}},
        {"subject": INNOCENT, "key": "x"},
    ],
)
def test_whom_there_is_nothing_to_screen_of_nothing_is_proved(client: TestClient, key: Key, body: dict[str, object]) -> None:
    assert client.post("/api/v1/screen/evidence.json", json=body, headers=key("screen")).status_code == 400


def test_evidence_of_an_edition_that_is_gone_is_not_made(client: TestClient, service: Service, case: str) -> None:
    with service.database.writing() as writing:
        queued = writing.cases.get(case)
        assert queued is not None
        hit = writing.hits.get(queued.case.hit)
        assert hit is not None
        screening = writing.screenings.get(hit.screening)
        assert screening is not None
        writing.connection.exec_driver_sql("UPDATE screenings SET editions = ?", ('["eu-fsf-2001-01-01-00000000"]',))
    with acting(client, ANA):
        answer = client.get(f"/api/v1/cases/{case}/evidence.json")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_edition")
