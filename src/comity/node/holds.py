"""Legal holds: orders that keep a record from being erased, placed and released by people, each with its entry in the ledger.

The basis of a hold may name a person, so it stays out of the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, Conflict, Entry, UnknownName, UsageError
from comity.node.permitted import require
from comity.safeguards import Held, LegalHold
from comity.storage.database import Database, Durability, Reading, new_id
from comity.storage.database.kinds import DECISION_TEXT, DELIVERY, HIT, JOB, KINDS, SCREENING, SUBJECT
from comity.storage.database.repository import AT_ONCE, Page, walked

LONGEST_BASIS = 500
LONGEST_RECORD = 64


@dataclass(frozen=True, slots=True)
class HoldOrder:
    """What is to be kept and on what basis: ``record`` of ``kind``, or every record of the kind where it is empty."""

    kind: str
    record: str
    basis: str


def place_hold(database: Database, order: HoldOrder, by: Actor, at: datetime) -> LegalHold:
    """Keep what ``order`` names from ``at`` on.

    Raises ``NotAllowed``, ``UsageError`` for a kind not known or a basis left out, and ``UnknownName`` for a record that is not there: an
    id with a slip in it would keep nothing.
    """
    require(by, Permission.REQUEST_HANDLE)
    if order.kind not in KINDS:
        raise UsageError("there is no such kind of record to hold", "kinds: " + ", ".join(KINDS))
    if not order.basis.strip() or len(order.basis) > LONGEST_BASIS or len(order.record) > LONGEST_RECORD:
        raise UsageError("a hold needs its basis, and at most the id of one record", f"give the order in up to {LONGEST_BASIS} characters")
    hold = LegalHold(new_id(at), order.kind, order.record, order.basis.strip(), by.id, at)
    with database.writing(Durability.FULL) as writing:
        if hold.record and not _is_there(writing, hold):
            raise UnknownName(f"there is no {hold.kind} of that id to hold", "look at its id again, or hold every record of the kind")
        writing.legal_holds.add(hold)
        facts = {"kind": hold.kind, "record": hold.record or "all"}
        writing.record(Entry(at, by.id, "hold.place", f"hold:{hold.id}", by.purpose or "", facts))
    return hold


def release_hold(database: Database, hold_id: str, by: Actor, at: datetime) -> LegalHold:
    """End a hold from ``at`` on; it stays on record. Raises ``NotAllowed``, ``UnknownName``, and ``Conflict`` when it was released."""
    require(by, Permission.REQUEST_HANDLE)
    with database.writing(Durability.FULL) as writing:
        if writing.legal_holds.get(hold_id) is None:
            raise UnknownName("there is no hold of that id", "the list of holds names them")
        writing.legal_holds.release(hold_id, at)
        writing.record(Entry(at, by.id, "hold.release", f"hold:{hold_id}", by.purpose or ""))
        released = writing.legal_holds.get(hold_id)
    assert released is not None
    return released


def list_holds(database: Database, by: Actor, at: datetime, page: tuple[str, int]) -> Page[LegalHold]:
    """Holds, released ones too, behind the id ``page[0]``, at most ``page[1]``; looking is an entry. Raises ``NotAllowed``."""
    require(by, Permission.REQUEST_VIEW)
    with database.writing() as writing:
        found = writing.legal_holds.page(*page)
        writing.record(Entry(at, by.id, "hold.view", "hold:", by.purpose or "", {"holds": str(len(found.items))}))
    return found


def every_hold(database: Database, by: Actor, at: datetime) -> Iterator[LegalHold]:
    """All holds, released ones too, by id; looking is one entry, written before the first is read. Raises ``NotAllowed``."""
    require(by, Permission.REQUEST_VIEW)
    with database.writing() as writing:
        writing.record(Entry(at, by.id, "hold.view", "hold:", by.purpose or "", {"holds": str(writing.legal_holds.count())}))

    def read(after: str) -> tuple[tuple[LegalHold, ...], str]:
        with database.reading() as reading:
            page = reading.legal_holds.page(after, AT_ONCE)
        return page.items, page.next

    return walked(read, "")


def require_not_held(reading: Reading, kind: str, ids: Iterable[str], now: datetime) -> None:
    """Raise ``Conflict`` when a legal hold covers one of these records, or something that would go with it: whoever erases by hand asks
    this first.
    """
    asked = list(ids)
    holds = reading.legal_holds.keeping(kind, asked)
    for record_id in asked:
        covering = next((hold for hold in holds if hold.covers(Held(kind, record_id, {}), now)), None)
        if covering is not None:
            raise Conflict(f"the legal hold {covering.id} keeps this {kind}", "release the hold first, if its order has ended")


def _is_there(reading: Reading, hold: LegalHold) -> bool:
    """Whether the one record that ``hold`` names is there; of kinds that are erased by age alone, none is named."""
    ways: Mapping[str, Callable[[str], object]] = {
        SUBJECT: reading.subjects.get,
        HIT: reading.hits.get,
        SCREENING: reading.screenings.get,
        DECISION_TEXT: reading.decisions.get,
        DELIVERY: reading.deliveries.get,
        JOB: reading.jobs.get,
    }
    return hold.kind in ways and ways[hold.kind](hold.record) is not None
