"""A data-protection officer answers people who ask: the file of one, the erasure of another, and a reason that two gave at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from comity.model import Actor, Name, PartialDate, Purpose, Schema, Subject
from comity.node.person_requests import Handling, PersonRequests, Seen
from comity.safeguards import PersonRequest, RequestKind

from .conftest import LENA, Opening, Served
from .test_accessibility import violations

HANDLER = replace(LENA, purpose=Purpose.SUBJECT_REQUEST)
OLGA = Actor("user:olga", LENA.roles, Purpose.SUBJECT_REQUEST)
PERSON = Subject(Schema.PERSON, (Name("Ильва Маренко"), Name("<b>Ilva</b> Marenko")), (PartialDate(1971, 5, 4),), nationalities=("SI",))


def watch(node: Served) -> str:
    """Put a person under watch; her id."""
    with node.service.database.writing() as writing:
        writing.subjects.put_many("customers", [("7", PERSON, None)], node.service.now())
        found = writing.subjects.by_key("customers", "7")
    assert found is not None
    return found.id


def desk_of(node: Served) -> tuple[PersonRequests, Handling]:
    return PersonRequests(node.service.database, node.service.settings), Handling(HANDLER, node.service.now())


def planned(node: Served, kind: RequestKind, subject: str) -> PersonRequest:
    desk, handling = desk_of(node)
    request = desk.receive(kind, handling.at - timedelta(days=3), handling)
    request = desk.identify(Seen(request.id, request.version), [subject], handling)
    return desk.plan(Seen(request.id, request.version), handling)[0]


def is_clean(page: Page) -> None:
    """axe-core finds nothing, once no colour is on its way to another."""
    page.emulate_media(reduced_motion="reduce")
    assert violations(page) == []


def test_a_person_is_answered_from_receipt_to_the_file(opening: Opening, node: Served) -> None:
    watch(node)
    page = opening(HANDLER, "/requests")
    expect(page.get_by_role("link", name="A request came")).to_be_visible()
    page.keyboard.press("n")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Find the person")
    page.get_by_label("Name", exact=False).first.fill("marenko ilva")
    page.keyboard.press("Enter")
    expect(page.locator(".option label")).to_have_text("Ильва Маренко · <b>Ilva</b> Marenko")
    is_clean(page)
    page.locator(".option input").check()
    page.get_by_label("I made sure that it is they who ask").check()
    page.get_by_role("button", name="These are the person").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Look into every holding")
    page.wait_for_load_state()  # keys are heard from then on
    page.keyboard.press("l")
    expect(page.locator("[aria-current=step]")).to_contain_text("Carry it out")
    is_clean(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="The same as JSON").click()
    made = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert made["subjects"][0]["facts"]["birth_dates"] == ["1971-05-04"]
    page.get_by_role("link", name="The file is made").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Answer the person")


def test_nothing_is_erased_before_it_was_said_twice(opening: Opening, node: Served) -> None:
    subject = watch(node)
    request = planned(node, RequestKind.ERASURE, subject)
    page = opening(HANDLER, f"/requests/{request.id}")
    page.get_by_role("link", name="Go on to erasing").click()
    is_clean(page)
    page.get_by_role("button", name="Erase").click()
    expect(page.locator("h1")).to_have_text("Erase what is held of this person?")
    page.get_by_label("I read the table").check()
    page.get_by_role("button", name="Erase").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Answer the person")
    with node.service.database.reading() as reading:
        assert reading.subjects.get(subject) is None


def test_what_the_second_of_two_wrote_is_still_there(opening: Opening, node: Served) -> None:
    request = planned(node, RequestKind.CORRECTION, watch(node))
    first, second = (opening(who, f"/requests/{request.id}/correct/{request.about[0]}") for who in (HANDLER, OLGA))
    is_clean(second)
    first.get_by_label("Nationalities").fill("Croatia")
    first.get_by_role("button", name="Put right and screen again").click()
    expect(first.locator("h1")).to_have_text("Request to put data right")
    second.get_by_label("Dates of birth").fill("1972-05-04")
    second.get_by_role("button", name="Put right and screen again").click()
    expect(second.locator(".problem")).to_contain_text("other facts than those you saw")
    expect(second.get_by_label("Dates of birth")).to_have_value("1972-05-04")
    expect(second.locator(".held-now")).to_contain_text("Nationalities")
    expect(second.locator(".held-now")).to_contain_text("HR")
    second.get_by_label("Nationalities").fill("HR")
    second.get_by_role("button", name="Put right and screen again").click()
    expect(second.locator("h1")).to_have_text("Request to put data right")
    with node.service.database.reading() as reading:
        held = reading.subjects.get(request.about[0])
    assert held is not None
    assert (held.subject.nationalities, held.subject.birth_dates) == (("HR",), (PartialDate(1972, 5, 4),))
