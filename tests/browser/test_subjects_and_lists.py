"""Subjects, lists and monitoring as a person works with them: found from the keyboard, imported with a preview, read in every script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.api.console.working import work

from comity.exchange import Downloader
from comity.model import Name, NameKind, Schema, Subject
from comity.node.lists import FileToImport, ListDesk

from .conftest import ANA, LENA, Opening, Served
from .test_accessibility import violations

SCRIPT = "<img src=x onerror=alert(1)>"
CUSTOMERS = f"""Kundennummer,Vorname,Nachname,geb
1,Ayman,Al Zawahiri,1951-06-19
2,{SCRIPT},Muster,1980
3,,,
"""


def put(node: Served, key: str, *names: Name) -> str:
    """A subject of the base ``customers``; its id."""
    with node.service.database.writing() as writing:
        writing.subjects.put_many("customers", [(key, Subject(Schema.PERSON, names), None)], node.service.now())
        found = writing.subjects.by_key("customers", key)
    assert found is not None
    return found.id


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_a_subject_is_found_from_the_keyboard(opening: Opening, node: Served) -> None:
    put(node, "AB-1", Name("Ilva Marenko"), Name("إيلفا مارينكو", NameKind.STRONG, language="ar"), Name(SCRIPT + "\u202e", NameKind.WEAK))
    page = opening(ANA, "/subjects")
    page.keyboard.press("/")
    page.keyboard.type("AB")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ilva Marenko")
    arabic = page.locator("li bdi[lang|=ar]")
    assert arabic.evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(page.get_by_text("U+202E")).to_be_visible()
    assert not overflows(page)
    assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_name_that_is_searched_stands_in_no_address(opening: Opening, node: Served, scripts: bool) -> None:
    put(node, "AB-1", Name("Ilva Marenko"))
    put(node, "AB-2", Name("Otto Brandner"))
    page = opening(ANA, "/subjects", java_script_enabled=scripts)
    asked: list[str] = []
    page.on("request", lambda request: asked.extend([request.url, request.headers.get("referer", "")]))
    page.locator("[name=name]").fill("ilva marenko")
    page.keyboard.press("Enter")
    page.wait_for_url("**/subjects?sought=*")
    found = page.locator("tbody tr")
    expect(found).to_have_count(1)
    page.reload()
    expect(found).to_have_count(1)
    page.locator("tbody a").first.click()
    expect(page.locator("h1")).to_have_text("Ilva Marenko")
    page.go_back()
    expect(found).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("ilva marenko")
    assert not [address for address in (page.url, *asked) if "marenko" in address.lower()]


def test_a_file_is_mapped_imported_and_watched(opening: Opening, node: Served, tmp_path: Path) -> None:
    file = tmp_path / "kunden.csv"
    file.write_text(CUSTOMERS, encoding="utf-8")
    page = opening(ANA, "/monitoring")
    page.keyboard.press("i")
    page.get_by_label("Base").fill("kunden")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Show its first rows").click()
    expect(page.get_by_label("Kundennummer")).to_have_value("key")
    expect(page.get_by_text(SCRIPT)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("progress")).to_be_visible()
    work(node.service, ["subjects.import"])
    expect(page.get_by_text("Rows that were not taken")).to_be_visible()
    expect(page.get_by_role("link", name="1 new hits")).to_be_visible()
    expect(page.locator("#refused tbody tr")).to_have_count(1)
    assert violations(page) == []


def test_what_a_list_changed_is_read_and_an_own_list_removed(opening: Opening, node: Served, tmp_path: Path) -> None:
    desk = ListDesk(node.service.settings, node.service.store, Downloader())
    for year in (1971, 1972):
        path = tmp_path / "guests.csv"
        path.write_text(f"id,name,dob\nX1,Ilva Marenko,{year}\n", encoding="utf-8")
        desk.import_file(FileToImport(path, "own:guests"), node.service.now())
    page = opening(LENA, "/lists/own:guests")
    page.keyboard.press("c")
    expect(page.locator("del")).to_have_text("1971")
    expect(page.locator("ins")).to_have_text("1972")
    assert violations(page) == []
    page.get_by_role("link", name="Ilva Marenko").click()
    expect(page.locator("#history del")).to_have_text("1971")  # it comes by itself
    page.goto("/lists/own:guests")
    page.get_by_role("checkbox", name="Remove the list").check()
    page.get_by_role("button", name="Remove the list").click()
    expect(page.get_by_text("The list was removed")).to_be_visible()
    assert node.service.store.current("own:guests") is None
