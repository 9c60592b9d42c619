"""A hit on its way to a decision: the case, what people decided about it, and the exemption that may come of it.

A case is one (subject, listing) pair of this node. It is opened by a hit, stays one case while later screenings change the hit, and is
decided by people only (red line 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.model.screening import Outcome


class Verdict(StrEnum):
    """What a person says about a hit."""

    MATCH = "match"
    NOT_A_MATCH = "not_a_match"
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """The reason code of a decision; ``other`` wants a text."""

    IDENTIFIER_AGREES = "identifier_agrees"
    FACTS_AGREE = "facts_agree"
    CONFIRMED_BY_SOURCE = "confirmed_by_source"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    IDENTIFIER_DIFFERS = "identifier_differs"
    COUNTRY_DIFFERS = "country_differs"
    GENDER_DIFFERS = "gender_differs"
    KIND_DIFFERS = "kind_differs"
    NAME_DIFFERS = "name_differs"
    KNOWN_NAMESAKE = "known_namesake"
    FACTS_MISSING = "facts_missing"
    INFORMATION_ASKED = "information_asked"
    OTHER = "other"


class CaseState(StrEnum):
    """Where a case stands: waiting for a person, waiting for a second person, decided, or no longer a hit."""

    OPEN = "open"
    PROPOSED = "proposed"
    DECIDED = "decided"
    LAPSED = "lapsed"


class Step(StrEnum):
    """What a decision record is: a proposal that wants a second person, that person's yes or no, final by itself, or the withdrawal of a
    proposal or final decision by the person who had just made it.
    """

    PROPOSAL = "proposal"
    APPROVAL = "approval"
    REFUSAL = "refusal"
    FINAL = "final"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject of this node and a listing, by their ids: what a case, a decision and an exemption are about."""

    subject: str
    list: str
    listing: str


@dataclass(frozen=True, slots=True)
class Case:
    """One pair in the queue.

    ``hit`` is the id of the hit that stands now, ``outcome`` and ``score`` are that hit's. ``opened_at``: when the case last became open.
    ``claimed_by``: the actor who works on it, or empty. ``proposed_by``: who made the proposal that waits, or empty. ``verdict``: the final
    one, or None. ``version`` grows with every change: whoever changes a case says which version they saw.
    """

    id: str
    pair: Pair
    hit: str
    outcome: Outcome
    score: float
    state: CaseState
    opened_at: datetime
    claimed_by: str = ""
    proposed_by: str = ""
    verdict: Verdict | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Because:
    """Why a person decides so: a reason code, and a text that ``other`` requires."""

    reason: Reason
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One immutable act of deciding. ``answers`` is the proposal that an approval or refusal answers, or what a withdrawal takes back;
    ``reverses`` the final decision that this one replaces; both may be empty. ``hit`` says what was decided on: which edition, which score.
    """

    id: str
    case: str
    hit: str
    step: Step
    verdict: Verdict
    because: Because
    by: str
    at: datetime
    purpose: str
    answers: str = ""
    reverses: str = ""


class ExemptionState(StrEnum):
    """Whether an exemption still spares a pair from the queue, and if not, why."""

    ACTIVE = "active"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A pair found not to match, spared from the queue until ``expires_at``, or until the listing or the subject changes in a field that
    matters: then ``listing_digest`` or ``subject_digest`` (see ``review.exemptions``) no longer agree.
    """

    id: str
    pair: Pair
    decision: str
    granted_at: datetime
    expires_at: datetime
    listing_digest: str
    subject_digest: str
    state: ExemptionState = ExemptionState.ACTIVE
