"""What stands beside a hundred thousand cases on a node that worked for months: words, decisions, exemptions, jobs, deliveries, requests,
and a ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.case_rows import CHUNK, SEED, Row, drawn

ENTRIES = 100_000
JOBS = 20_000
DELIVERIES = 20_000
REQUESTS = 60
KINDS = (("webhooks.deliver", 0.9), ("lists.update", 0.0895), ("node.sweep", 0.01), ("monitoring.delta", 0.0005))
EXEMPTIONS = (("active", 0.5), ("expired", 0.3), ("lapsed", 0.15), ("withdrawn", 0.05))
ACTIONS = (("hit.new", 0.4), ("case.view", 0.25), ("case.decide", 0.25), ("case.approve", 0.05), ("hit.lapsed", 0.05))
ERASED = 0.05
"""The share of ended exemptions that went with an erased subject: of those no end is kept."""


def fill_beside(database: Any, now: datetime) -> None:  # noqa: ANN401 - comity's Database, imported late
    """Store all of it, for the cases that are there."""
    from comity.storage.database.schema import decision_texts, decisions, deliveries, exemptions, jobs

    random = Random(SEED)
    for cases in _cases(database):
        made = [one for one in cases if one["state"] in ("decided", "proposed")]
        decided = [decision_row(one) for one in made]
        spared = [exemption_row(one, random, now) for one in made if one["state"] == "decided"]
        texts = [{"decision_id": one["id"], "text": "another person, see the passport"} for one in decided]
        with database.writing() as writing:
            writing.case_words.put_many({one["id"]: _texts(one) for one in cases})
            for into, rows in ((decisions, decided), (decision_texts, texts), (exemptions, spared)):
                _insert(writing, into, rows)
    with database.writing() as writing:
        _insert(writing, jobs, [job_row(number, random, now) for number in range(JOBS)])
        writing.webhooks.add(_webhook(now))
        _insert(writing, deliveries, [delivery_row(number, now) for number in range(DELIVERIES)])
        _add_requests(writing, now)
    _fill_ledger(database, random, now)


def _insert(writing: Any, into: Any, rows: list[Row]) -> None:  # noqa: ANN401 - comity's and SQLAlchemy's types, imported late
    from sqlalchemy import insert

    if rows:
        writing.connection.execute(insert(into), rows)


def _cases(database: Any) -> Iterator[list[Row]]:  # noqa: ANN401 - comity's Database, imported late
    """Every case with what its subject and its hit say, some at a time."""
    from sqlalchemy import select

    from comity.storage.database.schema import cases, hits, subjects

    joined = cases.join(subjects, subjects.c.id == cases.c.subject_id).join(hits, hits.c.id == cases.c.hit_id)
    asked = select(cases, subjects.c.record.label("facts"), subjects.c.key.label("key"), hits.c.record.label("hit")).select_from(joined)
    after = ""
    while True:
        with database.reading() as reading:
            found = reading.connection.execute(asked.where(cases.c.id > after).order_by(cases.c.id).limit(CHUNK)).mappings().all()
        if not found:
            return
        yield [dict(row) for row in found]
        after = found[-1]["id"]


def _texts(case: Row) -> list[str]:
    names = [name["full"] for name in json.loads(case["facts"]).get("names", ())]
    return [*names, json.loads(case["hit"])["name"]["full"], case["listing_id"], case["key"]]


def decision_row(case: Row) -> Row:
    """The row of what was decided or proposed about a case."""
    is_proposal = case["state"] == "proposed"
    return {
        "id": f"{case['id']}-{case['version']}",
        "case_id": case["id"],
        "hit_id": case["hit_id"],
        "step": "proposal" if is_proposal else "final",
        "verdict": "not_a_match",
        "reason": "birth_date_differs",
        "by": case["proposed_by"] if is_proposal else "user:tess",
        "at": case["opened_at"] + timedelta(hours=1),
        "purpose": "customer_screening",
    }


def exemption_row(case: Row, random: Random, now: datetime) -> Row:
    """The row of the exemption that a decided case gave."""
    state, granted = drawn(random, EXEMPTIONS), case["opened_at"] + timedelta(hours=1)
    is_erased = state == "lapsed" and random.random() < ERASED
    return {
        "id": f"{case['id']}-{case['version']}",
        "subject_id": case["subject_id"],
        "list": case["list"],
        "listing_id": case["listing_id"],
        "decision_id": f"{case['id']}-{case['version']}",
        "granted_at": granted,
        "expires_at": now + timedelta(seconds=random.randrange(86_400, 365 * 86_400)),
        "listing_digest": "a" * 64,
        "subject_digest": "" if is_erased else "b" * 64,
        "state": state,
        "ended_at": None if state == "active" or is_erased else granted + (now - granted) * random.random(),
        "why": "" if state == "active" else "the listing has changed",
    }


def job_row(number: int, random: Random, now: datetime) -> Row:
    """The row of a job that ended, the newest last."""
    from comity.storage.database.ids import new_id

    at = now - timedelta(minutes=6 * (JOBS - number))
    kind, failed = drawn(random, KINDS), random.random() < 0.01
    end = {"state": "failed", "result": "", "error": "the publisher did not answer"} if failed else {"state": "done", "error": ""}
    payload = '{"list":"un-sc"}' if kind == "lists.update" else "{}"
    times = {"run_at": at, "created_at": at, "finished_at": at + timedelta(seconds=3)}
    return {"result": '{"arrived":3}', "id": new_id(at), "kind": kind, "payload": payload, "attempts": 1, "max_attempts": 3, **end, **times}


def _webhook(now: datetime) -> Any:  # noqa: ANN401 - comity's Webhook, imported late
    from comity.storage.database.webhooks import Webhook

    return Webhook("webhook-1", "https://hooks.example/comity", "", frozenset({"hit.new"}), now - timedelta(days=90), disabled_at=now)


def delivery_row(number: int, now: datetime) -> Row:
    """The row of a delivery that arrived, or, of every hundredth, one that was given up."""
    from comity.storage.database.ids import new_id

    at, is_dead = now - timedelta(minutes=6 * (DELIVERIES - number)), number % 100 == 0
    event = json.dumps({"type": "hit.new", "time": at.isoformat(), "data": {"case": f"case-{number}"}})
    end = {"state": "dead", "last_status": 500, "last_error": "answered 500"} if is_dead else {"state": "delivered", "last_status": 200}
    return {
        "last_error": "",
        "id": new_id(at),
        "webhook_id": "webhook-1",
        "event": event,
        "attempts": 1,
        "next_at": at,
        "created_at": at,
        **end,
    }


def _add_requests(writing: Any, now: datetime) -> None:  # noqa: ANN401 - comity's Writing, imported late
    from comity.safeguards.grounds import RequestKind
    from comity.safeguards.requests import received

    for number in range(REQUESTS):
        at = now - timedelta(days=number % 40)
        writing.person_requests.add(received(f"request-{number:03}", list(RequestKind)[number % len(RequestKind)], at))


def _fill_ledger(database: Any, random: Random, now: datetime) -> None:  # noqa: ANN401 - comity's Database, imported late
    """Half of the entries over forty days, half over the last."""
    from comity.model import Entry

    half = ENTRIES // 2
    spans = [(now - timedelta(days=41), timedelta(days=40) / half), (now - timedelta(days=1), timedelta(hours=23) / half)]
    for begin, step in spans:
        for start in range(0, half, CHUNK):
            with database.writing() as writing:
                for number in range(start, start + CHUNK):
                    about = f"case:{number}"
                    who = f"user:analyst-{random.randrange(20)}"
                    action = drawn(random, ACTIONS)
                    writing.record(Entry(begin + number * step, who, action, about, "customer_screening", {"list": "un-sc"}))
