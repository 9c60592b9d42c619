"""Exemptions as people look them up: in force by when they run out, ended ones with how and why, and one by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, Case, MonitoredSubject, UnknownName
from comity.node.permitted import require
from comity.node.review_desk.desk import MOST_ROWS, Desk, entry
from comity.storage.database.exemptions import ExemptionView, KeptExemption


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Which page of the exemptions: what it shows, behind which place (empty: from the first), and how many, at most ``MOST_ROWS``."""

    view: ExemptionView = field(default_factory=ExemptionView)
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FoundExemption:
    """An exemption with how it ended, its subject (None once it was erased), and the case of its pair."""

    kept: KeptExemption
    subject: MonitoredSubject | None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class FoundExemptions:
    """One page; ``next`` is what to ask for those behind, empty when there are none."""

    rows: tuple[FoundExemption, ...]
    next: str


def look_up_exemptions(desk: Desk, wanted: LookedUp, by: Actor, at: datetime) -> FoundExemptions:
    """One page, and an entry in the ledger that names every exemption on it. Raises ``NotAllowed``, and ``UsageError`` for a place that
    no page gave.
    """
    require(by, Permission.CASE_VIEW)
    with desk.database.reading() as reading:
        page = reading.exemptions.page(wanted.view, wanted.after, min(wanted.limit, MOST_ROWS))
        pairs = [one.exemption.pair for one in page.items]
        subjects = reading.subjects.get_many({pair.subject for pair in pairs})
        cases = reading.cases.by_pairs(pairs)
    of = f"exemptions:{wanted.view.state or 'ended'}"
    facts = {"count": str(len(pairs)), "exemptions": " ".join(one.exemption.id for one in page.items)}
    desk.tell(entry(by, at, "exemption.view", of, facts))
    rows = (
        FoundExemption(one, subjects.get(pair.subject), cases[pair].case if pair in cases else None)
        for one, pair in zip(page.items, pairs, strict=True)
    )
    return FoundExemptions(tuple(rows), page.next)


def look_at_exemption(desk: Desk, exemption_id: str, by: Actor, at: datetime) -> FoundExemption:
    """One exemption, and an entry in the ledger. Raises ``NotAllowed``, ``UnknownName``."""
    require(by, Permission.CASE_VIEW)
    with desk.database.reading() as reading:
        kept = reading.exemptions.kept(exemption_id)
        if kept is None:
            raise UnknownName("there is no exemption of that id", "a case names the exemption that its decision gave")
        pair = kept.exemption.pair
        subject, queued = reading.subjects.get(pair.subject), reading.cases.by_pair(pair)
    desk.tell(entry(by, at, "exemption.view", f"exemption:{exemption_id}", {"case": queued.case.id if queued else ""}))
    return FoundExemption(kept, subject, queued.case if queued else None)
