"""What an edition must be before it is allowed to replace another: as large as its list can plausibly be, and not suddenly smaller."""

from __future__ import annotations

from datetime import datetime, timedelta

from comity.lists.ports import Check
from comity.lists.source import Source
from comity.model import CountMismatch, Edition, FormatError

MOST_SHRINK = 0.30
"""The share of entries that may go at once."""


CLOCKS_APART = timedelta(days=2)
"""How far a publisher's clock and time zone may run ahead of ours."""


def date_check(now: datetime) -> Check:
    """A check that raises ``FormatError`` for an edition dated after ``now`` (aware).

    It would never be old, and would keep true ones out of use.
    """

    def check(edition: Edition) -> None:
        if edition.published and edition.published > now + CLOCKS_APART:
            raise FormatError(
                f"{edition.source} says that it was published on {edition.published.date()}, which is yet to come",
                "check the file, and the clock of this machine",
            )

    return check


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
