"""Evidence handed out and shown again: found, taken away, and checked by somebody else."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from .conftest import ADA, ANA, Opening, Served
from .prepared import watched


def test_a_pack_is_taken_away_and_known_again(opening: Opening, node: Served, tmp_path: Path) -> None:
    watched(node.service, ["Ayman Zawahri"])
    page = opening(ANA, "/evidence")
    page.keyboard.press("/")
    page.keyboard.type("K-0")
    page.keyboard.press("Enter")
    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()
    pack = tmp_path / taken.value.suggested_filename
    taken.value.save_as(pack)
    checking = opening(ADA, "/evidence")
    checking.get_by_label("File").set_input_files(pack)
    checking.get_by_role("button", name="Check it").click()
    expect(checking.locator(".done")).to_contain_text("byte for byte")
    expect(checking.locator(".done")).to_contain_text("analyst")
    pack.write_text(pack.read_text().replace("Zawahri", "Zawahra", 1))
    checking.get_by_label("File").set_input_files(pack)
    checking.get_by_role("button", name="Check it").click()
    expect(checking.locator(".problem")).to_contain_text("Not made here, or changed since")


def test_a_clear_screening_is_a_file_and_a_hit_is_said(opening: Opening, node: Served) -> None:
    page = opening(ANA, "/evidence")
    page.get_by_label("Names").fill("Katharina Blumenfeld-Ostrowski")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Screen, and make the JSON").click()
    assert taken.value.suggested_filename == "clear-screening.json"
    again = opening(ANA, "/evidence")
    again.get_by_label("Names").fill("Ayman Zawahri")
    again.get_by_role("button", name="Screen, and make the PDF").click()
    expect(again.locator(".problem")).to_contain_text("this screening is not clear")
