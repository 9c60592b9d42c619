"""A newcomer's first hour with the exercise: from the one-time link to a ledger that was verified, with two colleagues.

Where ``COMITY_SCREENSHOTS`` names a folder, the walk leaves pictures of the main pages there (``docs/images`` is made so).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from comity.node.editions_in_use import EditionsInUse
from comity.node.exercise import Seeded, next_edition, set_up
from comity.node.indexes import open_index
from comity.node.settings import Settings
from comity.node.workers import Worker

from .conftest import Served, served

PASSWORD = "a quiet heron on the weir"
FILE = "Client no,Client name,Born\n1,Otto Brandner,1971\n2,Annelore Wiesengrund,1962\n3,Dmitrij Woronzowskij,1968-11-23\n"
PICTURES = os.environ.get("COMITY_SCREENSHOTS", "")


@pytest.fixture
def exercise(tmp_path: Path) -> Iterator[tuple[Served, Seeded]]:
    """The exercise, made now and served."""
    settings = Settings(tmp_path / "exercise")
    seeded = set_up(settings, datetime.now(UTC))
    with served(settings) as node:
        yield node, seeded


def work(node: Served, kinds: Collection[str]) -> None:
    """Do the jobs of these kinds that are due, as the process beside the server would."""
    worker = Worker(node.service.means, kinds)
    while worker.work_once():
        pass


def colleague(chromium: Browser, exercise: tuple[Served, Seeded], name: str, purpose: str = "screening of customers") -> Page:
    """Somebody who follows their one-time link, chooses a password and a purpose, and stands before the overview."""
    node, seeded = exercise
    page = chromium.new_context(base_url=node.address, viewport={"width": 1280, "height": 900}, locale="en-GB").new_page()
    page.set_default_timeout(20_000)
    page.goto(f"/welcome#{seeded.links[name].token}")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label(purpose).check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    return page


def picture(page: Page, name: str) -> None:
    """Leave a picture of the page as it is shown."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.mouse.move(0, 0)  # what lies under it looks chosen
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def pictures_in_other_looks(page: Page, case: str) -> None:
    """Leave pictures of a case in the dark, and of the page from right to left; the page is as before then."""
    if not PICTURES:
        return
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour is on its way to another
    page.locator(".letters").evaluate("one => one.previousElementSibling.scrollIntoView({ block: 'start' })")
    picture(page, "explain-dark")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    for language in ("ar", "en"):
        page.locator("[name=language]").select_option(language)
        page.wait_for_function("language => document.documentElement.lang === language", arg=language)
        page.goto(f"/review/{case}")
        if language == "ar":
            picture(page, "review-arabic")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def opens(page: Page, name: str) -> str:
    """Open the case of the subject of that name; its id."""
    page.goto("/review")
    page.get_by_role("link", name=name, exact=True).click()
    shown = page.locator(".case-file")
    expect(shown).to_contain_text(name)
    page.wait_for_function("() => !document.querySelector('#desk').hasAttribute('aria-busy')")
    return str(shown.get_attribute("data-case"))


def decides(page: Page, case: str, *keys: str) -> None:
    """Decide the open case by these keys, and wait for the next one."""
    press(page, *keys)
    page.wait_for_function(
        """before => document.querySelector('.case-file')?.dataset.case !== before
        && !document.querySelector('#desk').hasAttribute('aria-busy')""",
        arg=case,
    )


def test_the_first_hour(chromium: Browser, exercise: tuple[Served, Seeded], tmp_path: Path) -> None:
    node, _ = exercise
    ana = colleague(chromium, exercise, "ana")
    picture(ana, "overview")

    # One name, while it is typed.
    press(ana, "g", "s")
    expect(ana.get_by_role("heading", level=1)).to_have_text("Screen one subject")
    ana.locator("#name").fill("Otto Brandner")
    expect(ana.locator(".hit").first).to_be_visible()
    picture(ana, "screen")

    # A file of her own, with columns of her own.
    (tmp_path / "clients.csv").write_text(FILE, encoding="utf-8")
    ana.goto("/screen/file")
    ana.locator("#file").set_input_files(tmp_path / "clients.csv")
    ana.get_by_role("button", name="Upload, and choose the columns").click()
    ana.get_by_label("What column Client name holds").select_option("name")
    picture(ana, "columns")
    ana.get_by_role("button", name="Screen every row").click()
    work(node, {"screen.file"})
    with ana.expect_download() as fetched:
        ana.get_by_role("link", name="Fetch the file with the answers in it").click()
    annotated = Path(fetched.value.path()).read_text(encoding="utf-8")
    assert "clear" in annotated
    assert annotated.count("strong") + annotated.count("review") >= 2

    # The queue: a match is proposed, a namesake is set aside.
    match = opens(ana, "Otto Brandner Lindqvist")
    picture(ana, "review")
    pictures_in_other_looks(ana, match)
    decides(ana, match, "1", "1", "Enter")
    namesake = opens(ana, "Yusuf Karabocek")
    decides(ana, namesake, "2", "1", "Enter")

    # Four eyes.
    bo = colleague(chromium, exercise, "bo")
    press(bo, "g", "a")
    expect(bo.get_by_role("heading", level=1)).to_have_text("Approval")
    press(bo, "j", "Enter")
    expect(bo.locator("#case-title")).to_be_visible()
    picture(bo, "approval")
    press(bo, "1", "Enter")
    expect(bo.locator(".done")).to_contain_text("Approved: match")

    # The namesake is exempt, until the list says something else about the listed one.
    ana.goto("/exemptions")
    expect(ana.locator("tbody")).to_contain_text("Yusuf Karabocek")
    next_edition(node.service.settings, node.service.now())
    EditionsInUse(node.service.means).notice()
    work(node, {"index.build", "subjects.index", "monitoring.delta"})
    node.service.screener.swap(open_index(node.service.settings, node.service.store))
    ana.goto("/lists/own:exercise/changes")
    expect(ana.locator("main")).to_contain_text("1984-07-02")
    picture(ana, "changes")
    ana.goto("/review")
    expect(ana.get_by_role("link", name="Yusuf Karabocek", exact=True)).to_be_visible()
    expect(ana.get_by_role("link", name=re.compile("Itzel"))).to_be_visible()

    # What can be shown to others.
    ana.goto(f"/review/{match}")
    with ana.expect_download() as fetched:
        ana.get_by_role("link", name=re.compile("PDF")).first.click()
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")

    # And the record of it all.
    lena = colleague(chromium, exercise, "lena")
    lena.goto("/ledger")
    expect(lena.locator("tbody")).to_contain_text("ana")
    picture(lena, "ledger")
    press(lena, "p")
    expect(lena.get_by_role("heading", level=1)).to_have_text("Proof of the ledger")
    node.service.signer.sign(node.service.now())
    press(lena, "v")
    expect(lena.locator("#audit")).to_contain_text("waits for a worker")
    work(node, {"ledger.verify"})
    expect(lena.locator("#audit .done")).to_contain_text("The ledger is in order")
