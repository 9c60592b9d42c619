"""The pages of monitoring: what is under watch, what list changes brought, and a file imported with its columns chosen."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from comity.node.service import Service
from comity.node.workers import Worker
from comity.storage.database.jobs import JobOrder

from ..persons import ADA, ANA, LENA, acting
from .working import work

Key = Callable[..., dict[str, str]]
SCRIPT = "<script>alert(1)</script>"
FILE = f"""Kundennummer,Vorname,Nachname,geb,"Notiz, key=x"
1,Ayman,Al Zawahiri,1951-06-19,a
2,Katharina,Blumenfeld-Ostrowski,1980,b
3,,,,
4,{SCRIPT},Muster,,d
"""
ROLES = {"role-0": "key", "role-1": "first", "role-2": "last", "role-3": "birth_date", "role-4": ""}


def send(client: TestClient, text: str = FILE, name: str = "kunden.csv", base: str = "kunden") -> str:
    """Send a file; the address of its preview."""
    answer = client.post(
        "/monitoring/import", data={"base": base}, files={"file": (name, text.encode(), "text/csv")}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def start(client: TestClient, preview: str, **fields: str) -> str:
    """Order the import of the file behind ``preview``; the address of its progress."""
    data = {"base": parse_qs(urlsplit(preview).query)["base"][0], **ROLES, **fields}
    answer = client.post(urlsplit(preview).path, data=data, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def read(client: TestClient, path: str) -> list[list[str]]:
    """The rows of a file, its headings first."""
    return list(csv.reader(StringIO(client.get(path).text.removeprefix("\ufeff"))))


def files_left(service: Service) -> list[str]:
    return [path.name for path in (service.settings.home / "uploads").glob("*")]


def test_the_limits_are_said_before_a_file_is_sent(client: TestClient) -> None:
    with acting(client, ANA):
        text = client.get("/monitoring/import").text
    assert "2,048 MB" in text
    assert ".parquet" in text
    assert 'enctype="multipart/form-data"' in text


def test_a_file_is_looked_at_mapped_imported_and_its_refused_rows_told(client: TestClient, service: Service) -> None:
    with acting(client, ANA):
        preview = send(client)
        text = client.get(preview).text
        assert [row[:2] for row in read(client, f"{preview}&as=csv")[:2]] == [["Kundennummer", "Vorname"], ["1", "Ayman"]]
        assert SCRIPT not in text
        assert "&lt;script&gt;" in text
        chosen = re.findall(r'<option value="([^"]*)" selected>', text)
        assert chosen[:3] == ["key", "first", "last"]
        until = (service.now() + timedelta(days=40)).date()
        progress = start(client, preview, keep_until=until.isoformat())
        assert 'hx-trigger="every 2s"' in client.get(progress).text
        assert start(client, preview, keep_until=until.isoformat()) == progress
        work(service, ["subjects.import"])
        done = client.get(progress).text
        rows = list(csv.reader(StringIO(client.get(f"{progress}?as=csv").text.removeprefix("\ufeff"))))
        assert "kunden" in client.get("/monitoring").text
    assert "every 2s" not in done
    assert re.search(r"<b>4</b>\s*rows in the file", done)
    assert re.search(r"<b>1</b>\s*rows refused", done)
    assert [row[0] for row in rows[1:]] == ["row 3, line 4, column Nachname"]
    assert files_left(service) == []
    with service.database.reading() as reading:
        found = {one.key: one for one in reading.subjects.each("kunden", "", 10)}
    assert found.keys() == {"1", "2", "4"}
    assert [(name.full, str(found["1"].subject.birth_dates[0])) for name in found["1"].subject.names] == [
        ("Ayman Al Zawahiri", "1951-06-19")
    ]
    kept = found["1"].keep_until
    assert kept is not None
    assert kept.date() == until + timedelta(days=1)


def test_the_numbers_of_monitoring_lead_to_what_they_count(client: TestClient, service: Service) -> None:
    with acting(client, ANA):
        progress = start(client, send(client))
        work(service, ["subjects.import"])
        text = client.get("/monitoring").text
        imports = read(client, "/monitoring?as=csv&table=imports")
        assert read(client, "/monitoring?as=csv")[1][:2] == ["kunden", "3"]
        assert client.get("/monitoring?as=csv&table=users").status_code == 404
        tiles = re.findall(r'<a class="tile" href="([^"]+)"><b>(\d+)</b>', client.get(progress).text)
        assert {client.get(unescape(path)).status_code for path, _ in tiles if not path.startswith("#")} == {200}
    assert imports[1][1:] == ["kunden", "done", "4", "1"]
    assert f'<a href="{progress}">4</a>' in text
    assert f'<a href="{progress}#refused">1</a>' in text
    assert text.count('<a href="/subjects?base=kunden">3</a>') == 2
    assert "/ledger" not in re.sub(r"(?s)<nav.*</nav>", "", text)
    assert [path for path, _ in tiles] == [*["/subjects?base=kunden"] * 4, "/review?base=kunden", "#refused"]
    with acting(client, ADA):
        seen = client.get("/monitoring").text
        assert "/monitoring/imports/" not in seen, "who may not import does not see the page of an import"
        entries = re.search(r'href="(/ledger\?[^"]+)"', re.sub(r"(?s)<nav.*</nav>", "", seen))
        assert entries
        assert re.search(r'href="/ledger/\d+"', client.get(unescape(entries[1])).text)


def test_a_whole_base_erases_whom_the_file_does_not_name(client: TestClient, service: Service) -> None:
    fewer = FILE.splitlines()[0] + "\n2,Katharina,Blumenfeld-Ostrowski,1980,b\n"
    with acting(client, ANA):
        for text, fields in ((FILE, {}), (fewer, {}), (fewer, {"whole": "on"})):
            start(client, send(client, text), **fields)
            work(service, ["subjects.import"])
            with service.database.reading() as reading:
                left = reading.subjects.count("kunden")
            assert left == (1 if fields else 3)


def test_a_file_that_leaves_out_too_many_erases_nobody_until_a_supervisor_says_how_many(client: TestClient, service: Service) -> None:
    head = FILE.splitlines()[0]
    many = head + "".join(f"\n{number},Marta,Nowhere the {number}th,1980,b" for number in range(1, 21)) + "\n"
    one = head + "\n7,Marta,Nowhere the 7th,1980,b\n"

    def imported(text: str, **fields: str) -> str:
        job = start(client, send(client, text), **fields)
        work(service, ["subjects.import"])
        return str(client.get(job).text)

    with acting(client, ANA):
        imported(many)
        preview = send(client, one)
        assert "most_gone" not in client.get(preview).text
        assert client.post(urlsplit(preview).path, data={"base": "kunden", **ROLES, "whole": "on", "most_gone": "19"}).status_code == 403
        page = imported(one, whole="on")
        assert "Nobody was erased: the file does not name 19 customers" in page
    with acting(client, LENA):
        assert 'name="most_gone"' in client.get(send(client, one)).text
        page = imported(one, whole="on", most_gone="19")
        assert "Nobody was erased" not in page
    with service.database.reading() as reading:
        assert [subject.key for subject in reading.subjects.each("kunden", "", 30)] == ["7"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role-0": ""}, "no column holds your own number"),
        ({"role-1": "", "role-2": ""}, "no column holds a name"),
        ({"role-0": "listing_id"}, "not known"),
        ({"keep_until": "2020-01-01"}, "has passed"),
        ({"base": "a/b"}, "not the name of a base"),
        ({"owner": "1"}, "does not know"),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
def test_what_cannot_be_imported_is_said_and_the_file_stays(
    client: TestClient, service: Service, changed: dict[str, str], said: str
) -> None:
    with acting(client, ANA):
        preview = send(client)
        answer = client.post(urlsplit(preview).path, data={"base": "kunden", **ROLES, **changed})
        assert answer.status_code in (400, 422), answer.text
        assert said in answer.text
        assert client.get(preview).status_code == 200
    with service.database.reading() as reading:
        assert reading.jobs.list(None, "", 10, "subjects.import").items == ()


@pytest.mark.parametrize(
    ("name", "text"), [("kunden.exe", FILE), ("kunden.xlsx", "not a workbook"), ("kunden.csv", "")], ids=["kind", "form", "empty"]
)
def test_what_is_no_table_is_not_kept(client: TestClient, service: Service, name: str, text: str) -> None:
    with acting(client, ANA):
        answer = client.post("/monitoring/import", data={"base": "kunden"}, files={"file": (name, text.encode(), "text/csv")})
    assert 400 <= answer.status_code < 500
    assert files_left(service) == []


def test_a_file_is_seen_by_whoever_sent_it_alone_and_can_be_dropped(client: TestClient, service: Service) -> None:
    with acting(client, ANA):
        preview = send(client)
    with acting(client, LENA):
        assert client.get(preview).status_code == 404
        assert client.post(urlsplit(preview).path, data={"base": "kunden", **ROLES}).status_code == 404
        assert client.get("/monitoring/files/..%2f..%2fnode?base=kunden").status_code == 404
    with acting(client, ADA):
        assert client.get(preview).status_code == 403
    with acting(client, ANA):
        assert client.post(urlsplit(preview).path + "/drop", follow_redirects=False).headers["Location"] == "/monitoring"
        assert client.get(preview).status_code == 404
    assert files_left(service) == []


def test_an_import_that_is_late_does_what_was_ordered_in_time(client: TestClient, service: Service) -> None:
    until = (service.now() + timedelta(days=2)).date()
    with acting(client, ANA):
        progress = start(client, send(client), keep_until=until.isoformat())
        later = replace(service.means, now=lambda: service.now() + timedelta(days=30))
        worker = Worker(later, ["subjects.import"])
        while worker.work_once():
            pass
        rows = read(client, f"{progress}?as=csv")
    assert [row[0] for row in rows[1:]] == ["row 3, line 4, column Nachname"]
    with service.database.reading() as reading:
        assert {one.keep_until for one in reading.subjects.each("kunden", "", 10) if one.keep_until} == {
            datetime.combine(until + timedelta(days=1), time(), UTC)
        }


def test_a_day_that_has_passed_is_refused_and_today_is_not(client: TestClient, service: Service) -> None:
    today = service.now().date()
    with acting(client, ANA):
        preview = send(client)
        data = {"base": "kunden", **ROLES, "keep_until": (today - timedelta(days=1)).isoformat()}
        refused = client.post(urlsplit(preview).path, data=data)
        assert refused.status_code == 400
        assert f"{today.isoformat()}T00:00:00" in refused.text
        start(client, preview, keep_until=today.isoformat())


def test_an_import_whose_file_is_gone_says_so(client: TestClient, service: Service) -> None:
    with acting(client, ANA):
        progress = start(client, send(client))
        for path in (service.settings.home / "uploads").glob("*"):
            path.unlink()
        for _ in range(3):
            with service.database.writing() as writing:
                for job in writing.jobs.list(None, "", 10, "subjects.import").items:
                    writing.jobs.hasten(job.id, service.now())
            work(service, ["subjects.import"])
        assert "no longer here" in client.get(progress).text


def test_what_list_changes_brought_is_counted(client: TestClient, service: Service) -> None:
    at, result = service.now(), {"subjects": 7, "hit.new": 2, "hit.lapsed": 1}
    with service.database.writing() as writing:
        payload = {"list": "own:guests", "old": "own:guests-2026-03-01-0a1b2c3d", "new": "own:guests-2026-04-01-0a1b2c3d"}
        writing.jobs.enqueue(service.new_id(), JobOrder("monitoring.delta", at, payload), at)
        job = writing.jobs.lease("tests", at, timedelta(hours=1), ["monitoring.delta"])
        assert job is not None
        writing.jobs.finish(job, result, at)
    with acting(client, ANA):
        text = client.get("/monitoring").text
        rows, kept = (read(client, f"/monitoring?as={asked}") for asked in ("csv&table=deltas", "deltas"))
    assert rows == kept, "an address that people have kept"
    assert rows[1][3:] == ["done", "7", "2", "0", "1", "0"]
    where = re.findall(r'<a href="([^"]+)">([\d,]+)</a>', text)
    assert [(unescape(path), count) for path, count in where] == [
        ("/subjects", "7"),
        ("/review?list=own%3Aguests", "2"),
        ("/review?list=own%3Aguests", "0"),
        ("/review?list=own%3Aguests&state=lapsed", "1"),
        ("/exemptions?state=ended&list=own%3Aguests", "0"),
    ]
    with acting(client, ANA):
        assert {client.get(unescape(path)).status_code for path, _ in where} == {200}
    assert f"/jobs/{job.id}" in text
    assert "/lists/own:guests/changes?old=own%3Aguests-2026-03-01-0a1b2c3d" in text
    assert "review from a score of 0.7" in text
