"""What another rule would do to decisions that people have made: asked before the rule is adopted.

Every subject is screened under the rule in use and under the proposed one, on the same index, and the hits are laid beside what people
decided. Both are screened now, since the lists have moved since: what neither rule finds is no fault of the proposed one, and is counted by
itself. Nothing is changed; a rule is adopted by a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from comity.model import Hit, Outcome, Pair, Query, ScreeningRule, Subject, UsageError, Verdict
from comity.review.ports import Screener

CHUNK = 500
"""Subjects screened at a time."""

MOST_LISTED = 10_000
"""Pairs kept in each list of a replay; all are counted."""


@dataclass(frozen=True, slots=True)
class Past:
    """A final decision: on which pair, what was said, and what the hit's outcome was then. ``subject`` as it is now."""

    subject: Subject
    pair: Pair
    verdict: Verdict
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """The rule in use and the one that is proposed."""

    current: ScreeningRule
    proposed: ScreeningRule


@dataclass(frozen=True, slots=True)
class Moved:
    """One past decision and its pair's outcomes: when it was decided, under the rule in use, and under the proposed one."""

    pair: Pair
    verdict: Verdict
    then: Outcome
    current: Outcome
    proposed: Outcome


@dataclass(slots=True)
class Tally:
    """A number of pairs, and the first ``MOST_LISTED`` of them in the order of the input."""

    count: int = 0
    listed: list[Moved] = field(default_factory=list)

    def add(self, moved: Moved) -> None:
        """Count one more."""
        self.count += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(moved)


@dataclass(slots=True)
class Replayed:
    """What the proposed rule would have done.

    ``lost``: true matches it would no longer find. ``spared``: false alerts that would go. ``undecided``: pairs that nobody could
    decide and that would go. ``changed``: pairs it finds with another outcome than the rule in use, which may be clear. ``unfound``: pairs
    that neither rule finds today, since the list or the subject has changed. ``new_hits``: hits that only the proposed rule brings, on
    ``subjects`` subjects. ``decisions`` counts the input; it is the sum of ``kept`` and of the counts of the five tallies.
    """

    subjects: int = 0
    decisions: int = 0
    kept: int = 0
    new_hits: int = 0
    lost: Tally = field(default_factory=Tally)
    spared: Tally = field(default_factory=Tally)
    undecided: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    unfound: Tally = field(default_factory=Tally)

    @property
    def new_hits_per_thousand(self) -> float | None:
        """New hits for each 1,000 subjects; None when there were none."""
        return 1000 * self.new_hits / self.subjects if self.subjects else None


Progress = Callable[[int], None]


def replay(past: Iterable[Past], screener: Screener, change: Change, progress: Progress | None = None) -> Replayed:
    """Try ``change`` on ``past``, which comes ordered by the subject's id; it is read as a stream, ``CHUNK`` subjects at a time.

    ``progress`` is given the number of subjects done after each chunk. The answer is the same for the same input and index. Raises
    ``UsageError`` when the decisions of a subject do not stand together.
    """
    result = Replayed()
    for chunk in _chunks(_by_subject(past)):
        queries = [Query(decisions[0].pair.subject, decisions[0].subject) for decisions in chunk]
        now = screener.screen_many(queries, change.current)
        then = now if change.current == change.proposed else screener.screen_many(queries, change.proposed)
        for decisions, current, proposed in zip(chunk, now, then, strict=True):
            _weigh(result, decisions, _outcomes(current), _outcomes(proposed))
        if progress is not None:
            progress(result.subjects)
    return result


Key = tuple[str, str]


def _outcomes(hits: Sequence[Hit]) -> dict[Key, Outcome]:
    """The outcome of each listing that was hit."""
    found: dict[Key, Outcome] = {}
    for hit in hits:
        key = hit.listing.source, hit.listing.id
        found[key] = Outcome.worst((hit.outcome, found.get(key, Outcome.CLEAR)))
    return {key: outcome for key, outcome in found.items() if outcome is not Outcome.CLEAR}


def _weigh(result: Replayed, decisions: Sequence[Past], current: dict[Key, Outcome], proposed: dict[Key, Outcome]) -> None:
    result.subjects += 1
    result.new_hits += len(proposed.keys() - current.keys())
    for one in decisions:
        key = one.pair.list, one.pair.listing
        before, after = current.get(key, Outcome.CLEAR), proposed.get(key, Outcome.CLEAR)
        result.decisions += 1
        tally = _tally(result, one.verdict, before, after)
        if tally is None:
            result.kept += 1
        else:
            tally.add(Moved(one.pair, one.verdict, one.outcome, before, after))


def _tally(result: Replayed, verdict: Verdict, before: Outcome, after: Outcome) -> Tally | None:
    """Where a decision counts; None when the proposed rule changes nothing about its pair."""
    if before is after:
        return result.unfound if after is Outcome.CLEAR else None
    if after is not Outcome.CLEAR:
        return result.changed
    return {Verdict.MATCH: result.lost, Verdict.NOT_A_MATCH: result.spared, Verdict.CANNOT_TELL: result.undecided}[verdict]


def _by_subject(past: Iterable[Past]) -> Iterator[list[Past]]:
    """The decisions of one subject after another."""
    group: list[Past] = []
    for one in past:
        if group and one.pair.subject != group[0].pair.subject:
            if one.pair.subject < group[0].pair.subject:
                raise UsageError("past decisions must come ordered by the subject's id", "sort them by subject, then replay")
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _chunks(groups: Iterator[list[Past]]) -> Iterator[list[list[Past]]]:
    chunk: list[list[Past]] = []
    for group in groups:
        chunk.append(group)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
