"""What lies before a person who decides: the case, the hit that stands, the subject as it is, and what was decided before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.model import Case, Conflict, Decision, Listing, Step, StoredHit, Subject

FINAL = frozenset({Step.FINAL, Step.APPROVAL})
"""The steps that decide a case."""


def lasting(trail: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions of ``trail`` that were not taken back, in its order, without the withdrawals."""
    decisions = tuple(trail)
    gone = {one.answers for one in decisions if one.step is Step.WITHDRAWAL}
    return tuple(one for one in decisions if one.step is not Step.WITHDRAWAL and one.id not in gone)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision rests on: the hit, with the listing as it was, and the subject as it was."""

    hit: StoredHit
    subject: Subject

    @property
    def listing(self) -> Listing:
        """The listing as it was."""
        return self.hit.hit.listing


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with its basis and ``trail``: all its decisions, oldest first.

    Raises ``Conflict`` when the parts do not belong together, as they may when one was read before another changed.
    """

    case: Case
    basis: Basis
    trail: tuple[Decision, ...] = ()

    def __post_init__(self) -> None:
        hit = self.basis.hit
        if hit.id != self.case.hit or hit.pair != self.case.pair:
            raise Conflict(f"case {self.case.id} stands on another hit than the one that was looked at", "look at it again, then decide")
        if any(decision.case != self.case.id for decision in self.trail):
            raise Conflict(f"not all of these decisions are of case {self.case.id}", "read the case again")

    @property
    def waiting(self) -> Decision | None:
        """The proposal that nobody has answered, when it is the last thing that happened."""
        last = self.trail[-1] if self.trail else None
        return last if last and last.step is Step.PROPOSAL else None

    @property
    def last_final(self) -> Decision | None:
        """The last decision that decided the case; in force while the case is decided."""
        return next((decision for decision in reversed(lasting(self.trail)) if decision.step in FINAL), None)
