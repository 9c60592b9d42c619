"""Every page for every reader: axe-core finds nothing (WCAG 2.2 AA), in light, dark and right-to-left."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from comity.model import Actor

from .conftest import LENA, Opening

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe-core finds on ``page``, each with its rule and first place."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


PAGES: list[tuple[Actor | None, str]] = [(LENA, "/")]


@pytest.mark.parametrize(("actor", "path"), PAGES, ids=[path for _, path in PAGES])
@pytest.mark.parametrize("look", ["light", "dark", "ar"])
def test_axe_finds_nothing(opening: Opening, actor: Actor | None, path: str, look: str) -> None:
    page = opening(actor, path, color_scheme="dark" if look == "dark" else "light", locale="ar" if look == "ar" else "en-GB")
    assert page.locator("html").get_attribute("dir") == ("rtl" if look == "ar" else "ltr")
    assert violations(page) == []
