"""The hourly sweep: what was kept for a while only, and is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from comity.identity import Ends
from comity.node.file_screening.desk import erase_overdue
from comity.node.jobs import JobContext
from comity.node.repeats import ANSWERS_KEPT
from comity.storage.database.jobs import Job
from comity.storage.database.kinds import DELIVERY, IDEMPOTENCY, JOB, SITTING

JOBS_KEPT = timedelta(days=90)
DELIVERIES_KEPT = timedelta(days=30)
"""Deliveries that arrived; those that were given up stay until somebody tries them again."""


def sweep(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Drop sittings that are over, answers that can no longer be repeated, old jobs, old deliveries, secrets of webhooks that sign no more,
    and uploaded files whose time is over; how many of each.

    Of a kind of which a legal hold keeps anything, nothing: retention goes through those one by one.
    """
    now = context.now()
    files = erase_overdue(context)
    with context.database.writing() as writing:
        held = {hold.kind for hold in writing.legal_holds.standing()}
        sweeps: dict[str, tuple[str, Callable[[], int]]] = {
            SITTING: ("sittings", lambda: writing.sittings.sweep(now, now - Ends().idle)),
            IDEMPOTENCY: ("answers", lambda: writing.idempotency.sweep(now - ANSWERS_KEPT)),
            JOB: ("jobs", lambda: writing.jobs.sweep(now - JOBS_KEPT)),
            DELIVERY: ("deliveries", lambda: writing.deliveries.sweep(now - DELIVERIES_KEPT)),
        }
        dropped = {name: 0 if kind in held else drop() for kind, (name, drop) in sweeps.items()}
        return {"files": files, **dropped, "secrets": writing.webhooks.forget_old_secrets(now)}
