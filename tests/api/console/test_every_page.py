"""Every page of the console is looked at by axe-core in the browser, pages yet to come too; what is no page is known by name."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient
from starlette.routing import compile_path
from tests.browser.every_page import EXCUSED, PAGES

from comity.web.console.router import PAGES as ROUTERS

from ..people.test_every_path import ways

OF_THE_CONSOLE = {route.path for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]


def shown(client: TestClient) -> dict[str, re.Pattern[str]]:
    """The paths of the console that are got, in the order in which they are tried, with what they fit."""
    paths = dict.fromkeys(way.path for way in ways(client) if way.method == "GET" and way.path in OF_THE_CONSOLE)
    return {path: compile_path(path)[0] for path in paths}


def test_every_page_is_looked_at_or_excused(client: TestClient) -> None:
    paths = shown(client)
    assert len(paths) > 40
    looked_at = {next((path for path, fits in paths.items() if fits.match(asked.partition("?")[0])), asked) for _, asked in PAGES}
    assert looked_at <= paths.keys(), "these are no pages"
    assert looked_at.isdisjoint(EXCUSED)
    assert paths.keys() == looked_at | EXCUSED.keys()
