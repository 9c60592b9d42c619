"""The pages of jobs: what came of each in plain words, which a person may start, and pages that look again while something runs."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from comity.node.job_kinds import KINDS
from comity.node.jobs import order_by_hand
from comity.node.service import Service
from comity.storage.database import new_id
from comity.storage.database.jobs import Job, JobOrder, JobState
from comity.web.console.jobs import called
from comity.web.console.jobs.outcomes import outcome_of
from comity.web.console.jobs.routes import MOST_LOOKS
from comity.web.console.words import words_in

from ..persons import ADA, ANA, LENA
from .filling import TOM, look, send


@pytest.fixture
def waiting(service: Service) -> Job:
    return order_by_hand(service.means, "node.sweep", {}, TOM)


def ran(service: Service, job: Job, **end: Any) -> Job:
    """The job as a worker leaves it: with ``result``, or with ``error``."""
    with service.database.writing() as writing:
        leased = writing.jobs.lease("worker", service.now(), timedelta(minutes=1))
        assert leased
        assert leased.id == job.id
        if "progress" in end:
            done, of = end["progress"]
            writing.jobs.beat(leased, done, of, service.now() + timedelta(minutes=1))
        if "result" in end:
            writing.jobs.finish(leased, end["result"], service.now())
        if "error" in end:
            writing.jobs.fail(leased, end["error"], service.now(), again=False)
        found = writing.jobs.get(job.id)
    assert found
    return found


def test_jobs_say_what_came_of_them_in_words(client: TestClient, service: Service, waiting: Job) -> None:
    ran(service, waiting, result={"sittings": 3, "answers": 0, "jobs": 1, "deliveries": 0, "secrets": 0})
    for path in ("/jobs", f"/jobs/{waiting.id}"):
        page = look(client, path, ANA).text
        for said in ("Hourly sweep", "done", "Sittings dropped: 3; old jobs dropped: 1", "tom"):
            assert said in page


@pytest.mark.parametrize(
    ("kind", "result", "said"),
    [
        ("lists.update", {"change": "new", "entries": 1003, "issues": 1}, "A new edition with 1,003 entries. 1 remark while reading."),
        ("lists.update", {"change": "not modified", "issues": 0}, "The publisher has nothing newer."),
        ("lists.update", {"change": "new"}, "Change: new"),
        ("index.build", {"listings": 9, "editions": ["a", "b"]}, "The index holds 9 entries of 2 lists."),
        ("monitoring.delta", {"added": 2, "subjects": 0, "hit.new": 1}, "Entries added: 2; new hits: 1"),
        ("retention.run", {"erased": {"case": 2}, "held": {}, "asked": 0}, "Erased: case 2"),
        ("ledger.verify", {"right": True, "entries": 12, "fault": None}, "All 12 entries are as they were written and signed."),
        (
            "ledger.verify",
            {"right": False, "entries": 3, "fault": {"first": 1, "last": 2, "reason": "another hash"}},
            "The ledger is not what was signed, between the entries 1 and 2: another hash",
        ),
        ("node.sweep", {"sittings": 0}, "Nothing was to be done."),
        ("of.tomorrow", {"what_ever": [1, 2]}, "What ever: 1, 2"),
    ],
    ids=["new", "not-modified", "other-version", "index", "delta", "retention", "ledger", "ledger-broken", "nothing", "unknown"],
)
def test_results_in_plain_words(service: Service, waiting: Job, kind: str, result: dict[str, Any], said: str) -> None:
    assert outcome_of(words_in("en"), replace(waiting, kind=kind, result=result)) == said


def test_every_kind_is_called_by_its_name_and_described_as_the_node_does() -> None:
    assert {kind: one.sentence for kind, one in KINDS.items()} == {kind: called.KINDS[kind].does for kind in KINDS}
    assert set(called.STATES) == set(JobState)


def test_jobs_are_filtered_paged_and_given_as_a_file(client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.jobs.AT_ONCE", 4)
    now = service.now()
    with service.database.writing() as writing:
        for number in range(60):
            kind = "node.sweep" if number % 10 else "index.build"
            writing.jobs.enqueue(
                new_id(now + timedelta(seconds=number)), JobOrder(kind, now + timedelta(days=1), {"list": f"n{number:02}"}), now
            )
    first = look(client, "/jobs?kind=node.sweep&state=queued", ANA).text
    shown = re.findall(r"list: n(\d\d)", first)
    assert len(shown) == 50
    assert shown == sorted(shown, reverse=True)
    behind = re.search(r'class="more" href="([^"]+)"', first)
    assert behind
    rest = re.findall(r"list: n(\d\d)", look(client, behind[1].replace("&amp;", "&"), ANA).text)
    assert len(rest) == 4
    rows = list(csv.reader(StringIO(look(client, "/jobs?kind=index.build&as=csv", ANA).text)))
    assert [row[1] for row in rows[1:]] == [f"list: n{number}" for number in ("50", "40", "30", "20", "10", "00")]
    assert "No such job." in look(client, "/jobs?state=failed", ANA).text
    assert look(client, "/jobs?state=anything&kind=nothing", ANA).status_code == 200


def test_a_page_looks_again_while_something_runs_and_not_for_good(client: TestClient, service: Service, waiting: Job) -> None:
    again = r'hx-get="(/jobs[^"]*look=\d+)"'
    for path in ("/jobs", f"/jobs/{waiting.id}"):
        assert re.search(again, look(client, path, ANA).text)
        assert not re.search(again, look(client, f"{path}?look={MOST_LOOKS}", ANA).text)
    ran(service, waiting, progress=(30, 120))
    page = look(client, f"/jobs/{waiting.id}", ANA).text
    assert 'value="25" max="100"' in page
    assert "30 of 120 (25 %)" in page
    assert "30 of 120 (25 %)" in look(client, "/jobs", ANA).text


def test_a_page_does_not_look_again_when_all_has_ended(client: TestClient, service: Service, waiting: Job) -> None:
    ran(service, waiting, error="the publisher does not answer <b>")
    for path in ("/jobs", f"/jobs/{waiting.id}"):
        page = look(client, path, ANA).text
        assert "hx-trigger" not in page
        assert "the publisher does not answer &lt;b&gt;" in page
        assert "failed" in page


def test_a_person_starts_what_they_may(client: TestClient, service: Service) -> None:
    for actor in (ANA, ADA):
        assert 'action="/jobs"' not in look(client, "/jobs", actor).text.replace('method="get" action="/jobs"', "")
        assert send(client, "/jobs", actor, {"kind": "node.sweep"}).status_code == 403
    page = look(client, "/jobs", LENA).text
    assert {"lists.update", "ledger.verify"} <= set(re.findall(r'name="kind" value="([^"]+)"', page))
    assert "monitoring.delta" not in re.findall(r'name="kind" value="([^"]+)"', page)
    first = send(client, "/jobs", LENA, {"kind": "lists.update", "list": "un-sc"})
    assert first.status_code == 303
    again = send(client, "/jobs", LENA, {"kind": "lists.update", "list": "un-sc"})
    assert again.headers["location"] == first.headers["location"], "one such job is enough"
    with service.database.reading() as reading:
        job = reading.jobs.get(first.headers["location"].removeprefix("/jobs/"))
    assert job
    assert (job.payload, job.created_by) == ({"list": "un-sc"}, "user:lena")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"kind": "nowhere"}, 404),
        ({"kind": "monitoring.delta", **dict.fromkeys(KINDS["monitoring.delta"].takes, "x")}, 404),
        ({"kind": "lists.update"}, 400),
        ({"kind": "node.sweep", "more": "x"}, 400),
    ],
    ids=["nothing", "unknown", "by-itself", "without-list", "more"],
)
def test_a_job_that_cannot_be_is_refused(client: TestClient, fields: dict[str, str], status: int) -> None:
    assert send(client, "/jobs", TOM, fields).status_code == status


def test_a_job_is_cancelled_once(client: TestClient, waiting: Job) -> None:
    path = f"/jobs/{waiting.id}"
    assert "/cancel" not in look(client, path, ANA).text
    assert "/cancel" in look(client, path, TOM).text
    assert send(client, f"{path}/cancel", ADA, {}).status_code == 403
    assert send(client, f"{path}/cancel", TOM, {}).headers["location"] == path
    assert send(client, f"{path}/cancel", TOM, {}).status_code == 409
    page = look(client, path, TOM).text
    assert "cancelled" in page
    assert "/cancel" not in page
    assert look(client, "/jobs/nothing", TOM).status_code == 404
