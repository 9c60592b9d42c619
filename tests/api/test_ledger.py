"""The ledger through the API: what was done is found, proven and exported, and every look is an entry itself."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import KeyOrder, issue
from comity.ledger import ConsistencyProof, InclusionProof, audit_export, check, proves_consistency, proves_inclusion
from comity.model import Actor, DatabaseUnusable, Entry, Purpose, Role
from comity.node.keys import keep_key
from comity.node.service import Service
from comity.node.workers import Worker
from comity.storage.database import Writing

Key = Callable[..., dict[str, str]]
PATH = "/api/v1/ledger"


@pytest.fixture
def reader(key: Key) -> dict[str, str]:
    """The headers of a key that reads the ledger."""
    return key("ledger:read")


@pytest.fixture
def filled(service: Service) -> int:
    """Twelve entries about four cases; how many entries there are then."""
    with service.database.writing() as writing:
        for number in range(12):
            writing.record(Entry(service.now(), f"user:u{number % 3}", "case.decide", f"case:{number % 4}", "customer_screening"))
    return size(service)


def size(service: Service) -> int:
    with service.database.reading() as reading:
        return reading.ledger.size()


def last(service: Service) -> Entry:
    with service.database.reading() as reading:
        row = reading.ledger.get(reading.ledger.size() - 1)
    assert row is not None
    return row[1]


def test_entries_are_found_by_what_they_say_newest_first(client: TestClient, reader: dict[str, str], filled: int) -> None:
    found = client.get(f"{PATH}/entries", headers=reader, params={"actor": "user:u1", "limit": 3}).json()
    assert [one["actor"] for one in found["entries"]] == ["user:u1"] * 3
    numbers = [one["number"] for one in found["entries"]]
    rest = client.get(f"{PATH}/entries", headers=reader, params={"actor": "user:u1", "limit": 3, "before": found["next"]}).json()
    numbers += [one["number"] for one in rest["entries"]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 4
    assert rest["next"] is None
    both = client.get(f"{PATH}/entries", headers=reader, params={"actor": "user:u1", "object": "case:1"}).json()["entries"]
    assert {(one["actor"], one["object"]) for one in both} == {("user:u1", "case:1")}


def test_times_bound_a_search_and_need_a_zone(client: TestClient, reader: dict[str, str], filled: int) -> None:
    def found(**params: str) -> list[Any]:
        return list(client.get(f"{PATH}/entries", headers=reader, params={"action": "case.decide", **params}).json()["entries"])

    assert len(found(since="2020-01-01T00:00:00Z")) == 12
    assert found(until="2020-01-01T00:00:00Z") == []
    answer = client.get(f"{PATH}/entries", headers=reader, params={"since": "2020-01-01T00:00:00"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_every_look_is_an_entry_that_says_who_looked_at_what(
    client: TestClient, reader: dict[str, str], service: Service, filled: int
) -> None:
    client.get(f"{PATH}/entries", headers=reader, params={"object": "case:2"})
    seen = last(service)
    assert (seen.action, seen.object, seen.facts["found"], seen.facts["object"]) == ("ledger.view", "case:2", "3", "case:2")
    assert seen.actor.startswith("key:")
    client.get(f"{PATH}/entries/3", headers=reader)
    assert (last(service).action, last(service).object) == ("ledger.view", "ledger:3")
    for path in ("/heads", "/consistency?first=1&second=2"):
        before = size(service)
        assert client.get(f"{PATH}{path}", headers=reader).status_code == 200
        assert (size(service), last(service).action) == (before + 1, "ledger.verify")


def test_a_name_typed_into_a_search_does_not_get_into_the_ledger(client: TestClient, reader: dict[str, str], service: Service) -> None:
    for field in ("actor", "action", "object"):
        assert client.get(f"{PATH}/entries", headers=reader, params={field: "Ilva Marenko"}).json()["entries"] == []
    with service.database.reading() as reading:
        assert "Marenko" not in str(list(reading.ledger.rows(0, 99)))


def test_an_entry_says_whether_a_head_covers_it(client: TestClient, reader: dict[str, str], filled: int) -> None:
    assert client.get(f"{PATH}/entries/5", headers=reader).json()["head"] is None
    head = client.post(f"{PATH}/heads", headers=reader).json()
    shown = client.get(f"{PATH}/entries/5", headers=reader).json()
    assert shown["head"] == head
    assert (shown["number"], shown["action"]) == (5, "case.decide")


def test_a_certificate_checks_by_itself(client: TestClient, reader: dict[str, str], filled: int) -> None:
    answer = client.get(f"{PATH}/entries/5/certificate", headers=reader)
    checked = check(answer.content)
    assert (checked.number, checked.entry.action) == (5, "case.decide")
    assert checked.key in client.get(f"{PATH}/keys", headers=reader).json()["keys"]


def test_proofs_lead_to_the_roots_of_signed_heads(client: TestClient, reader: dict[str, str], service: Service, filled: int) -> None:
    first = client.post(f"{PATH}/heads", headers=reader).json()
    second = client.post(f"{PATH}/heads", headers=reader).json()
    params = {"first": first["size"], "second": second["size"]}
    said = client.get(f"{PATH}/consistency", headers=reader, params=params).json()
    path = tuple(map(bytes.fromhex, said["path"]))
    roots = bytes.fromhex(first["root"]), bytes.fromhex(second["root"])
    assert proves_consistency(ConsistencyProof(first["size"], second["size"], path), *roots)
    shown = client.get(f"{PATH}/entries/4", headers=reader).json()
    said = client.get(f"{PATH}/entries/4/inclusion", headers=reader, params={"size": second["size"]}).json()
    proof = InclusionProof(4, second["size"], tuple(map(bytes.fromhex, said["path"])))
    assert proves_inclusion(proof, bytes.fromhex(shown["leaf"]), roots[1])


def test_heads_are_paged(client: TestClient, reader: dict[str, str], filled: int) -> None:
    signed = [client.post(f"{PATH}/heads", headers=reader).json() for _ in range(3)]
    page = client.get(f"{PATH}/heads", headers=reader, params={"limit": 2}).json()
    rest = client.get(f"{PATH}/heads", headers=reader, params={"limit": 2, "above": page["next"]}).json()
    assert page["heads"] + rest["heads"] == signed
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/entries/100000", 404),
        ("/entries/100000/certificate", 404),
        ("/entries/3/inclusion?size=100000", 404),
        ("/entries/3/inclusion?size=2", 400),
        ("/consistency?first=5&second=2", 400),
        ("/consistency?first=1&second=100000", 404),
        ("/entries?limit=0", 400),
        ("/entries?limit=1001", 400),
        ("/entries?nearly=1", 400),
        ("/entries/-1", 400),
        ("/entries/99999999999999999999", 400),
        ("/heads?above=-2", 400),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_told(
    client: TestClient, reader: dict[str, str], filled: int, path: str, status: int
) -> None:
    answer = client.get(f"{PATH}{path}", headers=reader)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/entries", "/entries/0", "/entries/0/certificate", "/entries/0/inclusion?size=1", "/heads", "/keys", "/export"]
)
def test_nobody_looks_without_the_right(client: TestClient, key: Key, service: Service, path: str) -> None:
    headers = key("screen", "lists:read", "jobs:run", "metrics:read")
    before = size(service)
    assert client.get(f"{PATH}{path}", headers=headers).status_code == 403
    assert client.get(f"{PATH}{path}").status_code == 401
    assert size(service) == before + 1  # that the key was refused, and nothing else


def test_a_key_that_reads_the_ledger_does_not_take_it_away(client: TestClient, reader: dict[str, str]) -> None:
    answer = client.get(f"{PATH}/export", headers=reader)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.fixture
def auditor(service: Service) -> dict[str, str]:
    """The headers of an auditor's key."""
    by = Actor("user:ria", frozenset({Role.AUDITOR}))
    end = service.now() + timedelta(days=1)
    made = issue(KeyOrder("audit", end, frozenset({Purpose.OVERSIGHT}), roles=by.roles), by, service.now())
    keep_key(service.database, made.key, by, service.now())
    return {"Authorization": f"Bearer {made.token}"}


