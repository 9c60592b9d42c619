"""Every page for every reader: axe-core finds nothing (WCAG 2.2 AA), in light, dark and right-to-left.

One node serves them all, with the exercise in it and some work done, so that tables are full and cases are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from comity.model import Actor
from comity.node.exercise import set_up
from comity.node.settings import Settings

from .conftest import Served, served, sitting
from .every_page import AGAIN, PAGES, PROBLEMS
from .furnished import furnish

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "selectors": False}
"""Every rule; of what is in order, axe-core need not say where it stands, which takes as long as looking."""

FOUND = "asked => axe.run(document, asked).then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"
LOOKS = ("light", pytest.param("dark", marks=pytest.mark.slow), pytest.param("ar", marks=pytest.mark.slow))
"""The quick tests look in the light; the slow ones in the dark and from right to left."""

SHOWN = [
    *(pytest.param(actor, path, 200, id=path) for actor, path in PAGES),
    *(pytest.param(actor, path, 200, id=path, marks=pytest.mark.slow) for actor, path in AGAIN),
    *(pytest.param(actor, path, status, id=f"{status} {path}") for actor, path, status in PROBLEMS),
]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """The exercise after some work, served; and the ids of what is in it."""
    settings = Settings(tmp_path_factory.mktemp("exercise") / "home")
    set_up(settings, datetime.now(UTC))
    with served(settings) as node:
        yield node, furnish(node.service, tmp_path_factory.mktemp("files"))


def seen_in(look: str) -> dict[str, Any]:
    """What a browser is told so that its pages look so."""
    return {"color_scheme": "dark" if look == "dark" else "light", "locale": "ar" if look == "ar" else "en-GB"}


def violations(page: Page) -> list[str]:
    """What axe-core finds on ``page``, each with its rule and first place."""
    page.evaluate(AXE)
    return list(page.evaluate(FOUND, ASKED))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("actor", "path", "status"), SHOWN)
def test_axe_finds_nothing(
    exercise: tuple[Served, dict[str, str]], chromium: Browser, actor: Actor | None, path: str, status: int, look: str
) -> None:
    node, ids = exercise
    with chromium.new_context(base_url=node.address, **seen_in(look)) as context:
        if actor is not None:
            context.add_cookies([{"name": "comity", "value": sitting(node.service, actor), "url": node.address}])
        page = context.new_page()
        answer = page.goto(path.format(**ids))
        assert answer is not None
        assert answer.status == status, path
        assert page.locator("html").get_attribute("dir") == ("rtl" if look == "ar" else "ltr")
        assert violations(page) == []
