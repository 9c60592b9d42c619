"""Invented rows for the contract tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comity.model import (
    Because,
    Case,
    CaseState,
    Decision,
    Edition,
    Entry,
    Evidence,
    EvidenceKind,
    Exemption,
    Hit,
    Listing,
    Name,
    NameKind,
    Outcome,
    Pair,
    PartialDate,
    Reason,
    Schema,
    Step,
    StoredHit,
    Subject,
    Verdict,
)
from comity.storage.database import Database, Writing
from comity.storage.database.queue import QueuedCase
from comity.storage.database.screenings import Screening, ScreeningKind

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

EDITION = Edition("own:guests-2026-03-01-0a1b2c3d", "own:guests", "Invented House", NOON, NOON, "0a" * 32, 2, 3)


class _Undo(Exception):
    """Undoes a transaction."""


@contextmanager
def undone(database: Database) -> Iterator[Writing]:
    """A transaction that is undone at its end, so that the next example of a property starts from nothing."""
    with suppress(_Undo), database.writing() as writing:
        yield writing
        raise _Undo


def person(name: str = "Ilva Marenko", year: int = 1971) -> Subject:
    return Subject(Schema.PERSON, (Name(name), Name("Ильва", NameKind.WEAK)), (PartialDate(year),), nationalities=("SI",))


def entry(number: int = 0, at: datetime = NOON, **fields: str) -> Entry:
    filled = {"actor": "user:tess", "action": "case.view", "object": f"case:{number}", "purpose": "customer_screening"} | fields
    return Entry(at, filled["actor"], filled["action"], filled["object"], filled["purpose"], {"number": str(number)})


def screening(identity: str = "screening-1") -> Screening:
    return Screening(identity, NOON, ScreeningKind.MONITORING, "{}", (EDITION.id,), 3, 1, "system:monitor")


def hit(identity: str, pair: Pair, score: float = 0.91, at: datetime = NOON) -> StoredHit:
    listing = Listing(pair.listing, pair.list, person("Ilva Marenko-Listed"), ("invented regime",))
    evidence = (
        Evidence(EvidenceKind.NAME, "Ilva Marenko", "Ilva Marenko-Listed", 0.95, "alike"),
        Evidence(EvidenceKind.BIRTH_DATE, "1971", "1970", -0.04, "differs"),
    )
    outcome = Outcome.STRONG if score >= 0.88 else Outcome.REVIEW
    return StoredHit(identity, pair, Hit(listing, EDITION, listing.subject.names[1], score, outcome, evidence), "{}", at, "screening-1")


def pair(number: int, list_name: str = "own:guests") -> Pair:
    return Pair(f"subject-{number}", list_name, f"G.{number}")


def case(number: int, score: float = 0.91, at: datetime = NOON, list_name: str = "own:guests") -> Case:
    outcome = Outcome.STRONG if score >= 0.88 else Outcome.REVIEW
    return Case(f"case-{number:05}", pair(number, list_name), f"hit-{number:05}", outcome, score, CaseState.OPEN, at)


def open_cases(writing: Writing, *opened: QueuedCase | Case) -> None:
    """Keep cases with the hits and the screening that they refer to."""
    if writing.screenings.get("screening-1") is None:
        writing.screenings.add(screening())
    rows = [one if isinstance(one, QueuedCase) else QueuedCase(one, "customers", NOON + DAY) for one in opened]
    writing.hits.add_many([hit(one.case.hit, one.case.pair, one.case.score) for one in rows])
    writing.cases.open_many(rows)


def decision(identity: str, about: Case, step: Step = Step.FINAL, text: str = "another person, see the passport") -> Decision:
    because = Because(Reason.BIRTH_DATE_DIFFERS, text)
    return Decision(identity, about.id, about.hit, step, Verdict.NOT_A_MATCH, because, "user:tess", NOON, "customer_screening")


def exemption(of: Decision, about: Case, days: int = 30) -> Exemption:
    return Exemption(of.id, about.pair, of.id, NOON, NOON + days * DAY, "a" * 64, "b" * 64)


def decided(about: Case) -> Case:
    return replace(about, state=CaseState.DECIDED, verdict=Verdict.NOT_A_MATCH, version=about.version + 1)
