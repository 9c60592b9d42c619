"""Requests of persons, legal holds, what is held of somebody, and erasing by kind: the same on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text
from tests.contract.rows import DAY, NOON, case, decision, exemption, hit, open_cases, person, screening

from comity.model import CaseState, Conflict, ExemptionState, Pair, UnknownName, UsageError
from comity.model.record import subject_to_record
from comity.safeguards import (
    Ground,
    Holding,
    LegalHold,
    PersonRequest,
    RequestKind,
    RequestState,
    extended,
    identified,
    planned,
    received,
    step_refused,
)
from comity.storage.database import Database, Writing
from comity.storage.database.columns import to_text
from comity.storage.database.deliveries import Delivery
from comity.storage.database.jobs import JobOrder
from comity.storage.database.kinds import DELIVERY, HIT, JOB, KINDS, SCREENING
from comity.storage.database.repository import Page
from comity.storage.database.webhooks import Webhook


def request(number: int, days: int = 0) -> PersonRequest:
    return received(f"request-{number:03}", RequestKind.ERASURE, NOON + days * DAY)


def far(one: PersonRequest) -> PersonRequest:
    """A request with something in every field."""
    one = extended(identified(one, ["subject-1", "subject-2"]), "many copies to look through", NOON + DAY)
    one = planned(one, dict.fromkeys(Holding, 3), NOON + DAY)
    return step_refused(one, Holding.HITS, Ground.LEGAL_CLAIMS, NOON + 2 * DAY)


def hold(number: int, record: str = "", kind: str = "subject") -> LegalHold:
    return LegalHold(f"hold-{number}", kind, record, "Order 7 of an invented court", "user:lena", NOON)


def test_a_request_comes_back_as_it_was_kept(database: Database) -> None:
    new = request(1)
    changed = far(new)
    assert changed.plan
    with database.writing() as writing:
        writing.person_requests.add(new)
    with database.writing() as writing:
        assert writing.person_requests.get(new.id) == new
        writing.person_requests.save(changed, new.version)
    with database.reading() as reading:
        assert reading.person_requests.get(new.id) == changed
        assert reading.person_requests.get("none") is None


def test_of_two_who_change_a_request_one_is_told(database: Database) -> None:
    new = request(1)
    with database.writing() as writing:
        writing.person_requests.add(new)
        writing.person_requests.save(identified(new, []), new.version)
        with pytest.raises(Conflict):
            writing.person_requests.save(identified(new, ["subject-1"]), new.version)
        with pytest.raises(UnknownName):
            writing.person_requests.save(request(2), 1)


def test_requests_are_paged_and_the_most_urgent_is_first(database: Database) -> None:
    kept = [request(number, days=-number) for number in range(5)]
    closed = replace(kept[4], state=RequestState.WITHDRAWN, closed_at=NOON)
    with database.writing() as writing:
        for one in (*kept[:4], closed):
            writing.person_requests.add(one)
    with database.reading() as reading:
        first = reading.person_requests.page(None, "", 3)
        assert first == Page(tuple(kept[:3]), "request-002")
        assert reading.person_requests.page(None, first.next, 3) == Page((kept[3], closed))
        assert reading.person_requests.page(RequestState.WITHDRAWN, "", 3).items == (closed,)
        urgent = reading.person_requests.waiting("", 3)
        assert urgent.items == tuple(reversed(kept[1:4]))
        assert reading.person_requests.waiting(urgent.next, 3) == Page((kept[0],))
        assert reading.person_requests.waiting("", 4) == Page(tuple(reversed(kept[:4])))
        for wrong in ("request-002", "x.request-002", f"{10**30}.request-002"):
            with pytest.raises(UsageError):
                reading.person_requests.waiting(wrong, 3)
        assert reading.person_requests.unanswered() == 4
        assert reading.person_requests.unanswered(kept[2].answer_by) == 1


def test_requests_that_are_due_at_one_moment_are_each_on_one_page(database: Database) -> None:
    with database.writing() as writing:
        for number in range(5):
            writing.person_requests.add(request(number))
    after, seen = "", []
    with database.reading() as reading:
        while True:
            page = reading.person_requests.waiting(after, 2)
            seen += [one.id for one in page.items]
            if not (after := page.next):
                break
    assert seen == [request(number).id for number in range(5)]


def test_a_hold_stands_until_it_is_released_once(database: Database) -> None:
    with database.writing() as writing:
        for number in range(3):
            writing.legal_holds.add(hold(number))
        writing.legal_holds.release("hold-1", NOON + DAY)
        with pytest.raises(Conflict):
            writing.legal_holds.release("hold-1", NOON + DAY)
    with database.reading() as reading:
        assert reading.legal_holds.standing() == (hold(0), hold(2))
        assert reading.legal_holds.get("hold-1") == replace(hold(1), released_at=NOON + DAY)
        assert [one.id for one in reading.legal_holds.page("hold-0", 1).items] == ["hold-1"]
        assert reading.legal_holds.page("hold-0", 1).next == "hold-1"
        assert reading.legal_holds.count() == len(reading.legal_holds.page("", 100).items)


def test_a_database_of_the_first_version_is_taken_further_and_keeps_its_rows(database: Database, address: str) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("7", person(), None)], NOON)
    engine = create_engine(address)
    with engine.begin() as connection:
        for table in ("person_requests", "legal_holds", "case_words"):
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("DROP INDEX ix_ledger_entries_purpose_number"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    database.prepare()
    with database.writing() as writing:
        writing.person_requests.add(request(1))
        assert writing.subjects.by_key("customers", "7") is not None


def test_an_import_that_leaves_somebody_out_does_not_erase_who_is_held(database: Database) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [(str(number), person(), None) for number in range(4)], NOON)
        kept = writing.subjects.by_key("customers", "2")
        other = writing.subjects.by_key("customers", "3")
        assert kept is not None
        assert other is not None
        writing.legal_holds.add(hold(1, kept.id))
        writing.legal_holds.add(replace(hold(2, other.id), released_at=NOON))
        gone = writing.subjects.remove_missing("customers", NOON + DAY, NOON + DAY)
        assert len(gone) == 3
        assert [one.key for one in writing.subjects.each("customers", "", 9)] == ["2"]


def scene(writing: Writing) -> str:
    """A subject with a case that waits, one decided with a text and an exemption, and notices about them; its id."""
    writing.subjects.put_many("customers", [("7", person(), None), ("8", person("Tomas Veld"), None)], NOON)
    subject = writing.subjects.by_key("customers", "7")
    assert subject is not None
    waits = replace(case(1), pair=Pair(subject.id, "own:guests", "G.1"))
    done = replace(case(2), pair=Pair(subject.id, "own:guests", "G.2"), state=CaseState.DECIDED)
    open_cases(writing, waits, done, case(3))
    act = decision("decision-1", done)
    writing.decisions.add(act)
    writing.exemptions.add(exemption(act, done))
    writing.webhooks.add(Webhook("hook-1", "https://desk.example/hook", "s", frozenset({"hit.new"}), NOON))
    for name, what in (("sent-1", f"subject:{subject.id}"), ("sent-2", "case:case-00002"), ("sent-3", "case:case-00003")):
        writing.deliveries.add(Delivery(name, "hook-1", {"object": what}, NOON, NOON))
    return subject.id


def test_everything_held_of_a_subject_is_found_and_nothing_else(database: Database) -> None:
    with database.writing() as writing:
        ids = [scene(writing)]
        held = writing.holdings
        assert held.subjects([*ids, "none"]) == 1
        assert held.quoting(ids) == ("hit-00001", "hit-00002")
        assert held.cases(ids) == 2
        assert [act.because.text for act in held.decision_texts(ids)] == ["another person, see the passport"]
        assert [one.id for one in held.deliveries(ids)] == ["sent-1", "sent-2"]
        assert len(list(held.names())) == 2
        nothing = (held.subjects([]), held.quoting([]), held.cases([]), held.decision_texts([]), held.deliveries([]))
        assert nothing == (0, (), 0, (), ())


def test_erasing_a_subject_leaves_no_case_that_waits_and_no_exemption(database: Database) -> None:
    with database.writing() as writing:
        subject = scene(writing)
        assert writing.erasing.erase("subject", subject) is True
        states = {one.case.id: one.case.state for one in writing.cases.for_subject(subject)}
        assert states == {"case-00001": CaseState.LAPSED, "case-00002": CaseState.DECIDED}
        ended = writing.exemptions.get("decision-1")
        assert ended is not None
        assert (ended.state, ended.subject_digest) == (ExemptionState.LAPSED, "")
        assert writing.holdings.quoting([subject]) == ()
        assert writing.holdings.decision_texts([subject]) == ()
        assert writing.erasing.erase("subject", subject) is False
        other = writing.cases.by_pair(case(3).pair)
        assert other is not None
        assert other.case.state is CaseState.OPEN


def test_each_kind_is_erased_once_and_an_unknown_one_is_said(database: Database) -> None:
    with database.writing() as writing:
        scene(writing)
        writing.screenings.add(screening("screening-2"))
        writing.hits.add_many([hit("hit-9", Pair("subject-9", "own:guests", "G.9"))])
        made = writing.jobs.enqueue("job-1", JobOrder("invented", NOON, {"list": "un-sc"}), NOON)
        for kind, name in ((HIT, "hit-9"), (DELIVERY, "sent-1"), (JOB, made.id), (SCREENING, "screening-2"), (SCREENING, "screening-1")):
            assert writing.erasing.erase(kind, name) is True
            assert writing.erasing.erase(kind, name) is False
        assert writing.erasing.erase("portrait", "1") is None
        assert all(writing.erasing.erase(kind, "0") is False for kind in KINDS)
        kept = writing.screenings.get("screening-1")  # hits name it
        assert kept is not None
        assert kept.actor == ""
        assert writing.screenings.get("screening-2") is None
        assert all(one.hit.evidence == () for one in writing.hits.get_many(["hit-9", "hit-00001", "hit-00003"]).values())
        job = writing.jobs.get(made.id)
        assert job is not None
        assert job.payload == {}


def test_a_changed_subject_has_the_digest_and_caption_of_its_facts(database: Database) -> None:
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("7", person(), None)], NOON)
        writing.subjects.put_many("customers", [("7", person("Ilva Marenka"), None)], NOON + DAY)
        now = writing.subjects.by_key("customers", "7")
        assert now is not None
        row = writing.connection.execute(text("SELECT digest, caption, record FROM subjects")).one()
    record = to_text(subject_to_record(now.subject))
    assert (row.record, row.caption) == (record, "Ilva Marenka")
    assert row.digest == now.digest == hashlib.sha256(record.encode()).hexdigest()
    assert now.changed_at == NOON + DAY
