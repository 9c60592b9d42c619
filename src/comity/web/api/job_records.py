"""Jobs, deliveries and webhooks as plain values, by stable names; times in ISO 8601, UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comity.storage.database.deliveries import Delivery
from comity.storage.database.jobs import Job
from comity.storage.database.webhooks import Webhook

Record = dict[str, Any]


def moment(at: datetime | None) -> str | None:
    """A time as ISO 8601, None where there is none."""
    return at.isoformat() if at else None


def job_record(job: Job) -> Record:
    """A job as it stands. ``of`` is 0 while nobody knows how many steps there are."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "payload": job.payload,
        "run_at": moment(job.run_at),
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "progress": {"done": job.progress, "of": job.of},
        "result": job.result,
        "error": job.error,
        "created_by": job.created_by,
        "created_at": moment(job.created_at),
        "finished_at": moment(job.finished_at),
    }


def webhook_record(webhook: Webhook) -> Record:
    """A webhook without its secrets."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": sorted(webhook.events),
        "created_at": moment(webhook.created_at),
        "disabled_at": moment(webhook.disabled_at),
        "old_secret_until": moment(webhook.old_secret_until),
    }


def delivery_record(delivery: Delivery) -> Record:
    """A delivery and how it went so far."""
    return {
        "id": delivery.id,
        "webhook": delivery.webhook,
        "event": delivery.event,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "next_at": moment(delivery.next_at) if delivery.state.value == "waiting" else None,
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "created_at": moment(delivery.created_at),
    }
