"""Lists by name: their source, their reader, when they are too old, and a file read without keeping it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from comity import lists
from comity.batch.freshness import freshness
from comity.lists import catalogue
from comity.lists.source import Reading, ReadListings, Source
from comity.model import Edition, Listing, UsageError
from comity.storage.spool import digest


def list_source(name: str) -> Source:
    """The source of list ``name``. Raises ``UnknownName``."""
    return catalogue.source(name)


def list_sources() -> tuple[Source, ...]:
    """All sources, families last."""
    return catalogue.sources()


def reader_of(name: str) -> ReadListings:
    """The function that reads files of list ``name``."""
    return partial(_read, name)


def _read(name: str, stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    return lists.read(stream, source=name, reading=reading)


def is_stale(edition: Edition, now: datetime) -> bool:
    """True when ``edition`` is older than its list may be; False for a list without a cadence or that this version does not know."""
    return freshness([edition], now)[edition.id].stale


def read_file(path: Path, name: str) -> tuple[Edition, tuple[Listing, ...]]:
    """The listings of a file of list ``name``, and an edition to speak of them, without keeping either.

    The edition counts as fetched when the file was last changed. Raises what the reader raises, and ``UsageError`` when the file cannot
    be opened.
    """
    source = list_source(name)
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        sha256, _ = digest(path, path.name, source.max_bytes)
        reading = Reading(name, path.name)
        with path.open("rb") as stream:
            listings = tuple(_read(name, stream, reading))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "check the path and its permissions") from error
    names = sum(len(listing.subject.names) for listing in listings)
    day = (reading.published or changed).date().isoformat()
    identity = f"{name}-{day}-{sha256[:8]}"
    return Edition(identity, name, source.publisher, reading.published, changed, sha256, len(listings), names), listings
