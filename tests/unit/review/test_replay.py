"""What another rule would do to what people decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from comity.model import Hit, Outcome, Pair, Query, ScreeningRule, UsageError, Verdict
from comity.review import Change, Past, replay
from comity.review.replay import CHUNK, MOST_LISTED

from .conftest import LISTING, SUBJECT, hit_of

SCORES = {
    "a": {"L1": 0.72, "L2": 0.95},
    "b": {"L1": 0.90},
    "c": {"L1": 0.75, "L9": 0.66},
    "d": {},
    "e": {"L1": 0.74},
}


class Index:
    """Answers with scores that a test states, by subject and listing."""

    def __init__(self, scores: dict[str, dict[str, float]]) -> None:
        self.scores = scores
        self.asked: list[int] = []

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Sequence[Sequence[Hit]]:
        self.asked.append(len(queries))
        return [self._hits(query.key, rule) for query in queries]

    def _hits(self, key: str, rule: ScreeningRule) -> list[Hit]:
        found = [(score, listing) for listing, score in self.scores.get(key, {}).items() if score >= rule.review]
        return [
            hit_of(Outcome.STRONG if score >= rule.strong else Outcome.REVIEW, score, listing=replace(LISTING, id=listing))
            for score, listing in sorted(found, reverse=True)
        ]


def past(subject: str, listing: str, verdict: Verdict, outcome: Outcome = Outcome.REVIEW) -> Past:
    return Past(SUBJECT, Pair(subject, "un-sc", listing), verdict, outcome)


PAST = [
    past("a", "L1", Verdict.NOT_A_MATCH),
    past("a", "L2", Verdict.MATCH, Outcome.STRONG),
    past("b", "L1", Verdict.MATCH, Outcome.STRONG),
    past("c", "L1", Verdict.MATCH),
    past("d", "L1", Verdict.MATCH),
    past("e", "L1", Verdict.CANNOT_TELL),
]
TODAY = ScreeningRule()


def test_a_higher_threshold_loses_a_match_and_spares_a_false_alert() -> None:
    done = replay(PAST, Index(SCORES), Change(TODAY, ScreeningRule(review=0.80, strong=0.92)))
    assert (done.subjects, done.decisions, done.kept) == (5, 6, 1)
    assert [one.pair.subject for one in done.lost.listed] == ["c"]
    assert [(one.pair.subject, one.current, one.proposed) for one in done.spared.listed] == [("a", Outcome.REVIEW, Outcome.CLEAR)]
    assert [(one.pair.subject, one.current, one.proposed) for one in done.changed.listed] == [("b", Outcome.STRONG, Outcome.REVIEW)]
    assert [one.pair.subject for one in done.undecided.listed] == ["e"]
    assert [(one.pair.subject, one.then) for one in done.unfound.listed] == [("d", Outcome.REVIEW)]
    assert (done.new_hits, done.new_hits_per_thousand) == (0, 0.0)


def test_a_lower_threshold_brings_new_hits() -> None:
    done = replay(PAST, Index(SCORES), Change(TODAY, ScreeningRule(review=0.60)))
    assert (done.new_hits, done.new_hits_per_thousand) == (1, 200.0)
    assert (done.kept, done.lost.count) == (5, 0)


def test_the_same_rule_changes_nothing_and_is_asked_once() -> None:
    index = Index(SCORES)
    done = replay(PAST, index, Change(TODAY, TODAY))
    assert (done.kept, done.unfound.count, done.new_hits) == (5, 1, 0)
    assert index.asked == [5]


def test_nothing_decided_is_nothing_replayed() -> None:
    done = replay([], Index({}), Change(TODAY, TODAY))
    assert (done.subjects, done.decisions, done.new_hits_per_thousand) == (0, 0, None)


def test_it_is_read_as_a_stream_in_chunks_and_says_how_far_it_is() -> None:
    count = MOST_LISTED + CHUNK + 1
    many = (past(f"{number:06}", "L1", Verdict.MATCH) for number in range(count))
    told: list[int] = []
    index = Index({})
    done = replay(many, index, Change(TODAY, ScreeningRule(review=0.8)), told.append)
    assert (done.unfound.count, len(done.unfound.listed)) == (count, MOST_LISTED)
    assert max(index.asked) == CHUNK
    assert told == [*range(CHUNK, count, CHUNK), count]


def test_decisions_out_of_order_are_refused() -> None:
    with pytest.raises(UsageError, match="ordered by the subject's id"):
        replay([PAST[2], PAST[0]], Index(SCORES), Change(TODAY, TODAY))