def test_an_export_is_whole_and_right(client: TestClient, auditor: dict[str, str], service: Service, filled: int) -> None:
    answer = client.get(f"{PATH}/export", headers=auditor)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    report = audit_export(io.BytesIO(answer.content))
    assert report.fault is None
    assert report.signed == report.size > filled
    entries = [json.loads(line)["entry"] for line in answer.content.splitlines() if line.startswith(b'{"entry"')]
    assert "ledger.export" in [one["action"] for one in entries]


def test_no_entry_is_shown_that_could_not_be_recorded(
    client: TestClient, reader: dict[str, str], filled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Writing, entry: Entry) -> None:
        raise DatabaseUnusable("the disk that holds the database is full", "free some space")

    monkeypatch.setattr(Writing, "record", full)
    answer = client.get(f"{PATH}/entries", headers=reader)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unusable")
    assert "entries" not in answer.json()


def work(service: Service) -> None:
    """Carry out the jobs that are due."""
    worker = Worker(service.means, service.means.kinds)
    while worker.work_once():
        pass


def test_the_whole_ledger_is_audited_by_a_job(client: TestClient, reader: dict[str, str], service: Service, filled: int) -> None:
    assert client.get(f"{PATH}/verify", headers=reader).json() == {"job": None}
    head = client.post(f"{PATH}/heads", headers=reader).json()
    ordered = client.post(f"{PATH}/verify", headers=reader)
    assert (ordered.status_code, ordered.json()["kind"], ordered.json()["state"]) == (202, "ledger.verify", "queued")
    assert client.post(f"{PATH}/verify", headers=reader).json()["id"] == ordered.json()["id"]
    before = size(service)
    work(service)
    job = client.get(f"{PATH}/verify", headers=reader).json()["job"]
    assert (job["id"], job["state"]) == (ordered.json()["id"], "done")
    found = job["result"]
    assert (found["right"], found["entries"], found["fault"], found["heads"]) == (True, before, None, 1)
    assert (found["signed"], found["keys"]) == (head["size"], [head["key"]])
    assert (last(service).action, last(service).actor, last(service).facts["right"]) == ("ledger.verify", job["created_by"], "yes")
    assert size(service) == before + 1


def test_a_change_to_an_entry_is_what_the_job_finds(client: TestClient, auditor: dict[str, str], service: Service, filled: int) -> None:
    client.post(f"{PATH}/heads", headers=auditor)
    assert service.database.file is not None
    with sqlite3.connect(service.database.file) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE ledger_entries SET object = 'case:99' WHERE number = 5")
    ordered = client.post(f"{PATH}/verify", headers=auditor).json()
    work(service)
    job = client.get(f"/api/v1/jobs/{ordered['id']}", headers=auditor).json()
    assert (job["state"], job["result"]["right"], job["result"]["entries"]) == ("done", False, 5)
    assert (job["result"]["fault"]["first"], job["result"]["fault"]["last"]) == (5, 5)
    assert last(service).facts["right"] == "no"


def test_who_may_run_jobs_may_not_audit_the_ledger_for_that(client: TestClient, key: Key) -> None:
    headers = key("jobs:run")
    assert client.post(f"{PATH}/verify", headers=headers).status_code == 403
    assert client.get(f"{PATH}/verify", headers=headers).status_code == 403
    assert client.post("/api/v1/jobs", json={"kind": "ledger.verify"}, headers=headers).status_code == 403
