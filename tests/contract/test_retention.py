"""Retention at work on both databases: what is due goes, with its proof; what is held, asked or not due stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.contract.rows import DAY, NOON, case, decided, decision, hit, open_cases, person, screening

from comity.identity.sittings import open_sitting
from comity.identity.users import new_user
from comity.ledger import audit
from comity.model import Pair, Role
from comity.node.burying import Burying
from comity.node.retention import BATCH, OWNERS_DATE, Asked, RetentionReport, erase_what_is_due, what_is_due
from comity.safeguards import (
    Due,
    Duty,
    Event,
    Fate,
    LegalHold,
    RetentionRule,
    recognises,
    rules_for,
)
from comity.storage.database import Database
from comity.storage.database.deliveries import Delivery
from comity.storage.database.jobs import JobOrder
from comity.storage.database.retained import subject_identity
from comity.storage.database.webhooks import Webhook

SALT = b"an invented salt of this test..."
NOW = NOON + 400 * DAY
PRACTICE = rules_for(["node"])


def rule(kind: str, after: Event, days: int, duty: Duty = Duty.AT_MOST) -> RetentionRule:
    return replace(OWNERS_DATE, kind=kind, after=after, days=days, duty=duty, basis="Policy 4", provision=f"{kind} {duty}")


OWN = (rule("screening", Event.TRANSACTION_DONE, 365), rule("decision_text", Event.DECIDED, 365), *PRACTICE)


def run(database: Database, rules: tuple[RetentionRule, ...] = PRACTICE, now: datetime = NOW) -> RetentionReport:
    return erase_what_is_due(database, rules, Burying(SALT, "system:retention", now))


def subjects(database: Database, **until: datetime | None) -> dict[str, str]:
    """Subjects by key with the dates of their owner; their ids by key."""
    with database.writing() as writing:
        writing.subjects.put_many("customers", [(key, person(f"Ilva {key}"), day) for key, day in until.items()], NOON)
        return {one.key: one.id for one in writing.subjects.each("customers", "", 999)}


def keys(database: Database) -> set[str]:
    with database.reading() as reading:
        return {one.key for one in reading.subjects.each(None, "", 9999)}


def test_a_subject_goes_on_the_day_that_its_owner_named_and_not_before(database: Database) -> None:
    ids = subjects(database, past=NOW - DAY, today=NOW, tomorrow=NOW + timedelta(microseconds=1), lasting=None)
    report = run(database)
    assert report.erased == {"subject": 2}
    assert keys(database) == {"tomorrow", "lasting"}
    with database.reading() as reading:
        for key in ("past", "today"):
            (erasure,) = reading.erasures.of("subject", ids[key])
            assert erasure.ledger_number is not None
            row = reading.ledger.get(erasure.ledger_number)
            assert row is not None
            assert (row[1].action, row[1].object, row[1].actor) == ("subject.erase", f"subject:{ids[key]}", "system:retention")
            assert row[1].facts["basis"] == erasure.stone.basis
            assert "keep_until" in erasure.stone.basis
            assert recognises(erasure.stone, "subject", subject_identity("customers", key), SALT)
        assert audit(reading.ledger.rows(0, 999), [], {}).size == reading.ledger.size()
    assert run(database).erased == {}


def test_what_a_dry_run_names_is_what_a_run_erases(database: Database) -> None:
    ids = subjects(database, past=NOW - DAY, held=NOW - DAY, lasting=None)
    with database.writing() as writing:
        writing.legal_holds.add(LegalHold("hold-1", "subject", ids["held"], "Order 7", "user:lena", NOON))
    before = list(what_is_due(database, PRACTICE, NOW))
    assert keys(database) == {"past", "held", "lasting"}
    fates = {one.record.id: one.fate for one in before if one.record.kind == "subject"}
    assert fates == {ids["past"]: Fate.ERASE, ids["held"]: Fate.HOLD}
    report = run(database)
    assert report.erased == {"subject": 1}
    assert report.held == {"subject": 1}
    assert keys(database) == {"held", "lasting"}
    after = [one for one in what_is_due(database, PRACTICE, NOW) if one.record.kind == "subject"]
    assert [(one.record.id, one.fate) for one in after] == [(ids["held"], Fate.HOLD)]


def test_a_released_hold_lets_go(database: Database) -> None:
    ids = subjects(database, held=NOW - DAY)
    with database.writing() as writing:
        writing.legal_holds.add(LegalHold("hold-1", "subject", ids["held"], "Order 7", "user:lena", NOON))
    assert run(database).erased == {}
    with database.writing() as writing:
        writing.legal_holds.release("hold-1", NOW)
    assert run(database).erased == {"subject": 1}


@pytest.mark.parametrize(
    ("held", "record"), [("hit", "hit-00001"), ("hit", ""), ("screening", "screening-1"), ("decision_text", "decision-1")]
)
def test_a_hold_keeps_whatever_would_take_along_what_it_covers(database: Database, held: str, record: str) -> None:
    ids = subjects(database, past=NOW - DAY, free=NOW - DAY)
    theirs = replace(decided(case(1)), pair=Pair(ids["past"], "own:guests", "G.1"))
    with database.writing() as writing:
        open_cases(writing, theirs)
        writing.decisions.add(decision("decision-1", theirs))
        writing.legal_holds.add(LegalHold("hold-1", held, record, "Order 7", "user:lena", NOON))
    fates = {one.record.id: one.fate for one in what_is_due(database, OWN, NOW) if one.record.kind == "subject"}
    assert fates == {ids["past"]: Fate.HOLD, ids["free"]: Fate.ERASE}
    report = run(database, OWN)
    assert report.held["subject"] == 1
    assert keys(database) == {"past"}
    with database.reading() as reading:
        act, found = reading.decisions.get("decision-1"), reading.hits.get("hit-00001")
        assert act is not None
        assert found is not None
        assert bool(act.because.text) is (held == "decision_text")
        assert bool(found.hit.evidence) is (held != "decision_text")
    with database.writing() as writing:
        assert ids["past"] not in writing.subjects.remove_missing("customers", NOW, NOW)
        writing.legal_holds.release("hold-1", NOW)
        assert writing.subjects.remove_missing("customers", NOW, NOW) == (ids["past"],)


def test_a_law_that_orders_keeping_is_put_before_a_person(database: Database) -> None:
    subjects(database, past=NOW - DAY)
    report = run(database, (rule("subject", Event.CREATED, 3650, Duty.AT_LEAST), *PRACTICE))
    (asked,) = (one for one in report.asked if one.kind == "subject")
    assert asked.records == 1
    assert "a person decides" in asked.reason
    assert keys(database) == {"past"}


def test_a_rule_by_age_reaches_subjects_without_a_date(database: Database) -> None:
    subjects(database, lasting=None, tomorrow=NOW + DAY)
    assert run(database, (rule("subject", Event.CREATED, 400), *PRACTICE)).erased == {"subject": 1}
    assert keys(database) == {"tomorrow"}  # its owner still wants it kept: the two disagree


def test_a_kind_without_a_period_is_asked_about_once_and_kept(database: Database) -> None:
    gdpr = rules_for(["gdpr", "node"])
    with database.writing() as writing:
        open_cases(writing, case(1))
        writing.decisions.add(decision("decision-1", case(1)))
    report = run(database, gdpr)
    assert {(one.kind, one.records) for one in report.asked} == {("screening", 0), ("decision_text", 0)}
    assert all("gives no period" in one.reason for one in report.asked)
    assert Asked("screening", 0, "no retention rule covers this kind of record") in run(database, PRACTICE).asked
    with database.reading() as reading:
        kept = reading.decisions.get("decision-1")
        assert kept is not None
        assert kept.because.text


def test_screenings_and_texts_go_by_their_rules_but_not_what_a_waiting_case_rests_on(database: Database) -> None:
    with database.writing() as writing:
        open_cases(writing, case(1))
        writing.screenings.add(replace(screening("screening-2"), at=NOW - 10 * DAY))
        writing.screenings.add(screening("screening-3"))
        writing.decisions.add(decision("decision-1", case(1)))
    subjects(database, **{"1": None})
    first = run(database, OWN)
    assert first.erased["decision_text"] == 1
    assert first.erased["screening"] == 1
    with database.writing() as writing:
        assert writing.screenings.get("screening-3") is None
        assert writing.screenings.get("screening-2") is not None
        assert writing.erasures.of("screening", "screening-3")[0].ledger_number is not None
        writing.cases.save(decided(case(1)), 1)
    assert run(database, OWN).erased == {"screening": 1}
    with database.reading() as reading:
        found = reading.hits.get("hit-00001")
        assert found is not None
        assert found.hit.evidence == ()
    assert run(database, OWN).erased == {}


def test_a_hit_that_came_after_its_subject_went_does_not_quote_it(database: Database) -> None:
    ids = subjects(database, here=None)
    with database.writing() as writing:
        writing.screenings.add(screening())
        writing.hits.add_many([hit("hit-1", Pair(ids["here"], "own:guests", "G.1")), hit("hit-2", Pair("gone", "own:guests", "G.2"))])
    assert run(database).erased == {"hit": 1}
    with database.reading() as reading:
        found = reading.hits.get_many(["hit-1", "hit-2"])
        assert found["hit-1"].hit.evidence
        assert found["hit-2"].hit.evidence == ()


def test_jobs_deliveries_answers_and_sittings_end_with_their_practice(database: Database) -> None:
    with database.writing() as writing:
        for name, at in (("old", NOON), ("young", NOW - DAY)):
            job = writing.jobs.enqueue(f"job-{name}", JobOrder("invented", at, {"list": "un-sc"}), at)
            writing.jobs.cancel(job.id, at)
            writing.webhooks.add(Webhook(f"hook-{name}", "https://desk.example/hook", "s", frozenset(), NOON))
            writing.deliveries.add(Delivery(f"sent-{name}", f"hook-{name}", {"object": "case:1"}, at, at))
            writing.idempotency.begin("key:1", name, "digest", at)
            writing.users.add(new_user(name, name.title(), [Role.ANALYST], NOON))
        writing.jobs.enqueue("job-waits", JobOrder("invented", NOON, {"list": "un-sc"}), NOON)
        writing.sittings.add(open_sitting("old", NOON).sitting)
        writing.sittings.add(open_sitting("young", NOW).sitting)
    assert run(database).erased == {"job": 1, "delivery": 1, "idempotency": 1, "sitting": 1}
    with database.reading() as reading:
        payloads = {name: found.payload for name in ("old", "young", "waits") if (found := reading.jobs.get(f"job-{name}"))}
        assert payloads == {"old": {}, "young": {"list": "un-sc"}, "waits": {"list": "un-sc"}}
        assert reading.deliveries.get("sent-old") is None
        assert reading.deliveries.get("sent-young") is not None
        assert (reading.idempotency.get("key:1", "old"), reading.idempotency.get("key:1", "young") is not None) == (None, True)
        assert (reading.sittings.of("old"), len(reading.sittings.of("young"))) == ((), 1)
        kinds = {one.stone.kind for one in reading.erasures.each("", 99)}
    assert kinds == {"job", "delivery", "idempotency", "sitting"}
    assert run(database).erased == {}


def test_a_sweep_by_years_does_not_wait_for_ever(database: Database) -> None:
    years = replace(rule("idempotency", Event.CREATED, 1), years=5)
    with database.writing() as writing:
        writing.idempotency.begin("key:1", "old", "digest", NOON)
    assert run(database, (years,), datetime(2031, 3, 1, 12, 1, tzinfo=UTC)).erased == {}
    assert run(database, (years,), datetime(2031, 3, 3, tzinfo=UTC)).erased == {"idempotency": 1}


def test_a_hold_on_a_kind_stops_its_sweep(database: Database) -> None:
    with database.writing() as writing:
        writing.idempotency.begin("key:1", "old", "digest", NOON)
        writing.legal_holds.add(LegalHold("hold-1", "idempotency", "", "Order 7", "user:lena", NOON))
    report = run(database)
    assert (report.erased, report.held) == ({}, {"idempotency": 1})


def test_a_run_that_was_stopped_goes_on_where_it_stood(database: Database) -> None:
    many = {f"{number:04}": NOW - DAY for number in range(2 * BATCH + 7)}
    held = subjects(database, **many)["0003"]
    with database.writing() as writing:
        writing.legal_holds.add(LegalHold("hold-1", "subject", held, "Order 7", "user:lena", NOON))
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        erase_what_is_due(database, PRACTICE, Burying(SALT, "system:retention", NOW), stop)
    (first,) = told  # the held one may be among the first batch
    assert first in {BATCH - 1, BATCH}
    assert len(keys(database)) == len(many) - first
    report = erase_what_is_due(database, PRACTICE, Burying(SALT, "system:retention", NOW), told.append)
    assert report.erased == {"subject": len(many) - 1 - first}
    assert keys(database) == {"0003"}
    assert told[-1] == len(many) - 1 - first
    with database.reading() as reading:
        assert sum(1 for _ in reading.erasures.each("", 9999)) == len(many) - 1


def test_an_empty_node_has_nothing_due(database: Database) -> None:
    assert {one.record.kind for one in what_is_due(database, OWN, NOW)} == {"idempotency", "sitting"}  # told as moments, not as rows
    assert run(database, OWN) == RetentionReport({}, {}, ())
    assert isinstance(next(what_is_due(database, (), NOW)), Due)
