"""The pages of subjects: bases, searches, one subject with everything known of it, files of them, and erasing one."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from comity.model import Actor, Purpose, Role
from comity.node import subject_pages
from comity.node.service import Service

from ..persons import ADA, ANA, LENA, acting
from .searching import found, search
from .working import work

Key = Callable[..., dict[str, str]]
SCRIPT = "<script>alert(1)</script>"
SUBJECTS = {
    "AB-1": {"schema": "Person", "names": ["Ayman Al Zawahiri"], "nationalities": ["EG"]},
    "AB-2": {"names": ["Katharina Blumenfeld-Ostrowski"]},
    "CD_3": {"names": [SCRIPT]},
    "=4": {"names": ["Иван Соколовский"]},
}
HANS = Actor("user:hans", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST)
TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)


@pytest.fixture
def ids(client: TestClient, key: Key) -> dict[str, str]:
    """Subjects of the base ``customers``: their ids by their keys."""
    answer = client.post("/api/v1/bases/customers/subjects", json={"subjects": SUBJECTS}, headers=key("subjects:write"))
    assert answer.status_code == 200, answer.text
    return {key: one["id"] for key, one in answer.json()["subjects"].items()}


def keys_shown(text: str) -> list[str]:
    """The owner's numbers in the first column of a table."""
    return re.findall(r'<tr><td><a href="/subjects/[^"]+"><bdi dir="auto">([^<]*)</bdi>', text)


def last_entries(service: Service, count: int) -> list[tuple[str, str, dict[str, str]]]:
    with service.database.reading() as reading:
        rows = list(reading.ledger.rows(max(0, reading.ledger.size() - count), reading.ledger.size()))
    return [(entry.action, entry.object, dict(entry.facts)) for _, entry, _ in rows]


def test_without_customers_the_page_says_how_they_come(client: TestClient) -> None:
    with acting(client, ANA):
        answer = client.get("/subjects")
    assert answer.status_code == 200
    assert "No customer is under watch yet" in answer.text


