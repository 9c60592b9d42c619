"""Cases, decisions and exemptions as plain values, under names that stay; facts in the form of an evidence pack.

A listing is given as it was found, with the hit; times are UTC to the second; scores have four decimals.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comity.model import Case, Exemption, MonitoredSubject
from comity.node.review_desk import ShownCase, ShownExemption, ShownQueue, ShownRow, Waiting
from comity.review import Decided
from comity.review.evidence_fields import decision_records, edition_record, hit_record, listing_record, moment, subject_record

Record = dict[str, Any]


def case_record(case: Case) -> Record:
    """A case by itself. ``claimed_by``, ``proposed_by`` and ``verdict`` are empty where there is none."""
    return {
        "id": case.id,
        "state": case.state.value,
        "outcome": case.outcome.value,
        "score": round(case.score, 4),
        "list": case.pair.list,
        "listing_id": case.pair.listing,
        "subject_id": case.pair.subject,
        "opened_at": moment(case.opened_at),
        "claimed_by": case.claimed_by,
        "proposed_by": case.proposed_by,
        "verdict": case.verdict.value if case.verdict else "",
        "version": case.version,
    }


def queue_record(shown: ShownQueue) -> Record:
    """A page of the queue. ``total`` is null when it is more than is counted."""
    return {"cases": [_row_record(row) for row in shown.rows], "next": shown.next, "total": shown.total}


def _row_record(row: ShownRow) -> Record:
    against = sum(one.effect < 0 for one in row.hit.hit.evidence)
    return {
        **case_record(row.case),
        **_waiting_record(row.waiting),
        "base": row.base,
        "listed_name": row.hit.hit.name.full,
        "evidence": {"for": len(row.hit.hit.evidence) - against, "against": against},
        "subject": _who(row.subject) if row.subject else None,
    }


def shown_record(shown: ShownCase, now: datetime) -> Record:
    """One case with all that is known of it. ``subject`` is null once it was erased, ``exemption`` where there is none."""
    laid = shown.laid
    subject, exemption = laid.subject, laid.exemption
    return {
        **case_record(laid.case),
        **_waiting_record(shown.waiting),
        "base": laid.base,
        "subject": {**_who(subject), **_facts(subject), "changed_since_hit": laid.subject_has_changed} if subject else None,
        "listing": listing_record(laid.hit.hit.listing),
        "edition": edition_record(laid.hit.hit.edition, shown.edition.stale_after, laid.hit.found_at, now),
        "hit": hit_record(laid.hit),
        "decisions": decision_records(laid.trail),
        "exemption": {**exemption_in_short(exemption), **_standing(shown)} if exemption else None,
    }


def decided_record(decided: Decided) -> Record:
    """What came of an act: the case as it is now, the decision, and the exemption that it gave, or null."""
    exemption = decided.exemption
    (decision,) = decision_records([decided.decision])
    return {
        "case": case_record(decided.case),
        "decision": decision,
        "exemption": exemption_in_short(exemption) if exemption else None,
    }


def exemption_in_short(exemption: Exemption) -> Record:
    """An exemption without the digests that it holds for."""
    return {
        "id": exemption.id,
        "list": exemption.pair.list,
        "listing_id": exemption.pair.listing,
        "subject_id": exemption.pair.subject,
        "decision": exemption.decision,
        "granted_at": moment(exemption.granted_at),
        "expires_at": moment(exemption.expires_at),
        "state": exemption.state.value,
    }


def exemption_record(shown: ShownExemption) -> Record:
    """An exemption in force and whom it is about; ``subject`` is null once it was erased."""
    return {**exemption_in_short(shown.exemption), "subject": _who(shown.subject) if shown.subject else None}


def _who(subject: MonitoredSubject) -> Record:
    """Who it is. ``digest`` names the facts: it is what an act on the case gives back as ``seen_subject``."""
    return {"id": subject.id, "base": subject.base, "key": subject.key, "name": subject.subject.caption, "digest": subject.digest}


def _facts(subject: MonitoredSubject) -> Record:
    return {"changed_at": moment(subject.changed_at), "facts": subject_record(subject.subject)}


def _waiting_record(waiting: Waiting) -> Record:
    return {"due_at": moment(waiting.due_at), "ageing": waiting.ageing.value, "age_days": waiting.age_days}


def _standing(shown: ShownCase) -> Record:
    """Whether the exemption holds as the two sides are known here, and if not why."""
    standing = shown.standing
    return {"holds": standing.holds, "because": standing.reason} if standing else {"holds": False, "because": "the subject was erased"}
