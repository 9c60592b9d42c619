"""Trying another rule on what people have decided, before it is adopted: ``review.replay`` over the decisions in force.

Cases are named by a digest of their pair, so the first so many in the order of their ids are a sample drawn by chance: a bounded replay
says much about all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, Conflict, Decision, Edition, Hit, Query, ScreeningRule
from comity.node.permitted import require
from comity.node.review_desk.desk import Desk, entry
from comity.review import Change, Past, Replayed, replay
from comity.storage.database import Reading

MOST_CASES = 10_000
"""Cases that one replay looks at: some ten seconds of screening."""

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Tried:
    """What a replay came to. ``is_whole``: every decided case was looked at, not a sample; ``erased``: how many had no subject left."""

    replayed: Replayed
    is_whole: bool
    erased: int


class _Asker:
    """The port that ``review`` screens through."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._searched: tuple[Edition, ...] | None = None

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Sequence[Sequence[Hit]]:
        """The hits of each query; other callers have their turn in between. Raises ``Conflict`` when other editions came into use since the
        first time: two rules are compared on the same lists or not at all.
        """
        answered = self._desk.ask(queries, rule)
        if self._searched not in (None, answered.editions):
            raise Conflict("the lists in use have changed while the rule was tried", "try it again")
        self._searched = answered.editions
        return answered.hits


def try_rule(desk: Desk, change: Change, most: int, by: Actor, at: datetime) -> Tried:
    """Replay the latest final decisions of at most ``most`` cases under ``change``; nothing is changed by it.

    Raises ``NotAllowed`` without the right to see cases and a purpose that allows it, ``Conflict`` when the lists change meanwhile.
    """
    require(by, Permission.CASE_VIEW)
    with desk.database.reading() as reading:
        latest, is_whole = _latest(reading, min(most, MOST_CASES))
        past, erased = _past(reading, latest)
    facts = {"cases": str(len(latest)), "review": str(change.proposed.review), "strong": str(change.proposed.strong)}
    desk.tell(entry(by, at, "case.replay", "decisions:final", facts))
    return Tried(replay(past, _Asker(desk), change), is_whole, erased)


def _latest(reading: Reading, most: int) -> tuple[list[Decision], bool]:
    """The latest final decision of each of the first ``most`` cases, and whether those are all."""
    latest: dict[str, Decision] = {}
    for decision in _finals(reading):
        known = latest.get(decision.case)
        if known is None and len(latest) == most:
            return list(latest.values()), False
        if known is None or len(decision.id) >= len(known.id):  # version 10 comes before 9 by id, and is the later one
            latest[decision.case] = decision
    return list(latest.values()), True


def _finals(reading: Reading) -> Iterator[Decision]:
    """Final decisions by id: those of one case come together, since an id begins with its case's."""
    after = ""
    while page := reading.decisions.finals(after, _PAGE):
        yield from page
        after = page[-1].id


def _past(reading: Reading, decisions: Sequence[Decision]) -> tuple[list[Past], int]:
    """The decisions with their pairs and subjects, ordered by subject; and how many have no subject left."""
    hits = reading.hits.get_many(decision.hit for decision in decisions)
    subjects = reading.subjects.get_many({hit.pair.subject for hit in hits.values()})
    past = []
    for decision in decisions:
        hit = hits[decision.hit]
        if subject := subjects.get(hit.pair.subject):
            past.append(Past(subject.subject, hit.pair, decision.verdict, hit.hit.outcome))
    return sorted(past, key=lambda one: one.pair.subject), len(decisions) - len(past)
