"""The ledger in the console: who sees which part, entries found and read, one entry with its proof, the audit, heads and the export."""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import timedelta
from functools import partialmethod

import pytest
from fastapi.testclient import TestClient

from comity.ledger import audit_export, check
from comity.model import Actor, Entry, Purpose, Role
from comity.node.service import Service
from comity.node.workers import Worker
from comity.storage.database.ledger import Ledger, LedgerSearch

from ..persons import ADA, ANA, LENA
from .sending import see, send

TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def filled(service: Service) -> None:
    """Sixty entries: three people, two acts, two purposes."""
    people, purposes = ("user:ana", "user:bo", "key:7"), ("customer_screening", "oversight")
    with service.database.writing() as writing:
        for n in range(60):
            entry = Entry(
                service.now(), people[n % 3], ("case.view", "case.decide")[n % 2], f"case:c{n}", purposes[n % 5 == 0], {"at": f"n{n}"}
            )
            writing.record(entry)


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'href="/ledger/(\d+)"', text)]


def last(service: Service) -> Entry:
    with service.database.reading() as reading:
        ((_, entry, _),) = reading.ledger.latest(LedgerSearch(), None, 1)
    return entry


@pytest.mark.usefixtures("filled")
def test_entries_are_read_in_plain_words_and_paged(client: TestClient, service: Service) -> None:
    first = see(client, LENA, "/ledger")
    assert numbers(first) == list(range(59, 9, -1))
    assert "decided a case or proposed a decision" in first
    assert 'href="/review/c59"' in first
    assert "screening of customers" in first
    assert last(service).action == "ledger.view"
    behind = re.search(r'class="more" href="([^"]+)"', first)
    assert behind is not None
    assert numbers(see(client, LENA, behind[1])) == list(range(9, -1, -1))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=ana&purpose=oversight", [45, 30, 15, 0]),
        ("who=key:7&action=case.decide&of=case:c17", [17]),
        ("purpose=oversight&action=case.decide", [55, 45, 35, 25, 15, 5]),
        ("purpose=payment_screening", []),
        ("since=2020-01-01&until=2020-01-31", []),
        ("who=nobody", []),
    ],
    ids=["person-purpose", "object", "purpose-act", "unused-purpose", "period", "nobody"],
)
def test_entries_are_found_by_every_field(client: TestClient, query: str, found: list[int]) -> None:
    text = see(client, LENA, f"/ledger?{query}")
    assert numbers(text) == found
    assert ("No entry fits" in text) == (not found)


@pytest.mark.usefixtures("filled")
def test_days_are_whole_days(client: TestClient, service: Service) -> None:
    today = service.now().date()
    assert numbers(see(client, LENA, f"/ledger?since={today}&until={today}&of=case:c3")) == [3]
    assert numbers(see(client, LENA, f"/ledger?until={today - timedelta(days=1)}")) == []


@pytest.mark.parametrize("query", ["since=yesterday", "purpose=curiosity", "until=9999-12-31", "before=-1", "before=x"])
def test_a_filter_that_cannot_be_is_told(client: TestClient, query: str) -> None:
    assert "That did not work" in see(client, LENA, f"/ledger?{query}", 400)


