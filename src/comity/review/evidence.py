"""An evidence pack: everything that a decision, or a clear answer, rests on, as one canonical JSON with its SHA-256.

Whoever holds a pack can check it without this node: the facts on both sides, what was compared and what it did for and against, which
editions of which lists and how old they were, under which rule, who decided what, when and why, and the numbers of the ledger's entries.
The same facts give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import comity
from comity.model import Edition, Entry, Exemption, Hit, Outcome, StoredHit, Subject, UsageError
from comity.review.canonical import Value, canonical
from comity.review.case_file import CaseFile
from comity.review.evidence_fields import (
    Record,
    decision_records,
    edition_record,
    exemption_record,
    hit_record,
    listing_record,
    moment,
    rule_record,
    stated,
    subject_record,
)

FORMAT = "comity-evidence-1"
"""The value of ``format``; another number when a field changes its meaning."""

NOT_AN_OFFENCE = "A hit is a resemblance, not an offence. Only a person decides."


@dataclass(frozen=True, slots=True)
class Made:
    """Who made a pack, when (aware), on which node and for which purpose."""

    at: datetime
    by: str
    node: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Consulted:
    """An edition that was screened against, and after how many days its list counts as stale; 0 where it has no set cadence."""

    edition: Edition
    stale_after: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry of the ledger with its number there."""

    number: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What belongs to a pack beside the case or the subject: the editions consulted, entries of the ledger, an exemption, and the hits
    that earlier decisions rested on. ``subject_changed_at``: when the subject was given other facts than the hit was found with, if it was.
    """

    consulted: tuple[Consulted, ...]
    recorded: tuple[Recorded, ...] = ()
    exemption: Exemption | None = None
    earlier: tuple[StoredHit, ...] = ()
    subject_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClearScreening:
    """A screening without a hit: its id, when it was made, who was screened, and the record of the rule. ``hits`` must be none."""

    id: str
    at: datetime
    subject: Subject
    rule: str
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: its facts, when it was made, and ``content``, the facts as canonical JSON in UTF-8."""

    facts: Record
    at: datetime
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """SHA-256 of ``content``, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def case_evidence(file: CaseFile, around: Surroundings, made: Made) -> Pack:
    """The pack of one case.

    Raises ``UsageError`` when the hit's edition is not among those consulted, or a decision rests on a hit that is not given.
    """
    stored = file.basis.hit
    _require_edition(stored, around.consulted)
    known = {stored.id, *(hit.id for hit in around.earlier)}
    missing = sorted({decision.hit for decision in file.trail} - known)
    if missing:
        raise UsageError(f"a decision rests on hit {missing[0]}, which is not in the pack", "give the hits of all decisions")
    case = file.case
    facts: Record = {
        "case": stated(
            {
                "id": case.id,
                "subject": case.pair.subject,
                "state": case.state.value,
                "outcome": case.outcome.value,
                "verdict": case.verdict.value if case.verdict else "",
                "opened_at": moment(case.opened_at),
                "subject_changed_at": moment(around.subject_changed_at) if around.subject_changed_at else "",
                "version": case.version,
            }
        ),
        "subject": subject_record(file.basis.subject),
        "listing": listing_record(file.basis.listing),
        "hit": hit_record(stored),
        "decisions": decision_records(file.trail),
    }
    if around.exemption:
        facts["exemption"] = exemption_record(around.exemption)
    if around.earlier:
        facts["earlier_hits"] = [hit_record(hit) for hit in around.earlier]
    return _pack("case", facts, around, (stored.found_at, made))


def clear_evidence(screening: ClearScreening, around: Surroundings, made: Made) -> Pack:
    """The pack of a screening that found nothing: screened against which editions, as of when, under which rule.

    Raises ``UsageError`` when there is a hit, when nothing was consulted, or when the subject states no name and no number: that was no
    screening.
    """
    if any(hit.outcome is not Outcome.CLEAR for hit in screening.hits):
        raise UsageError("this screening has hits: it is not clear", "make the evidence of its cases instead")
    if not around.consulted:
        raise UsageError("a screening against no list clears nobody", "say which editions were consulted")
    if not (screening.subject.names or screening.subject.identifiers):
        raise UsageError("a subject without a name or a number cannot be screened", "give at least a name")
    facts: Record = {
        "screening": {
            "id": screening.id,
            "at": moment(screening.at),
            "outcome": Outcome.CLEAR.value,
            "rule": rule_record(screening.rule),
            "statement": _statement(around.consulted, screening.at),
        },
        "subject": subject_record(screening.subject),
    }
    return _pack("clear", facts, around, (screening.at, made))


def _statement(consulted: Sequence[Consulted], at: datetime) -> str:
    lists = len({one.edition.source for one in consulted})
    return f"Screened against {lists:,} list{'' if lists == 1 else 's'} as of {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC: clear."


def _pack(kind: str, facts: Record, around: Surroundings, times: tuple[datetime, Made]) -> Pack:
    screened_at, made = times
    editions: list[Value] = [edition_record(one.edition, one.stale_after, screened_at, made.at) for one in around.consulted]
    ledger: list[Value] = [
        {"number": one.number, "at": moment(one.entry.at), "actor": one.entry.actor, "action": one.entry.action, "object": one.entry.object}
        for one in around.recorded
    ]
    whole: Record = {
        "format": FORMAT,
        "kind": kind,
        "made": {
            "at": moment(made.at),
            "by": made.by,
            "node": made.node,
            "purpose": made.purpose,
            "software": f"comity {comity.__version__}",
        },
        "note": NOT_AN_OFFENCE,
        "editions": editions,
        "ledger": ledger,
    }
    whole = _cleaned(whole | facts)
    return Pack(whole, made.at, canonical(whole))


def _require_edition(stored: StoredHit, consulted: Sequence[Consulted]) -> None:
    if stored.hit.edition.id not in {one.edition.id for one in consulted}:
        raise UsageError(f"edition {stored.hit.edition.id} of the hit is not among those consulted", "give every edition screened against")


def _cleaned(record: Record) -> Record:
    """The record with what UTF-8 cannot hold (half a surrogate pair in a publisher's file) replaced by U+FFFD."""
    return {key: _clean_value(value) for key, value in record.items()}


def _clean_value(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return _cleaned(value)
    return [_clean_value(item) for item in value] if isinstance(value, list) else value
