"""Customer bases through the API: put, imported, looked at, erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta, timezone, tzinfo
from io import BytesIO

import pytest
import xlsxwriter
from fastapi.testclient import TestClient

from comity.node.retention import daily_retention
from comity.node.service import Service
from comity.safeguards import LegalHold

from .persons import ANA, LENA, acting

Key = Callable[..., dict[str, str]]
FILE = """Customer no,name,dob
1,Ayman Al Zawahiri,1951-06-19
2,Katharina Blumenfeld-Ostrowski,1980
3,,
2,Twice Given,
4,Zoe Example,yesterday
"""
MAP = "key=Customer no,name=name,birth_date=dob"


def subjects() -> dict[str, object]:
    return {"a": {"schema": "Person", "names": ["Ayman Al Zawahiri"]}, "b": {"names": ["Katharina Blumenfeld-Ostrowski"]}}


def test_subjects_put_under_watch_are_screened_and_their_cases_come_back(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["new"], found["changed"], found["same"]) == (2, 0, 0)
    assert found["subjects"]["a"]["cases"][0]["state"] == "open"
    assert found["subjects"]["b"]["cases"] == []
    again = client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write")).json()
    assert (again["new"], again["same"], again["screened"]) == (0, 2, 0)


def test_a_file_is_imported_row_by_row_and_bad_rows_are_told(client: TestClient, key: Key) -> None:
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}"
    answer = client.post(path, content=FILE.encode(), headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["rows"], found["new"], found["refused"]) == (5, 3, 2)
    assert found["hit.new"] >= 1
    assert "row 3" in found["issues"][0]["where"]
    assert "Twice Given" not in answer.text


def test_the_whole_base_erases_those_it_no_longer_names(client: TestClient, service: Service, key: Key) -> None:
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}&whole="
    client.post(path + "false", content=FILE.encode(), headers=key("subjects:write"))
    fewer = "Customer no,name,dob\n2,Katharina Blumenfeld-Ostrowski,1980\n"
    assert client.post(path + "false", content=fewer.encode(), headers=key("subjects:write")).json()["gone"] == 0
    assert client.post(path + "true", content=fewer.encode(), headers=key("subjects:write")).json()["gone"] == 2
    with service.database.reading() as reading:
        assert reading.subjects.count("customers") == 1


def numbered(*numbers: int) -> bytes:
    """A file of invented customers with these numbers."""
    return ("Customer no,name\n" + "".join(f"{number},Marta Nowhere the {number}th\n" for number in numbers)).encode()


WHOLE = "/api/v1/bases/customers/import?file=base.csv&columns=key=Customer no,name=name&whole=true"


@pytest.mark.parametrize(
    ("were_there", "named", "gone"),
    [(12, 2, 10), (12, 1, 0), (150, 135, 15), (150, 134, 0)],
    ids=["ten", "more-than-ten", "a-tenth", "more-than-a-tenth"],
)
def test_a_whole_base_erases_ten_or_a_tenth_and_else_nobody(
    client: TestClient, service: Service, key: Key, were_there: int, named: int, gone: int
) -> None:
    client.post(WHOLE, content=numbered(*range(1, were_there + 1)), headers=key("subjects:write"))
    newcomers = range(1000, 1000 + were_there)  # who came with the file itself makes no room for erasing others
    answer = client.post(WHOLE, content=numbered(*range(1, named + 1), *newcomers), headers=key("subjects:write")).json()
    assert (answer["gone"], answer["new"]) == (gone, were_there)
    assert answer.get("missing", 0) == (0 if gone else were_there - named)
    assert any("nobody was erased" in issue["what"] for issue in answer["issues"]) == (not gone)
    with service.database.reading() as reading:
        assert reading.subjects.count("customers") == 2 * were_there - gone


def test_whom_a_legal_hold_keeps_does_not_count_among_the_missing(client: TestClient, service: Service, key: Key) -> None:
    client.post(WHOLE, content=numbered(*range(1, 13)), headers=key("subjects:write"))
    with service.database.writing() as writing:
        held = writing.subjects.by_key("customers", "12")
        assert held is not None
        writing.legal_holds.add(LegalHold("hold-1", "subject", held.id, "Order 7 of an invented court", "user:lena", service.now()))
    for gone in (10, 0):
        answer = client.post(WHOLE, content=numbered(1), headers=key("subjects:write")).json()
        assert (answer["gone"], "missing" in answer) == (gone, False)
    with service.database.reading() as reading:
        assert {one.key for one in reading.subjects.each("customers", "", 50)} == {"1", "12"}


def test_a_supervisor_says_how_many_a_whole_base_erases_and_no_key_does(client: TestClient, service: Service, key: Key) -> None:
    client.post(WHOLE, content=numbered(*range(1, 31)), headers=key("subjects:write"))
    said = WHOLE + "&most_gone="
    assert client.post(said + "29", content=numbered(1), headers=key("subjects:write")).status_code == 403
    with acting(client, ANA):
        assert client.post(said + "29", content=numbered(1)).status_code == 403
    with acting(client, LENA):
        assert client.post(said + "0", content=numbered(1)).status_code == 400
        assert client.post(said + "28", content=numbered(1)).json()["gone"] == 0
        assert client.post(WHOLE, content=numbered(1)).json()["missing"] == 29
        assert client.post(said + "29", content=numbered(1)).json()["gone"] == 29
    with service.database.reading() as reading:
        assert reading.subjects.count("customers") == 1


@pytest.mark.parametrize(
    ("rows", "gone", "said"),
    [
        ("2,Katharina Blumenfeld-Ostrowski,1980\n4,Zoe Example,1990\n", 1, ""),
        ("2,,1980\n4,Zoe Example,1990\n", 1, "nothing to screen"),
        (",Katharina Blumenfeld-Ostrowski,1980\n4,Zoe Example,1990\n", 0, "nobody was erased"),
        ("2,,\n4,,\n", 0, "nobody was erased"),
        ("", 0, "nobody was erased"),
    ],
    ids=["all-rows-taken", "a-refused-row-names-its-subject", "a-row-without-a-number", "no-row-taken", "no-row"],
)
def test_the_whole_base_erases_nobody_whom_it_may_name(client: TestClient, key: Key, rows: str, gone: int, said: str) -> None:
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}&whole="
    client.post(path + "false", content=FILE.encode(), headers=key("subjects:write"))
    answer = client.post(path + "true", content=f"Customer no,name,dob\n{rows}".encode(), headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["gone"] == gone
    assert said in str(answer.json()["issues"])


def test_a_row_without_a_number_does_not_take_the_place_of_another_subject(client: TestClient, key: Key) -> None:
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}"
    client.post(path, content=FILE.encode(), headers=key("subjects:write"))
    answer = client.post(path, content=b"Customer no,name,dob\n,Somebody Else,1990\n", headers=key("subjects:write")).json()
    assert (answer["changed"], answer["refused"]) == (0, 1)
    first = client.get("/api/v1/bases/customers/subjects/1", headers=key("subjects:read")).json()
    assert first["subject"]["names"] == ["Ayman Al Zawahiri"]


def test_the_subjects_of_a_file_are_kept_until_the_time_that_is_given(client: TestClient, key: Key) -> None:
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}&keep_until="
    assert client.post(path + "2031-03-01T00:00:00", content=FILE.encode(), headers=key("subjects:write")).status_code == 400
    client.post(path + "2031-03-01T00:00:00Z", content=FILE.encode(), headers=key("subjects:write"))
    first = client.get("/api/v1/bases/customers/subjects/1", headers=key("subjects:read")).json()
    assert first["keep_until"] == "2031-03-01T00:00:00+00:00"


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=1), timedelta(days=3650)], ids=["now", "second", "years"])
@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14))], ids=["utc", "east"])
def test_nobody_is_put_under_watch_until_a_time_that_has_passed(
    client: TestClient, service: Service, key: Key, back: timedelta, zone: tzinfo
) -> None:
    past = (service.now() - back).astimezone(zone).isoformat()
    file = {"file": "base.csv", "columns": MAP, "keep_until": past}
    answers = [
        client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects(), "keep_until": past}, headers=key("subjects:write")),
        client.post("/api/v1/bases/customers/import", params=file, content=FILE.encode(), headers=key("subjects:write")),
    ]
    for answer in answers:
        assert answer.status_code == 400, answer.text
        problem = answer.json()
        assert past in problem["title"] + problem.get("detail", "")
        assert "has passed" in problem["title"] + problem.get("detail", "")
        assert "leave it out" in answer.text
    with service.database.reading() as reading:
        assert reading.subjects.bases() == ()


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_the_calendar_are_no_fault_of_the_node(client: TestClient, service: Service, key: Key, until: str) -> None:
    asked = {"subjects": subjects(), "keep_until": until}
    answer = client.post("/api/v1/bases/customers/subjects", json=asked, headers=key("subjects:write"))
    assert answer.status_code == 400, answer.text
    asked["keep_until"] = "9999-12-31T23:59:59Z"
    assert client.post("/api/v1/bases/customers/subjects", json=asked, headers=key("subjects:write")).status_code == 200
    daily_retention(service.settings, service.database, service.now())
    with acting(client, LENA):
        assert client.get("/subjects?base=customers").status_code == 200


def test_who_was_there_stays_as_kept_when_a_later_import_is_refused(client: TestClient, service: Service, key: Key) -> None:
    path, kept = "/api/v1/bases/customers/subjects", (service.now() + timedelta(days=9)).isoformat()
    client.post(path, json={"subjects": subjects(), "keep_until": kept}, headers=key("subjects:write"))
    asked = {"subjects": subjects(), "keep_until": "2001-01-01T00:00:00Z"}
    assert client.post(path, json=asked, headers=key("subjects:write")).status_code == 400
    first = client.get(f"{path}/a", headers=key("subjects:read")).json()
    assert first["keep_until"] == kept


def test_more_refused_rows_than_are_told_are_said_to_be(client: TestClient, key: Key) -> None:
    bad = "".join(f"{number},,\n" for number in range(205))
    path = f"/api/v1/bases/customers/import?file=base.csv&columns={MAP}"
    found = client.post(path, content=f"Customer no,name,dob\n{bad}".encode(), headers=key("subjects:write")).json()
    assert (found["refused"], len(found["issues"])) == (205, 201)
    assert found["issues"][0]["what"] == "205 rows were refused, and the first 200 are told"
    assert "row 1," in found["issues"][1]["where"]


def test_an_import_that_was_done_is_answered_even_if_it_was_more_than_the_key_may_ask_for(client: TestClient, key: Key) -> None:
    rows = "".join(f"{number},Nobody Number{number}\n" for number in range(1, 901))
    answer = client.post(
        "/api/v1/bases/customers/import?file=base.csv", content=f"id,name\n{rows}".encode(), headers=key("subjects:write", per_minute=5)
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["new"] == 900


def test_a_subject_that_was_screened_at_once_leaves_no_job(client: TestClient, service: Service, key: Key) -> None:
    client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write"))
    with service.database.reading() as reading:
        assert "monitoring.arrived" not in {job.kind for job in reading.jobs.list(None, "", 100).items}


def test_a_subject_that_comes_while_another_edition_does_is_screened_by_a_job(
    client: TestClient, service: Service, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.watch, "is_in_use", lambda _key: False)
    client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write"))
    with service.database.reading() as reading:
        (job,) = [job for job in reading.jobs.list(None, "", 100).items if job.kind == "monitoring.arrived"]
    assert job.run_at <= service.now()


def test_a_workbook_is_imported_too(client: TestClient, key: Key) -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name"])
        sheet.write_row(1, 0, ["17", "Ayman Al Zawahiri"])
    answer = client.post("/api/v1/bases/customers/import?file=base.xlsx", content=data.getvalue(), headers=key("subjects:write"))
    assert answer.json()["new"] == 1


def test_looking_is_an_entry_of_the_ledger(client: TestClient, service: Service, key: Key) -> None:
    client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write"))
    answer = client.get("/api/v1/bases/customers/subjects/a", headers=key("subjects:read"))
    assert answer.json()["subject"]["names"] == ["Ayman Al Zawahiri"]
    with service.database.reading() as reading:
        entry = list(reading.ledger.rows(0, 1000))[-1][1]
    assert (entry.action, entry.purpose) == ("subject.view", "customer_screening")
    page = client.get("/api/v1/bases/customers/subjects?limit=1", headers=key("subjects:read")).json()
    rest = client.get(f"/api/v1/bases/customers/subjects?limit=5&after={page['next']}", headers=key("subjects:read")).json()
    assert {one["key"] for one in page["subjects"] + rest["subjects"]} == {"a", "b"}


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/api/v1/bases/customers/import?file=../../etc/passwd.csv", b"id,name\n1,x y\n", 200),
        ("/api/v1/bases/customers/import?file=base.exe", b"MZ", 400),
        ("/api/v1/bases/customers/import?file=base.xlsx", b"PK\x03\x04 this is no workbook", 422),
        ("/api/v1/bases/customers/import?file=base.csv", b"name\nx\n", 400),
        ("/api/v1/bases/customers/import?file=base.csv", b"", 422),
        ("/api/v1/bases/..%2f..%2fetc/import?file=base.csv", b"id,name\n1,x\n", 404),
        ("/api/v1/bases/a b/import?file=base.csv", b"id,name\n1,x\n", 400),
    ],
)
def test_what_is_no_base_leaves_nothing_behind(
    client: TestClient, service: Service, key: Key, path: str, content: bytes, status: int
) -> None:
    answer = client.post(path, content=content, headers=key("subjects:write"))
    assert answer.status_code == status, answer.text
    assert list((service.settings.home / "uploads").iterdir()) == [] if (service.settings.home / "uploads").exists() else True


def test_a_key_cannot_erase(client: TestClient, key: Key) -> None:
    client.post("/api/v1/bases/customers/subjects", json={"subjects": subjects()}, headers=key("subjects:write"))
    answer = client.delete("/api/v1/bases/customers/subjects/a?basis=objection", headers=key("subjects:write", "subjects:read"))
    assert answer.status_code == 403
    assert "never for a key" in answer.json()["detail"]
