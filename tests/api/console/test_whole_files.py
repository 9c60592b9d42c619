"""Tables as files hold every row, once and in order, however many there are; what is read of people for them is in the ledger before."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select
from tests.contract.rows import case, hit, open_cases, person, screening

from comity.identity import Rate
from comity.model import Actor, Entry, Pair, Purpose, Role
from comity.node.service import Service
from comity.node.subject_pages import SubjectsAsked, export_subjects
from comity.storage.database import Writing, new_id
from comity.storage.database.jobs import Job, JobState, _new_row
from comity.storage.database.schema import jobs, ledger_heads, subjects

from ..persons import ADA, ANA, LENA, acting
from .searching import found

MANY = 10_050
HANS = Actor("user:hans", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST)
Fill = Callable[[Writing, Service], list[str]]


def rows_of(client: TestClient, by: Actor, path: str) -> list[list[str]]:
    """The file at ``path`` without its headings."""
    with acting(client, by):
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))[1:]


def entries(service: Service, action: str) -> list[Entry]:
    """What was written down of ``action``, in order."""
    with service.database.reading() as reading:
        return [entry for _, entry, _ in reading.ledger.rows(0, reading.ledger.size()) if entry.action == action]


def queued(writing: Writing, now: datetime, kind: str, count: int) -> None:
    """Jobs one after the other, each about a list of its own."""
    ids = [new_id(now + timedelta(milliseconds=n)) for n in range(count)]
    made = (Job(one, kind, JobState.QUEUED, {"list": f"n{n}"}, now, "system:node", now) for n, one in enumerate(ids))
    writing.connection.execute(insert(jobs), [_new_row(job) for job in made])


def some_jobs(writing: Writing, service: Service) -> list[str]:
    queued(writing, service.now(), "node.sweep", MANY)
    return [f"list: n{n}" for n in reversed(range(MANY))]


def some_entries(writing: Writing, service: Service) -> list[str]:
    for n in range(MANY):
        writing.record(Entry(service.now(), "user:ana", "case.view", f"case:{n}"))
    return [f"case {n}" for n in reversed(range(MANY))]


def some_heads(writing: Writing, service: Service) -> list[str]:
    sizes, same = range(1, MANY + 1), {"root": b"r" * 32, "at": service.now(), "key": "a" * 64, "signature": b"s" * 64}
    writing.connection.execute(insert(ledger_heads), [{"size": size, **same} for size in sizes])
    return [str(size) for size in reversed(sizes)]


def some_subjects(writing: Writing, service: Service) -> list[str]:
    arriving = [(f"K-{n:05}", person(), None) for n in range(MANY)]
    writing.subjects.put_many("customers", arriving, service.now())
    # A base goes by its ids, which come in no order at one moment.
    return [row.key for row in writing.connection.execute(select(subjects.c.key).order_by(subjects.c.id))]


def some_cases(writing: Writing, service: Service, count: int = MANY) -> list[str]:
    open_cases(writing, *(case(n, 0.95 - n / 100_000, service.now()) for n in range(count)))
    return [f"case-{n:05}" for n in range(count)]


@pytest.mark.parametrize(
    ("fill", "by", "path", "column"),
    [
        (some_jobs, ANA, "/jobs?kind=node.sweep&as=csv", 1),
        (some_entries, LENA, "/ledger?who=ana&as=csv", 4),
        (some_heads, ADA, "/ledger/proof?as=csv&table=heads", 0),
        (some_subjects, HANS, "/subjects?base=customers&as=csv", 0),
        (some_cases, ANA, "/review?as=csv", 0),
    ],
    ids=["jobs", "entries", "heads", "subjects", "queue"],
)
def test_a_file_holds_every_row_once_and_in_order(
    client: TestClient, service: Service, fill: Fill, by: Actor, path: str, column: int
) -> None:
    with service.database.writing() as writing:
        expected = fill(writing, service)
    assert [row[column] for row in rows_of(client, by, path)] == expected


def test_results_of_list_changes_are_a_file_of_all(client: TestClient, service: Service) -> None:
    with service.database.writing() as writing:
        queued(writing, service.now(), "monitoring.delta", 1010)
    rows = rows_of(client, ANA, "/monitoring?as=csv&table=deltas")
    assert [row[1] for row in rows] == [f"n{n}" for n in reversed(range(1010))]
    assert rows_of(client, ANA, "/monitoring?as=csv&table=imports") == []


def test_all_cases_on_a_listing_are_a_file(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.subjects.listing.ROWS", 2)
    monkeypatch.setattr("comity.web.console.subjects.listing._ROWS_OF_FILE", 2)
    made = [case(n, at=service.now()) for n in range(5)]
    with service.database.writing() as writing:
        open_cases(writing, *(replace(one, pair=Pair(one.pair.subject, "un-sc", "QDi.006")) for one in made))
    rows = rows_of(client, LENA, "/listings/un-sc/QDi.006?as=csv")
    assert [row[0] for row in rows] == [one.id for one in made]
    assert " ".join(entry.facts["cases"] for entry in entries(service, "case.view")).split() == [one.id for one in made]


def test_the_whole_history_of_a_subject_is_a_file(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.subject_pages.AT_ONCE", 7)
    with service.database.writing() as writing:
        writing.subjects.put_many("customers", [("1", person(), None)], service.now())
        subject = writing.subjects.by_key("customers", "1")
        assert subject
        writing.screenings.add(screening())
        writing.hits.add_many([hit(f"hit-{n:03}", Pair(subject.id, "own:guests", f"G.{n}")) for n in range(60)])
        for n in range(60):
            writing.record(Entry(service.now(), "user:ana", "case.view", f"subject:{subject.id}", facts={"n": str(n)}))
    rows = rows_of(client, LENA, f"/subjects/{subject.id}?as=csv&table=history")
    assert sorted(row[-1] for row in rows if "G." in row[-1]) == sorted(f"own:guests G.{n}" for n in range(60))
    assert sorted(row[-1] for row in rows if row[3] == "case.view") == sorted(f"n {n}" for n in range(60))


def test_a_base_that_leaves_is_one_entry_with_its_number_before_anybody_is_given(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.subject_pages.AT_ONCE", 2)
    with service.database.writing() as writing:
        for base in ("customers", "guests"):
            writing.subjects.put_many(base, [(f"{n}{n}", person(), None) for n in range(7)], service.now())
    for asked, count in ((SubjectsAsked("customers"), "7"), (SubjectsAsked("customers", key="3"), "1")):
        leaving = export_subjects(service.database, asked, service.names.find, HANS, service.now())
        assert entries(service, "subject.export")[-1].facts == {"subjects": count}
        assert len({one.id for one in leaving}) == int(count)
    assert len(entries(service, "subject.export")) == 2


def test_who_comes_and_goes_while_a_file_is_read_costs_nobody_else(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.subject_pages.AT_ONCE", 2)
    with service.database.writing() as writing:
        writing.subjects.put_many("customers", [(str(n), person(), None) for n in range(10)], service.now())
        before = [one.id for one in writing.subjects.each("customers", "", 100)]
    leaving = export_subjects(service.database, SubjectsAsked("customers"), service.names.find, HANS, service.now())
    given = [next(leaving).id for _ in range(2)]
    with service.database.writing() as writing:
        for gone in (before[0], before[1], before[4]):
            writing.subjects.erase(gone)
        writing.subjects.put_many("customers", [("new", person(), None)], service.now())
    given += [one.id for one in leaving]
    assert [one for one in given if one in before] == [one for one in before if one != before[4]]
    assert len(given) == len(set(given))


def test_each_page_of_the_queue_is_in_the_ledger_before_its_rows_go_out(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.web.console.review.rows._ROWS_OF_FILE", 2)
    monkeypatch.setattr("comity.node.doorkeeper.OF_A_PERSON", Rate(3, 3))  # a long file is not cut off for being long
    with service.database.writing() as writing:
        expected = some_cases(writing, service, 21)
    assert [row[0] for row in rows_of(client, ANA, "/review?as=csv")] == expected
    looks = entries(service, "case.view")
    assert [entry.facts["count"] for entry in looks] == ["2"] * 10 + ["1"]
    assert " ".join(entry.facts["cases"] for entry in looks).split() == expected
    with acting(client, ANA):
        assert [client.get("/review?as=csv").status_code for _ in range(4)][-1] == 429, "too many files are refused all the same"


def test_a_name_that_more_resemble_than_are_found_gives_no_file(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.database.writing() as writing:
        named = [(str(n), person(name), None) for n, name in enumerate(("Ilva Marenko", "Ilva Marenko", "Tobin Achterberg"))]
        writing.subjects.put_many("customers", named, service.now())
    with acting(client, HANS):
        path, _ = found(client, "/subjects", name="Ilva Marenko")
        assert len(client.get(f"{path}&as=csv").text.splitlines()) == 3
        monkeypatch.setattr("comity.node.name_search.MOST_FOUND", 1)
        refused = client.get(f"{path}&as=csv")
    assert refused.status_code == 400
    assert "would leave the others out" in refused.text