@pytest.mark.usefixtures("filled")
def test_the_download_has_the_rows_of_the_filters(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.ledger.PAGE", 2)
    monkeypatch.setattr(Ledger, "look_back", partialmethod(Ledger.look_back, walked=3))
    lines = see(client, LENA, "/ledger?who=bo&purpose=oversight&as=csv").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["55", "40", "25", "10"]
    assert lines[0].startswith("\ufeffNumber,When,Who")
    entry = last(service)
    assert (entry.action, entry.facts["found"], entry.facts["by"]) == ("ledger.view", "all", "user:bo")
    assert [line.split(",")[0] for line in see(client, LENA, "/ledger?as=csv&before=7").splitlines()[1:]] == [*"6543210"]


def test_what_a_stranger_wrote_is_shown_as_text(client: TestClient, service: Service) -> None:
    with service.database.writing() as writing:
        writing.record(Entry(service.now(), MARKUP, MARKUP, f"case:{MARKUP}", MARKUP, {"x": MARKUP}))
    for path in ("/ledger", "/ledger/0", f"/ledger?who={MARKUP}&of={MARKUP}&action={MARKUP}"):
        assert MARKUP not in see(client, LENA, path)


@pytest.mark.usefixtures("filled")
def test_one_entry_tells_what_proves_it_and_gives_a_certificate(client: TestClient) -> None:
    before = see(client, LENA, "/ledger/7")
    assert "No signed head covers this entry yet" in before
    certificate = see(client, LENA, "/ledger/7/certificate")
    checked = check(certificate.encode())
    assert (checked.number, checked.entry.object) == (7, "case:c7")
    after = see(client, LENA, "/ledger/7")
    assert "Checked just now" in after
    assert checked.head.root.hex() in after
    assert "comity ledger check certificate-7.json" in after
    see(client, LENA, "/ledger/100000", 404)


@pytest.mark.usefixtures("filled")
def test_an_entry_that_was_changed_is_told(client: TestClient, service: Service) -> None:
    see(client, LENA, "/ledger/7/certificate")
    _tamper(service)
    assert "The proof does not hold" in see(client, LENA, "/ledger/7")


@pytest.mark.usefixtures("filled")
def test_the_audit_is_ordered_followed_and_told_in_plain_words(client: TestClient, service: Service) -> None:
    assert "No audit was ordered" in see(client, TOM, "/ledger/proof")
    assert send(client, TOM, "/ledger/proof/head").headers["location"] == "/ledger/proof"
    assert send(client, TOM, "/ledger/proof/audit").status_code == 303
    assert "hx-trigger" in see(client, TOM, "/ledger/proof/audit")
    work(service)
    found = see(client, TOM, "/ledger/proof/audit")
    assert "The ledger is in order" in found
    assert "hx-trigger" not in found
    assert "in order" in see(client, TOM, "/ledger")
    _tamper(service)
    send(client, TOM, "/ledger/proof/audit")
    work(service)
    assert "Something is wrong" in see(client, TOM, "/ledger/proof")
    assert "a fault" in see(client, TOM, "/ledger")


@pytest.mark.usefixtures("filled")
def test_heads_say_how_fresh_they_are(client: TestClient, service: Service) -> None:
    assert "badge good" in see(client, LENA, "/ledger/proof")
    with service.database.reading() as reading:
        size = reading.ledger.size()
    send(client, LENA, "/ledger/proof/head")
    page = see(client, LENA, "/ledger/proof")
    (fingerprint,) = service.signer.keys.public()
    assert page.count(fingerprint) == 1
    assert "/ledger/proof?as=csv&amp;table=keys" in page
    assert see(client, LENA, "/ledger/proof?as=csv&table=keys").splitlines()[1:] == [fingerprint]
    lines = see(client, LENA, "/ledger/proof?as=csv").splitlines()
    assert len(lines) == 2
    assert int(lines[1].split(",")[0]) > size


def test_an_old_entry_without_a_head_is_told_as_late(client: TestClient, service: Service) -> None:
    with service.database.writing() as writing:
        writing.record(Entry(service.now() - timedelta(hours=1), "user:ana", "case.view", "case:1"))
    assert "badge late" in see(client, LENA, "/ledger")


@pytest.mark.usefixtures("filled")
def test_the_whole_ledger_is_taken_away_and_proves_itself(client: TestClient) -> None:
    answer = send(client, ADA, "/ledger/export")
    assert answer.headers["content-disposition"].startswith('attachment; filename="ledger-')
    assert audit_export(io.BytesIO(answer.content)).right


@pytest.mark.usefixtures("filled")
def test_each_role_sees_its_part(client: TestClient) -> None:
    administrator = see(client, TOM, "/ledger")
    assert numbers(administrator) == []
    assert "not what its entries say" in administrator
    assert "Take the whole ledger away" in see(client, ADA, "/ledger")
    assert "Take the whole ledger away" not in see(client, LENA, "/ledger")
    assert numbers(see(client, TOM, "/ledger?as=csv")) == []
    see(client, TOM, "/ledger/3", 403)
    see(client, TOM, "/ledger/3/certificate", 403)
    see(client, ANA, "/ledger", 403)
    assert send(client, LENA, "/ledger/export").status_code == 403
    assert send(client, ANA, "/ledger/proof/audit").status_code == 403


@pytest.mark.parametrize("path", ["/ledger/proof/audit", "/ledger/proof/head", "/ledger/export"])
def test_a_form_with_more_than_its_fields_is_refused(client: TestClient, path: str) -> None:
    assert send(client, ADA, path, more="1").status_code == 400


def work(service: Service) -> None:
    assert Worker(service.means, ["ledger.verify"]).work_once()


def _tamper(service: Service) -> None:
    """Change an entry behind the back of the program."""
    with sqlite3.connect(service.settings.home / "node.db") as connection:
        (trigger,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_entries%update%'"
        ).fetchone()
        connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE ledger_entries SET actor = 'user:nobody' WHERE number = 7")
    connection.close()