def test_a_base_is_found_with_its_size_and_paged(
    client: TestClient, ids: dict[str, str], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.web.console.subjects.pages.ROWS", 3)
    with acting(client, ANA):
        assert '<a href="/subjects?base=customers">4</a>' in client.get("/subjects").text
        first = client.get("/subjects?base=customers").text
        following = re.search(r'class="more" href="([^"]+)"', first)
        assert following
        second = client.get(following[1].replace("&amp;", "&")).text
    assert sorted(keys_shown(first) + keys_shown(second)) == sorted(SUBJECTS)
    assert 'class="more"' not in second
    action, of, facts = last_entries(service, 1)[0]
    assert (action, of, facts["subjects"]) == ("subject.view", "base:customers", "1")


def test_a_base_of_more_than_is_counted_says_so(client: TestClient, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("comity.node.subject_pages", "comity.web.console.subjects.tables"):
        monkeypatch.setattr(f"{place}.COUNTED_TO", 3)
    assert subject_pages.COUNTED_TO == 3
    with acting(client, ANA):
        assert "more than 3" in client.get("/subjects").text


@pytest.mark.parametrize(
    ("asked", "found"), [("AB-1", ["AB-1"]), ("AB", ["AB-1", "AB-2"]), ("CD_", ["CD_3"]), ("CD%", []), ("ab", [])], ids=str
)
def test_a_key_is_found_whole_and_by_how_it_begins(client: TestClient, ids: dict[str, str], asked: str, found: list[str]) -> None:
    _, answer = search(client, ANA, "/subjects", key=asked)
    assert keys_shown(answer.text) == found
    assert ("Nobody here fits" in answer.text) == (not found)


def test_a_name_is_found_before_and_after_the_names_are_indexed(client: TestClient, ids: dict[str, str], service: Service) -> None:
    def looked(**fields: str) -> Response:
        return search(client, ANA, "/subjects", **fields)[1]

    before = looked(name="blumenfeld katharina").text
    assert keys_shown(before) == ["AB-2"]
    assert "There is no index of the names yet" in before
    with service.database.writing() as writing:
        service.means.order(writing, "subjects.index", {}, "subjects.index")
    work(service, ["subjects.index"])
    after = looked(name="Katarina Blumenfeld Ostrowsky", base="customers").text
    assert keys_shown(after) == ["AB-2"]
    assert "There is no index" not in after
    assert keys_shown(looked(name="Ivan Sokolovskiy").text) == ["=4"]
    assert keys_shown(looked(name="Katharina Blumenfeld-Ostrowski", base="other").text) == []
    assert looked(name="...").status_code == 400
    assert looked(name="x y", key="1").status_code == 400
    assert not [entry for entry in last_entries(service, 50) if "lumenfeld" in str(entry)]


def test_a_subject_is_shown_with_its_case_and_history(client: TestClient, ids: dict[str, str], service: Service) -> None:
    with acting(client, LENA):
        answer = client.get(f"/subjects/{ids['AB-1']}")
    text = answer.text
    assert "Ayman Al Zawahiri" in text
    assert "/listings/un-sc/QDi.006" in text
    assert 'href="/review/' in text
    assert "came under watch" in text
    assert "subject.view" in text  # a supervisor sees the ledger's entries
    assert "while its legal basis lasts" in text
    assert ("subject.view", f"subject:{ids['AB-1']}", {}) in last_entries(service, 3)
    with acting(client, ANA):
        analysts = client.get(f"/subjects/{ids['AB-1']}").text
    assert "stands in the ledger" in analysts
    assert "user:lena" not in analysts
    assert "/erase" not in analysts
    assert "Choose the purpose" in text


def table(client: TestClient, path: str) -> list[dict[str, str]]:
    """The rows of a file of the page at ``path``."""
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("text/csv"), answer.text
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


def test_each_table_of_a_subject_downloads_as_a_file(client: TestClient, ids: dict[str, str]) -> None:
    path = f"/subjects/{ids['AB-1']}"
    with acting(client, LENA):
        links = re.findall(r'class="download" href="([^"]+)"', client.get(path).text)
        assert [link.rpartition("=")[2] for link in links] == ["cases", "history"]  # an empty table has nothing to download
        (case,) = table(client, f"{path}?as=csv&table=cases")
        assert (case["List"], case["Listing"]) == ("un-sc", "QDi.006")
        assert client.get(f"/review/{case['Case']}").status_code == 200
        assert table(client, f"{path}?as=csv") == [case]
        assert table(client, f"{path}?as=csv&table=exemptions") == []
        assert "came under watch" in [row["What"] for row in table(client, f"{path}?as=csv&table=history")]
        assert client.get(f"{path}?as=csv&table=facts").status_code == 404
        assert table(client, "/listings/un-sc/QDi.006?as=csv")[0]["Case"] == case["Case"]


def test_names_that_are_markup_stay_text(client: TestClient, ids: dict[str, str]) -> None:
    with acting(client, LENA):
        pages = [client.get(path).text for path in ("/subjects?base=customers", f"/subjects/{ids['CD_3']}")]
        for text in (*pages, found(client, "/subjects", name="script alert 1")[1].text):
            assert SCRIPT not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_file_of_subjects_is_for_those_who_may_export(client: TestClient, ids: dict[str, str], service: Service) -> None:
    with acting(client, HANS):
        assert "as=csv" in client.get("/subjects?base=customers").text
        answer = client.get("/subjects?base=customers&as=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert sorted(row[0] for row in rows[1:]) == sorted(["AB-1", "AB-2", "CD_3", "'=4"])
    assert last_entries(service, 1)[0][:2] == ("subject.export", "base:customers")
    for who in (ANA, LENA):  # the one has not the right, the other not the purpose
        with acting(client, who):
            assert client.get("/subjects?base=customers&as=csv").status_code == 403
            assert "as=csv" not in client.get("/subjects?base=customers").text


def test_erasing_wants_a_tick_a_basis_and_the_right(client: TestClient, ids: dict[str, str], service: Service) -> None:
    path = f"/subjects/{ids['AB-2']}/erase"
    with acting(client, HANS):
        assert f'action="{path}"' in client.get(f"/subjects/{ids['AB-2']}").text
        assert client.post(path, data={"basis": "objection"}).status_code == 400
        assert client.post(path, data={"basis": "because", "sure": "on"}).status_code == 400
        assert client.post(path, data={"basis": "objection", "sure": "on", "more": "1"}).status_code == 400
        with service.database.reading() as reading:
            assert reading.subjects.get(ids["AB-2"])
        done = client.post(path, data={"basis": "objection", "sure": "on"}, follow_redirects=False)
        assert (done.status_code, done.headers["Location"]) == (303, "/subjects?base=customers&erased=yes")
        assert "was erased" in client.get(done.headers["Location"]).text
        assert client.get(f"/subjects/{ids['AB-2']}").status_code == 404
    for who in (ANA, ADA, LENA):
        with acting(client, who):
            assert client.post(f"/subjects/{ids['AB-1']}/erase", data={"basis": "objection", "sure": "on"}).status_code == 403
    erased = [(action, of) for action, of, _ in last_entries(service, 30) if action == "subject.erase"]
    assert erased == [("subject.erase", f"subject:{ids['AB-2']}")]


def test_administrators_see_no_subject(client: TestClient, ids: dict[str, str]) -> None:
    with acting(client, TOM):
        for path in ("/subjects", f"/subjects/{ids['AB-1']}", "/monitoring", "/monitoring/import"):
            assert client.get(path, follow_redirects=False).status_code == 403
