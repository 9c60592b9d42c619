"""A person is found by a name that other facts narrow, and each who may be them is shown with what agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.model import Actor, Identifier, IdentifierType, Name, PartialDate, Purpose, Role, Schema, Subject, UnknownName, UsageError
from comity.node.person_request_looks import done_so_far, held_facts, overdue, waiting
from comity.node.person_requests import Handling, PersonRequests, Seen
from comity.node.person_search import MOST_SHOWN, FoundPersons, Wanted, find
from comity.node.settings import Settings
from comity.safeguards import RequestKind
from comity.storage.database import Database

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOW = Handling(Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.SUBJECT_REQUEST), AT)


def person(year: int | None = None, country: str = "", number: str = "") -> Subject:
    dates = (PartialDate(year, 5, 4),) if year else ()
    numbers = (Identifier(IdentifierType.PASSPORT, number),) if number else ()
    return Subject(
        Schema.PERSON, (Name("Ilva Marenko"), Name("Ильва Маренко")), dates, (), (country,) if country else (), identifiers=numbers
    )


PEOPLE = {
    "1971": person(1971, "SI", "X7391024"),
    "1980": person(1980, "HR"),
    "unknown": person(),
    "other": Subject(Schema.PERSON, (Name("Tomas Veld"),), (PartialDate(1971),)),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    settings = Settings(tmp_path / "home")
    settings.prepare()
    made = Database.at(settings.database)
    made.prepare()
    with made.writing() as writing:
        writing.subjects.put_many("customers", [(key, one, None) for key, one in PEOPLE.items()], AT)
    yield made
    made.close()


def found(database: Database, wanted: Wanted) -> FoundPersons:
    with database.reading() as reading:
        return find(reading, wanted)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(name="marenko ilva"), {"1971", "1980", "unknown"}),
        (Wanted(name="Маренко", birth_date="1971"), {"1971", "unknown"}),
        (Wanted(name="Marenko", birth_date="4 May 1980"), {"1980", "unknown"}),
        (Wanted(name="Marenko", nationality="Slovenia"), {"1971", "unknown"}),
        (Wanted(name="Marenko", number="x739-1024"), {"1971", "1980", "unknown"}),
        (Wanted(name="Marenko", birth_date="1980", nationality="SI"), {"unknown"}),
    ],
    ids=["name", "year", "day", "nationality", "number", "both"],
)
def test_who_is_known_to_differ_is_left_out_and_who_is_not_known_to_is_not(database: Database, wanted: Wanted, keys: set[str]) -> None:
    assert {one.key for one in found(database, wanted).candidates} == keys


def test_each_who_is_shown_tells_what_agrees(database: Database) -> None:
    wanted = Wanted(name="Marenko", birth_date="1971-05", nationality="SI", number="X 7391024")
    fits = {one.key: one.fits for one in found(database, wanted).candidates}
    told = (("name", "Ilva Marenko"), ("birth_date", "1971-05-04"), ("nationality", "SI"), ("number", "passport …1024"))
    assert fits == {"1971": told, "unknown": told[:1]}
    (by_key,) = found(database, Wanted(base="customers", key="1980")).candidates
    assert by_key.fits == (("key", "customers 1980"),)
    (by_id,) = found(database, Wanted(subject=by_key.subject)).candidates
    assert by_id.fits == (("subject", by_key.subject),)


def test_a_fact_makes_few_of_many(database: Database) -> None:
    with database.writing() as writing:
        many = [(f"n{number}", person(1900 + number), None) for number in range(MOST_SHOWN + 1)]
        writing.subjects.put_many("others", many, AT)
    assert found(database, Wanted(name="Marenko")).candidates == ()
    assert {one.key for one in found(database, Wanted(name="Marenko", birth_date="1907")).candidates} == {"n7", "unknown"}


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(name="Marenko", birth_date="soon"),
        Wanted(name="Marenko", nationality="Atlantis"),
        Wanted(name="Marenko", number="--"),
        Wanted(base="customers", key="1971", birth_date="1971"),
    ],
    ids=["date", "nationality", "number", "without-name"],
)
def test_a_fact_that_cannot_be_read_is_refused(database: Database, wanted: Wanted) -> None:
    with pytest.raises(UsageError):
        found(database, wanted)


def test_what_is_looked_at_beside_a_request(database: Database, tmp_path: Path) -> None:
    desk = PersonRequests(database, Settings(tmp_path / "home"))
    late = desk.receive(RequestKind.ACCESS, AT - timedelta(days=2), NOW)
    later = desk.receive(RequestKind.ACCESS, AT - timedelta(days=1), NOW)
    first = desk.receive(RequestKind.CORRECTION, AT - timedelta(days=9), NOW)
    assert waiting(desk, ("", 9), NOW).items == (first, late, later)
    assert overdue(desk, NOW) == 0
    assert overdue(desk, Handling(NOW.by, first.answer_by + timedelta(days=1))) == 1
    desk.withdraw(Seen(later.id, later.version), NOW)
    assert waiting(desk, ("", 1), NOW).items == (first,)
    assert waiting(desk, (waiting(desk, ("", 1), NOW).next, 1), NOW).items == (late,)
    held = found(database, Wanted(base="customers", key="1971")).candidates[0].subject
    first = desk.identify(Seen(first.id, first.version), [held], NOW)
    assert held_facts(desk, first, held, NOW).subject == PEOPLE["1971"]
    desk.get(first.id, NOW)
    with pytest.raises(UnknownName):
        held_facts(desk, late, held, NOW)
    acts = [entry.action for _, entry, _ in done_so_far(desk, first.id, NOW)]
    assert acts == ["request.identify", "request.receive"]
