"""What people decided about the same pair before, and the exemption that came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.model import Decision, Exemption, ExemptionState, Reason, Step, Verdict
from comity.review import Standing
from comity.web.console.explain.reasons import reason
from comity.web.console.words import Words


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One act of deciding. ``by`` is empty where its author is not to be shown yet. ``is_on_this_hit``: about the hit that stands."""

    id: str
    step: Step
    verdict: Verdict
    reason: Reason
    text: str
    at: datetime
    by: str
    is_on_this_hit: bool


@dataclass(frozen=True, slots=True)
class Spared:
    """The exemption of the pair: whether it holds now, and if not, why. ``days_left`` are whole days until its end."""

    id: str
    state: ExemptionState
    why: str
    granted_at: datetime
    expires_at: datetime
    days_left: int

    @property
    def holds(self) -> bool:
        """True while the pair is spared."""
        return self.state is ExemptionState.ACTIVE


def past(trail: Iterable[Decision], hit: str, hides: frozenset[str]) -> tuple[PastDecision, ...]:
    """The decisions on a pair, the latest first; of those whose ids are in ``hides`` nobody is named."""
    made = [
        PastDecision(
            id=one.id,
            step=one.step,
            verdict=one.verdict,
            reason=one.because.reason,
            text=one.because.text,
            at=one.at,
            by="" if one.id in hides else one.by.removeprefix("user:"),
            is_on_this_hit=one.hit == hit,
        )
        for one in trail
    ]
    return tuple(reversed(made))


def spared(words: Words, exemption: Exemption | None, standing: Standing | None, now: datetime) -> Spared | None:
    """The exemption, None where there is none. Without a standing nobody is left whom it could spare."""
    if exemption is None:
        return None
    state = standing.state if standing else exemption.state
    if standing is None and state is ExemptionState.ACTIVE:
        state, why = ExemptionState.LAPSED, words.say("the subject has been erased")
    else:
        why = reason(words, standing.reason) if standing and standing.reason else ""
    return Spared(exemption.id, state, why, exemption.granted_at, exemption.expires_at, max(0, (exemption.expires_at - now).days))
