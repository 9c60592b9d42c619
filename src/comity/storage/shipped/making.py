"""How the shipped extract is made: the facts of an edition without its narrative text.

The promise: no remark, designation, title, note or line of an address of the publisher is in it, so that it stays an extract of facts. It
is the same, byte for byte before compression, whenever it is made from the same file.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from comity.model import Address, Edition, Listing, Locator
from comity.model.record import edition_to_record, listing_to_record

PARTIAL = "facts-only extract: no narrative text"


def facts_only(listing: Listing) -> Listing:
    """``listing`` without details and without addresses beyond their country codes."""
    subject = replace(
        listing.subject,
        addresses=_countries(listing.subject.addresses),
        birth_places=_countries(listing.subject.birth_places),
    )
    return replace(listing, subject=subject, details=(), locator=Locator())


def _countries(places: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(Address(country=code) for code in dict.fromkeys(place.country for place in places) if code)


def extract_lines(listings: Iterable[Listing]) -> Iterator[str]:
    """The lines of the extract: one JSON record each, ending in a line feed."""
    for listing in listings:
        yield json.dumps(listing_to_record(facts_only(listing)), ensure_ascii=False, separators=(",", ":")) + "\n"


def extract_edition(full: Edition, content: bytes) -> Edition:
    """The edition of the extract with those uncompressed bytes: dates and counts of ``full``, its own digest and id."""
    sha256 = hashlib.sha256(content).hexdigest()
    identity = f"{full.source}-{full.dated.date().isoformat()}-{sha256[:8]}"
    return replace(full, id=identity, sha256=sha256, fetched_at=full.dated, partial=PARTIAL)


def write_extract(folder: Path, full: Edition, listings: Iterable[Listing]) -> Edition:
    """Write the extract of ``full`` into ``folder`` as ``<list>.jsonl.xz`` and ``<list>.json``; returns its edition.

    The second file also names the SHA-256 of the publisher's file that it was made from.
    """
    content = "".join(extract_lines(listings)).encode()
    edition = extract_edition(full, content)
    record = {"edition": edition_to_record(edition), "facts": edition.sha256, "extracted_from_sha256": full.sha256}
    (folder / f"{full.source}.jsonl.xz").write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    (folder / f"{full.source}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return edition
