"""What a node's owner has laid down about decisions: who must look twice, for how long, and what may be done in bulk.

The defaults are meant to be read and kept. Two things no policy can change: a match is never decided in bulk, and a strong hit is never
closed in bulk (red line 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from comity.model import Outcome, Reason, Verdict

LONGEST_EXEMPTION = 3660
"""Days: ten years. What is never looked at again is not an exemption but a blind spot."""

LONGEST_UNDO = 1440
"""Minutes: a day. What others may have built on is reversed, in a decision of its own."""

LARGEST_BULK = 1000

Ruling = tuple[Outcome, Verdict]
"""What a hit was and what a person says about it."""

FOUR_EYES: frozenset[Ruling] = frozenset(
    {
        (Outcome.REVIEW, Verdict.MATCH),
        (Outcome.STRONG, Verdict.MATCH),
        (Outcome.STRONG, Verdict.NOT_A_MATCH),
    }
)
"""Every match freezes somebody's money or journey; a strong hit that is waved through may be the one that was sought."""

REASONS: Mapping[Verdict, frozenset[Reason]] = MappingProxyType(
    {
        Verdict.MATCH: frozenset({Reason.IDENTIFIER_AGREES, Reason.FACTS_AGREE, Reason.CONFIRMED_BY_SOURCE, Reason.OTHER}),
        Verdict.NOT_A_MATCH: frozenset(
            {
                Reason.BIRTH_DATE_DIFFERS,
                Reason.IDENTIFIER_DIFFERS,
                Reason.COUNTRY_DIFFERS,
                Reason.GENDER_DIFFERS,
                Reason.KIND_DIFFERS,
                Reason.NAME_DIFFERS,
                Reason.KNOWN_NAMESAKE,
                Reason.CONFIRMED_BY_SOURCE,
                Reason.OTHER,
            }
        ),
        Verdict.CANNOT_TELL: frozenset({Reason.FACTS_MISSING, Reason.INFORMATION_ASKED, Reason.OTHER}),
    }
)

DUE_DAYS: Mapping[Outcome, int] = MappingProxyType({Outcome.STRONG: 1, Outcome.REVIEW: 5})


@dataclass(frozen=True, slots=True)
class Policy:
    """The owner's rules of review. Raises ``ValueError`` for rules that cannot be or that the red lines forbid.

    ``four_eyes``: the rulings that want a second person. ``exemption_days``: how long a pair found not to match is spared, in days;
    ``exemption_days_by_list`` for lists that want another time, 0 for none at all. ``due_days``: calendar days from opening until a
    decision is due, by outcome. ``look_again_days``: after how many days a case decided as ``cannot_tell`` comes back.
    ``undo_minutes``: how long a person may take back what they decided, 0 for not at all. ``bulk``: the rulings that one act may give to
    many cases, at most ``bulk_limit`` of them. ``reasons``: the reason codes each verdict may be given for. ``blind``:
    while a proposal waits for a second person, who made it is not told to those who may answer it.
    """

    four_eyes: frozenset[Ruling] = FOUR_EYES
    exemption_days: int = 365
    exemption_days_by_list: Mapping[str, int] = field(default_factory=dict)
    due_days: Mapping[Outcome, int] = field(default_factory=lambda: DUE_DAYS)
    look_again_days: int = 30
    undo_minutes: int = 10
    bulk: frozenset[Ruling] = frozenset({(Outcome.REVIEW, Verdict.NOT_A_MATCH)})
    bulk_limit: int = 50
    reasons: Mapping[Verdict, frozenset[Reason]] = field(default_factory=lambda: REASONS)
    blind: bool = False

    def __post_init__(self) -> None:
        for days in (self.exemption_days, *self.exemption_days_by_list.values()):
            _within("an exemption", days, 0, LONGEST_EXEMPTION)
        for outcome in (Outcome.REVIEW, Outcome.STRONG):
            _within(f"the days until a {outcome} hit is due", self.due_days.get(outcome, -1), 0, LONGEST_EXEMPTION)
        _within("look_again_days", self.look_again_days, 1, LONGEST_EXEMPTION)
        _within("undo_minutes", self.undo_minutes, 0, LONGEST_UNDO)
        _within("bulk_limit", self.bulk_limit, 1, LARGEST_BULK)
        if any(outcome is Outcome.CLEAR for outcome, _ in self.four_eyes | self.bulk):
            raise ValueError("a clear outcome has no case to decide")
        if any(outcome is Outcome.STRONG or verdict is Verdict.MATCH for outcome, verdict in self.bulk):
            raise ValueError("strong hits are never closed in bulk, and a match is never decided in bulk")
        if any(not self.reasons.get(verdict) for verdict in Verdict):
            raise ValueError("every verdict needs at least one reason")

    def needs_second(self, outcome: Outcome, verdict: Verdict) -> bool:
        """Tell whether ``verdict`` on a hit of that outcome wants a second person."""
        return (outcome, verdict) in self.four_eyes

    def days_exempt(self, list_name: str) -> int:
        """Days for which a pair with a listing of that list is spared; 0 for not at all."""
        return self.exemption_days_by_list.get(list_name, self.exemption_days)


def _within(what: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"{what} must be from {least} to {most}, not {value}")
