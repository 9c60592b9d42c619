"""Lists, editions, listings and what changed between editions, as plain values by stable names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.batch import query_record
from comity.model import Delta, Edition, FieldChange, Listing
from comity.node.lists import ListStatus, Shown
from comity.web.api.job_records import moment

Record = dict[str, Any]


def status_record(status: ListStatus, *, screened: str) -> Record:
    """A list: what it is, the edition in use and its age, and ``screened``, the edition that questions are answered from (or empty).

    The two differ for the moments in which a new index is being built.
    """
    source = status.source
    return {
        "list": status.name,
        "title": source.title,
        "publisher": source.publisher,
        "legal_basis": source.legal_basis,
        "licence": source.licence,
        "cadence": source.cadence,
        "stale_after_days": source.stale_after,
        "edition": edition_record(status.edition) if status.edition else None,
        "age_days": status.age_days,
        "stale": status.stale,
        "shipped": status.shipped,
        "screened": screened,
        "damage": status.damage.message if status.damage else "",
    }


def edition_record(edition: Edition) -> Record:
    """An edition: when its facts were true, the SHA-256 of its bytes, its counts, and what it leaves out (``partial``)."""
    return {
        "id": edition.id,
        "published": moment(edition.published),
        "fetched_at": moment(edition.fetched_at),
        "sha256": edition.sha256,
        "entries": edition.entries,
        "names": edition.names,
        "partial": edition.partial,
    }


def shown_record(shown: Shown) -> Record:
    """A listing in an edition in use, with that edition's age."""
    age = {"edition": shown.edition.id, "age_days": shown.age_days, "stale": shown.stale, "shipped": shown.shipped}
    return {**listing_record(shown.listing), **age}


def listing_record(listing: Listing) -> Record:
    """A listing with all its facts."""
    return {
        "list": listing.source,
        "listing_id": listing.id,
        "subject": query_record(listing.subject),
        "programmes": list(listing.programmes),
        "legal_basis": list(listing.legal_basis),
        "listed_on": listing.listed_on.isoformat() if listing.listed_on else None,
        "amended_on": [day.isoformat() for day in listing.amended_on],
        "details": [{"label": detail.label, "text": detail.text} for detail in listing.details],
        "place": str(listing.locator),
    }


def changes_of(delta: Delta) -> Iterator[Record]:
    """What changed, in an order that stays the same: who came, who went, who was amended, each by listing id."""
    for listing in delta.added:
        yield {"change": "added", "listing": listing_record(listing)}
    for listing in delta.removed:
        yield {"change": "removed", "listing": listing_record(listing)}
    for amendment in delta.amended:
        fields = [_field_record(change) for change in amendment.changes]
        yield {"change": "amended", "listing": listing_record(amendment.new), "fields": fields}


def _field_record(change: FieldChange) -> Record:
    return {"field": change.field, "removed": list(change.removed), "added": list(change.added)}
