"""Monitoring as people meet it: a hit is a case once, a decision stays until something that matters differs, and nothing is told twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.lists.diff import compare
from comity.model import (
    Actor,
    Because,
    Case,
    CaseState,
    Edition,
    ExemptionState,
    Listing,
    Locator,
    Name,
    Outcome,
    PartialDate,
    Purpose,
    Reason,
    Role,
    Schema,
    Subject,
    UsageError,
    Verdict,
)
from comity.node.casework import Event
from comity.node.monitoring import Monitor, over
from comity.node.review_desk import Desk, Informed, decide, show_case
from comity.node.settings import Settings
from comity.node.subject_index import SubjectIndexes
from comity.review import Judgement
from comity.review.deciding import Decided
from comity.screening import Index
from comity.storage import EditionStore
from comity.storage.database import Database, Writing

START = datetime(2026, 3, 1, tzinfo=UTC)
ANA = Actor("user:ana", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
LISTED = Listing("XX.1", "xx", Subject(Schema.PERSON, (Name("Karim Nasser Al Exampli"),), birth_dates=(PartialDate(1960),)))
OTHER = Listing("XX.2", "xx", Subject(Schema.PERSON, (Name("Ludmila Primerova"),)))


class Node:
    """A node with a database, whose list changes as a test says."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = Database.at(f"sqlite:///{home / 'node.db'}")
        self.database.prepare()
        self.told: list[Event] = []
        self.at = START
        self.listings: tuple[Listing, ...] = ()
        self.edition = self._edition()
        self.index = self._index((LISTED, OTHER))

    def _edition(self) -> Edition:
        return Edition(f"xx-{self.at.timestamp():.0f}", "xx", "test", self.at, self.at, "0" * 64, 0, 0)

    def _index(self, listings: tuple[Listing, ...]) -> Index:
        self.listings, self.edition = listings, self._edition()
        return Index.build([(self.edition, listings)], self.home / f"index-{self.at.timestamp():.0f}")

    def monitor(self) -> Monitor:
        def announce(_: Writing, events: Sequence[Event], _at: datetime) -> None:
            self.told.extend(events)

        return Monitor(self.database, over(self.index), (self.edition.id,), announce=announce)

    def put(self, *subjects: Subject) -> None:
        self.at += timedelta(hours=1)
        self.monitor().put("customers", [(str(at), subject, None) for at, subject in enumerate(subjects)], "user:ana", self.at)
        self.monitor().screen_changed(self.at, self.at)

    def change(self, *listings: Listing) -> None:
        self.at += timedelta(days=1)
        before, listed = self.edition, self.listings
        self.index = self._index(listings)
        found = SubjectIndexes(Settings(self.home)).build(self.database, self.at - timedelta(hours=1))
        self.monitor().screen_delta(compare(before, listed, self.edition, listings), found, self.at)

    def cases(self) -> list[Case]:
        with self.database.reading() as reading:
            subjects = reading.subjects.each(None, "", 100)
            return [one.case for subject in subjects for one in reading.cases.for_subject(subject.id)]

    def decide(self, case: Case, verdict: Verdict, reason: Reason) -> Decided:
        desk = Desk(
            self.database, self.home, EditionStore(self.home), lambda _entry: None, lambda _queries, _rule: pytest.fail("not asked")
        )
        shown = show_case(desk, case.id, ANA, self.at)
        act = Informed(ANA, self.at, shown.laid.case.version, subject=shown.laid.subject.digest if shown.laid.subject else "")
        return decide(desk, case.id, Judgement(verdict, Because(reason, "")), act)

    def kinds(self) -> list[str]:
        kinds = [event.kind.value for event in self.told]
        self.told.clear()
        return kinds


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def person(name: str, **facts: object) -> Subject:
    return replace(Subject(Schema.PERSON, (Name(name),)), **facts)  # type: ignore[arg-type]


NAMESAKE = person("Karim Nasser Exampli", birth_dates=(PartialDate(1991),))


def test_a_hit_is_a_case_once_however_often_it_is_found(node: Node) -> None:
    node.put(person("Karim Nasser Al Exampli"), person("Nobody Of Interest"))
    assert [case.state for case in node.cases()] == [CaseState.OPEN]
    assert node.kinds() == ["hit.new"]
    before = node.cases()
    node.monitor().screen_all(node.at + timedelta(hours=2))
    assert node.cases() == before
    assert node.kinds() == []


