"""What events and deliveries are called, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from comity.node.events import ALWAYS, EVENTS
from comity.storage.database.deliveries import Delivery, DeliveryState
from comity.storage.database.webhooks import Webhook
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


MEANINGS: Mapping[str, str] = {
    "list.updated": _("Another edition of a list is in use."),
    "hit.new": _("A monitored subject resembles a listing: a case was opened."),
    "hit.changed": _("The listing or the resemblance of an open case changed, or a decided case came back."),
    "hit.lapsed": _("The listing of an open case went, or resembles the subject no more."),
    "exemption.ended": _("An exemption ended, because the listing or the subject changed or its time was over."),
    "job.failed": _("A job was given up."),
    "webhook.test": _("Somebody asked for a test of this webhook."),
}

STATES: Mapping[DeliveryState, str] = {
    DeliveryState.WAITING: _("waits"),
    DeliveryState.DELIVERED: _("arrived"),
    DeliveryState.DEAD: _("given up"),
}


def choosable(words: Words) -> tuple[tuple[str, str], ...]:
    """The kinds of event that a webhook can ask for, each with what it means."""
    return tuple((kind, words.say(MEANINGS.get(kind, sentence))) for kind, sentence in EVENTS.items() if kind not in ALWAYS)


def state_of(words: Words, delivery: Delivery) -> str:
    """Where a delivery stands."""
    return words.say(STATES[delivery.state])


def answer_to(words: Words, delivery: Delivery) -> str:
    """What the receiver said last, or why it said nothing; empty before the first attempt."""
    told = [words.say("HTTP status %(status)s", status=delivery.last_status)] if delivery.last_status else []
    return ": ".join([*told, *([delivery.last_error] if delivery.last_error else [])])


def standing(words: Words, webhook: Webhook) -> str:
    """Whether anything is sent there."""
    return words.say("disabled") if webhook.disabled_at else words.say("in use")
