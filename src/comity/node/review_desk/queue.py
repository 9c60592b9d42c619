"""The queue as people see it: who waits, on which list, for how long, riskiest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.identity import Permission
from comity.model import Actor, Case, MonitoredSubject, StoredHit
from comity.node.permitted import require
from comity.node.review_desk.blind import blind_case
from comity.node.review_desk.desk import MOST_ROWS, Desk, entry
from comity.node.review_desk.policy import policy_in
from comity.node.review_desk.waiting import Waiting, waiting
from comity.storage.database import Reading
from comity.storage.database.queue import QueuedCase, QueuePage, QueueView, place_of
from comity.storage.database.queue_by_due import due_place


class Order(StrEnum):
    """In which order cases come: the riskiest first, or whose decision is due first."""

    RISK = "risk"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Turned:
    """Which page of the queue: what it shows, behind which place (empty: from the first), how many rows, at most ``MOST_ROWS``, and in
    which order; a place is one of its order.
    """

    view: QueueView
    after: str = ""
    limit: int = 50
    order: Order = Order.RISK


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One case on a page. ``subject`` is None once it was erased."""

    case: Case
    base: str
    hit: StoredHit
    subject: MonitoredSubject | None
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class ShownQueue:
    """One page; ``next`` and ``total`` as in ``storage.database.queue.QueuePage``."""

    rows: tuple[ShownRow, ...]
    next: str
    total: int | None


def show_queue(desk: Desk, turned: Turned, by: Actor, at: datetime) -> ShownQueue:
    """One page of the queue in the order asked for, and an entry in the ledger that names every case on it.

    Raises ``NotAllowed`` without the right or a purpose that allows it, ``UsageError`` for a place that no page gave.
    """
    require(by, Permission.CASE_VIEW)
    policy = policy_in(desk.home)
    with desk.database.reading() as reading:
        page = page_of(reading, turned)
        hits = reading.hits.get_many(one.case.hit for one in page.items)
        subjects = reading.subjects.get_many({one.case.pair.subject for one in page.items})
    rows = tuple(
        ShownRow(
            case=blind_case(one.case, by, policy),
            base=one.base,
            hit=hits[one.case.hit],
            subject=subjects.get(one.case.pair.subject),
            waiting=waiting(one.case, one.due_at, policy, at),
        )
        for one in page.items
    )
    desk.tell(entry(by, at, Permission.CASE_VIEW, f"queue:{turned.view.state}", _facts(page)))
    return ShownQueue(rows, page.next, page.total)


def page_of(reading: Reading, turned: Turned) -> QueuePage:
    """The page that was turned to, without a word in the ledger: for those who show nobody."""
    read = reading.cases.queue_by_due if turned.order is Order.DUE else reading.cases.queue
    return read(turned.view, turned.after, min(turned.limit, MOST_ROWS))


def place_in(order: Order, one: QueuedCase) -> str:
    """What names the place of a case in ``order``, whether or not it is shown."""
    return due_place(one) if order is Order.DUE else place_of(one.case)


def _facts(page: QueuePage) -> dict[str, str]:
    return {"count": str(len(page.items)), "cases": " ".join(map(_id, page.items))}


def _id(one: QueuedCase) -> str:
    return one.case.id