def hits_kept(node: Node) -> int:
    with node.database.reading() as reading:
        (subject,) = reading.subjects.each(None, "", 100)
        return len(reading.hits.for_subject(subject.id, "", 100))


def test_a_decided_case_whose_score_moved_gains_one_hit_and_not_one_with_every_screening(node: Node) -> None:
    node.put(NAMESAKE)
    node.decide(node.cases()[0], Verdict.NOT_A_MATCH, Reason.BIRTH_DATE_DIFFERS)
    moved = [Listing(f"XX.{number}", "xx", Subject(Schema.PERSON, (Name(f"Karim Person{number}"),))) for number in range(40)]
    node.at += timedelta(days=1)
    node.index = node._index((LISTED, OTHER, *moved))
    node.monitor().screen_all(node.at)
    kept, before = hits_kept(node), node.cases()
    assert kept == 2  # the weight of the words is another one: the first hit is no longer what a person would be shown
    node.monitor().screen_all(node.at + timedelta(hours=1))
    assert (hits_kept(node), node.cases()) == (kept, before)


def test_a_row_that_moved_in_its_file_is_no_other_hit(node: Node) -> None:
    node.put(person("Karim Nasser Al Exampli"))
    before = node.cases()
    node.at += timedelta(days=1)
    node.index = node._index((replace(LISTED, locator=Locator("xx.csv", 17)), OTHER))
    node.monitor().screen_all(node.at)
    assert (hits_kept(node), node.cases()) == (1, before)


def test_an_open_case_that_becomes_strong_is_told_and_due_sooner(node: Node) -> None:
    node.put(NAMESAKE)
    (case,) = node.cases()
    assert case.outcome is Outcome.REVIEW
    node.kinds()
    due = due_of(node, case)
    node.change(replace(LISTED, subject=NAMESAKE), OTHER)
    (case,) = node.cases()
    assert (case.state, case.outcome) == (CaseState.OPEN, Outcome.STRONG)
    assert node.kinds() == ["hit.changed"]
    assert due_of(node, case) < due


def due_of(node: Node, case: Case) -> datetime:
    with node.database.reading() as reading:
        found = reading.cases.get(case.id)
    assert found is not None
    assert found.due_at is not None
    return found.due_at


def test_every_event_is_an_entry_of_the_ledger_without_a_name(node: Node) -> None:
    node.put(person("Karim Nasser Al Exampli"))
    with node.database.reading() as reading:
        entries = [entry for _, entry, _ in reading.ledger.rows(0, 100)]
    assert [entry.action for entry in entries] == ["subject.import", "hit.new", "screening.run"]
    assert "Exampli" not in repr(entries)


def test_a_namesake_who_was_cleared_does_not_come_back(node: Node) -> None:
    node.put(NAMESAKE)
    (case,) = node.cases()
    assert node.decide(case, Verdict.NOT_A_MATCH, Reason.BIRTH_DATE_DIFFERS).is_final
    node.kinds()
    node.change(LISTED, OTHER, Listing("XX.3", "xx", Subject(Schema.PERSON, (Name("Somebody New"),))))
    node.monitor().screen_all(node.at + timedelta(hours=1))
    assert [case.state for case in node.cases()] == [CaseState.DECIDED]
    assert node.kinds() == []


def test_it_comes_back_when_the_listing_changes_in_a_field_that_matters_and_the_exemption_ends(node: Node) -> None:
    node.put(NAMESAKE)
    decided = node.decide(node.cases()[0], Verdict.NOT_A_MATCH, Reason.BIRTH_DATE_DIFFERS)
    assert decided.exemption is not None
    node.kinds()
    amended = replace(LISTED, subject=replace(LISTED.subject, birth_dates=(PartialDate(1960), PartialDate(1991))))
    node.change(amended, OTHER)
    (case,) = node.cases()
    assert case.state is CaseState.OPEN
    assert case.verdict is None
    assert sorted(node.kinds()) == ["exemption.ended", "hit.changed"]
    with node.database.reading() as reading:
        exemption = reading.exemptions.get(decided.exemption.id)
    assert exemption is not None
    assert exemption.state is ExemptionState.LAPSED


