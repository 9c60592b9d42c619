"""The hourly sweep: what was kept for a while only, and is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from comity.identity import Ends
from comity.node.jobs import JobContext
from comity.storage.database.jobs import Job

ANSWERS_KEPT = timedelta(hours=24)
"""How long a request may be repeated under its idempotency key."""

JOBS_KEPT = timedelta(days=90)
DELIVERIES_KEPT = timedelta(days=30)
"""Deliveries that arrived; those that were given up stay until somebody tries them again."""


def sweep(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Drop sittings that are over, answers that can no longer be repeated, old jobs, old deliveries, and secrets of webhooks that sign
    no more; how many of each.
    """
    now = context.now()
    with context.database.writing() as writing:
        return {
            "sittings": writing.sittings.sweep(now, now - Ends().idle),
            "answers": writing.idempotency.sweep(now - ANSWERS_KEPT),
            "jobs": writing.jobs.sweep(now - JOBS_KEPT),
            "deliveries": writing.deliveries.sweep(now - DELIVERIES_KEPT),
            "secrets": writing.webhooks.forget_old_secrets(now),
        }
