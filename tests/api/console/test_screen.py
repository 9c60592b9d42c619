"""Screening one subject in the console: what is answered, what is refused, who may, and what the ledger says of it."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor, Entry, Purpose, Role
from comity.node.service import Service

from ..persons import ADA, ANA, acting

TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)
CLEAR = "Katharina Blumenfeld-Ostrowski"
LISTED = "Ayman Al Zawahiri"


def sent(client: TestClient, fields: dict[str, object], by: Actor = ANA, path: str = "/screen") -> tuple[int, str]:
    """The answer to the form with ``fields``, out of a sitting of ``by``."""
    with acting(client, by):
        token = client.headers["Cookie"].partition("=")[2]
        answer = client.post(path, data={"csrf": csrf_token(token), **fields}, follow_redirects=False)
    return answer.status_code, answer.text


def entries(service: Service, action: str) -> list[Entry]:
    with service.database.reading() as reading:
        return [entry for _, entry, _ in reading.ledger.rows(0, 10_000) if entry.action == action]


def test_a_hit_is_shown_with_what_speaks_for_it_and_against_it_and_the_ages_of_the_lists(client: TestClient, service: Service) -> None:
    status, text = sent(client, {"name": LISTED, "birth_date": "1990-01-01", "kind": "Person"})
    assert status == 200
    assert "QDi.006" in text
    assert "Speaks against a match" in text
    assert "1951-06-19" in text
    assert "days old" in text
    assert 'class="hit" open' in text
    (entry,) = entries(service, "screening.run")
    assert (entry.actor, entry.purpose, entry.facts["subjects"]) == ("user:ana", "customer_screening", "1")
    assert LISTED not in str(entry)


def test_clear_names_the_editions_and_leads_to_evidence(client: TestClient) -> None:
    status, text = sent(client, {"name": CLEAR})
    assert status == 200
    assert "Clear against these editions" in text
    assert re.search(r"un-sc-\d{4}-\d\d-\d\d", text)
    assert "STALE" in text  # the extract that ships is older than its list may be
    assert "/screen/evidence" in text


def test_the_evidence_of_a_clear_screening_is_a_file_and_of_a_hit_a_refusal(client: TestClient) -> None:
    with acting(client, ANA):
        token = csrf_token(client.headers["Cookie"].partition("=")[2])
        answer = client.post("/screen/evidence", data={"csrf": token, "name": CLEAR, "as": "json"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert CLEAR in answer.text
    status, text = sent(client, {"name": LISTED, "as": "json"}, path="/screen/evidence")
    assert status == 409
    assert "not clear" in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": CLEAR, "birth_date": "soon"}, "the date of birth: a date cannot be read"),
        ({"name": CLEAR, "nationality": "Nowhereland"}, "the nationality: a country is not known"),
        ({"name": CLEAR, "review": "2"}, "the threshold is no score"),
        ({"name": CLEAR, "review": "nan"}, "the threshold is no score"),
        ({"name": CLEAR, "list": "no-such-list"}, "not in use here"),
        ({"id_type": "passport", "id_value": "1.2E+9"}, "an identifier: a number is written with an exponent"),
        ({"name": CLEAR, "kind": "Ghost"}, "kind is none of the choices"),
        ({"name": CLEAR, "colour": "blue"}, "this page does not know"),
        ({"name": "x" * 1001}, "name has 1,001 characters"),
        ({"name": "\u0300\u0301"}, "no letter of the name can be compared"),
    ],
    ids=["date", "country", "threshold", "nan", "list", "number", "kind", "unknown-field", "long", "no-letters"],
)
def test_what_cannot_be_screened_is_said_and_never_clear(client: TestClient, fields: dict[str, object], said: str) -> None:
    _, text = sent(client, fields)
    assert said in text
    assert "Clear against" not in text


def test_what_was_typed_stays_in_the_form_and_is_never_markup(client: TestClient) -> None:
    name = '"><script>alert(1)</script>\u202egnp'
    status, text = sent(client, {"name": name, "other_names": "<b>Zed</b>", "birth_date": "<i>x"})
    assert status == 400
    assert "<script>alert" not in text
    assert "<b>Zed" not in text
    assert "&lt;b&gt;Zed" in text


def test_nothing_filled_in_is_no_screening(client: TestClient, service: Service) -> None:
    status, text = sent(client, {"name": " ", "birth_date": "1990"})
    assert (status, entries(service, "screening.run")) == (200, [])
    assert "A hit is a resemblance" in text


def test_a_number_that_is_not_compared_is_said(client: TestClient) -> None:
    _, text = sent(client, {"name": CLEAR, "id_type": "imo", "id_value": "12"})
    assert "Not compared" in text
    assert "the imo number is not compared" in text


def test_the_threshold_and_the_lists_are_used_and_shown(client: TestClient) -> None:
    _, text = sent(client, {"name": "Ayman Zawahri Almasri", "review": "0,95", "list": "un-sc"})
    assert "from a score of 0.95" in text
    assert "Only these lists were searched: un-sc" in text


def test_another_hit_can_be_explained_in_full(client: TestClient) -> None:
    _, text = sent(client, {"name": "Mohammed Ali", "review": "0.5", "whole": "2"})
    hits = re.findall(r'<details class="hit"( open)?>', text)
    assert len(hits) > 2
    assert [number for number, is_open in enumerate(hits, 1) if is_open] == [2]
    assert len(text.encode()) < 150_000


@pytest.mark.parametrize("actor", [ADA, TOM], ids=["auditor", "administrator"])
def test_who_may_not_screen_is_refused(client: TestClient, actor: Actor) -> None:
    assert sent(client, {"name": CLEAR}, by=actor)[0] == 403


def test_a_form_of_another_sitting_is_refused(client: TestClient, service: Service) -> None:
    with acting(client, ANA):
        del client.headers["Comity-CSRF"]
        answer = client.post("/screen", data={"csrf": "made-up", "name": LISTED})
        client.headers["Comity-CSRF"] = ""
    assert answer.status_code == 403
    assert entries(service, "screening.run") == []


def test_under_htmx_only_the_answer_and_its_page_come_back(client: TestClient) -> None:
    with acting(client, ANA):
        token = csrf_token(client.headers["Cookie"].partition("=")[2])
        answer = client.post("/screen", data={"csrf": token, "name": LISTED}, headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert 'id="found"' in answer.text
