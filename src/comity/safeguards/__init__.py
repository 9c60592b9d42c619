"""What keeps the people in the data safe: purposes, retention, tombstones, their own requests, and logs without them.

Pure: it says what may be done, what is due and what is left open, each with its reason and its article; other rooms read, erase and write.
"""

from comity.safeguards.erasure_bases import CITED, ErasureBasis
from comity.safeguards.grounds import GROUNDS, STANDING, Ground, GroundRule, RequestKind
from comity.safeguards.log_fields import LogFields
from comity.safeguards.periods import months_after, years_after
from comity.safeguards.purposes import ALLOWS, PERSONAL, DoesNotFit, Fits, fits
from comity.safeguards.requests import (
    Holding,
    PersonRequest,
    PlanStep,
    RequestState,
    StepState,
    extended,
    identified,
    planned,
    received,
    refused,
    sentences,
    step_done,
    step_refused,
    withdrawn,
)
from comity.safeguards.retention import Confidence, Due, Duty, Event, Fate, Held, LegalHold, RetentionRule, due
from comity.safeguards.retention_rules import packaged_rules, read_rules, rules_for
from comity.safeguards.tombstones import Erased, Tombstone, bury, recognises, tombstone_bytes, tombstone_from_bytes

__all__ = [
    "ALLOWS",
    "CITED",
    "GROUNDS",
    "PERSONAL",
    "STANDING",
    "Confidence",
    "DoesNotFit",
    "Due",
    "Duty",
    "Erased",
    "ErasureBasis",
    "Event",
    "Fate",
    "Fits",
    "Ground",
    "GroundRule",
    "Held",
    "Holding",
    "LegalHold",
    "LogFields",
    "PersonRequest",
    "PlanStep",
    "RequestKind",
    "RequestState",
    "RetentionRule",
    "StepState",
    "Tombstone",
    "bury",
    "due",
    "extended",
    "fits",
    "identified",
    "months_after",
    "packaged_rules",
    "planned",
    "read_rules",
    "received",
    "recognises",
    "refused",
    "rules_for",
    "sentences",
    "step_done",
    "step_refused",
    "tombstone_bytes",
    "tombstone_from_bytes",
    "withdrawn",
    "years_after",
]
