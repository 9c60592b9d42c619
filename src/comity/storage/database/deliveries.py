"""Deliveries: one event on its way to one webhook, tried until it arrives or is given up; nothing is dropped without a trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.repository import Page, Repository, bounded
from comity.storage.database.schema import deliveries

_LONGEST_ERROR = 500


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one webhook: ``event`` is what is sent, JSON-ready. ``next_at`` is when it is tried next. ``last_status`` is the last
    HTTP status, 0 when there was none.
    """

    id: str
    webhook: str
    event: dict[str, Any]
    created_at: datetime
    next_at: datetime
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    last_status: int = 0
    last_error: str = ""


class Deliveries(Repository):
    """The deliveries to all webhooks."""

    def add(self, delivery: Delivery) -> None:
        """Keep a delivery. Raises ``Conflict`` when one of that id is there, or its webhook is not."""
        values = {"id": delivery.id, "webhook_id": delivery.webhook, "event": to_text(delivery.event), "state": delivery.state.value}
        self._run(insert(deliveries).values(created_at=delivery.created_at, next_at=delivery.next_at, **values))

    def get(self, delivery_id: str) -> Delivery | None:
        """The delivery of that id."""
        row = self._row(select(deliveries).where(deliveries.c.id == delivery_id))
        return _delivery(row) if row else None

    def due(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Deliveries to try at ``now``, the longest due first; looking takes none of them, see ``take``."""
        asked = select(deliveries).where(deliveries.c.state == DeliveryState.WAITING.value, deliveries.c.next_at <= now)
        return tuple(_delivery(row) for row in self._rows(asked.order_by(deliveries.c.next_at, deliveries.c.id).limit(bounded(limit))))

    def take(self, now: datetime, until: datetime, limit: int) -> tuple[Delivery, ...]:
        """Deliveries to try now, each given to one caller: nobody else is given it before ``until``."""
        asked = select(deliveries).where(deliveries.c.state == DeliveryState.WAITING.value, deliveries.c.next_at <= now)
        asked = asked.order_by(deliveries.c.next_at, deliveries.c.id).limit(bounded(limit)).with_for_update(skip_locked=True)
        taken = [_delivery(row) for row in self._rows(asked)]
        self._run(update(deliveries).where(deliveries.c.id.in_([one.id for one in taken])).values(next_at=until))
        return tuple(taken)

    def postpone(self, delivery_ids: Iterable[str], until: datetime) -> None:
        """Try these later, without counting an attempt."""
        waiting = deliveries.c.id.in_(list(delivery_ids)) & (deliveries.c.state == DeliveryState.WAITING.value)
        self._run(update(deliveries).where(waiting).values(next_at=until))

    def hold(self, webhook_id: str, until: datetime) -> None:
        """Try nothing that waits for a webhook before ``until``, without counting an attempt."""
        waiting = (deliveries.c.webhook_id == webhook_id) & (deliveries.c.state == DeliveryState.WAITING.value)
        self._run(update(deliveries).where(waiting, deliveries.c.next_at < until).values(next_at=until))

    def delivered(self, delivery_id: str, status: int) -> None:
        """Write down that it arrived."""
        self._after_attempt(delivery_id, status, {"state": DeliveryState.DELIVERED.value, "last_error": ""})

    def failed(self, delivery_id: str, status: int, error: str, next_at: datetime | None) -> None:
        """Write down that an attempt failed (``status`` 0: no answer), and when the next is; None gives it up."""
        later = {"state": DeliveryState.DEAD.value} if next_at is None else {"next_at": next_at}
        self._after_attempt(delivery_id, status, later | {"last_error": error[:_LONGEST_ERROR]})

    def dead(self, after_id: str, limit: int) -> Page[Delivery]:
        """Deliveries that were given up, with ids behind ``after_id`` (empty: from the first), by id."""
        asked = select(deliveries).where(deliveries.c.state == DeliveryState.DEAD.value, deliveries.c.id > after_id)
        found = [_delivery(row) for row in self._rows(asked.order_by(deliveries.c.id).limit(bounded(limit) + 1))]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def of(self, webhook_id: str, before: str, limit: int) -> Page[Delivery]:
        """The deliveries to one webhook, newest first, with ids before ``before`` (empty: from the newest)."""
        asked = select(deliveries).where(deliveries.c.webhook_id == webhook_id).order_by(deliveries.c.id.desc()).limit(bounded(limit) + 1)
        found = [_delivery(row) for row in self._rows(asked.where(deliveries.c.id < before) if before else asked)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def sweep(self, before: datetime) -> int:
        """Drop what arrived and was made before ``before``; how many."""
        arrived = (deliveries.c.state == DeliveryState.DELIVERED.value) & (deliveries.c.created_at < before)
        return self._run(delete(deliveries).where(arrived))

    def again(self, delivery_id: str, at: datetime) -> None:
        """Try one that was given up again, from ``at`` on. Raises ``Conflict`` when it was not given up."""
        buried = (deliveries.c.id == delivery_id) & (deliveries.c.state == DeliveryState.DEAD.value)
        if self._run(update(deliveries).where(buried).values(state=DeliveryState.WAITING.value, attempts=0, next_at=at)) == 0:
            raise Conflict("there is no such delivery that was given up", "only those are tried again by hand")

    def _after_attempt(self, delivery_id: str, status: int, values: dict[str, Any]) -> None:
        waiting = (deliveries.c.id == delivery_id) & (deliveries.c.state == DeliveryState.WAITING.value)
        self._run(update(deliveries).where(waiting).values(attempts=deliveries.c.attempts + 1, last_status=status, **values))


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        webhook=row["webhook_id"],
        event=from_text(row["event"]),
        created_at=row["created_at"],
        next_at=row["next_at"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        last_status=row["last_status"],
        last_error=row["last_error"],
    )
