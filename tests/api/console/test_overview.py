"""The first page for each role: numbers that lead to what they count, lists that say how old they are, and nothing beyond one's right."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import httpx2
from fastapi.testclient import TestClient
from tests.api.persons import ADA, ANA, BO, LENA, acting
from tests.contract.rows import DAY, case, entry, hit, screening

from comity.model import Actor, CaseState, Entry, Purpose, Role
from comity.node.service import Service
from comity.storage.database import new_id
from comity.storage.database.jobs import JobOrder
from comity.storage.database.queue import QueuedCase

TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)


def page(client: TestClient, actor: Actor, path: str = "/") -> httpx2.Response:
    with acting(client, actor) as web:
        return web.get(path)


def row_of(answer: httpx2.Response, caption: str, first: str) -> list[tuple[str, str]]:
    """The cells of a row, each with the address that it leads to: of the table ``caption``, whose first cell begins with ``first``."""
    figure = next(one for one in re.findall(r"<figure.*?</figure>", answer.text, re.DOTALL) if f"<figcaption>{caption}" in one)
    for row in re.findall(r"<tr>(.*?)</tr>", figure, re.DOTALL):
        cells = [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        told = [(re.sub(r"<[^>]+>", "", cell).strip(), "".join(re.findall(r'href="([^"]*)"', cell))) for cell in cells]
        if told and told[0][0].startswith(first):
            return told
    raise AssertionError(f"no row {first} under {caption}")


def open_some(service: Service) -> None:
    """Two strong cases, one of them overdue and ana's; three for review, all overdue; a proposal of bo's and one of ana's."""
    now = service.now()
    waiting = [case(number, 0.95 if number < 2 else 0.80, now - 5 * DAY) for number in range(5)]
    waiting[0] = replace(waiting[0], claimed_by=ANA.id)
    proposed = [replace(case(8 + at), state=CaseState.PROPOSED, proposed_by=who) for at, who in enumerate((BO.id, ANA.id))]
    rows = [QueuedCase(one, "customers", now + (3 * DAY if at == 1 else -DAY)) for at, one in enumerate((*waiting, *proposed))]
    with service.database.writing() as writing:
        writing.screenings.add(screening())
        writing.hits.add_many([hit(one.case.hit, one.case.pair, one.case.score) for one in rows])
        writing.cases.open_many(rows)


def test_the_queue_by_risk_and_age_with_numbers_that_lead_there(client: TestClient, service: Service) -> None:
    open_some(service)
    strong = row_of(page(client, ANA), "Cases that wait", "strong")
    assert strong[1:] == [
        ("2", "/review?outcome=strong"),
        ("1", "/review?outcome=strong&due=overdue"),
        ("0", "/review?outcome=strong&due=day"),
        ("1", "/review?outcome=strong&due=week"),
        ("0", "/review?outcome=strong&due=later"),
        ("1", "/review?outcome=strong&who=unclaimed"),
        ("1", "/review?outcome=strong&who=mine"),
    ]
    review = row_of(page(client, BO), "Cases that wait", "review")
    assert [number for number, _ in review[1:]] == ["3", "3", "0", "0", "0", "3", "0"]
    for number, path in strong[1:]:
        assert page(client, ANA, path).text.count("<tr data-case=") == int(number), path


def test_what_waits_for_my_approval_is_never_my_own(client: TestClient, service: Service) -> None:
    open_some(service)
    assert '<a class="tile" href="/approval"><b>1</b>' in page(client, BO).text
    assert '<a class="tile" href="/approval"><b>2</b>' in page(client, LENA).text
    assert "/approval" not in page(client, ANA).text


def test_those_who_keep_or_check_the_node_see_other_numbers(client: TestClient, service: Service) -> None:
    open_some(service)
    tom, ada, ana = (page(client, actor).text for actor in (TOM, ADA, ANA))
    assert "Cases that wait" not in tom
    assert "/review" not in tom
    assert 'href="/users"><b>1</b>users' in tom
    assert "entries in the ledger" in tom
    assert "Cases that wait" in ada, "auditors see all, for oversight"
    assert "requests of persons that wait" in ada
    assert "entries in the ledger" not in ana


def test_without_a_purpose_nothing_of_cases_is_told(client: TestClient, service: Service) -> None:
    open_some(service)
    seen = page(client, replace(ANA, purpose=Purpose.OPERATION)).text
    assert "Cases that wait" not in seen
    assert "How fresh the lists are" in seen


