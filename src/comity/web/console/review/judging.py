"""The form in which a case is decided: a verdict with the reasons that go with it, and what was seen of the case."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model import Because, Outcome, Reason, Verdict
from comity.node.review_desk import Informed, ShownCase
from comity.review import Judgement, Policy
from comity.review.acts import LONGEST_TEXT
from comity.web.console.filled import Filled
from comity.web.console.visitor import Visitor

KEYS = {Verdict.MATCH: "1", Verdict.NOT_A_MATCH: "2", Verdict.CANNOT_TELL: "3"}


@dataclass(frozen=True, slots=True)
class Judging:
    """What somebody filled in to decide a case: the judgement, and the version of the case and facts of the subject that they saw."""

    judgement: Judgement
    seen_version: int
    seen_subject: str

    def act(self, visitor: Visitor) -> Informed:
        """The act of ``visitor``, now."""
        return Informed(visitor.actor, visitor.service.now(), self.seen_version, subject=self.seen_subject)


@dataclass(frozen=True, slots=True)
class Choice:
    """One verdict that can be given: the key that opens its form, its reasons, each with its key, and whether it will want a second person.
    ``chosen`` and ``text`` are what was filled in before, ``is_open`` says that the form was in use.
    """

    verdict: Verdict
    key: str
    reasons: tuple[tuple[str, Reason], ...]
    wants_second: bool
    chosen: Reason | None = None
    text: str = ""
    is_open: bool = False


def judging_in(form: Filled) -> Judging:
    """What was filled in. Raises ``UsageError`` for a field that is missing or cannot be."""
    because = Because(form.choice("reason", Reason), form.text("text", LONGEST_TEXT))
    judgement = Judgement(form.choice("verdict", Verdict), because)
    return Judging(judgement, form.number("seen_version", 1, 2**31), form.needed("seen_subject", 64))


def choices(shown: ShownCase, policy: Policy, filled: Judging | None) -> tuple[Choice, ...]:
    """The verdicts that can be given to the case; of a decided one, those that would reverse it."""
    case = shown.laid.case
    return tuple(_choice(case.outcome, verdict, policy, filled) for verdict in Verdict if verdict is not case.verdict)


def reasons(policy: Policy, verdict: Verdict) -> tuple[tuple[str, Reason], ...]:
    """The reasons that go with a verdict, each with the key that chooses it, in the order of ``Reason``."""
    return tuple((str(number), reason) for number, reason in enumerate((one for one in Reason if one in policy.reasons[verdict]), 1))


def _choice(outcome: Outcome, verdict: Verdict, policy: Policy, filled: Judging | None) -> Choice:
    mine = filled.judgement if filled and filled.judgement.verdict is verdict else None
    return Choice(
        verdict=verdict,
        key=KEYS[verdict],
        reasons=reasons(policy, verdict),
        wants_second=policy.needs_second(outcome, verdict),
        chosen=mine.because.reason if mine else None,
        text=mine.because.text if mine else "",
        is_open=mine is not None,
    )
