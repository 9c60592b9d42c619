"""Names, numbers and secrets sent through every path of the API: none of them is in the log, the metrics, the ledger or the jobs.

What is sent is looked for as it stands and in parts, in whatever writing JSON gives it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client import generate_latest
from sqlalchemy import select
from tests.api.persons import LENA, acting

from comity.model import ComityError, Purpose
from comity.node import logs
from comity.node.service import Service
from comity.storage.database.schema import metadata
from comity.web.metrics_of_requests import REGISTRY

Key = Callable[..., dict[str, str]]
NAME, OTHER, NUMBER, KEY = "Xyvara Quellendorf", "Ксивара Квеллендорф", "ZQ7391024X", "customer-Xyvara-7"
MARKS = ("Xyvara", "Quellendorf", "xyvara", "quellendorf", "Ксивара", "7391024", "1971-05-04", "\\u041a\\u0441\\u0438\\u0432")
FACTS = {
    "schema": "Person",
    "names": [NAME, OTHER],
    "birth_dates": ["1971-05-04"],
    "identifiers": [{"type": "passport", "value": NUMBER}],
}
WITHOUT_PEOPLE = ("ledger_entries", "jobs", "deliveries", "erasures", "screenings", "person_requests", "idempotency")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.begin(stream)
    yield stream
    logs.end()


def found_in(text: str, *secrets: str) -> list[str]:
    return [mark for mark in (*MARKS, *secrets) if mark in text]


def assert_clean(log: io.StringIO, service: Service, *secrets: str) -> None:
    assert found_in(log.getvalue(), *secrets) == []
    for line in log.getvalue().splitlines():
        assert isinstance(json.loads(line), dict)
    assert found_in(generate_latest(REGISTRY).decode(), *secrets) == []
    with service.database.reading() as reading:
        for name in WITHOUT_PEOPLE:
            rows = reading.connection.execute(select(metadata.tables[name])).all()
            assert found_in("\n".join(repr(tuple(row)) for row in rows), *secrets) == [], name


def stream_of(*lines: object) -> bytes:
    return b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)


def test_every_way_in(client: TestClient, service: Service, key: Key, log: io.StringIO) -> None:
    headers = key("screen", "subjects:read", "subjects:write", "cases:read", "metrics:read", "ledger:read")
    token = headers["Authorization"].partition(" ")[2]
    entity = {"schema": "Person", "properties": {"name": [NAME, OTHER], "passportNumber": [NUMBER], "birthDate": ["1971-05-04"]}}
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/v1/screen", {"json": {"subjects": {KEY: FACTS}}}),
        ("POST", "/api/v1/screen", {"json": {"subjects": {KEY: FACTS | {"unknown": NAME}}}}),
        ("POST", "/api/v1/screen", {"json": {"subjects": {KEY: FACTS | {"birth_dates": [NAME]}}}}),
        ("POST", "/api/v1/screen", {"content": f'{{"subjects": {{"{NAME}": '.encode()}),
        ("POST", f"/api/v1/screen?name={NAME}", {"json": {"subjects": {KEY: FACTS}}}),
        ("POST", "/api/v1/screen/stream", {"content": stream_of({"key": KEY, "subject": FACTS}, {"key": NAME}, NAME.encode() + b"{\n")}),
        ("POST", "/match/default", {"json": {"queries": {KEY: entity}}}),
        ("POST", f"/match/default?{NAME}=1", {"json": {"queries": {KEY: entity}}}),
        ("POST", f"/match/{NAME}", {"json": {"queries": {KEY: entity}}}),
        ("GET", f"/search/default?q={NAME}", {}),
        ("GET", f"/entities/{NAME}", {}),
        ("GET", f"/{NAME}?q={NUMBER}", {}),
        (NAME.replace(" ", ""), "/api/v1/screen", {}),
        ("POST", "/api/v1/bases/customers/subjects", {"json": {"subjects": {KEY: FACTS}}}),
        ("POST", f"/api/v1/bases/{NAME}/subjects", {"json": {"subjects": {KEY: FACTS}}}),
        ("POST", "/api/v1/bases/customers/import?file=people.csv", {"content": f"id,name,passport\n{KEY},{NAME},{NUMBER}\n".encode()}),
        ("POST", f"/api/v1/bases/customers/import?file={NAME}.exe", {"content": NAME.encode()}),
        ("POST", "/api/v1/bases/customers/import?file=people.xlsx", {"content": NAME.encode()}),
        ("GET", f"/api/v1/bases/customers/subjects/{KEY}", {}),
        ("GET", f"/api/v1/bases/customers/subjects/{NAME}", {}),
        ("GET", "/api/v1/bases/customers/subjects", {}),
        ("GET", f"/api/v1/cases?list={NAME}", {}),
        ("GET", "/api/v1/screen", {"headers": {"Comity-Purpose": NAME}}),
        ("GET", "/api/v1/cases", {"headers": {"Authorization": f"Bearer {NAME}"}}),
        ("GET", "/api/v1/cases", {"headers": {"User-Agent": NAME, "Cookie": f"a={NAME}", "X-Forwarded-For": NAME}}),
    ]
    answers = []
    for method, path, how in tries:
        given = {name: value.encode() for name, value in (headers | how.pop("headers", {})).items()}
        answers.append(client.request(method, path, headers=given, **how).status_code)
    assert 500 not in answers
    assert answers.count(200) >= 8
    assert len([line for line in log.getvalue().splitlines() if '"request.done"' in line]) == len(tries)
    assert_clean(log, service, token, token[-20:], KEY)


def test_a_line_for_each_request_says_who_what_and_how_long(client: TestClient, key: Key, log: io.StringIO) -> None:
    headers = key("subjects:read", "subjects:write")
    answer = client.get(f"/api/v1/bases/customers/subjects/{KEY}", headers=headers)
    (line,) = [json.loads(text) for text in log.getvalue().splitlines() if '"request.done"' in text]
    assert line["request"] == answer.headers["request-id"]
    assert (line["method"], line["status"], line["route"]) == ("GET", 404, "/api/v1/bases/{base}/subjects/{key}")
    assert line["actor"].startswith("key:")
    assert 0 < line["seconds"] < 60


def test_a_failure_is_found_in_the_log_under_its_id_without_what_it_was_about(
    client: TestClient, service: Service, key: Key, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        name = NAME
        raise RuntimeError(f"cannot read {name} {NUMBER}")

    headers = key("screen", "subjects:read")
    monkeypatch.setattr(type(service.screener), "submit", fail)
    answer = client.post("/api/v1/screen", json={"subjects": {KEY: FACTS}}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert found_in(answer.text) == []
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (failed,) = [line for line in lines if line["event"] == "request.failed"]
    (done,) = [line for line in lines if line["event"] == "request.done"]
    assert failed["request"] == done["request"] == answer.headers["request-id"]
    assert (failed["error"], done["status"]) == ("RuntimeError", 500)
    assert any(frame.startswith("comity.web.api.screen:") for frame in failed["frames"])
    assert_clean(log, service, KEY)


def test_a_failure_of_the_node_that_is_known_is_told_too(
    client: TestClient, service: Service, key: Key, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.model import DatabaseUnusable

    def fail(*_: object, **__: object) -> None:
        raise DatabaseUnusable(f"the row of {NAME} is damaged")

    headers = key("screen", "subjects:read")
    monkeypatch.setattr(type(service.screener), "submit", fail)
    assert client.post("/api/v1/screen", json={"subjects": {KEY: FACTS}}, headers=headers).status_code == 503
    assert '"error": "DatabaseUnusable"' in log.getvalue()
    assert_clean(log, service, KEY)


def test_people_who_work_on_requests_leave_no_trace_of_the_persons(client: TestClient, service: Service, log: io.StringIO) -> None:
    from tests.api.test_person_requests import HANDLER

    with acting(client, LENA) as desk:
        put = desk.post("/api/v1/bases/customers/subjects", json={"subjects": {KEY: FACTS}})
        subject = put.json()["subjects"][KEY]["id"]
    with acting(client, HANDLER) as desk:
        request = desk.post("/api/v1/requests", json={"kind": "erasure"}).json()
        path = f"/api/v1/requests/{request['id']}"
        for wanted in (
            {"name": NAME},
            {"base": "customers", "key": KEY},
            {"name": NAME, "subject": NAME},
            {"nick": NAME},
            {"name": [NAME]},
        ):
            desk.post(f"{path}/find", json=wanted)
        request = desk.post(f"{path}/identify", json={"seen_version": 1, "subjects": [subject]}).json()
        desk.post("/api/v1/holds", json={"kind": "subject", "record": "other", "basis": f"Order on {NAME}"})
        request = desk.post(f"{path}/plan", json={"seen_version": request["version"]}).json()
        ended = desk.post(f"{path}/erase", json={"seen_version": request["version"]})
    assert ended.json()["state"] == "done"
    assert_clean(log, service, KEY, "Order on")


def test_no_handler_of_an_error_writes_what_it_says(log: io.StringIO) -> None:
    for kind in ComityError.__subclasses__():
        logs.tell_error("request.failed", kind(f"about {NAME}", NUMBER))
    assert found_in(log.getvalue()) == []
    assert len(log.getvalue().splitlines()) == len(ComityError.__subclasses__())


def test_a_purpose_is_a_word_of_the_list(client: TestClient, service: Service, key: Key, log: io.StringIO) -> None:
    headers = key("screen") | {"Comity-Purpose": Purpose.CUSTOMER_SCREENING.value}
    assert client.post("/api/v1/screen", json={"subjects": {KEY: FACTS}}, headers=headers).status_code == 200
    assert_clean(log, service, KEY)
