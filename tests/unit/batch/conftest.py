"""A small screener for these tests: names are looked up exactly, without regard to case, and numbers by their key. It is real, only
modest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from comity.model import (
    Edition,
    Evidence,
    EvidenceKind,
    Hit,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    Outcome,
    Query,
    Schema,
    ScreeningRule,
    Subject,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EDITION = Edition(
    id="un-sc-2026-02-27-0a1b2c3d",
    source="un-sc",
    publisher="United Nations Security Council",
    published=datetime(2026, 2, 27, tzinfo=UTC),
    fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    sha256="0a1b2c3d" + "0" * 56,
    entries=2,
    names=3,
)
BROKEN = "SPOILS THE CHUNK"
"""A name on which the look-up fails, as a fault in an index would."""


def listing(reference: str, *names: str, passport: str = "") -> Listing:
    """An invented listing."""
    numbers = (Identifier(IdentifierType.PASSPORT, passport),) if passport else ()
    return Listing(reference, "un-sc", Subject(Schema.PERSON, tuple(Name(name) for name in names), identifiers=numbers))


LISTINGS = (
    listing("XXi.001", "Anselm Quill", "انسلم كويل", passport="P1234567"),
    listing("XXi.002", "Anselm Quill"),
    listing("XXi.003", "Berta Vance"),
)


class Lookup:
    """Answers by exact name (0.80, review) and by number (1.0, strong); both together are bounded to 1.0."""

    def __init__(self, listings: Sequence[Listing] = LISTINGS, edition: Edition = EDITION) -> None:
        self.editions = (edition,)
        self.calls: list[int] = []
        self._listings = listings

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> list[list[Hit]]:
        """See ``comity.batch.ports.Screener``."""
        self.calls.append(len(queries))
        if any(name.full == BROKEN for query in queries for name in query.subject.names):
            raise ArithmeticError("a secret: SPOILS THE CHUNK")
        return [self._hits(query, rule) for query in queries]

    def _hits(self, query: Query, rule: ScreeningRule) -> list[Hit]:
        hits = [hit for one in self._listings if (hit := self._hit(query.subject, one, rule)) is not None]
        return sorted(hits, key=lambda hit: -hit.score)[: rule.max_hits]

    def _hit(self, asked: Subject, one: Listing, rule: ScreeningRule) -> Hit | None:
        wanted = {name.full.casefold() for name in asked.names}
        keys = {number.key for number in asked.identifiers}
        evidence = [
            Evidence(EvidenceKind.IDENTIFIER, number.value, number.value, 1.0, "the same passport number")
            for number in one.subject.identifiers
            if number.key in keys
        ]
        named = [name for name in one.subject.names if name.full.casefold() in wanted]
        evidence += [Evidence(EvidenceKind.NAME, name.full, name.full, 0.8, "the same name") for name in named[:1]]
        score = min(1.0, sum(one.effect for one in evidence))
        if score < rule.review:
            return None
        outcome = Outcome.STRONG if score >= rule.strong else Outcome.REVIEW
        return Hit(one, self.editions[0], (named or list(one.subject.names))[0], score, outcome, tuple(evidence))


@pytest.fixture
def lookup() -> Lookup:
    """The screener, new for each test."""
    return Lookup()


@pytest.fixture
def edition() -> Edition:
    """The edition that the screener answers from."""
    return EDITION


@pytest.fixture
def now() -> datetime:
    """Three days after the edition was published."""
    return NOW
