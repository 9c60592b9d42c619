"""Webhooks: where a node tells others that something happened, and of what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.repository import Repository
from comity.storage.database.schema import webhooks


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address. ``secret`` signs what is sent there, so it is kept as it is, and is empty when disabled; ``events`` are the kinds that
    are sent.

    ``old_secret`` is the one before it, which signs too, beside it, until ``old_secret_until``.
    """

    id: str
    url: str
    secret: str = field(repr=False)
    events: frozenset[str]
    created_at: datetime
    disabled_at: datetime | None = None
    old_secret: str = field(default="", repr=False)
    old_secret_until: datetime | None = None


class Webhooks(Repository):
    """The webhooks, disabled ones too."""

    def add(self, webhook: Webhook) -> None:
        """Keep a webhook. Raises ``Conflict`` when one of that id is there."""
        values: dict[str, object] = {"id": webhook.id, "url": webhook.url, "secret": webhook.secret, "created_at": webhook.created_at}
        values |= {"old_secret": webhook.old_secret, "old_secret_until": webhook.old_secret_until}
        self._run(insert(webhooks).values(events=to_text(sorted(webhook.events)), disabled_at=webhook.disabled_at, **values))

    def get(self, webhook_id: str) -> Webhook | None:
        """The webhook of that id."""
        row = self._row(select(webhooks).where(webhooks.c.id == webhook_id))
        return _webhook(row) if row else None

    def all(self) -> tuple[Webhook, ...]:
        """Every webhook, by id."""
        return tuple(_webhook(row) for row in self._rows(select(webhooks).order_by(webhooks.c.id)))

    def wanting(self, event: str) -> tuple[Webhook, ...]:
        """The webhooks in use that want events of that kind."""
        return tuple(webhook for webhook in self.all() if event in webhook.events and webhook.disabled_at is None)

    def change_events(self, webhook_id: str, events: Iterable[str]) -> None:
        """Replace the kinds of event that are sent there."""
        self._run(update(webhooks).where(webhooks.c.id == webhook_id).values(events=to_text(sorted(events))))

    def change_secret(self, webhook_id: str, secret: str, old_until: datetime) -> None:
        """Sign with ``secret`` from now on, and with the one before it, too, until ``old_until``."""
        changed = {"secret": secret, "old_secret": webhooks.c.secret, "old_secret_until": old_until}
        self._run(update(webhooks).where(webhooks.c.id == webhook_id).values(changed))

    def forget_old_secrets(self, now: datetime) -> int:
        """Forget the secrets that sign no more; how many."""
        over = (webhooks.c.old_secret != "") & (webhooks.c.old_secret_until <= now)
        return self._run(update(webhooks).where(over).values(old_secret=""))

    def disable(self, webhook_id: str, at: datetime) -> None:
        """Send nothing there any more, and forget its secrets. Raises ``Conflict`` when it is disabled already or not there."""
        used = (webhooks.c.id == webhook_id) & webhooks.c.disabled_at.is_(None)
        if self._run(update(webhooks).where(used).values(disabled_at=at, secret="", old_secret="")) == 0:
            raise Conflict("there is no such webhook in use", "it was disabled before, or there is none of that id")


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(**(dict(row) | {"events": frozenset(from_text(row["events"]))}))
