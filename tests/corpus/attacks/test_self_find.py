"""Everyone on the newest UN list finds themselves: by each name in each script, whatever is said of their kind, and by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity import lists
from comity.lists.source import Reading
from comity.model import Edition, IdentifierType, Listing, Name, NameKind, Outcome, Query, Schema, ScreeningRule, Subject
from comity.screening import Index
from comity.screening.identifiers import comparable

pytestmark = pytest.mark.corpus

RULE = ScreeningRule(max_hits=200)
Screened = tuple[Index, Sequence[Listing]]


@pytest.fixture(scope="module")
def newest(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Screened:
    reading = Reading("un-sc", "un-sc")
    with (shared / "lists" / "un-sc-2026-02-27.xml.xz").open("rb") as stream:
        listings = tuple(lists.read(stream, source="un-sc", reading=reading))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    edition = Edition("un-sc-2026-02-27-test", "un-sc", "UN", reading.published, now, "0" * 64, len(listings), reading.names)
    return Index.build([(edition, listings)], tmp_path_factory.mktemp("index") / "un"), listings


def outcomes(index: Index, asked: Iterable[tuple[Listing, Subject]]) -> list[tuple[Listing, Subject, Outcome, float]]:
    """Each subject with the outcome and score of its own listing."""
    pairs = list(asked)
    answers = index.screen_many([Query(str(number), subject) for number, (_, subject) in enumerate(pairs)], RULE)
    found = []
    for (listing, subject), hits in zip(pairs, answers, strict=True):
        own = next((hit for hit in hits if hit.listing.id == listing.id), None)
        found.append((listing, subject, own.outcome if own else Outcome.CLEAR, own.score if own else 0.0))
    return found


def named(listings: Sequence[Listing], *kinds: NameKind) -> list[tuple[Listing, Subject]]:
    return [
        (listing, Subject(schema=listing.subject.schema, names=(Name(name.full),)))
        for listing in listings
        for name in listing.subject.names
        if name.kind in kinds
    ]


def missed(found: list[tuple[Listing, Subject, Outcome, float]]) -> list[tuple[str, str]]:
    return [(listing.id, subject.names[0].full) for listing, subject, outcome, _ in found if outcome is Outcome.CLEAR]


def test_every_name_of_every_entry_finds_its_entry(newest: Screened) -> None:
    """Nearly every primary name and good alias does so strongly; the exceptions are names of one common word."""
    index, listings = newest
    assert len(listings) == 1003
    for kind, least in ((NameKind.PRIMARY, 0.95), (NameKind.STRONG, 0.88), (NameKind.WEAK, 0.0), (NameKind.FORMER, 0.0)):
        found = outcomes(index, named(listings, kind))
        assert missed(found) == []
        assert sum(outcome is Outcome.STRONG for _, _, outcome, _ in found) >= least * len(found), kind


def test_every_primary_name_is_found_when_the_kind_is_not_stated(newest: Screened) -> None:
    index, listings = newest
    asked = [(listing, Subject(schema=Schema.THING, names=subject.names)) for listing, subject in named(listings, NameKind.PRIMARY)]
    assert missed(outcomes(index, asked)) == []


def numbered(listings: Sequence[Listing], *, long: bool, with_name: bool) -> list[tuple[Listing, Subject]]:
    return [
        (listing, Subject(schema=listing.subject.schema, names=listing.subject.names[:1] if with_name else (), identifiers=(number,)))
        for listing in listings
        for number in listing.subject.identifiers
        if comparable(number) is long
    ]


def test_a_name_with_its_own_number_is_certain_and_a_typed_number_alone_is_strong(newest: Screened) -> None:
    index, listings = newest
    both = outcomes(index, numbered(listings, long=True, with_name=True))
    alone = outcomes(index, numbered(listings, long=True, with_name=False))
    assert len(both) > 400
    assert {score for _, _, _, score in both} == {1.0}
    typed = {outcome for _, subject, outcome, _ in alone if subject.identifiers[0].type is not IdentifierType.OTHER}
    untyped = {outcome for _, subject, outcome, _ in alone if subject.identifiers[0].type is IdentifierType.OTHER}
    assert typed == {Outcome.STRONG}
    assert Outcome.STRONG not in untyped
    assert all(score < 1.0 for _, _, _, score in alone)


def test_a_short_number_counts_beside_its_name(newest: Screened) -> None:
    index, listings = newest
    assert {score for _, _, _, score in outcomes(index, numbered(listings, long=False, with_name=True))} == {1.0}
