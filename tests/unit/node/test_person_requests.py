"""What persons ask about their own data, carried out over every holding, by people who may, each step on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.rows import case, decision, exemption, open_cases

from comity.model import (
    Actor,
    CaseState,
    Conflict,
    Entry,
    Identifier,
    IdentifierType,
    Name,
    NotAllowed,
    Pair,
    PartialDate,
    Purpose,
    Role,
    Schema,
    StoreError,
    Subject,
    UnknownName,
    UsageError,
)
from comity.node.burying import tombstones
from comity.node.holds import HoldOrder, list_holds, place_hold, release_hold
from comity.node.person_requests import Handling, PersonRequests, Seen
from comity.node.person_search import MOST_SHOWN, Wanted
from comity.node.person_text import person_text
from comity.node.settings import Settings
from comity.safeguards import Fate, Ground, Holding, PersonRequest, RequestKind, RequestState, StepState
from comity.storage.database import Database
from comity.storage.database.backup import back_up, restore
from comity.storage.database.deliveries import Delivery
from comity.storage.database.ledger import LedgerSearch
from comity.storage.database.webhooks import Webhook

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LENA = Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST)
NOW = Handling(LENA, AT + DAY)
NAME, NUMBER = "Ilva Marenko", "X7391024"


def person(name: str = NAME, year: int = 1971) -> Subject:
    numbers = (Identifier(IdentifierType.PASSPORT, NUMBER),)
    return Subject(
        Schema.PERSON, (Name(name), Name("Ильва Маренко")), (PartialDate(year, 5, 4),), nationalities=("SI",), identifiers=numbers
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    settings.prepare()
    made = Database.at(settings.database)
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def desk(database: Database, settings: Settings) -> PersonRequests:
    return PersonRequests(database, settings)


@pytest.fixture
def subject(database: Database) -> str:
    """Ilva Marenko with an open and a decided case, a text, an exemption and a notice, beside another customer; her id."""
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("7", person(), None), ("8", person("Tomas Veld", 1980), None)], AT)
        found = writing.subjects.by_key("customers", "7")
        other = writing.subjects.by_key("customers", "8")
        assert found is not None
        assert other is not None
        waits = replace(case(1), pair=Pair(found.id, "own:guests", "G.1"))
        done = replace(case(2), pair=Pair(found.id, "own:guests", "G.2"), state=CaseState.DECIDED)
        theirs = replace(case(3), pair=Pair(other.id, "own:guests", "G.3"))
        open_cases(writing, waits, done, theirs)
        act = decision("decision-1", done, text="she showed her passport")
        writing.decisions.add(act)
        writing.decisions.add(decision("decision-2", theirs, text="he was called"))
        writing.exemptions.add(exemption(act, done))
        writing.webhooks.add(Webhook("hook-1", "https://desk.example/hook?token=s3cret", "s", frozenset({"hit.new"}), AT))
        writing.deliveries.add(Delivery("sent-1", "hook-1", {"event": "hit.new", "object": "case:case-00001"}, AT, AT))
        writing.record(Entry(AT, "user:ana", "subject.view", f"subject:{found.id}", "customer_screening"))
    return found.id


def seen(request: PersonRequest) -> Seen:
    return Seen(request.id, request.version)


def asked(desk: PersonRequests, kind: RequestKind, *about: str) -> PersonRequest:
    """A request that is planned."""
    request = desk.receive(kind, AT, NOW)
    request = desk.identify(seen(request), about, NOW)
    return desk.plan(seen(request), NOW)[0]


def entries(database: Database, actor: str = "", action: str = "", object: str = "") -> list[Entry]:  # noqa: A002 - the ledger's name
    with database.reading() as reading:
        return [row[1] for row in reading.ledger.search(LedgerSearch(actor, action, object), -1, 999)]


def steps(request: PersonRequest) -> dict[str, str]:
    return {step.holding.value: step.state.value for step in request.plan}


def test_a_request_is_due_within_a_month_of_the_day_it_came(desk: PersonRequests, database: Database) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    assert request.answer_by == datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert desk.get(request.id, NOW) == request
    assert desk.page(None, ("", 9), NOW).items == (request,)
    assert [entry.action for entry in entries(database, object=f"request:{request.id}")] == ["request.receive", "request.view"]
    with pytest.raises(UsageError):
        desk.receive(RequestKind.ACCESS, AT + 2 * DAY, NOW)
    with pytest.raises(UnknownName):
        desk.get("none", NOW)


@pytest.mark.parametrize(
    "by",
    [
        Actor("user:ana", frozenset({Role.ANALYST}), Purpose.SUBJECT_REQUEST),
        Actor("user:ada", frozenset({Role.ADMINISTRATOR}), Purpose.SUBJECT_REQUEST),
        Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.CUSTOMER_SCREENING),
        Actor("user:lena", frozenset({Role.SUPERVISOR})),
        Actor("key:1", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST),
    ],
)
def test_only_whoever_may_and_for_that_purpose(desk: PersonRequests, database: Database, subject: str, by: Actor) -> None:
    request = asked(desk, RequestKind.ERASURE, subject)
    size = len(entries(database))
    theirs = Handling(by, AT + DAY)
    tries: list[Callable[[], object]] = [
        lambda: desk.receive(RequestKind.ACCESS, AT, theirs),
        lambda: desk.find(request.id, Wanted(name=NAME), theirs),
        lambda: desk.identify(seen(request), [], theirs),
        lambda: desk.plan(seen(request), theirs),
        lambda: desk.refuse(seen(request), [Ground.EXCESSIVE], theirs),
        lambda: desk.file(request.id, theirs),
        lambda: desk.carry_out(seen(request), theirs),
        lambda: desk.correct(seen(request), subject, person("Another"), theirs),
        lambda: place_hold(database, HoldOrder("subject", "", "Order 7"), by, AT),
    ]
    for one in tries:
        with pytest.raises(NotAllowed):
            one()
    assert len(entries(database)) == size
    with database.reading() as reading:
        assert reading.subjects.get(subject) is not None


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(base="customers", key="7"),
        Wanted(name="ilva marenko"),
        Wanted(name="MARENKO, Ilva"),
        Wanted(name="Маренко Ильва"),
        Wanted(name="Marenko"),
    ],
)
def test_a_person_is_found_and_shown_no_further_than_needed(desk: PersonRequests, database: Database, subject: str, wanted: Wanted) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    found = desk.find(request.id, wanted, NOW)
    # The other customer has the same second name in this scene, so a name in Cyrillic fits both.
    assert subject in {one.subject for one in found.candidates}
    (one,) = (one for one in found.candidates if one.subject == subject)
    assert (one.base, one.key, one.birth_dates, one.nationalities) == ("customers", "7", ("1971-05-04",), ("SI",))
    assert NUMBER not in str(one)
    assert NUMBER[-4:] in str(one.numbers)
    views = entries(database, object=f"subject:{subject}", action="subject.view", actor="user:lena")
    assert [(view.purpose, view.facts) for view in views] == [("subject_request", {"request": request.id})]


@pytest.mark.parametrize(
    "wanted", [Wanted(base="customers", key="9"), Wanted(subject="none"), Wanted(name="Ilva Veld"), Wanted(name="Maren")]
)
def test_whoever_does_not_fit_is_not_shown(desk: PersonRequests, subject: str, wanted: Wanted) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    assert desk.find(request.id, wanted, NOW).fitting == 0


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(key="7"), Wanted(base="customers"), Wanted(subject="1", name="Ilva"), Wanted(name=" .")]
)
def test_one_way_of_looking_at_a_time(desk: PersonRequests, wanted: Wanted) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    with pytest.raises(UsageError):
        desk.find(request.id, wanted, NOW)


def test_a_name_that_fits_many_shows_nobody(desk: PersonRequests, database: Database) -> None:
    with database.writing() as writing:
        many = [(str(number), person(), None) for number in range(MOST_SHOWN + 1)]
        writing.subjects.put_many("customers", many, AT)
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    found = desk.find(request.id, Wanted(name=NAME), NOW)
    assert (found.candidates, found.fitting) == ((), MOST_SHOWN + 1)
    assert entries(database, action="subject.view") == []


def test_the_plan_counts_every_holding_and_says_what_the_rules_say(desk: PersonRequests, settings: Settings, subject: str) -> None:
    (settings.home / "exports").mkdir()
    (settings.home / "exports" / "run-1.csv").write_text("x", encoding="utf-8")
    request = desk.receive(RequestKind.ERASURE, AT, NOW)
    request = desk.identify(seen(request), [subject], NOW)
    request, said = desk.plan(seen(request), NOW)
    counts = {step.holding.value: step.records for step in request.plan}
    assert counts == {"subjects": 1, "hits": 2, "cases": 2, "decision_texts": 1, "exports": 1, "backups": 1, "deliveries": 1}
    assert [one.fate for one in said] == [Fate.ASK]  # no rule in force speaks of subjects without a date


def test_a_person_of_whom_nothing_is_held_is_answered_at_once(desk: PersonRequests) -> None:
    request = asked(desk, RequestKind.ERASURE)
    assert request.state is RequestState.DONE


def test_two_who_handle_one_request_cannot_both_be_right(desk: PersonRequests, subject: str) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    desk.identify(seen(request), [subject], NOW)
    with pytest.raises(Conflict, match="version 2, you saw 1"):
        desk.identify(seen(request), [], NOW)
    with pytest.raises(UsageError):
        desk.identify(seen(desk.receive(RequestKind.ACCESS, AT, NOW)), ["not-here"], NOW)


def test_the_file_holds_everything_with_its_source(desk: PersonRequests, database: Database, subject: str) -> None:
    request = asked(desk, RequestKind.ACCESS, subject)
    done, made = desk.file(request.id, NOW)
    assert done.state is RequestState.DONE
    content = json.loads(made.json)
    (told,) = content["subjects"]
    assert told["facts"]["names"] == [NAME, "Ильва Маренко"]
    assert told["facts"]["identifiers"] == [{"type": "passport", "value": NUMBER}]
    assert told["source"] == {
        "base": "customers",
        "number": "7",
        "received_at": "2026-03-01T09:00:00Z",
        "changed_at": "2026-03-01T09:00:00Z",
    }
    assert [len(hit["compared"]) for hit in content["hits"]] == [2, 2]
    assert {hit["source"]["edition"] for hit in content["hits"]} == {"own:guests-2026-03-01-0a1b2c3d"}
    assert [one["id"] for one in content["cases"]] == ["case-00001", "case-00002"]
    assert [one["text"] for one in content["decision_texts"]] == ["she showed her passport"]
    assert content["sent_to"][0]["to"] == "desk.example"
    assert {"at": "2026-03-01T09:00:00Z", "action": "subject.view", "purpose": "customer_screening"} in content["looked_at"]
    assert content["purposes"] == ["customer_screening"]
    everything = made.json.decode()
    assert "Veld" not in everything  # nobody else
    assert "user:" not in everything  # no staff
    assert "s3cret" not in everything
    assert [entry.purpose for entry in entries(database, action="subject.export", object=f"subject:{subject}")] == ["subject_request"]


def test_the_text_shows_the_same_and_cannot_be_commanded(desk: PersonRequests, database: Database, subject: str) -> None:
    nasty = "# [x](javascript:alert) <img src=x onerror=y> **b** `c`\n\n- d\u202e"
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("7", person(nasty), None)], AT + DAY)
    request = asked(desk, RequestKind.ACCESS, subject)
    _, made = desk.file(request.id, NOW)
    text = person_text(made)
    for shown in ("1971\\-05\\-04", NUMBER, "she showed her passport", "own\\:guests", "desk\\.example"):
        assert shown in text
    assert "<img" not in text
    assert "](" not in text
    assert "\u202e" not in text
    assert "\n\\- d" not in text
    assert all(not line.startswith("- d") for line in text.splitlines())


def test_a_refused_part_is_not_in_the_file(desk: PersonRequests, subject: str) -> None:
    request = asked(desk, RequestKind.ACCESS, subject)
    request = desk.refuse_step(seen(request), Holding.DECISION_TEXTS, Ground.OTHERS_RIGHTS, NOW)
    done, made = desk.file(request.id, NOW)
    assert done.state is RequestState.DONE
    assert "decision_texts" not in made.content
    assert "passport" not in json.dumps(made.content["decisions"])
    assert any("rights of other people" in note for note in made.content["notes"])
    again, made_again = desk.file(request.id, replace(NOW, at=AT + 2 * DAY))
    assert again == done
    assert "decision_texts" not in made_again.content


def test_what_it_was_used_for_is_withheld_with_the_subject(desk: PersonRequests, database: Database, subject: str) -> None:
    with database.writing() as writing:
        writing.record(Entry(AT, "user:ana", "subject.view", f"subject:{subject}", "legal_request"))
    request = asked(desk, RequestKind.ACCESS, subject)
    request = desk.refuse_step(seen(request), Holding.SUBJECTS, Ground.INVESTIGATION, NOW)
    _, made = desk.file(request.id, NOW)
    assert "legal_request" not in made.json.decode()
    assert "legal" not in person_text(made)
    assert made.content["purposes"] == []


def test_nobody_is_looked_for_under_a_closed_request(desk: PersonRequests, database: Database, subject: str) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    desk.withdraw(seen(request), NOW)
    with pytest.raises(Conflict, match="closed"):
        desk.find(request.id, Wanted(name=NAME), NOW)
    assert entries(database, action="subject.view", actor="user:lena") == []


def test_there_is_no_file_before_the_plan_or_of_another_kind(desk: PersonRequests, subject: str) -> None:
    request = desk.receive(RequestKind.ACCESS, AT, NOW)
    with pytest.raises(Conflict):
        desk.file(request.id, NOW)
    with pytest.raises(Conflict):
        desk.file(asked(desk, RequestKind.ERASURE, subject).id, NOW)


def test_an_erasure_leaves_nothing_of_the_person_and_everything_of_others(
    desk: PersonRequests, database: Database, settings: Settings, subject: str, tmp_path: Path
) -> None:
    (settings.home / "exports").mkdir()
    (settings.home / "exports" / "run-1.csv").write_text(NAME, encoding="utf-8")
    (settings.home / "subjects" / "index-1").mkdir(parents=True)
    (settings.home / "subjects" / "index-1" / "names").write_text(NAME, encoding="utf-8")
    with database.writing() as writing:
        writing.idempotency.begin("key:1", "a", "digest", AT)
        writing.idempotency.finish("key:1", "a", 200, NAME.encode())
        writing.subjects.put_many("customers", [("8", Subject(Schema.PERSON, (Name("Tomas Veld"),)), None)], AT)
    back_up(database, tmp_path / "old", AT)
    request = desk.carry_out(seen(asked(desk, RequestKind.ERASURE, subject)), NOW)
    assert request.state is RequestState.DONE
    assert set(steps(request).values()) == {StepState.DONE.value}
    with database.reading() as reading:
        assert [one.key for one in reading.subjects.each(None, "", 9)] == ["8"]
        assert reading.decisions.get("decision-2").because.text == "he was called"  # type: ignore[union-attr]
        assert [one.hit.evidence != () for one in reading.hits.get_many(["hit-00001", "hit-00002", "hit-00003"]).values()] == [
            False,
            False,
            True,
        ]
        assert reading.deliveries.get("sent-1") is None
        (erasure,) = reading.erasures.of("subject", subject)
        assert erasure.stone.basis == f"request {request.id}"
        assert erasure.ledger_number is not None
        entry = reading.ledger.get(erasure.ledger_number)
        assert entry is not None
        assert (entry[1].action, entry[1].purpose) == ("subject.erase", "subject_request")
    database.compact()
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert [path.name for path in files if NUMBER.encode() in path.read_bytes() or b"she showed" in path.read_bytes()] == []
    assert not (settings.home / "exports" / "run-1.csv").exists()
    assert not (settings.home / "subjects" / "index-1").exists()
    again = Database.at(f"sqlite:///{tmp_path}/again.db")
    again.prepare()
    restored = restore(tmp_path / "old", again, tombstones(settings))
    assert restored.unknown == 0
    with again.reading() as reading:
        assert [one.key for one in reading.subjects.each(None, "", 9)] == ["8"]
        assert reading.idempotency.get("key:1", "a") is None
    again.close()
    assert NUMBER.encode() not in (tmp_path / "again.db").read_bytes()


@pytest.mark.parametrize("what", ["subject", "hit", "decision_text", "delivery"])
def test_what_a_legal_hold_covers_is_not_erased(desk: PersonRequests, database: Database, subject: str, what: str) -> None:
    record = {"subject": subject, "hit": "hit-00002", "decision_text": "decision-1", "delivery": "sent-1"}[what]
    hold = place_hold(database, HoldOrder(what, record, "Order 7"), LENA, AT)
    request = asked(desk, RequestKind.ERASURE, subject)
    with pytest.raises(Conflict, match=hold.id):
        desk.carry_out(seen(request), NOW)
    with database.reading() as reading:
        assert reading.subjects.get(subject) is not None
        assert reading.deliveries.get("sent-1") is not None
        assert len(reading.holdings.quoting([subject])) == 2
    release_hold(database, hold.id, LENA, NOW.at)
    assert desk.carry_out(seen(request), NOW).state is RequestState.DONE


def test_a_part_that_must_be_kept_keeps_its_subject(desk: PersonRequests, database: Database, subject: str) -> None:
    request = asked(desk, RequestKind.ERASURE, subject)
    request = desk.refuse_step(seen(request), Holding.HITS, Ground.LEGAL_CLAIMS, NOW)
    with pytest.raises(Conflict, match="would go with the subject"):
        desk.carry_out(seen(request), NOW)
    request = desk.refuse_step(seen(request), Holding.SUBJECTS, Ground.LEGAL_CLAIMS, NOW)
    request = desk.carry_out(seen(request), NOW)
    assert steps(request)["subjects"] == steps(request)["hits"] == "restricted"
    assert steps(request)["decision_texts"] == "done"
    with database.reading() as reading:
        assert reading.subjects.get(subject) is not None
        assert len(reading.holdings.quoting([subject])) == 2
        assert reading.holdings.decision_texts([subject]) == ()
        assert reading.erasures.of("decision_text", "decision-1")


def test_an_erasure_that_was_interrupted_is_ended_by_asking_again(
    desk: PersonRequests, settings: Settings, subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked(desk, RequestKind.ERASURE, subject)

    def full(*_: object) -> int:
        raise StoreError("no room")

    with monkeypatch.context() as broken:
        broken.setattr("comity.node.retention.copy_tombstones", full)
        with pytest.raises(StoreError, match="no room"):
            desk.carry_out(seen(request), NOW)
    half = desk.get(request.id, NOW)
    assert (half.state, steps(half)["backups"], steps(half)["subjects"]) == (RequestState.PLANNED, "open", "done")
    assert desk.carry_out(seen(half), NOW).state is RequestState.DONE
    assert {stone.kind for stone in tombstones(settings)} == {"subject", "delivery"}


def test_a_correction_changes_the_facts_and_says_what_is_to_be_screened_again(
    desk: PersonRequests, database: Database, subject: str
) -> None:
    request = asked(desk, RequestKind.CORRECTION, subject)
    with pytest.raises(Conflict, match="not corrected yet"):
        desk.step_done(seen(request), Holding.SUBJECTS, NOW)
    before = request
    request = desk.correct(seen(request), subject, person("Ilva Marenka", 1972), NOW)
    with pytest.raises(Conflict, match="has changed"):
        desk.correct(seen(before), subject, person("Ilva Marenkova", 1972), NOW)
    with database.reading() as reading:
        now = reading.subjects.get(subject)
        assert now is not None
        assert now.subject.caption == "Ilva Marenka"
        assert reading.subjects.ids(NOW.at, "", 9) == (subject,)
    (entry,) = entries(database, action="subject.correct")
    assert entry.facts == {"request": request.id, "digest": now.digest}
    for step in request.plan:
        if step.state is StepState.OPEN:
            request = desk.step_done(seen(request), step.holding, NOW)
    assert request.state is RequestState.DONE


def test_a_correction_is_of_the_person_who_asked_and_of_something_else_than_is_held(
    desk: PersonRequests, database: Database, subject: str
) -> None:
    request = asked(desk, RequestKind.CORRECTION, subject)
    with database.reading() as reading:
        other = reading.subjects.by_key("customers", "8")
    assert other is not None
    with pytest.raises(UsageError, match="not about"):
        desk.correct(seen(request), other.id, person("Ilva Marenka"), NOW)
    with pytest.raises(UsageError, match="held already"):
        desk.correct(seen(request), subject, person(), NOW)
    with pytest.raises(UsageError):
        desk.carry_out(seen(request), NOW)
    with pytest.raises(UsageError, match="by hand"):
        desk.step_done(seen(asked(desk, RequestKind.ERASURE, subject)), Holding.HITS, NOW)


def test_what_is_refused_extended_or_taken_back_is_on_record(desk: PersonRequests, database: Database, subject: str) -> None:
    request = desk.extend(seen(asked(desk, RequestKind.ERASURE, subject)), "five hundred copies", NOW)
    assert request.answer_by == datetime(2026, 6, 1, 9, tzinfo=UTC)
    request = desk.refuse(seen(request), [Ground.LEGAL_OBLIGATION], NOW)
    assert request.state is RequestState.REFUSED
    with pytest.raises(Conflict):
        desk.withdraw(seen(request), NOW)
    taken = desk.withdraw(seen(desk.receive(RequestKind.ACCESS, AT, NOW)), NOW)
    assert taken.state is RequestState.WITHDRAWN
    actions = [entry.action for entry in entries(database, object=f"request:{request.id}")]
    assert actions == ["request.receive", "request.identify", "request.plan", "request.extend", "request.refuse"]


def test_the_ledger_knows_ids_and_codes_only(desk: PersonRequests, database: Database, subject: str) -> None:
    request = desk.receive(RequestKind.ERASURE, AT, NOW)
    desk.find(request.id, Wanted(name=NAME), NOW)
    place_hold(database, HoldOrder("subject", subject, f"Order about {NAME}"), LENA, AT)
    request = desk.identify(seen(request), [subject], NOW)
    request, _ = desk.plan(seen(request), NOW)
    desk.refuse(seen(request), [Ground.LEGAL_OBLIGATION], NOW)
    told = " ".join(str(entry) for entry in entries(database))
    for secret in (NAME, "Ilva", "Marenko", NUMBER, "1971", "passport", "Order about"):
        assert secret not in told


def test_holds_are_listed_and_refused_without_a_kind_or_basis(database: Database) -> None:
    first = place_hold(database, HoldOrder("subject", "", "Order 7"), LENA, AT)
    assert list_holds(database, LENA, AT, ("", 9)).items == (first,)
    for order in (HoldOrder("portrait", "", "Order 7"), HoldOrder("subject", "", "  "), HoldOrder("subject", "x" * 65, "Order 7")):
        with pytest.raises(UsageError):
            place_hold(database, order, LENA, AT)
    with pytest.raises(UnknownName):
        release_hold(database, "none", LENA, AT)
    assert release_hold(database, first.id, LENA, NOW.at).released_at == NOW.at
    with pytest.raises(Conflict):
        release_hold(database, first.id, LENA, NOW.at)
