"""Requests of persons in the console: the way from the day one came to the answer, who may walk it, and what is told when it cannot be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from comity.model import Actor, Purpose
from comity.node.service import Service
from comity.storage.database.ledger import LedgerSearch
from comity.web.console.once import new_form_id

from ..persons import ADA, ANA, LENA, acting
from .sending import see, send

HANDLER = replace(LENA, purpose=Purpose.SUBJECT_REQUEST)
OTHER = Actor("user:olga", LENA.roles, Purpose.SUBJECT_REQUEST)
NAME = "Ilva Marenko-Sotelj"
MARKUP = "<script>alert(1)</script>"
FACTS = {
    "schema": "Person",
    "names": [NAME, "Ильва Маренко"],
    "birth_dates": ["1971-05-04"],
    "nationalities": ["SI"],
    "identifiers": [{"type": "passport", "value": "X7391024", "issuer": "SI"}],
}


@pytest.fixture
def subject(client: TestClient) -> str:
    """A customer under watch; her id."""
    with acting(client, LENA):
        answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": {"7": FACTS}})
    return str(answer.json()["subjects"]["7"]["id"])


def received(client: TestClient, service: Service, kind: str, days_ago: int = 0) -> str:
    """The path of a new request."""
    day = service.now().date() - timedelta(days=days_ago)
    answer = send(client, HANDLER, "/requests", kind=kind, received_on=day.isoformat(), id_of_form=new_form_id())
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def act(client: TestClient, path: str, what: str, **fields: str | list[str]) -> str:
    """Do ``what`` to the request as its page shows it; the page afterwards."""
    answer = send(client, HANDLER, f"{path}/{what}", version=version(see(client, HANDLER, path)), **fields)
    assert answer.status_code == 303, answer.text
    return see(client, HANDLER, path)


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def planned(client: TestClient, service: Service, kind: str, subject: str) -> str:
    path = received(client, service, kind)
    act(client, path, "identify", subject=subject, sure="on")
    act(client, path, "plan")
    return path


def actions(service: Service) -> list[str]:
    with service.database.reading() as reading:
        return [entry.action for _, entry, _ in reading.ledger.search(LedgerSearch(), -1, 999)]


def test_requests_are_listed_by_what_is_due_first(client: TestClient, service: Service) -> None:
    assert "No request is here" in see(client, HANDLER, "/requests")
    calm, late, soon = (received(client, service, kind, ago) for kind, ago in (("access", 0), ("erasure", 45), ("correction", 25)))
    page = see(client, HANDLER, "/requests")
    assert re.findall(r'href="(/requests/0\w+)"', page) == [late, soon, calm]
    assert "1 request is overdue" in page
    assert "days overdue" in page
    send(client, HANDLER, f"{soon}/withdraw", version="1")
    assert soon not in see(client, HANDLER, "/requests")
    assert re.findall(r'href="(/requests/0\w+)"', see(client, HANDLER, "/requests?state=withdrawn")) == [soon]
    lines = see(client, HANDLER, "/requests?state=all&as=csv").splitlines()
    assert len(lines) == 4
    see(client, HANDLER, "/requests?state=curious", 400)


def test_a_person_is_found_with_what_fits_and_identified(client: TestClient, service: Service, subject: str) -> None:
    path = received(client, service, "access")
    assert "Article 12(3)" in see(client, HANDLER, path)
    found = send(client, HANDLER, f"{path}/find", name="marenko", birth_date="1971").text
    assert NAME in found
    assert "the date of birth agrees: " in found
    assert f'value="{subject}"' in found
    assert "X7391024" not in found
    assert "Nobody fits" in send(client, HANDLER, f"{path}/find", name="marenko", birth_date="1980").text
    unread = send(client, HANDLER, f"{path}/find", name="marenko", birth_date="soon")
    assert unread.status_code == 400
    assert 'value="soon"' in unread.text
    for fields in ({"subject": subject}, {"sure": "on"}, {"subject": subject, "sure": "on", "nobody": "on"}):
        assert send(client, HANDLER, f"{path}/identify", version="1", **fields).status_code == 400
    assert "Look into every holding" in act(client, path, "identify", subject=subject, sure="on")
    page = act(client, path, "plan")
    assert "Every place that may hold the person" in page
    assert page.count("looked into every holding") == 1
    assert "request.search" in actions(service)


def test_the_file_is_made_and_the_request_is_done(client: TestClient, service: Service, subject: str) -> None:
    path = planned(client, service, "access", subject)
    act(client, path, "refuse-part", holding="backups", ground="others_rights")
    made = send(client, HANDLER, f"{path}/file")
    assert made.json()["subjects"][0]["facts"]["names"] == FACTS["names"]
    assert made.headers["content-disposition"] == f'attachment; filename="{path.removeprefix("/requests/")}.json"'
    text = send(client, HANDLER, f"{path}/text")
    assert "Ilva Marenko\\-Sotelj" in text.text
    page = see(client, HANDLER, path)
    assert "A copy of these parts would harm the rights of other people." in page
    assert "A text to print" in page


def test_each_table_of_a_request_downloads_as_a_file(client: TestClient, service: Service, subject: str) -> None:
    path = received(client, service, "erasure")
    assert "looked into" not in see(client, HANDLER, f"{path}?as=csv&table=done")
    see(client, HANDLER, f"{path}?as=csv&table=plan", 404)  # nothing is planned yet
    act(client, path, "identify", subject=subject, sure="on")
    act(client, path, "plan")
    for page in (path, f"{path}/erase"):
        assert f"{path}?as=csv&amp;table=plan" in see(client, HANDLER, page)
        assert f"{path}?as=csv&amp;table=retention" in see(client, HANDLER, page)
    plan, retention, done = (see(client, HANDLER, f"{path}?as=csv&table={name}").splitlines() for name in ("plan", "retention", "done"))
    assert len(plan) > 5
    assert [line.split(",")[0] for line in retention[1:]] == [subject]
    assert any("looked into every holding" in line for line in done)
    with acting(client, ANA):
        assert client.get(f"{path}?as=csv&table=plan").status_code == 403


def test_nothing_held_is_answered_at_once(client: TestClient, service: Service) -> None:
    path = received(client, service, "erasure")
    act(client, path, "identify", nobody="on")
    assert "We hold nothing about you" in act(client, path, "plan")


def test_an_erasure_wants_to_be_said_twice(client: TestClient, service: Service, subject: str) -> None:
    path = planned(client, service, "erasure", subject)
    confirm = see(client, HANDLER, f"{path}/erase")
    assert "it cannot be undone" in confirm
    assert send(client, HANDLER, f"{path}/erase", version=version(confirm)).status_code == 400
    send(client, HANDLER, "/requests/holds", kind="subject", record=subject, basis="Order 7 of an invented court", id_of_form=new_form_id())
    held = send(client, HANDLER, f"{path}/erase", version=version(confirm), sure="on")
    assert held.status_code == 409
    assert "legal hold" in held.text
    hold = re.search(r"(/requests/holds/\w+/release)", see(client, HANDLER, "/requests/holds"))
    assert hold is not None
    send(client, HANDLER, hold[1])
    assert send(client, HANDLER, f"{path}/erase", version=version(confirm), sure="on").headers["location"] == path
    assert "carried out" in see(client, HANDLER, path)
    with service.database.reading() as reading:
        assert reading.subjects.get(subject) is None
    see(client, HANDLER, f"{path}/erase", 409)


FORM = {
    "kind": "Person",
    "gender": "",
    "names": f"{NAME}\nИльва Маренко\n{MARKUP}",
    "birth_dates": "1971-05-05",
    "nationalities": "SI",
    "jurisdictions": "",
    "founded": "",
    "addresses": "Lindengasse 4, Ljubljana\nHR",
    "birth_places": "",
}
NUMBERS = {
    "number_type": ["passport", "tax"],
    "number_value": ["X7391024", ""],
    "number_issuer": ["SI", ""],
}


def digest(page: str) -> str:
    """The facts that a form of correction was made from."""
    found = re.search(r'name="digest" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_facts_are_put_right_and_screened_again(client: TestClient, service: Service, subject: str) -> None:
    path = planned(client, service, "correction", subject)
    at = f"{path}/correct/{subject}"
    shown = see(client, HANDLER, at)
    assert "1971-05-04" in shown
    wrong = send(client, HANDLER, at, version=version(shown), digest=digest(shown), **{**FORM, "birth_dates": "soon"}, **NUMBERS)
    assert wrong.status_code == 400
    assert "Lindengasse 4" in wrong.text
    assert MARKUP not in wrong.text
    unseen = send(client, HANDLER, at, version=version(shown), digest="0" * 64, **FORM, **NUMBERS)
    assert (unseen.status_code, "other facts than those you saw" in unseen.text) == (409, True)
    assert send(client, HANDLER, at, version=version(shown), digest=digest(shown), **FORM, **NUMBERS).headers["location"] == path
    with service.database.reading() as reading:
        held = reading.subjects.get(subject)
    assert held is not None
    assert [str(one) for one in held.subject.birth_dates] == ["1971-05-05"]
    assert [(one.full, one.country) for one in held.subject.addresses] == [("Lindengasse 4, Ljubljana", ""), ("", "HR")]
    assert [(one.value, one.issuer) for one in held.subject.identifiers] == [("X7391024", "SI")]
    assert held.subject.names[2].full == MARKUP
    assert "screening.run" in actions(service)
    again = see(client, HANDLER, at)
    same = send(client, HANDLER, at, version=version(again), digest=digest(again), **FORM, **NUMBERS)
    assert same.status_code == 400
    assert "done" in act(client, path, "step", holding="subjects")
    assert MARKUP not in see(client, HANDLER, at)


def test_of_two_who_work_on_one_request_the_second_loses_nothing(client: TestClient, service: Service, subject: str) -> None:
    path = received(client, service, "correction")
    act(client, path, "extend", because="many copies")
    late = send(client, OTHER, f"{path}/extend", version="1", because=f"five hundred copies {MARKUP}")
    assert late.status_code == 409
    assert "has changed" in late.text
    assert "five hundred copies" in late.text
    assert MARKUP not in late.text
    changed = send(client, OTHER, f"{received(client, service, 'access')}/extend", version="7", because="copies in five houses")
    assert (changed.status_code, "copies in five houses</textarea>" in changed.text) == (409, True)
    act(client, path, "identify", subject=subject, sure="on")
    act(client, path, "plan")
    at = f"{path}/correct/{subject}"
    shown = see(client, OTHER, at)
    seen = {"version": version(shown), "digest": digest(shown)}
    send(client, HANDLER, at, **seen, **FORM, **NUMBERS)
    second = send(client, OTHER, at, **seen, **{**FORM, "names": "Ilva Marenka"}, **NUMBERS)
    assert second.status_code == 409
    assert "Ilva Marenka" in second.text


def test_a_request_is_refused_on_a_ground_of_its_kind(client: TestClient, service: Service, subject: str) -> None:
    path = planned(client, service, "erasure", subject)
    page = see(client, HANDLER, path)
    assert "Article 17(3)(b)" in page
    assert "Article 15(4)" not in page
    for grounds in ([], ["others_rights"]):
        assert send(client, HANDLER, f"{path}/refuse", version=version(page), ground=grounds).status_code == 400
    assert "Kept, and used" not in page
    kept = act(client, path, "refuse-part", holding="subjects", ground="legal_claims")
    assert "kept, and used for nothing else" in kept
    other = received(client, service, "access")
    assert "manifestly unfounded" in act(client, other, "refuse", ground=["excessive", "identity_not_shown"])


def test_holds_are_placed_listed_and_refused_with_what_was_filled_in(client: TestClient) -> None:
    assert "No legal hold was placed" in see(client, HANDLER, "/requests/holds")
    wrong = send(client, HANDLER, "/requests/holds", kind="subject", record="none", basis=MARKUP, id_of_form=new_form_id())
    assert wrong.status_code == 404
    assert "&lt;script&gt;" in wrong.text
    assert MARKUP not in wrong.text
    send(client, HANDLER, "/requests/holds", kind="decision_text", record="", basis="=Order 8", id_of_form=new_form_id())
    assert "every one" in see(client, ADA, "/requests/holds")
    assert "'=Order 8" in see(client, HANDLER, "/requests/holds?as=csv")


def test_what_was_done_is_found_behind_many_looks(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.person_request_looks.AT_ONCE", 2)
    path = received(client, service, "access")
    for _ in range(4):
        page = see(client, HANDLER, path)
    assert "received the request of a person" in page
    assert "received the request of a person" in see(client, HANDLER, f"{path}?as=csv&table=done")


def test_all_holds_are_a_file_and_one_look(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.holds.AT_ONCE", 2)
    for number in range(5):
        send(client, HANDLER, "/requests/holds", kind="hit", record="", basis=f"Order {number}", id_of_form=new_form_id())
    with service.database.reading() as reading:
        before = reading.ledger.size()
    file = see(client, HANDLER, "/requests/holds?as=csv")
    assert re.findall(r"Order \d", file) == [f"Order {number}" for number in range(5)]
    with service.database.reading() as reading:
        looks = [entry for _, entry, _ in reading.ledger.rows(before, reading.ledger.size()) if entry.action == "hold.view"]
    assert [dict(entry.facts) for entry in looks] == [{"holds": "5"}]


def test_who_may_look_and_who_may_handle(client: TestClient, service: Service) -> None:
    path = received(client, service, "access")
    looked = see(client, ADA, path)
    assert "Find the person" in looked
    assert f'action="{path}' not in looked
    assert "A request came" not in see(client, ADA, "/requests")
    for one in ("/requests", path, "/requests/holds"):
        see(client, ANA, one, 403)
    for what in ("find", "identify", "plan", "extend", "refuse", "refuse-part", "step", "withdraw", "file", "text", "erase", "correct/x"):
        assert send(client, ADA, f"{path}/{what}", version="1").status_code == 403
    assert send(client, replace(LENA, id="user:leo"), f"{path}/withdraw", version="1").status_code == 403
    see(client, HANDLER, "/requests/none", 404)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/requests", {"kind": "access", "received_on": "2026-11-01", "name": NAME}),
        ("/requests", {"kind": "curiosity", "received_on": "2026-11-01"}),
        ("/requests", {"kind": "access", "received_on": ""}),
        ("/requests", {"kind": "access", "received_on": "2126-11-01"}),
        ("/requests/holds", {"kind": "portrait", "record": "", "basis": "Order 7"}),
        ("/requests/holds", {"kind": "subject", "record": "", "basis": "Order 7", "released_at": "now"}),
        ("/requests/one/withdraw", {"version": "1", "state": "done"}),
        ("/requests/one/withdraw", {"version": "first"}),
    ],
    ids=["a-name", "kind", "no-day", "day-to-come", "kind-of-record", "more-of-a-hold", "more-of-a-request", "version"],
)
def test_a_form_that_is_not_the_page_s_is_refused(client: TestClient, path: str, fields: dict[str, str]) -> None:
    answer = send(client, HANDLER, path, **fields | ({} if "version" in fields else {"id_of_form": new_form_id()}))
    assert answer.status_code == 400
    assert NAME not in answer.text
    assert "not one of this node" not in answer.text


@pytest.mark.parametrize(
    ("path", "fields", "shown"),
    [
        ("/requests", {"kind": "access", "received_on": "2026-11-01"}, r'href="/requests/0\w+"'),
        ("/requests/holds", {"kind": "subject", "record": "", "basis": "Order 7"}, r'id="hold-\w+"'),
    ],
    ids=["request", "hold"],
)
def test_a_form_that_is_sent_twice_acts_once(client: TestClient, path: str, fields: dict[str, str], shown: str) -> None:
    form = see(client, HANDLER, "/requests/new" if path == "/requests" else path)
    own = re.search(r'name="id_of_form" value="([^"]+)"', form)
    assert own is not None
    assert send(client, HANDLER, path, **fields, id_of_form=own[1]).status_code == 303
    again = send(client, HANDLER, path, **fields, id_of_form=own[1])
    assert again.status_code == 409
    assert "nothing was done a second time" in again.text
    assert send(client, HANDLER, path, **fields).status_code == 400
    assert len(re.findall(shown, see(client, HANDLER, path))) == 1
    assert send(client, HANDLER, path, **fields, id_of_form=new_form_id()).status_code == 303
    assert len(re.findall(shown, see(client, HANDLER, path))) == 2


def test_a_hold_that_was_refused_can_be_sent_again(client: TestClient) -> None:
    own = new_form_id()
    assert send(client, HANDLER, "/requests/holds", kind="subject", record="none", basis="Order 7", id_of_form=own).status_code == 404
    assert send(client, HANDLER, "/requests/holds", kind="subject", record="", basis="Order 7", id_of_form=own).status_code == 303


def test_requests_that_wait_are_paged_in_the_order_of_their_days(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.web.console.requests.listing.ROWS", 2)
    monkeypatch.setattr("comity.web.console.requests.listing.AT_ONCE", 2)
    made = [received(client, service, "access", ago) for ago in (0, 45, 25, 45, 3)]
    path, pages = "/requests", []
    for _ in range(3):
        page = see(client, HANDLER, path)
        pages.append(re.findall(r'href="(/requests/0\w+)"', page))
        assert "2 requests are overdue" in page
        assert ("From the first" in page) == (path != "/requests")
        path = next(iter(re.findall(r'class="more" href="([^"]+)"', page)), "").replace("&amp;", "&")
    assert not path
    assert set(pages[0]) == {made[1], made[3]}
    assert pages[1:] == [[made[2], made[4]], [made[0]]]
    rows = [line.split(",")[0] for line in see(client, HANDLER, "/requests?as=csv").splitlines()[1:]]
    assert [f"/requests/{one}" for one in rows] == [one for page in pages for one in page]
    assert {line.split(",")[0] for line in see(client, HANDLER, "/requests?state=all&as=csv").splitlines()[1:]} == set(rows)
    see(client, HANDLER, "/requests?after=nowhere", 400)
