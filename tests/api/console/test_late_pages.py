"""The pages of the console are loaded after the node answers; who asks for one at once gets it all the same."""

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
from comity.web.late_pages import LatePages


@pytest.fixture
def client(tmp_path: Path, index_home: Path) -> Iterator[TestClient]:
    """A client of an application at which nobody has asked for a page yet."""
    settings = Settings(begin_home(tmp_path / "home", index_home))
    with TestClient(application(lambda: open_service(settings, lambda: datetime.now(UTC)))) as one:
        yield one


def test_the_application_is_made_without_the_modules_of_the_pages() -> None:
    asked = "import sys, comity.web.app; print(*(name for name in sys.modules if name.startswith('comity.web.console')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_first_page_is_there_at_once(client: TestClient) -> None:
    assert client.get("/sign-in").status_code == 200


def test_a_path_of_the_api_that_is_not_there_brings_no_pages(client: TestClient) -> None:
    before = len(client.app.router.routes)  # type: ignore[attr-defined]
    assert client.get("/api/v1/nothing").status_code == 404
    assert len(client.app.router.routes) == before  # type: ignore[attr-defined]


def test_pages_are_added_once(client: TestClient) -> None:
    client.get("/sign-in")
    routes = client.app.router.routes  # type: ignore[attr-defined]
    late = next(route for route in routes if isinstance(route, LatePages))
    before = len(routes)
    late.place()
    assert late.matches({"type": "http", "path": "/sign-in"}) == (Match.NONE, {})
    assert len(routes) == before


def test_a_page_takes_only_its_methods_from_the_first_request_on(client: TestClient) -> None:
    assert client.delete("/sign-in").status_code == 405
