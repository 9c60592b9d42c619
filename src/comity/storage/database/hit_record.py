"""A stored hit as text, and back: the listing, the listed name that resembled, the evidence, and the edition.

The promise is that of ``model.record``: ``hit_from_text(hit_to_text(h), ...) == h``, and nothing in between is lost.
"""

from __future__ import annotations

from comity.model import Evidence, EvidenceKind, Hit, Name, Outcome, Subject
from comity.model.record import (
    Record,
    edition_from_record,
    edition_to_record,
    listing_from_record,
    listing_to_record,
    subject_from_record,
    subject_to_record,
)
from comity.storage.database.columns import from_text, to_text


def hit_to_text(hit: Hit) -> str:
    """``hit`` without its score and outcome, which are columns, as canonical JSON."""
    return to_text(
        {
            "listing": listing_to_record(hit.listing),
            "edition": edition_to_record(hit.edition),
            "name": _name_to_record(hit.name),
            "evidence": [[one.kind.value, one.query, one.listing, one.effect, one.why] for one in hit.evidence],
        }
    )


def hit_from_text(text: str, score: float, outcome: Outcome) -> Hit:
    """The hit that ``hit_to_text`` wrote. Raises ``DatabaseUnusable``, ``KeyError`` or ``ValueError`` when the text is not one."""
    record = from_text(text)
    return Hit(
        listing=listing_from_record(record["listing"]),
        edition=edition_from_record(record["edition"]),
        name=_name_from_record(record["name"]),
        score=score,
        outcome=outcome,
        evidence=tuple(Evidence(EvidenceKind(kind), *rest) for kind, *rest in record["evidence"]),
    )


def without_evidence(text: str) -> str:
    """The record without its evidence, which quotes the subject's values; what it says of the listing is public."""
    return to_text(from_text(text) | {"evidence": []})


def _name_to_record(name: Name) -> Record:
    # A name's own form is part of a subject's in ``model.record``.
    record: Record = subject_to_record(Subject(names=(name,)))["names"][0]
    return record


def _name_from_record(record: Record) -> Name:
    return subject_from_record({"schema": "Thing", "names": [record]}).names[0]
