"""Which purpose allows which act on personal data: a read without a purpose is refused, and a purpose reaches no further than its words.

One table, to be read aloud. It speaks of acts by the names of ``identity.Permission`` (a test holds the two together) and only of those
that touch personal data; everything else needs no purpose. Whether this person may at all is another question, ``identity.may``, and both
must say yes.
The rule is purpose limitation: GDPR, Article 5(1)(b), and Directive (EU) 2016/680, Article 4(1)(b).
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.model import Purpose

_SCREENING = frozenset(
    {
        *("subject.view", "subject.import", "screening.run", "case.view", "case.claim", "case.assign", "case.decide", "case.approve"),
        *("case.close_many", "exemption.grant", "exemption.withdraw"),
    }
)

ALLOWS: dict[Purpose, frozenset[str]] = {
    Purpose.CUSTOMER_SCREENING: _SCREENING,
    Purpose.PAYMENT_SCREENING: _SCREENING,
    Purpose.AID_DELIVERY: _SCREENING,
    Purpose.BORDER_CONTROL: _SCREENING,
    Purpose.LEGAL_REQUEST: frozenset({"subject.view", "subject.export", "screening.run", "case.view"}),
    Purpose.QUALITY_REVIEW: frozenset({"subject.view", "case.view", "exemption.withdraw"}),
    Purpose.OVERSIGHT: frozenset({"subject.view", "case.view", "request.view"}),
    Purpose.SUBJECT_REQUEST: frozenset(
        {"subject.view", "subject.export", "subject.erase", "case.view", "exemption.withdraw", "request.view", "request.handle"}
    ),
    Purpose.OPERATION: frozenset(),
}
"""What each purpose allows on personal data. Running the node (``operation``) allows nothing on it."""

PERSONAL = frozenset().union(*ALLOWS.values())
"""The acts that need a purpose."""


@dataclass(frozen=True, slots=True)
class Fits:
    """The purpose allows it, or it needs none."""


@dataclass(frozen=True, slots=True)
class DoesNotFit:
    """The purpose does not allow it; ``reason`` says so in a sentence without personal data."""

    reason: str


def fits(purpose: Purpose | None, act: str) -> Fits | DoesNotFit:
    """Whether ``act`` (the value of a permission) may be done for ``purpose``."""
    if act not in PERSONAL:
        return Fits()
    fitting = ", ".join(wanted for wanted in Purpose if act in ALLOWS[wanted])
    if purpose is None:
        return DoesNotFit(f"{act} touches personal data and needs a purpose; it can be done for {fitting}")
    if act not in ALLOWS[purpose]:
        return DoesNotFit(f"{act} does not serve the purpose {purpose}; it can be done for {fitting}")
    return Fits()
