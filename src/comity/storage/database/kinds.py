"""The kinds under which rules, holds and tombstones name records, and the forms that they share."""

from __future__ import annotations

from datetime import datetime

from comity.storage.database.columns import to_micros

SUBJECT = "subject"
DECISION_TEXT = "decision_text"
HIT = "hit"
SCREENING = "screening"
DELIVERY = "delivery"
JOB = "job"
IDEMPOTENCY = "idempotency"
SITTING = "sitting"
"""Of ``idempotency`` and ``sitting`` one tombstone stands for all that came up to a moment, which is its id (``moment_id``)."""

KINDS = (SUBJECT, HIT, SCREENING, DECISION_TEXT, DELIVERY, JOB, IDEMPOTENCY, SITTING)
"""All of them."""

NO_EVIDENCE = '%"evidence":[],%'
"""The pattern of a hit's record that quotes nothing: JSON with sorted keys, where other members follow ``evidence``."""


def moment_id(until: datetime) -> str:
    """The id of a tombstone for everything up to ``until``."""
    return str(to_micros(until))
