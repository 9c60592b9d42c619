"""Reading a list: the right reader for its name, compression undone, limits kept, counts checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from comity.lists.catalogue import source as source_called
from comity.lists.source import Reading
from comity.lists.unpack import unpack
from comity.model import CountMismatch, DataError, Listing, MissingColumn, Severity

REPLACEMENT = "\ufffd"


def read(stream: BinaryIO, *, source: str, reading: Reading | None = None) -> Iterator[Listing]:
    """Yield the entries of the list called ``source``, in the publisher's order, from a plain, gzip or xz stream.

    ``reading`` is filled on the way: counts, issues, what was ignored. Ids are unique: a repeated one is told apart by ``#2`` and
    noted. Raises ``UnknownName`` at once; while iterating ``FormatError``, ``ForbiddenContent`` or ``LimitExceeded``, and at the end
    ``CountMismatch`` when the file's own count is another. Nothing read before an error may be used as the list.
    """
    kind = source_called(source)
    noted = reading if reading is not None else Reading(source, source)
    return _counted(_naming(kind.read(unpack(stream, kind.max_bytes), noted), noted.file), noted)


def _naming(listings: Iterator[Listing], file: str) -> Iterator[Listing]:
    """Yield ``listings``; an error about them names the file."""
    try:
        yield from listings
    except (DataError, MissingColumn) as error:
        if file in error.message:
            raise
        raise type(error)(f"{file}: {error.message}", error.hint) from error


def _counted(listings: Iterator[Listing], reading: Reading) -> Iterator[Listing]:
    seen: dict[str, int] = {}
    for listing in listings:
        seen[listing.id] = times = seen.get(listing.id, 0) + 1
        if times > 1:
            reading.issue(listing.locator, f"the id {listing.id} was given before", "both entries were kept apart", Severity.NOTE)
            listing = replace(listing, id=f"{listing.id}#{times}")
        if any(REPLACEMENT in name.full for name in listing.subject.names):
            hint = "letters were lost before the file came here; the rest of the name is compared"
            reading.issue(listing.locator, "a name holds the replacement character U+FFFD", hint, Severity.NOTE)
        reading.entries += 1
        reading.names += len(listing.subject.names)
        yield listing
    if reading.declared is not None and reading.declared != reading.entries:
        raise CountMismatch(
            f"{reading.file}: the file says that it has {reading.declared:,} entries, but {reading.entries:,} were read",
            "fetch it again; if it stays so, the publisher changed the format: look for a newer release of Comity",
        )