def test_what_does_not_matter_changes_nothing(node: Node) -> None:
    node.put(NAMESAKE)
    node.decide(node.cases()[0], Verdict.NOT_A_MATCH, Reason.BIRTH_DATE_DIFFERS)
    node.kinds()
    node.change(replace(LISTED, programmes=("another",), legal_basis=("Resolution 1",)), OTHER)
    assert [case.state for case in node.cases()] == [CaseState.DECIDED]
    assert node.kinds() == []


def test_a_case_lapses_when_its_listing_goes_and_comes_back_with_it(node: Node) -> None:
    node.put(person("Karim Nasser Al Exampli"))
    node.kinds()
    node.change(OTHER)
    assert [case.state for case in node.cases()] == [CaseState.LAPSED]
    assert node.kinds() == ["hit.lapsed"]
    node.change(LISTED, OTHER)
    assert [case.state for case in node.cases()] == [CaseState.OPEN]
    assert node.kinds() == ["hit.changed"]


def test_a_listing_that_comes_finds_those_who_were_there_before(node: Node) -> None:
    node.put(person("Somebody Newlisted"), person("Zoltan Unrelated"))
    assert node.cases() == []
    node.change(LISTED, OTHER, Listing("XX.9", "xx", Subject(Schema.PERSON, (Name("NEWLISTED Somebody"),))))
    (case,) = node.cases()
    assert case.pair.listing == "XX.9"


def test_a_subject_whose_facts_changed_is_screened_again_and_others_are_left_alone(node: Node) -> None:
    node.put(person("Nobody Of Interest"), person("Karim Nasser Al Exampli"))
    node.kinds()
    node.put(person("Ludmila Primerova"), person("Karim Nasser Al Exampli"))
    assert node.kinds() == ["hit.new"]
    node.put(person("Nobody Again"), person("Karim Nasser Al Exampli"))
    assert node.kinds() == ["hit.lapsed"]


def test_the_end_of_keeping_must_be_to_come_when_it_is_said(node: Node) -> None:
    def put(until: datetime, said_at: datetime | None = None) -> None:
        node.monitor().put("customers", [("1", person("Karim Exampli"), None), ("2", person("Ludmila"), until)], ANA.id, node.at, said_at)

    for until, said_at in (
        (node.at, None),
        (node.at - timedelta(days=1), None),
        (node.at + timedelta(days=1), node.at + timedelta(days=2)),
    ):
        with pytest.raises(UsageError, match="has passed"):
            put(until, said_at)
    with pytest.raises(UsageError, match="no zone"):
        put(node.at.replace(tzinfo=None) + timedelta(days=9))
    with node.database.reading() as reading:
        assert reading.subjects.bases() == (), "nothing has changed"
    put(node.at + timedelta(seconds=1))
    put(node.at - timedelta(days=1), node.at - timedelta(days=2))


def test_whoever_is_erased_while_a_run_is_under_way_gets_no_hit(node: Node) -> None:
    monitor = node.monitor()
    monitor.put("customers", [("1", person("Karim Nasser Al Exampli"), None)], "user:ana", START)

    def erasing(screen: Callable[..., Sequence[Sequence[object]]]) -> Callable[..., Sequence[Sequence[object]]]:
        def asked(*arguments: object) -> Sequence[Sequence[object]]:
            with node.database.writing() as writing:
                writing.subjects.erase(writing.subjects.each(None, "", 10)[0].id)
            return screen(*arguments)

        return asked

    replace(monitor, screen=erasing(monitor.screen)).screen_changed(START, START)  # type: ignore[arg-type]
    with node.database.reading() as reading:
        assert reading.cases.counts_by_state()[CaseState.OPEN] == 0


def test_the_index_of_subjects_holds_nobody_after_it_was_dropped(node: Node) -> None:
    node.put(person("Karim Nasser Al Exampli"))
    indexes = SubjectIndexes(Settings(node.home))
    indexes.build(node.database, node.at)
    assert indexes.current() is not None
    indexes.drop()
    assert indexes.current() is None
    files = [path for path in (node.home / "subjects").rglob("*") if path.is_file() and path.name != ".lock"]
    assert files == []
