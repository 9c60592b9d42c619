"""What does not screen is loaded after the node answers; who asks for it at once gets it all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Match
from tests.homes import begin_home

from comity.node.service import open_service
from comity.node.settings import Settings
from comity.web.app import application
from comity.web.late_routes import LateRoutes


@pytest.fixture
def client(tmp_path: Path, index_home: Path) -> Iterator[TestClient]:
    """A client of an application at which nobody has asked for a page yet."""
    settings = Settings(begin_home(tmp_path / "home", index_home))
    with TestClient(application(lambda: open_service(settings, lambda: datetime.now(UTC)))) as one:
        yield one


LATE = ("comity.web.console", "comity.web.api.cases", "comity.web.compat.", "comity.node.job_kinds", "comity.registry")


@pytest.mark.parametrize("late", LATE)
def test_the_application_is_made_without_the_modules_of_what_is_late(late: str) -> None:
    asked = f"import sys, comity.web.app; print(*(name for name in sys.modules if name.startswith('{late}')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_first_page_is_there_at_once(client: TestClient) -> None:
    assert client.get("/sign-in").status_code == 200


def test_a_path_of_the_api_that_is_not_there_brings_no_pages(client: TestClient) -> None:
    assert client.get("/api/v1/nothing").status_code == 404  # brings the rest of the API
    before = len(client.app.router.routes)  # type: ignore[attr-defined]
    assert client.get("/api/v1/nothing-else").status_code == 404
    assert len(client.app.router.routes) == before  # type: ignore[attr-defined]


def test_pages_are_added_once(client: TestClient) -> None:
    client.get("/sign-in")
    routes = client.app.router.routes  # type: ignore[attr-defined]
    late = [route for route in routes if isinstance(route, LateRoutes)]
    before = len(routes)
    for one in late:
        one.place()
        assert one.matches({"type": "http", "path": "/sign-in"}) == (Match.NONE, {})
    assert len(late) == 2
    assert len(routes) == before


def test_a_page_takes_only_its_methods_from_the_first_request_on(client: TestClient) -> None:
    assert client.delete("/sign-in").status_code == 405


@pytest.mark.parametrize("path", ["/api/v1/cases", "/api/v1/jobs", "/api/v1/ledger/entries"])
def test_the_first_request_for_what_is_late_finds_its_path(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/catalog"])
def test_the_first_request_of_another_services_client_is_answered(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_what_screens_is_there_without_the_rest(client: TestClient) -> None:
    before = len(client.app.router.routes)  # type: ignore[attr-defined]
    assert client.get("/health").status_code == 200
    assert client.post("/api/v1/screen", json={"subjects": {}}).status_code in (400, 401)
    assert len(client.app.router.routes) == before  # type: ignore[attr-defined]


def test_the_description_is_whole_before_anything_was_asked(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert {"/api/v1/screen", "/health", "/api/v1/cases", "/match/{scope}", "/api/v1/webhooks"} <= set(described)
