"""What happened to a case between the moment a person saw it and the moment they decided: shown beside what they had filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.model import Decision
from comity.node.review_desk import ShownCase
from comity.web.console.review.judging import Judging
from comity.web.console.review.rows import called
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Changed:
    """The decisions that others made since, with what each of them is called; and what else changed, as sentences."""

    decisions: tuple[tuple[str, Decision], ...]
    beside: tuple[str, ...]


def changed_since(visitor: Visitor, shown: ShownCase, filled: Judging) -> Changed:
    """What is other about the case than when ``filled`` was begun."""
    made = tuple((called(visitor, one.by), one) for one in shown.laid.trail if version_of(one) > filled.seen_version)
    return Changed(made, tuple(_beside(visitor, shown, filled, is_decided=bool(made))))


def _beside(visitor: Visitor, shown: ShownCase, filled: Judging, *, is_decided: bool) -> Iterator[str]:
    words, laid = visitor.words, shown.laid
    if laid.subject is None:
        yield words.say("The subject was erased.")
    elif laid.subject.digest != filled.seen_subject:
        yield words.say("The subject has other facts now. They are shown below as they are.")
    if laid.case.version > filled.seen_version and laid.case.claimed_by:
        yield words.say("%(who)s has claimed it.", who=called(visitor, laid.case.claimed_by))
    elif laid.case.version > filled.seen_version and not is_decided:
        yield words.say("It was claimed, released or found again. It is shown below as it is.")


def version_of(decision: Decision) -> int:
    """The version of the case that the decision made: the end of its id."""
    number = decision.id.rpartition("-")[2]
    return int(number) if number.isdigit() else 0
