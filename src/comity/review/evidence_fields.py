"""The facts of an evidence pack as plain values: subjects, listings, hits, editions, decisions, as docs/reference/evidence.md lists them.

Facts that are not stated are left out. Times are written in UTC to the second, scores and effects with four decimals at most. A name in
another script than Latin has its romanisation beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from comity.model import Address, Decision, Edition, Evidence, Exemption, Identifier, Listing, Name, StoredHit, Subject
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.names.scripts import scripts_of
from comity.review.canonical import Value

Record = dict[str, Value]


def stated(record: Record) -> Record:
    """The record without what is empty; zero and false are facts and stay."""
    return {key: value for key, value in record.items() if value is not None and value not in ("", [], {})}


def moment(at: datetime) -> str:
    """A time in UTC to the second, ``2026-03-01T12:00:00Z`` (RFC 3339, 5.6)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def latin(text: str) -> str:
    """``text`` romanised where it has letters that are not Latin, else empty."""
    foreign = not text.isascii() and any(script != "Latn" for script in scripts_of(text))
    return romanise(clean(text)) if foreign else ""


def subject_record(subject: Subject) -> Record:
    """The facts about a subject, values in the order given."""
    return stated(
        {
            "schema": subject.schema.value,
            "names": [name_record(name) for name in subject.names],
            "birth_dates": [str(value) for value in subject.birth_dates],
            "founded": [str(value) for value in subject.founded],
            "nationalities": list(subject.nationalities),
            "jurisdictions": list(subject.jurisdictions),
            "gender": subject.gender.value if subject.gender else "",
            "identifiers": [_identifier(value) for value in subject.identifiers],
            "addresses": [_address(value) for value in subject.addresses],
            "birth_places": [_address(value) for value in subject.birth_places],
        }
    )


def name_record(name: Name) -> Record:
    """A name, its kind, and its romanisation where it has letters that are not Latin."""
    return stated({"full": name.full, "kind": name.kind.value, "language": name.language, "script": name.script, "latin": latin(name.full)})


def _identifier(value: Identifier) -> Record:
    record: Record = {"type": value.type.value, "value": value.value, "issuer": value.issuer}
    return stated(record) | ({"doubtful": True} if value.doubtful else {})


def _address(value: Address) -> Record:
    parts: Record = {"full": value.full, "city": value.city, "region": value.region}
    return stated(parts | {"postal_code": value.postal_code, "country": value.country})


def listing_record(listing: Listing) -> Record:
    """The whole listing, with where it stands in the publisher's file."""
    return stated(
        {
            "list": listing.source,
            "id": listing.id,
            "subject": subject_record(listing.subject),
            "programmes": list(listing.programmes),
            "legal_basis": list(listing.legal_basis),
            "listed_on": _day(listing.listed_on),
            "amended_on": [_day(day) for day in listing.amended_on],
            "details": [{"label": detail.label, "text": detail.text} for detail in listing.details],
            "locator": str(listing.locator),
        }
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def hit_record(stored: StoredHit) -> Record:
    """A hit with its whole arithmetic, and the rule that it was found under."""
    hit = stored.hit
    return {
        "id": stored.id,
        "found_at": moment(stored.found_at),
        "screening": stored.screening,
        "edition": hit.edition.id,
        "name": name_record(hit.name),
        "outcome": hit.outcome.value,
        "score": round(hit.score, 4),
        "evidence": [_evidence(one) for one in hit.evidence],
        "rule": rule_record(stored.rule),
    }


def _evidence(one: Evidence) -> Record:
    return {
        "kind": one.kind.value,
        "query": one.query,
        "listing": one.listing,
        "effect": round(one.effect, 4),
        "why": one.why,
    }


def rule_record(rule: str) -> Value:
    """A rule as it was kept: an object where its record is JSON, else the text."""
    try:
        read = json.loads(rule)
    except (ValueError, RecursionError):
        return rule
    return read if isinstance(read, dict) else rule


def edition_record(edition: Edition, stale_after: int, screened_at: datetime, made_at: datetime) -> Record:
    """An edition, how many whole days old it was when it was screened against and when the pack was made, and whether that was too old.

    ``stale_after`` is in days, 0 where the list has no set cadence; such an edition is never called stale.
    """
    age = edition.age_days(screened_at)
    return stated(
        {
            "id": edition.id,
            "list": edition.source,
            "publisher": edition.publisher,
            "published": moment(edition.published) if edition.published else "",
            "fetched_at": moment(edition.fetched_at),
            "sha256": edition.sha256,
            "entries": edition.entries,
            "names": edition.names,
            "partial": edition.partial,
            "age_days": age,
            "age_days_when_made": edition.age_days(made_at),
            "stale_after_days": stale_after,
            "stale": 0 < stale_after < age,
        }
    )


def decision_records(trail: Iterable[Decision]) -> list[Value]:
    """Every decision, oldest first: what, by whom, when, for which purpose, and why."""
    return [
        stated(
            {
                "id": one.id,
                "step": one.step.value,
                "verdict": one.verdict.value,
                "reason": one.because.reason.value,
                "text": one.because.text,
                "by": one.by,
                "at": moment(one.at),
                "purpose": one.purpose,
                "hit": one.hit,
                "answers": one.answers,
                "reverses": one.reverses,
            }
        )
        for one in trail
    ]


def exemption_record(exemption: Exemption) -> Record:
    """An exemption, until when it holds, and the digests of the facts that it holds for."""
    return {
        "id": exemption.id,
        "decision": exemption.decision,
        "state": exemption.state.value,
        "granted_at": moment(exemption.granted_at),
        "expires_at": moment(exemption.expires_at),
        "listing_digest": exemption.listing_digest,
        "subject_digest": exemption.subject_digest,
    }
