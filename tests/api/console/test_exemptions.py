"""Exemptions in the console: in force and ended, by list and by end, one of them, and its withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor
from comity.node.service import Service

from ..persons import ADA, ANA, LENA, acting

Key = Callable[..., dict[str, str]]
SUBJECTS: dict[str, dict[str, Any]] = {
    "weaker": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "weakest": {"schema": "Person", "names": ["<script>alert(1)</script>", "Hafiz Saeed"], "birth_dates": ["1990-01-01"]},
}


@pytest.fixture
def spared(client: TestClient, key: Key) -> dict[str, str]:
    """The ids of the exemptions of ``SUBJECTS`` by the owner's keys; each is its case's id with the version behind it."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    found = {}
    for name, one in answer.json()["subjects"].items():
        case = one["cases"][0]["id"]
        with acting(client, ANA):
            shown = client.get(f"/api/v1/cases/{case}").json()
            seen = {"seen_version": shown["version"], "seen_subject": shown["subject"]["digest"]}
            said = {"verdict": "not_a_match", "reason": "birth_date_differs"}
            found[name] = client.post(f"/api/v1/cases/{case}/decide", json=seen | said).json()["exemption"]["id"]
    return found


def get(client: TestClient, path: str, by: Actor = ANA) -> str:
    with acting(client, by):
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def withdraw(client: TestClient, exemption: str, by: Actor = LENA, **fields: str) -> Any:
    with acting(client, by):
        token = csrf_token(str(client.headers["Cookie"]).removeprefix("comity="))
        return client.post(f"/exemptions/{exemption}/withdraw", data={"csrf": token, **fields}, follow_redirects=False)


def test_those_in_force_are_shown_with_their_cases_and_no_markup(client: TestClient, service: Service, spared: dict[str, str]) -> None:
    page = get(client, "/exemptions")
    assert all(f"/exemptions/{one}" in page and f"/review/{one.rsplit('-', 1)[0]}" in page for one in spared.values())
    assert "<script>alert" not in page
    with service.database.reading() as reading:
        *_, (_, last, _) = reading.ledger.rows(0, 10_000)
    assert (last.actor, last.action, last.object) == ("user:ana", "exemption.view", "exemptions:active")
    assert set(last.facts["exemptions"].split()) == set(spared.values())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"weaker", "weakest"}),
        ("list=un-sc", {"weaker", "weakest"}),
        ("list=eu-fsf", set()),
        ("soon=7", set()),
        ("soon=90&list=un-sc", set()),
        ("state=ended", set()),
        ("state=expired", set()),
    ],
)
def test_the_page_and_its_file_show_what_is_asked_for(
    client: TestClient, spared: dict[str, str], monkeypatch: pytest.MonkeyPatch, query: str, names: set[str]
) -> None:
    monkeypatch.setattr("comity.web.console.exemptions.rows._ROWS_OF_FILE", 1)  # a file is read in several pages
    page, file = get(client, f"/exemptions?{query}"), get(client, f"/exemptions?{query}&as=csv")
    assert {name for name, one in spared.items() if f"/exemptions/{one}" in page} == names
    assert len(file.splitlines()) == 1 + len(names)


def test_what_runs_out_soon_is_found(client: TestClient, service: Service, spared: dict[str, str]) -> None:
    with service.database.writing() as writing:
        one = writing.exemptions.get(spared["weaker"])
        assert one is not None
        soon = one.granted_at + timedelta(days=5)
        writing.connection.exec_driver_sql("UPDATE exemptions SET expires_at = ? WHERE id = ?", (int(soon.timestamp() * 10**6), one.id))
    page = get(client, "/exemptions?soon=7")
    assert spared["weaker"] in page
    assert spared["weakest"] not in page


def test_a_supervisor_ends_one_and_it_says_why(client: TestClient, service: Service, spared: dict[str, str]) -> None:
    chosen = spared["weaker"]
    assert "Withdraw this exemption" in get(client, f"/exemptions/{chosen}", LENA)
    answer = withdraw(client, chosen)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/exemptions/{chosen}")
    assert withdraw(client, chosen).status_code == 303
    page = get(client, f"/exemptions/{chosen}", LENA)
    assert "withdrawn by lena" in page
    assert "Withdraw this exemption" not in page
    assert "withdrawn by lena" in get(client, "/exemptions?state=ended")
    assert chosen in get(client, "/exemptions?state=withdrawn&list=un-sc")
    assert chosen not in get(client, "/exemptions")
    with service.database.reading() as reading:
        actions = [entry.action for _, entry, _ in reading.ledger.rows(0, 10_000)]
    assert actions.count("exemption.withdraw") == 1
    assert actions.count("case.reopen") == 1


def test_who_may_not_end_one_is_not_offered_to_and_is_refused(client: TestClient, spared: dict[str, str]) -> None:
    for by in (ANA, ADA):
        assert "Withdraw this exemption" not in get(client, f"/exemptions/{spared['weaker']}", by)
        assert withdraw(client, spared["weaker"], by).status_code == 403
    assert withdraw(client, spared["weaker"], LENA, reason="none").status_code == 400
    assert withdraw(client, "none", LENA).status_code == 404
    assert spared["weaker"] in get(client, "/exemptions")


@pytest.mark.parametrize("query", ["state=all", "soon=8", "colour=red", "after=nowhere", "list=" + "x" * 201, "state=active&state=ended"])
def test_an_address_that_asks_for_nothing_there_is_is_refused(client: TestClient, query: str) -> None:
    with acting(client, ANA):
        assert client.get(f"/exemptions?{query}").status_code == 400


def test_nobody_spared_is_taught(client: TestClient) -> None:
    assert "Nobody is spared" in get(client, "/exemptions")
    assert "No exemption has ended" in get(client, "/exemptions?state=ended")
