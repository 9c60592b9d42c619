"""Addresses that lead nowhere: a page for a person before a browser, a problem for a program."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from .filling import TOM, look

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_person_is_told_on_a_page_with_their_own_way_on(client: TestClient) -> None:
    answer = look(client, "/revew", TOM, **BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "there is no page at this address" in answer.text
    assert 'href="/jobs"' in answer.text
    assert "revew" not in answer.text.replace("next=/revew", "")


def test_nobody_is_told_more_than_that(client: TestClient) -> None:
    answer = client.get("/revew/<script>", headers=BROWSER)
    assert answer.status_code == 404
    assert "there is no page at this address" in answer.text
    assert 'href="/jobs"' not in answer.text


def test_an_address_that_only_takes_forms_is_none_to_look_at(client: TestClient) -> None:
    assert "there is no page at this address" in client.get("/sign-out", headers=BROWSER).text


@pytest.mark.parametrize(("path", "accept"), [("/revew", "*/*"), ("/revew", "application/json"), ("/api/v1/revew", BROWSER["Accept"])])
def test_a_program_gets_a_problem(client: TestClient, path: str, accept: str) -> None:
    client.get("/sign-in")
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_form_that_goes_nowhere_is_a_problem(client: TestClient) -> None:
    assert client.post("/revew", headers=BROWSER).json()["code"] == "not_found"
