"""The registry over the API: the same answers as on the command line, for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .persons import ANA, acting

Headers = dict[str, str]


@pytest.fixture
def ask(client: TestClient, key: Callable[..., Headers]) -> Callable[..., Any]:
    """The answer to a question, asked with a key of the registry's scope."""
    headers = key("registry:read")

    def asked(path: str, **parameters: str) -> Any:
        answer = client.get(f"/api/v1/registry{path}", params=parameters, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


def test_in_force_for_one_and_between_two(ask: Callable[..., Any]) -> None:
    one = ask("/in-force", instrument="ROME-1998", party="HU", on="2026-06-03")
    assert (one["in_force"], one["until"]) == (False, "2026-06-02")
    two = ask("/in-force", instrument="ETS-24", party="FR", other="GB", article="16", on="2024-01-01")
    assert two["in_force"] is True
    assert two["proof"]


def test_bases_members_gaps_obligations_changes(ask: Callable[..., Any]) -> None:
    bases = ask("/bases", party="FR", other="KE", **{"for": "extradition"})
    assert bases["parties"] == ["FRA", "KEN"]
    for said in ("data-exchange", "data_exchange"):
        assert ask("/bases", party="FR", other="KE", **{"for": said})["for"] == "data_exchange"
    assert {"FINANCING-1999"} <= {one["instrument"] for one in bases["bases"]}
    members = ask("/bodies/NATO/members", on="2024-03-08")
    assert len(members["members"]) == 32
    assert members["coverage"]["complete"] is True
    assert len(ask("/bodies/ECOWAS/gaps", on="2025-02-01")["rows"]) == 12
    assert {one["state"] for one in ask("/parties/KE/obligations")["obligations"]} == {"bound", "not_taken_on", "unknown"}
    assert ask("/changes", since="2025-01-01")["changes"]


def test_things_by_themselves(ask: Callable[..., Any]) -> None:
    assert ask("/instruments/FINANCING-1999")["events"]
    assert ask("/bodies/NATO")["members_today"] == 32
    assert ask("/parties/FRA")["authorities"]
    assert ask("/search", q="financing terrorism")["found"]
    assert ask("/status")["status"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/instruments/NOTHING", 404, "unknown_name"),
        ("/bodies/ROME-1998", 404, "unknown_name"),
        ("/parties/Freedonia", 404, "unknown_name"),
        ("/in-force?instrument=ROME-1998&party=FR&on=soon", 400, "invalid_parameters"),
        ("/in-force?instrument=ROME-1998&party=FR&colour=red", 400, "bad_request"),
        ("/bases?party=FR&other=France&for=mla", 400, "bad_request"),
        ("/bases?party=FR&other=KE&for=revenge", 400, "invalid_parameters"),
        ("/in-force?instrument=&party=FR", 400, "invalid_parameters"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client: TestClient, key: Callable[..., Headers], path: str, status: int, code: str) -> None:
    answer = client.get(f"/api/v1/registry{path}", headers=key("registry:read"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_without_the_scope_is_refused_and_a_person_of_any_role_is_not(client: TestClient, key: Callable[..., Headers]) -> None:
    assert client.get("/api/v1/registry/status", headers=key("screen")).status_code == 403
    assert client.get("/api/v1/registry/status").status_code == 401
    with acting(client, ANA):
        assert client.get("/api/v1/registry/status").status_code == 200
