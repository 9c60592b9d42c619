"""A subject on a list: the listing, the edition it stands in, and what changed between two editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from comity.model.issue import Locator
from comity.model.subject import Subject

_NOWHERE = Locator()


@dataclass(frozen=True, slots=True)
class Detail:
    """A fact that people read but screening does not compare: a designation, a remark, a ship's tonnage. ``label`` is the source's."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One subject on one list.

    ``id`` is the publisher's own permanent reference (UN ``QDi.001``, OFAC uid, EU reference number). ``source`` is the list's
    name (``un-sc``). ``programmes`` are the sanctions regimes, ``legal_basis`` the resolutions, regulations or schedules it
    rests on. ``listed_on`` and ``amended_on`` are days as the publisher states them.
    """

    id: str
    source: str
    subject: Subject
    programmes: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    listed_on: date | None = None
    amended_on: tuple[date, ...] = ()
    details: tuple[Detail, ...] = ()
    locator: Locator = _NOWHERE


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a list, as it was fetched.

    ``id`` names it for good: ``<list>-<published or fetched day>-<first 8 hexadecimal digits of sha256>``. ``sha256`` is over
    the uncompressed bytes as received. ``published`` is the publisher's own time, or None when the file states none.
    ``entries`` and ``names`` are counts of listings and of their names. ``partial`` says what the edition leaves out (the
    shipped extract), or is empty.
    """

    id: str
    source: str
    publisher: str
    published: datetime | None
    fetched_at: datetime
    sha256: str
    entries: int
    names: int
    partial: str = ""

    @property
    def dated(self) -> datetime:
        """When the facts were true: the publisher's time, else the time of fetching."""
        return self.published or self.fetched_at

    def age_days(self, now: datetime) -> int:
        """Whole days between the edition's date and ``now`` (both aware); never negative."""
        return max(0, (now.astimezone(UTC) - self.dated.astimezone(UTC)).days)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What an amendment did to one field: the values that went and the values that came, as shown to people."""

    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amendment:
    """A listing that stands in both editions with different facts."""

    old: Listing
    new: Listing
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed from one edition of a list to another, each part ordered by listing id."""

    old: Edition
    new: Edition
    added: tuple[Listing, ...]
    removed: tuple[Listing, ...]
    amended: tuple[Amendment, ...]
