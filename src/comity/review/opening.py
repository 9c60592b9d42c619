"""How a hit becomes a case, how later screenings move it, and when it comes back to a person.

A case follows its hit. While it waits, a later hit takes the place of the earlier one. Once decided, it comes back only when something that
matters differs from what the decision was made on: a higher outcome, evidence that was not there, or other facts on the listing. A score
that moved a little is no reason: it moves with the words of the whole index.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from comity.model import Case, CaseState, Conflict, Evidence, Outcome, Pair, StoredHit, UsageError, Verdict
from comity.review.exemptions import listing_digest
from comity.review.policy import Policy


class Ground(StrEnum):
    """Why a case comes back to a person."""

    HIGHER_OUTCOME = "higher_outcome"
    NEW_EVIDENCE = "new_evidence"
    LISTING_AMENDED = "listing_amended"
    HIT_RETURNED = "hit_returned"
    EXEMPTION_ENDED = "exemption_ended"
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class Followed:
    """What a later hit did to a case: the case as it is now, and why it came back, empty when it did not."""

    case: Case
    grounds: tuple[Ground, ...] = ()


def case_id(pair: Pair) -> str:
    """The id of the case of a pair: 24 hexadecimal digits of a SHA-256, the same whenever it is asked. So one pair has one case."""
    text = "\x1f".join((pair.subject, pair.list, pair.listing))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def open_case(hit: StoredHit) -> Case:
    """The open case of a hit, at version 1. Raises ``UsageError`` for a clear outcome, which is nobody's case."""
    _require_alert(hit)
    return Case(case_id(hit.pair), hit.pair, hit.id, hit.hit.outcome, hit.hit.score, CaseState.OPEN, hit.found_at)


def differences(before: StoredHit, after: StoredHit) -> tuple[Ground, ...]:
    """What of the later hit matters beside the one that was decided on; empty when a person would see the same."""
    grounds = []
    if after.hit.outcome.rank > before.hit.outcome.rank:
        grounds.append(Ground.HIGHER_OUTCOME)
    if {_told(one) for one in after.hit.evidence} - {_told(one) for one in before.hit.evidence}:
        grounds.append(Ground.NEW_EVIDENCE)
    if listing_digest(before.hit.listing) != listing_digest(after.hit.listing):
        grounds.append(Ground.LISTING_AMENDED)
    return tuple(grounds)


def _told(evidence: Evidence) -> tuple[str, str, str, bool]:
    """What a piece of evidence says, without how much it weighs in this index."""
    return evidence.kind.value, evidence.query, evidence.listing, evidence.effect < 0


def follow(case: Case, before: StoredHit, after: StoredHit) -> Followed:
    """The case when its pair is hit again.

    ``before`` is the hit that was last decided on or proposed on, for a case that waits the one that stands. Whatever waits or was decided
    on other grounds comes back as open, and a proposal falls. Raises ``UsageError`` when a hit is of another pair or of a clear outcome.
    """
    _require_alert(after)
    _require_pair(case, before)
    _require_pair(case, after)
    if case.hit == after.id:
        return Followed(case)
    grounds = (Ground.HIT_RETURNED,) if case.state is CaseState.LAPSED else differences(before, after)
    if case.state is CaseState.OPEN or not grounds:
        return Followed(_with_hit(case, after))
    return Followed(_opened(_with_hit(case, after), after.found_at, waited=case.state is CaseState.PROPOSED), grounds)


def reopen(case: Case, hit: StoredHit, ground: Ground, at: datetime) -> Case:
    """A decided or lapsed case, open again on ``hit`` for a reason that is not in the hit: an exemption that ended, a time that passed.

    Raises ``Conflict`` when the case waits for a person already, ``UsageError`` when the hit is of another pair or of a clear outcome.
    """
    _require_alert(hit)
    _require_pair(case, hit)
    if case.state in {CaseState.OPEN, CaseState.PROPOSED}:
        raise Conflict(f"case {case.id} is {case.state} already ({ground})", "it is in the queue")
    case = replace(case, hit=hit.id, outcome=hit.hit.outcome, score=hit.hit.score)
    return _opened(replace(case, version=case.version + 1), at, waited=False)


def wants_look(case: Case, decided_at: datetime, policy: Policy, now: datetime) -> bool:
    """Tell whether a case decided as ``cannot_tell`` at ``decided_at`` is to be opened again (``Ground.LOOK_AGAIN``)."""
    undecided = case.state is CaseState.DECIDED and case.verdict is Verdict.CANNOT_TELL
    return undecided and now >= decided_at + timedelta(days=policy.look_again_days)


def lapse(case: Case) -> Case:
    """The case when its hit is gone: the listing left the list, or the subject's facts no longer resemble it.

    The verdict stays on it: a match that lapses is somebody to be set free, and must be findable. Raises ``Conflict`` when it has lapsed
    already.
    """
    if case.state is CaseState.LAPSED:
        raise Conflict(f"case {case.id} has lapsed already", "it comes back when its pair is hit again")
    return replace(case, state=CaseState.LAPSED, claimed_by="", proposed_by="", version=case.version + 1)


def _opened(case: Case, at: datetime, *, waited: bool) -> Case:
    """Open; the clock starts again unless the case was waiting all the time."""
    opened_at = case.opened_at if waited else at
    return replace(case, state=CaseState.OPEN, opened_at=opened_at, claimed_by="", proposed_by="", verdict=None)


def _with_hit(case: Case, hit: StoredHit) -> Case:
    return replace(case, hit=hit.id, outcome=hit.hit.outcome, score=hit.hit.score, version=case.version + 1)


def _require_alert(hit: StoredHit) -> None:
    if hit.hit.outcome is Outcome.CLEAR:
        raise UsageError(f"hit {hit.id} is clear: there is nothing to decide", "open cases for review and strong hits only")


def _require_pair(case: Case, hit: StoredHit) -> None:
    if hit.pair != case.pair:
        raise UsageError(f"hit {hit.id} is of another pair than case {case.id}", "one case is one subject and one listing")
