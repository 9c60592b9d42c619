"""The job that sends the events that are due: each to its webhook, again after a pause when it fails, for a day."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from comity.exchange.webhooks import Message, Sent, WebhookSender
from comity.model import Entry
from comity.node.jobs import JobContext
from comity.node.webhooks import reach_of
from comity.storage.database import Writing
from comity.storage.database.deliveries import Delivery
from comity.storage.database.jobs import Job
from comity.storage.database.webhooks import Webhook

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240, 480, 480))
"""The pauses after the attempts that fail, a day in all, each longer or shorter by up to a fifth. When the attempt behind the last pause
fails, the delivery is given up.
"""

TOGETHER = 40
"""Deliveries that are taken at once."""

TAKEN_FOR = timedelta(minutes=15)
"""How long what was taken is given to nobody else: longer than ``TOGETHER`` attempts at one slow receiver."""

ACTOR = "system:webhooks"
Send = Callable[[Sequence[Sequence[Message]], Callable[[], bool]], list[list[Sent]]]


def deliver(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Send every event that is due; how many arrived, failed for now, and were given up."""
    return deliver_with(WebhookSender(reach_of(context.settings), context.now).send, context)


def deliver_with(send: Send, context: JobContext) -> dict[str, Any]:
    """``deliver``, by ``send``."""
    counts = {"arrived": 0, "failed": 0, "given_up": 0}
    while queues := _taken(context):
        answers = send([[_message(one, hook, context.now()) for one in queue] for hook, queue in queues], context.cancelled)
        with context.database.writing() as writing:
            for (_, queue), sent in zip(queues, answers, strict=True):
                _settle(writing, queue, sent, context.now(), counts)
        context.progress(sum(counts.values()))
    return counts


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` that failed; None when it is given up."""
    if attempts > len(PAUSES):
        return None
    return now + PAUSES[attempts - 1] * (0.8 + secrets.randbelow(400) / 1000)


def _taken(context: JobContext) -> list[tuple[Webhook, list[Delivery]]]:
    """Some deliveries that are due, by webhook; what waits for a webhook that is disabled is given up on the way."""
    now = context.now()
    queues: dict[str, tuple[Webhook, list[Delivery]]] = {}
    with context.database.writing() as writing:
        taken = True
        while taken and not queues:
            batch = writing.deliveries.take(now, now + TAKEN_FOR, TOGETHER)
            hooks = {hook.id: hook for hook in writing.webhooks.all()}  # after the taking: one that was registered meanwhile is there
            taken = bool(batch)
            for one in batch:
                if hooks[one.webhook].disabled_at is None:
                    queues.setdefault(one.webhook, (hooks[one.webhook], []))[1].append(one)
                else:
                    writing.deliveries.failed(one.id, one.last_status, "the webhook is disabled", None)
    return list(queues.values())


def _message(delivery: Delivery, hook: Webhook, now: datetime) -> Message:
    body = json.dumps({"id": delivery.id, **delivery.event}, ensure_ascii=True, separators=(",", ":")).encode()
    still = hook.old_secret_until is not None and now < hook.old_secret_until
    return Message(hook.url, str(delivery.event["event"]), delivery.id, body, (hook.secret, *((hook.old_secret,) if still else ())))


def _settle(writing: Writing, queue: Sequence[Delivery], sent: Sequence[Sent], now: datetime, counts: dict[str, int]) -> None:
    """Write down what came of one webhook's queue. What waits for a webhook at which an attempt failed waits as long as that one: a
    receiver that does not answer is asked once, however much there is for it, and keeps nobody else's events waiting.
    """
    later = now
    for delivery, answer in zip(queue, sent, strict=False):
        if not answer.error:
            writing.deliveries.delivered(delivery.id, answer.status)
            counts["arrived"] += 1
            continue
        again = next_attempt(delivery.attempts + 1, now)
        writing.deliveries.failed(delivery.id, answer.status, answer.error, again)
        later = again or now
        counts["failed" if again else "given_up"] += 1
        if again is None:
            facts = {"delivery": delivery.id, "attempts": str(delivery.attempts + 1), "status": str(answer.status)}
            writing.record(Entry(now, ACTOR, "webhook.give_up", f"webhook:{delivery.webhook}", facts=facts))
    writing.deliveries.postpone([delivery.id for delivery in queue[len(sent) :]], later)
    if later > now:
        writing.deliveries.hold(queue[0].webhook, later)
