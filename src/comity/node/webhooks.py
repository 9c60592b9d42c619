"""Webhooks: who is told of what, and with which secret it is signed. The sending is in ``node.delivering``."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.exchange.targets import Reach, check_target
from comity.model import Actor, Conflict, Entry, UnknownName, UsageError
from comity.node.events import ALWAYS, EVENTS, Notice, add_delivery
from comity.node.jobs import Means
from comity.node.settings import Settings
from comity.storage.database import Database, Durability, Reading, Writing, new_id
from comity.storage.database.deliveries import Delivery
from comity.storage.database.webhooks import Webhook

MOST = 50
"""Webhooks in use at a time."""

OVERLAP = timedelta(hours=24)
"""How long the secret before signs beside a new one."""

_SECRET = "whsec_"  # noqa: S105 - how one begins


@dataclass(frozen=True, slots=True)
class WebhookOrder:
    """What is to be registered: an address, and the kinds of event that are sent there."""

    url: str
    events: frozenset[str]


def reach_of(settings: Settings) -> Reach:
    """How far this node's events may go."""
    return Reach.PRIVATE if settings.private_webhooks else Reach.PUBLIC


def register(means: Means, order: WebhookOrder, by: Actor) -> Webhook:
    """Send events to an address from now on; the answer's ``secret`` is to be shown once.

    Raises ``UsageError`` for an address that events may not go to or kinds that there are not, ``Conflict`` when there are too many.
    """
    check_target(order.url, reach_of(means.settings))
    _check_events(order.events)
    at = means.now()
    webhook = Webhook(new_id(at), order.url, _new_secret(), order.events, at)
    with means.database.writing(Durability.FULL) as writing:
        if sum(one.disabled_at is None for one in writing.webhooks.all()) >= MOST:
            raise Conflict(f"there are {MOST} webhooks in use", "disable one first")
        writing.webhooks.add(webhook)
        _record(writing, by, at, ("webhook.register", webhook.id), events=" ".join(sorted(order.events)))
    return webhook


def renew_secret(database: Database, webhook_id: str, by: Actor, at: datetime) -> Webhook:
    """Sign with a new secret from now on, and for ``OVERLAP`` with the old one beside it; the answer's ``secret`` is to be shown once."""
    with database.writing(Durability.FULL) as writing:
        in_use(writing, webhook_id)
        writing.webhooks.change_secret(webhook_id, _new_secret(), at + OVERLAP)
        _record(writing, by, at, ("webhook.renew", webhook_id))
        return known(writing, webhook_id)


def change_events(means: Means, webhook_id: str, events: frozenset[str], by: Actor) -> Webhook:
    """Send other kinds of event there. Raises ``UsageError`` for kinds that there are not, ``UnknownName``, ``Conflict``."""
    _check_events(events)
    with means.database.writing(Durability.FULL) as writing:
        in_use(writing, webhook_id)
        writing.webhooks.change_events(webhook_id, events)
        _record(writing, by, means.now(), ("webhook.change", webhook_id), events=" ".join(sorted(events)))
        return known(writing, webhook_id)


def disable(database: Database, webhook_id: str, by: Actor, at: datetime) -> Webhook:
    """Send nothing there any more; what waits is given up when it is due. Raises ``UnknownName``, and ``Conflict`` when it is disabled."""
    with database.writing(Durability.FULL) as writing:
        in_use(writing, webhook_id)
        writing.webhooks.disable(webhook_id, at)
        _record(writing, by, at, ("webhook.disable", webhook_id))
        return known(writing, webhook_id)


def test(database: Database, webhook_id: str, by: Actor, at: datetime) -> str:
    """Send a test there within seconds; the id of its delivery. Raises ``UnknownName``, and ``Conflict`` when it is disabled."""
    with database.writing() as writing:
        in_use(writing, webhook_id)
        _record(writing, by, at, ("webhook.test", webhook_id))
        return add_delivery(writing, webhook_id, Notice("webhook.test", f"webhook:{webhook_id}"), at)


def try_again(database: Database, delivery_id: str, by: Actor, at: datetime) -> Delivery:
    """Try a delivery that was given up again, from the first pause on. Raises ``UnknownName``, and ``Conflict`` for any other delivery."""
    with database.writing() as writing:
        found = _delivery(writing, delivery_id)
        in_use(writing, found.webhook)
        writing.deliveries.again(delivery_id, at)
        _record(writing, by, at, ("webhook.try_again", found.webhook), delivery=delivery_id)
        return writing.deliveries.get(delivery_id) or found


def known_delivery(database: Database, delivery_id: str) -> tuple[Delivery, Webhook]:
    """The delivery of that id, and the webhook that it goes to. Raises ``UnknownName``."""
    with database.reading() as reading:
        found = _delivery(reading, delivery_id)
        return found, known(reading, found.webhook)


def known(reading: Reading, webhook_id: str) -> Webhook:
    """The webhook of that id. Raises ``UnknownName``."""
    found = reading.webhooks.get(webhook_id)
    if found is None:
        raise UnknownName("there is no webhook of that id", "look at the list of webhooks")
    return found


def in_use(reading: Reading, webhook_id: str) -> Webhook:
    """The webhook of that id. Raises ``UnknownName``, and ``Conflict`` when it is disabled."""
    found = known(reading, webhook_id)
    if found.disabled_at is not None:
        raise Conflict("this webhook is disabled", "register it anew")
    return found


def _delivery(reading: Reading, delivery_id: str) -> Delivery:
    found = reading.deliveries.get(delivery_id)
    if found is None:
        raise UnknownName("there is no delivery of that id", "deliveries that arrived are dropped after some weeks")
    return found


def _record(writing: Writing, by: Actor, at: datetime, what: tuple[str, str], **facts: str) -> None:
    action, webhook_id = what
    writing.record(Entry(at, by.id, action, f"webhook:{webhook_id}", by.purpose or "", facts))


def _check_events(events: Iterable[str]) -> None:
    wanted = set(events)
    if not wanted or wanted - EVENTS.keys() or wanted & ALWAYS:
        raise UsageError("a webhook wants one kind of event at least, each of those that there are", "kinds: " + ", ".join(EVENTS))


def _new_secret() -> str:
    return _SECRET + secrets.token_urlsafe(32)
