"""Who does something on this node, in which role, and for which purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person or a key is here to do. What each role may do is in ``identity.permissions``."""

    ANALYST = "analyst"
    APPROVER = "approver"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Purpose(StrEnum):
    """Why personal data is looked at. Chosen once per sitting and written with every entry of the ledger."""

    CUSTOMER_SCREENING = "customer_screening"
    PAYMENT_SCREENING = "payment_screening"
    AID_DELIVERY = "aid_delivery"
    BORDER_CONTROL = "border_control"
    LEGAL_REQUEST = "legal_request"
    QUALITY_REVIEW = "quality_review"
    OVERSIGHT = "oversight"
    SUBJECT_REQUEST = "subject_request"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: ``id`` is ``user:NAME``, ``key:ID`` or ``system:PART``; ``purpose`` is None before one was chosen."""

    id: str
    roles: frozenset[Role] = frozenset()
    purpose: Purpose | None = None
