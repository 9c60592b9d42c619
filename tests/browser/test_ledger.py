"""The ledger from the keyboard: finding what somebody did, taking its certificate away, and having the whole audited."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from comity.ledger import check
from comity.model import Entry
from comity.node.workers import Worker

from .conftest import ADA, LENA, Opening, Served


def fill(node: Served) -> None:
    service = node.service
    with service.database.writing() as writing:
        for n in range(60):
            writing.record(Entry(service.now(), f"user:u{n % 3}", "case.decide", f"case:{n}", "oversight", {"verdict": "match"}))


def test_an_auditor_finds_an_entry_and_takes_its_certificate_away(opening: Opening, node: Served) -> None:
    fill(node)
    page = opening(ADA, "/ledger")
    page.keyboard.press("/")
    page.keyboard.type("u1")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(20)
    page.locator("tbody details").first.click()
    expect(page.locator("tbody .line").first).to_have_text("verdict: match")
    page.get_by_role("link", name="58", exact=True).click()
    expect(page.locator("h1")).to_have_text("Entry 58")
    page.wait_for_load_state()  # keys are heard from then on
    with page.expect_download() as download:
        page.keyboard.press("c")
    assert check(Path(download.value.path()).read_bytes()).number == 58
    page.reload()
    expect(page.locator("#main .done")).to_contain_text("Checked just now")


def test_the_entries_stand_on_a_page_of_1280_pixels(opening: Opening, node: Served) -> None:
    service = node.service
    with service.database.writing() as writing:
        for action in ("subject.view", "case.close_many"):
            of = f"{action.partition('.')[0]}:{service.new_id()}"
            writing.record(
                Entry(service.now(), "user:katharina.blumenfeld-ostrowski", action, of, "customer_screening", {"a": "b", "c": "d"})
            )
    page = opening(LENA, "/ledger", viewport={"width": 1280, "height": 900})
    assert page.locator(".scroll").evaluate("one => one.scrollWidth - one.clientWidth") == 0


def test_the_audit_is_ordered_by_a_key_and_what_it_finds_comes_by_itself(opening: Opening, node: Served) -> None:
    fill(node)
    node.service.signer.sign(node.service.now())
    page = opening(LENA, "/ledger")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("Proof of the ledger")
    page.wait_for_load_state()
    page.keyboard.press("v")
    expect(page.locator("#audit")).to_contain_text("waits for a worker")
    assert Worker(node.service.means, ["ledger.verify"]).work_once()
    expect(page.locator("#audit .done")).to_contain_text("The ledger is in order")
