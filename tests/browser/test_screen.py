"""Screening in the browser: answered while typing stops, and a file from the upload to the download."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comity.node.workers import Worker

from .conftest import ANA, Opening, Served
from .test_accessibility import LOOKS, seen_in, violations

PEOPLE = "id,Full name,DOB\n1,Ayman Al Zawahiri,1951-06-19\n2,Katharina Blumenfeld-Ostrowski,1990\n3,,\n4,<script>alert(1)</script>,\n"


def test_the_answer_comes_while_typing_stops_and_the_last_one_wins(opening: Opening) -> None:
    page = opening(ANA, "/screen")
    page.keyboard.type("Ayman Al Zawahiri")  # the name has the focus
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator("#answer")).to_contain_text("Speaks for a match")
    page.locator("#birth_date").press_sequentially("1990")
    expect(page.locator("#answer")).to_contain_text("Speaks against a match")
    expect(page.locator("#birth_date")).to_be_focused()
    page.locator("#name").fill("Katharina Blumenfeld-Ostrowski")
    expect(page.locator("#answer")).to_contain_text("Clear against these editions")
    expect(page.locator("#said")).to_have_text("0 hits")
    page.locator("#birth_date").fill("soon")
    expect(page.locator("#answer")).to_contain_text("a date cannot be read")
    assert page.url.endswith("/screen")  # nothing of a subject stands in an address
    with page.expect_download() as fetched:
        page.locator("#birth_date").fill("1990")
        page.get_by_role("button", name="as JSON").click()
    assert fetched.value.suggested_filename == "clear-screening.json"


def test_without_scripts_a_subject_is_screened_by_its_button(opening: Opening) -> None:
    page = opening(ANA, "/screen", java_script_enabled=False)
    page.locator("#name").fill("Ayman Al Zawahiri")
    page.get_by_role("button", name="Screen", exact=True).click()
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator("#name")).to_have_value("Ayman Al Zawahiri")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_file_from_the_upload_to_the_download(opening: Opening, node: Served, tmp_path: Path, scripts: bool) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    page = opening(ANA, "/screen/file", java_script_enabled=scripts)
    expect(page.get_by_text("500,000,000")).to_be_visible()
    page.locator("#file").set_input_files(tmp_path / "people.csv")
    page.get_by_role("button", name="Upload, and choose the columns").click()
    expect(page.get_by_label("What column Full name holds")).to_have_value("name")
    page.get_by_label("What column Full name holds").select_option("ignore")
    page.get_by_label("What column id holds").select_option("ignore")
    page.get_by_role("button", name="Screen every row").click()
    expect(page.get_by_text("No column holds a name or an identifier")).to_be_visible()
    page.get_by_label("What column Full name holds").select_option("name")
    page.get_by_role("button", name="Screen every row").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    assert Worker(node.service.means, {"screen.file"}).work_once()
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Fetch the file with the answers in it").click()
    assert fetched.value.suggested_filename == "people-screened.csv"
    assert "strong,0.9" in Path(fetched.value.path()).read_text(encoding="utf-8")
    page.locator("a.tile", has_text="strong").click()
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_text("Speaks for a match").first).to_be_visible()
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Erase the file and all that was made of it").click()
    expect(page.get_by_text("No file is kept")).to_be_visible()


def drop(page: Page, x: float, y: float, *files: Path) -> None:
    """Drop files where ``x`` and ``y`` say, as a person with a mouse does."""
    mouse = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        mouse.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


@pytest.mark.parametrize("place", ["#file", "h1"], ids=["on the field", "beside it"])
def test_a_file_is_dropped_on_the_page(opening: Opening, tmp_path: Path, place: str) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "others.csv").write_text(PEOPLE, encoding="utf-8")
    page = opening(ANA, "/screen/file")
    box = page.locator(place).bounding_box()
    assert box
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drop(page, *at, tmp_path / "people.csv", tmp_path / "others.csv")
    assert page.locator("#file").evaluate("field => field.files.length") == 0, "which of the two?"
    drop(page, *at, tmp_path / "people.csv")
    assert page.locator("#file").evaluate("field => [...field.files].map(file => file.name)") == ["people.csv"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What column Full name holds")).to_have_value("name")


def test_a_file_that_is_sent_twice_is_one(opening: Opening, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    page = opening(ANA, "/screen/file")
    page.locator("#file").set_input_files(tmp_path / "people.csv")
    page.get_by_role("button", name="Upload, and choose the columns").dblclick()
    expect(page.get_by_label("What column DOB holds")).to_be_visible()
    page.goto("/screen/file")
    expect(page.get_by_role("link", name="people.csv")).to_have_count(1)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_answers_and_on_the_pages_of_a_file(opening: Opening, node: Served, tmp_path: Path, look: str) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    page = opening(ANA, "/screen", **seen_in(look))
    page.locator("#name").fill("Ayman Al Zawahiri")
    expect(page.locator(".hit")).to_have_count(1)
    assert violations(page) == []
    page.goto("/screen/file")
    page.locator("#file").set_input_files(tmp_path / "people.csv")
    page.locator("main .acts button.first").click()
    page.wait_for_url("**/columns")
    assert violations(page) == []
    page.locator("main .acts button.first").click()
    page.locator("progress").wait_for()
    assert violations(page) == []
    assert Worker(node.service.means, {"screen.file"}).work_once()
    page.locator("a[data-key=d]").wait_for()
    place = page.url
    for path in ("", "/rows", "/rows?outcome=issues", "/rows/1"):
        page.goto(place + path)
        assert violations(page) == [], path
