"""What an edition must be before it is allowed to replace another: as large as its list can plausibly be, and not suddenly smaller."""

from __future__ import annotations

from comity.lists.ports import Check
from comity.lists.source import Source
from comity.model import CountMismatch, Edition

MOST_SHRINK = 0.30
"""The share of entries that may go at once."""


def count_check(source: Source, current: Edition | None) -> Check:
    """A check that raises ``CountMismatch`` for an edition of an implausible count.

    Outside ``source.expected_entries``, or, when it is newer than ``current``, more than 30 % fewer entries than that: a file cut short, or
    the wrong file, looks like this.
    """

    def check(edition: Edition) -> None:
        least, most = source.expected_entries
        if not least <= edition.entries <= most:
            raise CountMismatch(
                f"{edition.source} would have {edition.entries:,} entries; {least:,} to {most:,} are plausible",
                "check that this is the whole file of this list; --accept-shrink takes it all the same",
            )
        replaces = current is not None and edition.dated >= current.dated and edition.sha256 != current.sha256
        if current and replaces and edition.entries < current.entries * (1 - MOST_SHRINK):
            raise CountMismatch(
                f"{edition.source} would fall from {current.entries:,} to {edition.entries:,} entries",
                "the edition in use stays; if the publisher did remove them, run again with --accept-shrink",
            )

    return check
