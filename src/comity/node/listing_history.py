"""A listing through the editions that are kept: where it stands now, when it came, and what each edition changed about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.identity import Permission
from comity.lists.diff import changes
from comity.lists.ports import EditionKeeper
from comity.model import Edition, FieldChange, Listing, UnknownName
from comity.node.ledger import Act
from comity.node.permitted import require
from comity.storage.database import Database
from comity.storage.database.queue import QueuedCase
from comity.storage.shipped.making import facts_only

MOST_EDITIONS = 8
"""Editions that are looked through, newest first: each is read to its end."""


class Turn(StrEnum):
    """What an edition did to a listing."""

    FIRST = "first"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Stand:
    """What became of the listing in ``edition``, field by field where it stayed."""

    edition: Edition
    turn: Turn
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A listing and the edition it stands in; ``is_current`` is False when it stands only in an older one."""

    listing: Listing
    edition: Edition
    is_current: bool


@dataclass(frozen=True, slots=True)
class CasesOn:
    """Cases on one listing, and the id to ask for those behind them, empty at the end."""

    cases: tuple[QueuedCase, ...]
    next: str


def find_listing(store: EditionKeeper, name: str, listing_id: str) -> Placed:
    """The listing in the edition in use, else in the newest that has it, of the last ``MOST_EDITIONS``. Raises ``UnknownName``."""
    current = store.current(name)
    for edition in _newest(store, name):
        for listing in store.find_in(edition, listing_id):
            return Placed(listing, edition, current is not None and edition.id == current.id)
    raise UnknownName(
        f"no listing of {name} has that id", "look in the editions of the list; older ones than the last few are not looked into"
    )


def history(store: EditionKeeper, name: str, listing_id: str) -> tuple[Stand, ...]:
    """The editions that changed something about the listing, newest first."""
    editions = list(reversed(_newest(store, name, current_first=False)))
    stands: list[Stand] = []
    before: tuple[Edition, Listing] | None = None
    for at, edition in enumerate(editions):
        listing = next(iter(store.find_in(edition, listing_id)), None)
        if listing is not None and before is None:
            stands.append(Stand(edition, Turn.ADDED if at else Turn.FIRST))
        elif listing is None and before is not None:
            stands.append(Stand(edition, Turn.REMOVED))
        elif listing is not None and before is not None and (found := _changes(before, (edition, listing))):
            stands.append(Stand(edition, Turn.CHANGED, found))
        before = (edition, listing) if listing is not None else None
    return tuple(reversed(stands))


def cases_on(database: Database, listing: tuple[str, str], after: str, limit: int, act: Act) -> CasesOn:
    """The cases of pairs with a listing (its list and id), by id; looking is an entry of the ledger. Raises ``NotAllowed``."""
    require(act.by, Permission.CASE_VIEW)
    name, listing_id = listing
    with database.reading() as reading:
        found = reading.cases.for_listing(name, listing_id, after, limit + 1)
    if found:
        facts = {"count": str(min(len(found), limit)), "cases": " ".join(one.case.id for one in found[:limit])}
        with database.writing() as writing:
            writing.record(act.entry(Permission.CASE_VIEW, f"listing:{name}/{listing_id}"[:256], facts))
    return CasesOn(found[:limit], found[limit - 1].case.id if len(found) > limit else "")


def _newest(store: EditionKeeper, name: str, *, current_first: bool = True) -> Sequence[Edition]:
    """The last editions of a list, newest first; the one in use before all others."""
    kept = list(reversed(store.history(name)))
    if not kept:
        raise UnknownName("there is no edition of a list of that name here", "the lists are on their own page")
    current = store.current(name)
    if current_first and current is not None:
        kept = [current, *(one for one in kept if one.id != current.id)]
    return kept[:MOST_EDITIONS]


def _changes(before: tuple[Edition, Listing], after: tuple[Edition, Listing]) -> tuple[FieldChange, ...]:
    (old_edition, old), (new_edition, new) = before, after
    if old_edition.partial != new_edition.partial:
        return changes(facts_only(old), facts_only(new))
    return changes(old, new)
