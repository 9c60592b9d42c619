"""Subjects that a node watches: its own customers, passengers or partners, screened again when a list changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.model.case import Pair
from comity.model.screening import Hit
from comity.model.subject import Subject


@dataclass(frozen=True, slots=True)
class MonitoredSubject:
    """One subject under monitoring.

    ``id`` is this node's, opaque. ``base`` is the customer base it belongs to, ``key`` the owner's own number for it there; together they
    are unique. ``digest`` is the SHA-256 of its facts: it tells whether an import changed anything. ``keep_until`` is when its retention
    ends, None while its legal basis lasts.
    """

    id: str
    base: str
    key: str
    subject: Subject
    digest: str
    added_at: datetime
    changed_at: datetime
    keep_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit as it was found: of which pair, when, under which rule (its record), and in which screening. Immutable."""

    id: str
    pair: Pair
    hit: Hit
    rule: str
    found_at: datetime
    screening: str
