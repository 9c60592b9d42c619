"""What is searched for stands in no address: not where a form leads, not in the links of a page, not after an old bookmark."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi.testclient import TestClient

from comity.model import Actor, Purpose, Role
from comity.node.service import Service

from ..persons import ANA, acting
from .searching import found, search

Key = Callable[..., dict[str, str]]
NAME, NUMBER = "Ayman Al Zawahiri", "KUNDE-1"
SUBJECTS = {
    NUMBER: {"schema": "Person", "names": [NAME]},
    "KUNDE-2": {"schema": "Person", "names": ["Ayman Zawahri"], "birth_dates": ["1990-01-01"]},
    "KUNDE-3": {"schema": "Person", "names": ["Hafiz Saeed"]},
}
HANS = Actor("user:hans", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST)
FORGOTTEN = "is known to its own sitting only"
SEARCHES = [
    ("/subjects", {"name": NAME}),
    ("/subjects", {"base": "customers", "key": "KUNDE"}),
    ("/review", {"q": "zawah", "outcome": "strong"}),
    ("/evidence", {"q": NUMBER}),
]
by_search = pytest.mark.parametrize(("path", "fields"), SEARCHES, ids=["a-name", "a-number", "the-queue", "evidence"])


@pytest.fixture(autouse=True)
def watched(client: TestClient, key: Key) -> None:
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text


def views(service: Service) -> int:
    """How many looks at subjects and cases are in the ledger."""
    with service.database.reading() as reading:
        return sum(entry.action in ("subject.view", "case.view") for _, entry, _ in reading.ledger.rows(0, reading.ledger.size()))


def says(address: str, fields: dict[str, str]) -> bool:
    """Whether an address says what was typed, in whatever case."""
    typed = [fields[name].split()[0].lower() for name in ("name", "key", "q") if name in fields]
    return any(text in unescape(address).lower() for text in typed)


@by_search
def test_a_search_leads_to_an_address_that_does_not_say_it(client: TestClient, service: Service, path: str, fields: dict[str, str]) -> None:
    before = views(service)
    to, page = search(client, ANA, path, **fields)
    assert to.startswith(f"{path}?")
    assert not says(to, fields)
    assert page.status_code == 200
    assert NAME in unescape(re.sub(r"<[^>]+>", "", page.text))
    assert "Hafiz Saeed" not in page.text or "key" in fields
    assert not any(says(address, fields) for address in re.findall(r'(?:href|action|hx-get)="([^"]*)"', page.text))
    assert views(service) == before + 1


@by_search
def test_an_address_of_another_sitting_shows_the_page_and_asks_for_the_search(
    client: TestClient, path: str, fields: dict[str, str]
) -> None:
    to, first = search(client, ANA, path, **fields)
    assert FORGOTTEN not in first.text
    with acting(client, ANA):
        page = client.get(to)
    assert page.status_code == 200
    assert FORGOTTEN in page.text
    with acting(client, HANS):
        if path != "/evidence":
            assert client.get(f"{to}&as=csv").status_code == 400


@by_search
def test_an_address_that_says_it_openly_leads_on_to_one_that_does_not(client: TestClient, path: str, fields: dict[str, str]) -> None:
    with acting(client, ANA):
        moved = client.get(path, params=fields, follow_redirects=False)
        assert moved.status_code == 303
        assert moved.headers["location"] == client.post(path, data=fields, follow_redirects=False).headers["location"]
    assert not says(moved.headers["location"], fields)


@by_search
def test_a_form_of_a_search_is_one_of_the_sitting(client: TestClient, path: str, fields: dict[str, str]) -> None:
    with acting(client, ANA):
        assert f'<form method="post" action="{path}"' in client.get(path).text
        assert client.post(path, data={**fields, "more": "1"}).status_code == 400
        del client.headers["Comity-CSRF"]
        assert client.post(path, data=fields).status_code == 403
        client.headers["Comity-CSRF"] = ""


def test_a_search_by_number_is_paged_and_fetched_without_saying_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.subjects.pages.ROWS", 2)
    with acting(client, HANS):
        first = found(client, "/subjects", key="KUNDE")[1].text
        following, file = (unescape(re.findall(rf'class="{kind}" href="([^"]+)"', first)[0]) for kind in ("more", "download"))
        second, lines = client.get(following).text, client.get(file).text.splitlines()
    assert "KUNDE" not in following + file
    assert [number in second for number in SUBJECTS] == [False, False, True]
    assert [line.split(",")[0] for line in lines[1:]] == list(SUBJECTS)


def test_a_case_of_a_searched_queue_goes_on_in_it(client: TestClient) -> None:
    with acting(client, ANA):
        queue = found(client, "/review", q="zawah")[1].text
        links = [unescape(link) for link in re.findall(r'href="(/review/[^"?]+\?[^"]+)"', queue)]
        assert len(links) == 2
        opened = client.get(links[0]).text
        assert len(re.findall('<tr data-case="', opened)) == 2
        page = re.findall(r'name="page" value="([^"]+)"', opened)[0]
        case = links[0].partition("?")[0]
        claimed = client.post(f"{case}/claim", data={"page": unescape(page), "seen_version": "1"}, follow_redirects=False)
    assert (claimed.status_code, claimed.headers["location"]) == (303, links[0])
    assert "zawah" not in links[0].lower() + page.lower()


def test_a_search_under_htmx_is_answered_with_the_address_to_push(client: TestClient) -> None:
    with acting(client, ANA):
        answer = client.post("/review", data={"q": "zawah"}, headers={"HX-Request": "true", "HX-Target": "desk"})
        assert len(re.findall('<tr data-case="', answer.text)) == 2
        again = client.get(answer.headers["HX-Push-Url"])
    assert len(re.findall('<tr data-case="', again.text)) == 2
