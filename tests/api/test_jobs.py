"""``/api/v1/jobs`` and ``/api/v1/lists`` as a program would use them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from comity.exchange import Downloader
from comity.node.lists import Allowance, FileToImport, ListDesk
from comity.node.service import Service
from comity.storage.database.jobs import JobOrder

Key = Callable[..., dict[str, str]]
UN = b"""<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-03-%02dT00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>%s</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
<REFERENCE_NUMBER>QDi.001</REFERENCE_NUMBER><LISTED_ON>2011-10-06</LISTED_ON><NATIONALITY><VALUE>Slovenia</VALUE></NATIONALITY>
</INDIVIDUAL>%s</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>"""
MORE = b"<INDIVIDUAL><DATAID>2</DATAID><FIRST_NAME>BRINA</FIRST_NAME><REFERENCE_NUMBER>QDi.002</REFERENCE_NUMBER></INDIVIDUAL>"


@pytest.fixture
def two_editions(service: Service) -> tuple[str, str]:
    """Two editions of the list of the Security Council with invented persons, the second in use."""
    desk, found = ListDesk(service.settings, service.store, Downloader()), []
    for day, name, more in ((1, b"ILVA", b""), (2, b"ILVANA", MORE)):
        path = service.settings.home / "un.xml"
        path.write_bytes(UN % (day, name, more))
        found.append(desk.import_file(FileToImport(path, "un-sc"), service.now(), Allowance(accept_shrink=True)).edition.id)
    return found[0], found[1]


def test_a_job_is_started_by_hand_seen_and_cancelled(client: TestClient, key: Key) -> None:
    headers = key("jobs:run")
    started = client.post("/api/v1/jobs", json={"kind": "node.sweep"}, headers=headers)
    assert started.status_code == 202
    job = started.json()
    assert (job["kind"], job["state"], job["result"]) == ("node.sweep", "queued", None)
    assert client.get(f"/api/v1/jobs/{job['id']}", headers=headers).json() == job
    again = client.post("/api/v1/jobs", json={"kind": "node.sweep"}, headers=headers).json()
    assert again["id"] == job["id"]
    listed = client.get("/api/v1/jobs?state=queued&kind=node.sweep", headers=headers).json()
    assert [one["id"] for one in listed["jobs"]] == [job["id"]]
    assert client.post(f"/api/v1/jobs/{job['id']}/cancel", headers=headers).json()["state"] == "cancelled"
    assert client.post(f"/api/v1/jobs/{job['id']}/cancel", headers=headers).status_code == 409
    assert client.get("/api/v1/jobs/nowhere", headers=headers).status_code == 404


def test_jobs_are_paged(client: TestClient, service: Service, key: Key) -> None:
    with service.database.writing() as writing:
        for number in range(5):
            writing.jobs.enqueue(service.new_id(), JobOrder("node.sweep", service.now(), {"n": number}), service.now())
    headers, seen, after = key("jobs:read"), [], ""
    while True:
        page = client.get(f"/api/v1/jobs?limit=2&after={after}", headers=headers).json()
        seen += [job["id"] for job in page["jobs"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "nowhere"}, 404),
        ({"kind": "lists.update"}, 400),
        ({"kind": "lists.update", "payload": {"list": "un-sc", "more": "x"}}, 400),
        ({"kind": "lists.update", "payload": {"list": 7}}, 400),
        ({}, 400),
    ],
)
def test_a_job_that_cannot_be_is_refused(client: TestClient, key: Key, body: dict[str, object], status: int) -> None:
    assert client.post("/api/v1/jobs", json=body, headers=key("jobs:run", "lists:update")).status_code == status


def test_a_job_needs_the_right_to_what_it_does(client: TestClient, key: Key) -> None:
    body = {"kind": "lists.update", "payload": {"list": "un-sc"}}
    refused = client.post("/api/v1/jobs", json=body, headers=key("jobs:run"))
    assert refused.status_code == 403
    assert "list.update" in refused.json()["detail"]
    assert client.post("/api/v1/jobs", json=body, headers=key("jobs:run", "lists:update")).status_code == 202
    assert client.post("/api/v1/jobs", json=body, headers=key("jobs:read")).status_code == 403


def test_the_kinds_say_what_they_do(client: TestClient, key: Key) -> None:
    kinds = {one["kind"]: one for one in client.get("/api/v1/jobs/kinds", headers=key("jobs:read")).json()["kinds"]}
    assert kinds["lists.update"]["takes"] == ["list"]
    assert kinds["lists.update"]["by_hand"] is True


def test_lists_say_their_edition_its_age_and_what_is_screened(client: TestClient, key: Key) -> None:
    found = {one["list"]: one for one in client.get("/api/v1/lists", headers=key("lists:read")).json()["lists"]}
    un = found["un-sc"]
    assert un["edition"]["id"] == un["screened"]
    assert un["age_days"] > 7
    assert (un["stale"], un["shipped"]) == (True, True)
    assert found["eu-fsf"]["edition"] is None
    assert found["eu-fsf"]["legal_basis"]


def test_a_list_is_updated_by_a_job(client: TestClient, key: Key) -> None:
    headers = key("lists:update")
    started = client.post("/api/v1/lists/un-sc/update", headers=headers)
    assert started.status_code == 202
    assert (started.json()["kind"], started.json()["payload"]) == ("lists.update", {"list": "un-sc"})
    assert client.post("/api/v1/lists/nowhere/update", headers=headers).status_code == 404
    assert client.post("/api/v1/lists/un-sc/update", headers=key("lists:read")).status_code == 403


def test_what_changed_between_two_editions(client: TestClient, key: Key, two_editions: tuple[str, str]) -> None:
    headers, (old, new) = key("lists:read"), two_editions
    history = client.get("/api/v1/lists/un-sc", headers=headers).json()["editions"]
    assert [one["id"] for one in history][-2:] == [old, new]
    found = client.get("/api/v1/lists/un-sc/delta", headers=headers).json()
    assert (found["old"]["id"], found["new"]["id"]) == (old, new)
    assert found["counts"] == {"added": 1, "removed": 0, "amended": 1}
    assert [(one["change"], one["listing"]["listing_id"]) for one in found["changes"]] == [("added", "QDi.002"), ("amended", "QDi.001")]
    (names,) = [field for field in found["changes"][1]["fields"] if field["field"] == "names"]
    assert (len(names["removed"]), len(names["added"])) == (1, 1)
    assert found["next"] is None
    assert client.get("/api/v1/lists/un-sc/delta?new=un-sc", headers=headers).json() == found
    first = client.get(f"/api/v1/lists/un-sc/delta?old={old}&new={new}&limit=1", headers=headers).json()
    assert first["next"] == 1
    second = client.get(f"/api/v1/lists/un-sc/delta?old={old}&new={new}&limit=1&after=1", headers=headers).json()
    assert first["changes"] + second["changes"] == found["changes"]


def test_two_editions_of_one_day_stand_in_the_order_in_which_they_came(client: TestClient, service: Service, key: Key) -> None:
    desk, found = ListDesk(service.settings, service.store, Downloader()), []
    for name in (b"ILVA", b"ILVANA"):
        path = service.settings.home / "un.xml"
        path.write_bytes(UN % (1, name, b""))
        found.append(desk.import_file(FileToImport(path, "un-sc"), service.now(), Allowance(accept_shrink=True)).edition.id)
    answer = client.get("/api/v1/lists/un-sc/delta", headers=key("lists:read")).json()
    assert [answer["old"]["id"], answer["new"]["id"]] == found


@pytest.mark.parametrize("query", ["old=nowhere", "new=nowhere", "old=/etc/passwd", "old=un-sc@yesterday", "old=un-sc@1900-01-01"])
def test_editions_that_there_are_not(client: TestClient, key: Key, two_editions: tuple[str, str], query: str) -> None:
    assert client.get(f"/api/v1/lists/un-sc/delta?{query}", headers=key("lists:read")).status_code in (400, 404)


def test_a_listing_is_shown_by_its_id_with_its_editions_age(client: TestClient, key: Key, two_editions: tuple[str, str]) -> None:
    (found,) = client.get("/api/v1/listings/qdi.002", headers=key("lists:read")).json()["listings"]
    assert (found["listing_id"], found["edition"], found["shipped"]) == ("QDi.002", two_editions[1], False)
    assert found["subject"]["names"] == ["BRINA"]
    assert client.get("/api/v1/listings/nobody", headers=key("lists:read")).status_code == 404
    assert client.get("/api/v1/listings/QDi.002?list=eu-fsf", headers=key("lists:read")).status_code == 404
