"""What a list is, apart from its entries: who publishes it, on what basis, where, how often, and how its file is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from comity.model import Issue, Listing, Locator, Severity


@dataclass(slots=True)
class Reading:
    """One reading of one file: what it was given, and what it found on the way. Readers fill it while they yield.

    ``source`` is the list's full name (``own:customers``), ``file`` the name shown to people, ``mapping`` column roles chosen
    by the user (own lists only). ``published`` is the publisher's own time (aware, UTC when no zone is stated), ``declared``
    the number of entries the file itself claims, ``entries`` and ``names`` what was yielded. ``ignored`` counts, per element,
    attribute or column, what is left out on purpose.
    """

    source: str
    file: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    published: datetime | None = None
    declared: int | None = None
    entries: int = 0
    names: int = 0
    issues: list[Issue] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)

    def issue(self, where: Locator, what: str, hint: str = "", severity: Severity = Severity.WARNING) -> None:
        """Record that something could not be taken as it stood."""
        self.issues.append(Issue(where, what, hint, severity))


ReadListings = Callable[[BinaryIO, Reading], Iterator[Listing]]


@dataclass(frozen=True, slots=True)
class Source:
    """A list, or a family of lists whose name ends with a colon (``ftm:``, ``own:``).

    ``address`` is where the publisher serves it (https), or empty when it is only imported. ``stale_after`` is in days: past
    it, every answer warns. ``expected_entries`` is the plausible (least, most) count; a download outside it is refused.
    ``max_bytes`` bounds the uncompressed file. ``as_of`` is the day (ISO 8601) on which these facts were checked and
    ``confidence`` how sure they are (``official``, ``to check``).
    """

    name: str
    title: str
    publisher: str
    legal_basis: str
    licence: str
    address: str
    cadence: str
    stale_after: int
    expected_entries: tuple[int, int]
    max_bytes: int
    as_of: str
    confidence: str
    read: ReadListings
