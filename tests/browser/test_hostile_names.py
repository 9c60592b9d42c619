"""Names that mean harm, on every page that shows them: nothing runs, nothing turns its neighbours, and no page grows without end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from comity.model import Name, PartialDate, Schema, Subject
from comity.storage.database.queue import QueueView
from comity.web.api.bases import monitor_of

from .conftest import ANA, BO, Opening, Served
from .prepared import MATCH, decided, watched

pytestmark = pytest.mark.slow

HOSTILE = {
    "markup": '"><img src=x onerror=alert(1)><script>alert(2)</script> Ayman Zawahri',
    "turning": "\u202e" * 60 + "Ayman Zawahri",
    "marks": "A" + "\u0301" * 10_000 + "yman Zawahri",
    "long": "Ayman Zawahri " + "x" * 10_000,
}
HEAVIEST = 150_000


def heard(page: Page) -> list[str]:
    """What dialogs of the page say, from now on."""
    alerts: list[str] = []

    def hear(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    return alerts


def watch(node: Served, name: str) -> str:
    """Put somebody under watch who bears a listed name beside ``name``, which comes first; the id of the case."""
    monitor, now = monitor_of(node.service), node.service.now()
    subject = Subject(Schema.PERSON, (Name(name), Name("Ayman Zawahri")), (PartialDate(1990, 1, 1),))
    monitor.put("customers", [("K-1", subject, None)], "user:lena", now)
    monitor.screen_changed(now, now)
    with node.service.database.reading() as reading:
        return reading.cases.queue(QueueView(), "", 1).items[0].case.id


def is_harmless(page: Page, path: str) -> None:
    """The page at ``path`` is shown whole, within its weight and its width, and holds nothing that a stranger brought in."""
    alerts = heard(page)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    assert len(answer.body()) < HEAVIEST, path
    assert page.locator("img[src=x], script:not([src])").count() == 0, path
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"), path
    assert alerts == [], path


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_every_page_that_shows_a_name_bears_it(opening: Opening, node: Served, kind: str) -> None:
    case = watch(node, HOSTILE[kind])
    with node.service.database.reading() as reading:
        found = reading.cases.get(case)
    assert found
    ana = opening(ANA, "/")
    for path in ("/review", f"/review/{case}", f"/subjects/{found.case.pair.subject}", "/subjects?base=" + found.base):
        is_harmless(ana, path)
    expect(ana.locator("main")).to_be_visible()
    decided(node.service, case, MATCH, ANA)
    bo = opening(BO, "/approval")
    for path in ("/approval", f"/approval/{case}"):
        is_harmless(bo, path)
    ana.goto("/screen")
    ana.locator("#name").fill(HOSTILE[kind][:19_000])
    expect(ana.locator("#answer")).not_to_be_empty()
    assert ana.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


@pytest.mark.parametrize(
    "path",
    [
        "/review?q=%s",
        "/subjects?name=%s",
        "/ledger?who=%s",
        "/evidence?q=%s",
        "/sign-in?next=%s",
        "/purpose?next=%s",
        "/proof?next=%s",
    ],
)
def test_what_an_address_says_is_never_markup(opening: Opening, path: str) -> None:
    page = opening(ANA, "/")
    alerts = heard(page)
    page.goto(path % "%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    assert page.locator("img[src=x]").count() == 0
    assert alerts == []


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_by_an_address(opening: Opening, node: Served, to: str) -> None:
    page = opening(ANA, "/")
    page.goto("/purpose?next=" + to)
    page.get_by_label("oversight").check()
    page.get_by_role("button", name="Work for this purpose").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    assert page.url.startswith(node.address)


def test_a_server_that_is_gone_takes_nothing_away(opening: Opening, node: Served) -> None:
    watched(node.service, ["Ayman Zawahri"])
    page = opening(ANA, "/review")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".case-file")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('#desk').hasAttribute('aria-busy')")
    page.keyboard.press("3")
    page.keyboard.press("1")
    page.keyboard.press("t")
    page.keyboard.type("asked the branch")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("The node did not answer")
    expect(page.locator("[data-verdict='3'] textarea")).to_have_value("asked the branch")
    page.context.set_offline(False)


def test_keys_are_found_under_another_script(opening: Opening, node: Served) -> None:
    watched(node.service, ["Ayman Zawahri"])
    page = opening(ANA, "/review")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    expect(page.locator("#desk tr[aria-selected=true]")).to_have_count(1)