def order(service: Service, name: str, *, error: str = "") -> None:
    now = service.now()
    with service.database.writing() as writing:
        made = JobOrder("lists.update", now, {"list": name}, max_attempts=1)
        writing.jobs.enqueue(new_id(now), made, now)
        if error:
            job = writing.jobs.lease("w1", now, timedelta(minutes=1), ["lists.update"])
            assert job
            writing.jobs.fail(job, error, now)


def test_a_list_says_how_old_it_is_and_why_it_was_not_fetched(client: TestClient, service: Service) -> None:
    order(service, "un-sc", error="<script>alert(1)</script> did not answer")
    order(service, "un-sc")
    seen = page(client, ANA)
    name, state, age, dated, entries, following, failure = row_of(seen, "Lists", "un-sc")
    assert name[1] == "/lists/un-sc"
    assert state[0] in ("out of date", "extract that ships with Comity")
    assert age[0].isdecimal()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", dated[0])
    assert entries[0] == f"{service.store.current('un-sc').entries:,}"  # type: ignore[union-attr]
    assert following[0].endswith("UTC")
    assert "did not answer" in failure[0]
    assert "<script>alert" not in seen.text
    failed = row_of(seen, "Jobs that run or failed", "lists.update un-sc")
    assert failed[0][1].startswith("/jobs/")
    assert failed[1][0] == "failed"


def test_a_failure_is_forgotten_once_a_fetch_went_well(client: TestClient, service: Service) -> None:
    order(service, "un-sc", error="the publisher did not answer")
    order(service, "un-sc")
    now = service.now()
    with service.database.writing() as writing:
        job = writing.jobs.lease("w1", now, timedelta(minutes=1), ["lists.update"])
        assert job
        writing.jobs.finish(job, {}, now)
    assert row_of(page(client, ANA), "Lists", "un-sc")[6][0] == "–"


def test_what_changed_since_yesterday(client: TestClient, service: Service) -> None:
    now = service.now()
    long_ago, yesterday = now - 3 * DAY, (now - DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    facts = {"edition": "own:guests-2", "before": "own:guests-1", "entries": "1204"}
    with service.database.writing() as writing:
        for at, action in ((long_ago, "hit.new"), (yesterday, "hit.new"), (now, "hit.new"), (now, "case.decide"), (now, "case.decide")):
            writing.record(entry(0, at, action=action))
        writing.record(Entry(now, "system:lists", "list.use", "list:own:guests", facts=facts))
        made = JobOrder("monitoring.delta", now, {}, max_attempts=1, key="monitoring.delta:own:guests-1:own:guests-2")
        writing.jobs.enqueue(new_id(now), made, now)
        job = writing.jobs.lease("w1", now, timedelta(minutes=1), ["monitoring.delta"])
        assert job
        writing.jobs.finish(job, {"added": 3, "amended": 1, "removed": 0, "subjects": 9}, now)
    seen = page(client, LENA)
    since = yesterday.date().isoformat()
    assert row_of(seen, "What became of cases", "came:")[1] == ("2", f"/ledger?action=hit.new&since={since}")
    assert row_of(seen, "What became of cases", "decided")[1] == ("2", f"/ledger?action=case.decide&since={since}")
    assert row_of(page(client, ANA), "What became of cases", "decided")[1] == ("2", "/review?state=decided")
    edition = row_of(seen, "Editions that came", "own:guests")
    between = "/lists/own:guests/changes?old=own%3Aguests-1&new=own%3Aguests-2&kind="
    assert [cell[0] for cell in edition[2:]] == ["1,204", "3", "0", "1"]
    assert [cell[1] for cell in edition[3:]] == [f"{between}{kind}" for kind in ("added", "removed", "amended")]


def test_each_table_downloads_as_a_file(client: TestClient, service: Service) -> None:
    open_some(service)
    answer = page(client, ANA, "/?as=csv&table=queue")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines()[1] == "strong,2,1,0,1,0,1,1"
    assert page(client, ANA, "/?as=csv&table=lists").text.splitlines()[1].startswith("un-sc,")
    assert page(client, TOM, "/?as=csv&table=queue").status_code == 404, "what is not shown is not given either"
    assert page(client, ANA, "/?as=csv&table=users").status_code == 404


def test_an_empty_node_says_what_would_be_here(client: TestClient) -> None:
    seen = page(client, ANA).text
    assert "Nothing waits." in seen
    assert "No list has another edition since yesterday." in seen
    assert len(seen) < 150_000
