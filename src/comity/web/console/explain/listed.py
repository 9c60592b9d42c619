"""What else the listing says: its edition and how old that is, what it rests on, the designation, all its names, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import quote

from comity.batch import Freshness
from comity.lists.catalogue import source
from comity.model import Detail, Edition, Hit, Listing, Locator, Name, NameKind, UnknownName
from comity.web.console.explain.written import Written, is_foreign, written
from comity.web.console.labels import label
from comity.web.console.words import Words

MOST_NAMES = 100
"""Names of a listing that are shown; the others are counted."""

MOST_DETAILS = 40
"""Details of a listing that are shown; the others are counted."""

MOST_ORIGINALS = 4
"""Names of the listing in their original script that stand beside the one that was compared."""

FEW_NAMES = 6
"""Names that are shown without being asked for."""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one kind."""

    title: str
    names: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The listing beside its subject's facts. ``list_title`` and ``list_basis`` are of the whole list, empty where it is not known here.

    ``details`` are pairs of the source's own heading and its text. ``more_details`` and ``more_names`` count what is not shown.
    """

    id: str
    list: str
    list_title: str
    list_basis: str
    edition: Edition
    age: Freshness
    programmes: tuple[str, ...]
    legal_basis: tuple[str, ...]
    listed_on: date | None
    amended_on: tuple[date, ...]
    details: tuple[tuple[str, Written], ...]
    more_details: int
    locator: Locator
    names: tuple[NameGroup, ...]
    name_count: int
    more_names: int

    @property
    def has_many_names(self) -> bool:
        """Whether the names are folded away until somebody asks for them."""
        return self.name_count > FEW_NAMES

    @property
    def path(self) -> str:
        """The address of the listing's own page."""
        return f"/listings/{quote(self.list, safe=':')}/{quote(self.id, safe='/:')}"


def listed(words: Words, hit: Hit, age: Freshness) -> Listed:
    """The listing of a hit, whose edition is as old as ``age`` says."""
    listing = hit.listing
    title, basis = _of_list(listing.source)
    others = [name for name in listing.subject.names if name != hit.name]
    return Listed(
        id=listing.id,
        list=listing.source,
        list_title=title,
        list_basis=basis,
        edition=hit.edition,
        age=age,
        programmes=listing.programmes,
        legal_basis=listing.legal_basis,
        listed_on=listing.listed_on,
        amended_on=listing.amended_on,
        details=_details(listing),
        more_details=max(0, len(listing.details) - MOST_DETAILS),
        locator=listing.locator,
        names=_groups(words, others[:MOST_NAMES]),
        name_count=len(others),
        more_names=max(0, len(others) - MOST_NAMES),
    )


def original_forms(hit: Hit) -> tuple[Written, ...]:
    """The first names of the listing in other scripts than Latin, beside the name that was compared."""
    foreign = (name for name in hit.listing.subject.names if name.full != hit.name.full and is_foreign(name.full))
    return tuple(written(name) for name in islice(foreign, MOST_ORIGINALS))


def _of_list(name: str) -> tuple[str, str]:
    try:
        known = source(name)
    except UnknownName:
        return "", ""
    return known.title, known.legal_basis


def _details(listing: Listing) -> tuple[tuple[str, Written], ...]:
    return tuple((_heading(detail), Written(detail.text)) for detail in listing.details[:MOST_DETAILS])


def _heading(detail: Detail) -> str:
    return detail.label.strip().rstrip(":").replace("_", " ")


def _groups(words: Words, names: Iterable[Name]) -> tuple[NameGroup, ...]:
    by_kind: dict[NameKind, list[Written]] = {kind: [] for kind in NameKind}
    for name in names:
        by_kind[name.kind].append(written(name))
    return tuple(NameGroup(label(words, kind), tuple(found)) for kind, found in by_kind.items() if found)
