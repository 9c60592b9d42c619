"""Every page for every reader: axe-core finds nothing (WCAG 2.2 AA), in light, dark and right-to-left.

One node serves them all, with the exercise in it, so that tables are full and cases are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from comity.model import Actor, Purpose
from comity.node.exercise import set_up
from comity.node.settings import Settings
from comity.storage.database.queue import QueueView

from .conftest import BO, LENA, TOM, Served, served, sitting

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = ("light", pytest.param("dark", marks=pytest.mark.slow), pytest.param("ar", marks=pytest.mark.slow))
"""The quick tests look in the light; the slow ones in the dark and from right to left."""

HANDLER = replace(LENA, purpose=Purpose.SUBJECT_REQUEST)

PAGES: list[tuple[Actor | None, str]] = [
    *((None, path) for path in ("/sign-in", "/welcome")),
    *((LENA, path) for path in ("/", "/purpose", "/proof", "/me")),
    *((LENA, path) for path in ("/screen", "/screen?name=Otto+Brandner", "/screen/file")),
    *((LENA, path) for path in ("/review", "/review/{case}")),
    (BO, "/approval"),
    *((LENA, path) for path in ("/subjects", "/subjects/{subject}", "/listings/un-sc/QDi.006?editions=yes")),
    *((LENA, path) for path in ("/monitoring", "/monitoring/import")),
    *((LENA, path) for path in ("/lists", "/lists/un-sc", "/lists/import")),
    *((LENA, path) for path in ("/exemptions", "/evidence", "/replay")),
    *((LENA, path) for path in ("/ledger", "/ledger/0", "/ledger/proof")),
    *((HANDLER, path) for path in ("/requests", "/requests/new", "/requests/holds")),
    *((TOM, path) for path in ("/users", "/users/ana", "/webhooks", "/jobs", "/settings")),
    (LENA, "/keys"),
]


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """The exercise, served; and the ids of a case and its subject."""
    settings = Settings(tmp_path_factory.mktemp("exercise") / "home")
    set_up(settings, datetime.now(UTC))
    with served(settings) as node:
        with node.service.database.reading() as reading:
            case = reading.cases.queue(QueueView(), "", 1).items[0].case
        yield node, {"case": case.id, "subject": case.pair.subject}


def violations(page: Page) -> list[str]:
    """What axe-core finds on ``page``, each with its rule and first place."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("actor", "path"), PAGES, ids=[path for _, path in PAGES])
def test_axe_finds_nothing(exercise: tuple[Served, dict[str, str]], chromium: Browser, actor: Actor | None, path: str, look: str) -> None:
    node, ids = exercise
    locale, scheme = ("ar" if look == "ar" else "en-GB"), ("dark" if look == "dark" else "light")
    with chromium.new_context(base_url=node.address, locale=locale, color_scheme=scheme) as context:  # type: ignore[arg-type]
        if actor is not None:
            context.add_cookies([{"name": "comity", "value": sitting(node.service, actor), "url": node.address}])
        page = context.new_page()
        answer = page.goto(path.format(**ids))
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("html").get_attribute("dir") == ("rtl" if look == "ar" else "ltr")
        assert violations(page) == []
