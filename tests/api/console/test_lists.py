"""The pages of lists and listings: ages, editions, what changed field by field, and what is done to lists by hand."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from comity.exchange import Downloader
from comity.model import Actor, Purpose, Role
from comity.node.lists import FileToImport, ListDesk
from comity.node.service import Service
from comity.storage.database.jobs import JobOrder

from ..persons import ADA, ANA, LENA, acting

Key = Callable[..., dict[str, str]]
TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)
FIRST = "id,name,alias,dob,programme,remark\nX/1,Ilva Marenko,Ильва Маренко,1971-03-02,guests,<b>bold</b>\nX2,Tobin Achterberg,,1980,,\n"
SECOND = (
    "id,name,alias,dob,programme,remark\nX/1,Ilva Marenko,Ильва Маренко,1972-03-02,guests,<b>bold</b>\nX3,<i>Wen</i> Sorrel,,,,\n,,,,,\n"
)


@pytest.fixture
def editions(service: Service) -> tuple[str, str]:
    """Two editions of ``own:guests``, the second in use; their ids."""
    return taken_in(service, FIRST), taken_in(service, SECOND)


def taken_in(service: Service, text: str) -> str:
    """The id of the edition of ``own:guests`` that ``text`` makes."""
    path = service.settings.home / "guests.csv"
    path.write_text(text, encoding="utf-8")
    desk = ListDesk(service.settings, service.store, Downloader())
    return desk.import_file(FileToImport(path, "own:guests"), service.now()).edition.id


def send(client: TestClient, name: str, text: str, file: str = "guests.csv", **fields: str) -> Response:
    """Send a file as an edition of that list; the answer, not followed."""
    given = {"file": (file, text.encode(), "text/csv")}
    return client.post("/lists/import", data={"name": name, **fields}, files=given, follow_redirects=False)


def test_every_list_says_how_old_it_is(client: TestClient, service: Service) -> None:
    at = service.now()
    with service.database.writing() as writing:
        writing.jobs.enqueue(service.new_id(), JobOrder("lists.update", at, {"list": "un-sc"}, key="lists.update:un-sc"), at)
    with acting(client, TOM):
        text = client.get("/lists").text
        table = list(csv.reader(StringIO(client.get("/lists?as=csv").text.removeprefix("\ufeff"))))
    assert "STALE: older than 7 days" in text
    assert "never fetched" in text
    by_name = {row[0]: row for row in table}
    assert by_name["un-sc"][-1] == f"{at:%Y-%m-%dT%H:%M:%SZ}"
    assert by_name["ofac-sdn"][-1] == ""


def test_a_list_shows_its_editions_and_what_was_found_in_it(client: TestClient, editions: tuple[str, str]) -> None:
    with acting(client, TOM):
        text = client.get("/lists/own:guests").text
        issues = client.get("/lists/own:guests?as=csv&table=issues").text
        assert client.get("/lists/own:guests?as=issues").text == issues, "an address that people have kept"
        assert client.get("/lists/own:guests?as=csv").text.splitlines()[1].startswith(editions[1])
        assert client.get("/lists/own:nothing").status_code == 404
    assert all(edition in text for edition in editions)
    assert f"/lists/own:guests/changes?old={editions[0].replace(':', '%3A')}" in text
    assert "row 3" in issues


def test_a_failed_update_is_told(client: TestClient, service: Service) -> None:
    at = service.now()
    with service.database.writing() as writing:
        order = JobOrder("lists.update", at, {"list": "eu-fsf"}, max_attempts=1, key="lists.update:eu-fsf")
        writing.jobs.enqueue(service.new_id(), order, at)
        job = writing.jobs.lease("tests", at, at - at.replace(year=at.year - 1), ["lists.update"])
        assert job is not None
        writing.jobs.fail(job, "the publisher does not answer", at)
    with acting(client, TOM):
        assert "the publisher does not answer" in client.get("/lists/eu-fsf").text
        assert "failed" in client.get("/lists").text


def test_what_changed_is_shown_field_by_field(client: TestClient, editions: tuple[str, str]) -> None:
    old, new = editions
    with acting(client, ANA):
        text = client.get("/lists/own:guests/changes").text
        assert "1972-03-02" in client.get("/lists/own:guests/changes", params={"old": old, "new": new}).text
        back = client.get("/lists/own:guests/changes", params={"old": new, "new": old}).text
        amended = client.get("/lists/own:guests/changes?kind=amended").text
        rows = list(csv.reader(StringIO(client.get("/lists/own:guests/changes?as=csv").text.removeprefix("\ufeff"))))
        assert client.get("/lists/own:guests/changes?old=un-sc").status_code == 400
        assert client.get("/lists/un-sc/changes").status_code == 404  # one edition: nothing to compare with
    assert '<del><bdi dir="auto">1971-03-02</bdi></del>' in text
    assert '<ins><bdi dir="auto">1972-03-02</bdi></ins>' in text
    assert '<ins><bdi dir="auto">1971-03-02</bdi></ins>' in back
    assert "&lt;i&gt;Wen&lt;/i&gt; Sorrel" in text
    assert "<i>" not in text
    assert "Sorrel" not in amended
    assert sorted((row[0], row[1], row[3], row[4], row[5]) for row in rows[1:]) == [
        ("added", "X3", "", "", ""),
        ("amended", "X/1", "Born", "1971-03-02", "1972-03-02"),
        ("removed", "X2", "", "", ""),
    ]


def test_all_changes_leave_as_a_stream_in_pieces(client: TestClient, editions: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/lists/own:guests/changes?as=csv"
    with acting(client, ANA):
        whole = client.get(path).text
        monkeypatch.setattr("comity.web.console.tables._ROWS_AT_ONCE", 1)
        with client.stream("GET", path) as answer:
            assert "content-length" not in answer.headers
            assert answer.headers["content-disposition"] == 'attachment; filename="changes.csv"'
            pieces = list(answer.iter_text())
    assert "".join(pieces) == whole
    assert len(whole.splitlines()) == 4


def test_a_changed_name_says_its_script_to_the_browser(client: TestClient, service: Service) -> None:
    for alias in ("Ия", "علي"):
        taken_in(service, f"id,name,alias\nX1,Ilva Marenko,{alias}\nX2,Tobin Achterberg,\n")
    with acting(client, ANA):
        text = client.get("/lists/own:guests/changes").text
    assert re.search(r'<del><bdi dir="auto" lang="und-Cyrl">Ия', text)
    assert re.search(r'<ins><bdi dir="auto" lang="und-Arab">علي', text)


def test_changes_are_paged(client: TestClient, editions: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.lists.changes.ROWS", 1)
    seen = []
    with acting(client, ANA):
        for after in range(4):
            text = client.get(f"/lists/own:guests/changes?after={after}").text
            seen.append([name for name in ("Sorrel", "Achterberg", "Marenko") if name in text])
    assert seen == [["Sorrel"], ["Achterberg"], ["Marenko"], []]


def test_a_listing_is_shown_with_its_names_facts_and_history(client: TestClient, editions: tuple[str, str]) -> None:
    with acting(client, ANA):
        text = client.get("/listings/own:guests/X/1").text
        whole = client.get("/listings/own:guests/X/1?editions=yes").text
        gone = client.get("/listings/own:guests/X2?editions=yes").text
        came = client.get("/listings/own:guests/X3?editions=yes").text
        assert client.get("/listings/own:guests/X9").status_code == 404
        assert client.get("/listings/own:nothing/X2").status_code == 404
    assert "Ильва Маренко" in text
    assert 'lang="und-Cyrl"' in text
    assert "guests" in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<b>bold" not in text
    assert "<del>" not in text
    assert '<del><bdi dir="auto">1971-03-02</bdi></del>' in whole
    assert "does not stand in the edition in use" in gone
    assert ": removed</h3>" in gone
    assert ": added</h3>" in came


def test_the_cases_on_a_listing_are_for_those_who_may_see_them(client: TestClient, key: Key, service: Service) -> None:
    subjects = {"a": {"schema": "Person", "names": ["Ayman Al Zawahiri"]}}
    client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects}, headers=key("subjects:write"))
    for who in (ANA, ADA):
        with acting(client, who):
            assert 'href="/review/' in client.get("/listings/un-sc/QDi.006").text
    with service.database.reading() as reading:
        entries = [entry for _, entry, _ in reading.ledger.rows(0, 1000) if entry.object == "listing:un-sc/QDi.006"]
    assert [(entry.actor, entry.action) for entry in entries] == [("user:ana", "case.view"), ("user:ada", "case.view")]
    with acting(client, TOM):
        text = client.get("/listings/un-sc/QDi.006").text
    assert "أيمن" in text
    assert 'href="/review/' not in text


def test_a_list_is_fetched_by_a_job(client: TestClient, service: Service) -> None:
    with acting(client, LENA):
        first = client.post("/lists/un-sc/update", follow_redirects=False)
        assert (first.status_code, first.headers["Location"]) == (303, "/lists/un-sc?done=update")
        client.post("/lists/un-sc/update", data={"accept_shrink": "on"})
        assert client.post("/lists/own:nothing/update").status_code == 404
    with acting(client, ANA):
        assert client.post("/lists/un-sc/update").status_code == 403
    with service.database.reading() as reading:
        found = [job.payload for job in reading.jobs.list(None, "", 10, "lists.update").items]
    assert found == [{"accept_shrink": "yes", "list": "un-sc"}, {"list": "un-sc"}]


def test_a_file_becomes_an_edition_of_an_own_list(client: TestClient, service: Service) -> None:
    with acting(client, LENA):
        form = client.get("/lists/import").text
        assert ".xlsx" in form
        assert "500 MB" in form
        answer = send(client, "guests", FIRST)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/lists/own:guests?done=import")
        assert "X/1" in client.get("/listings/own:guests/X/1").text
        assert "guests.csv" in client.get("/listings/own:guests/X/1").text
    assert list((service.settings.home / "uploads").iterdir()) == []
    with service.database.reading() as reading:
        entries = [entry for _, entry, _ in reading.ledger.rows(0, 1000) if entry.object == "list:own:guests"]
    assert [(entry.actor, entry.action) for entry in entries] == [("user:lena", "list.import"), ("system:lists", "list.use")]


def test_what_cannot_be_an_edition_changes_nothing(client: TestClient, service: Service) -> None:
    many = "id,name\n" + "".join(f"{number},Invented Person {number}\n" for number in range(10))
    few = "id,name\n1,Invented Person 1\n"
    with acting(client, LENA):
        send(client, "guests", many)
        shrunk = send(client, "guests", few)
        assert "would fall from 10 to 1" in shrunk.text
        assert send(client, "../guests", few).status_code == 400
        assert send(client, "guests", few, more="1").status_code == 400
        assert send(client, "guests", few, "guests.exe").status_code == 400
        assert client.post("/lists/import", data={"name": "guests"}).status_code == 400
        assert len(service.store.history("own:guests")) == 1
        assert send(client, "guests", few, accept_shrink="on").status_code == 303
    assert [edition.entries for edition in service.store.history("own:guests")] == [10, 1]
    with acting(client, ANA):
        assert send(client, "guests", many).status_code == 403


def test_an_own_list_is_removed_with_a_tick(client: TestClient, service: Service, editions: tuple[str, str]) -> None:
    with acting(client, LENA):
        assert client.post("/lists/own:guests/remove").status_code == 400
        assert client.post("/lists/un-sc/remove", data={"sure": "on"}).status_code == 400
        assert service.store.current("own:guests") is not None
        done = client.post("/lists/own:guests/remove", data={"sure": "on"}, follow_redirects=False)
        assert done.headers["Location"] == "/lists?done=remove"
    assert service.store.current("own:guests") is None
