"""What is asked of the screener and what it answers: query, rule, hit, evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from comity.model.listing import Edition, Listing
from comity.model.name import Name
from comity.model.subject import Subject


class Outcome(StrEnum):
    """What a person should do next: nothing, look, or look first. No outcome is a decision (red line 1)."""

    CLEAR = "clear"
    REVIEW = "review"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        """0 for clear, 1 for review, 2 for strong."""
        return ("clear", "review", "strong").index(self.value)

    @staticmethod
    def worst(outcomes: Iterable[Outcome]) -> Outcome:
        """The most serious of ``outcomes``; clear when there are none."""
        return max(outcomes, key=lambda o: o.rank, default=Outcome.CLEAR)


class EvidenceKind(StrEnum):
    """Which fact was compared."""

    NAME = "name"
    IDENTIFIER = "identifier"
    BIRTH_DATE = "birth_date"
    COUNTRY = "country"
    GENDER = "gender"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True)
class Query:
    """One subject to screen. ``key`` is the caller's own id (a row number, an account number) and comes back with every answer."""

    key: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """What counts as worth a person's time.

    ``review`` and ``strong`` are scores (0..1). ``lists`` restricts to list names; empty means all in the index. ``max_hits``
    bounds the hits for one query, best first.
    """

    name: str = "default"
    review: float = 0.70
    strong: float = 0.88
    lists: frozenset[str] = frozenset()
    max_hits: int = 20

    def __post_init__(self) -> None:
        if not 0.0 < self.review <= self.strong <= 1.0:
            raise ValueError("thresholds must keep 0 < review <= strong <= 1")
        if self.max_hits < 1:
            raise ValueError("max_hits must be at least 1")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pair of values compared: the query's, the listing's, what it added (+) or took away (-) from the score, and why."""

    kind: EvidenceKind
    query: str
    listing: str
    effect: float
    why: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing that resembles a query.

    ``score`` is in 0..1 and below 1.0 unless an identifier agrees; it is the sum of the evidence's effects, bounded (see ``explain``).
    ``name`` is the listed name that resembled most. Evidence comes strongest first, for and against alike.
    """

    listing: Listing
    edition: Edition
    name: Name
    score: float
    outcome: Outcome
    evidence: tuple[Evidence, ...]
