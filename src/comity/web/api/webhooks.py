"""``/api/v1/webhooks``: where events are sent, with which secret, how each delivery went, and trying again what was given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from pydantic import Field

from comity.exchange.targets import LONGEST
from comity.identity import Permission
from comity.node import webhooks as desk
from comity.node.events import ALWAYS, EVENTS
from comity.web.access import Caller, Serving, allowed
from comity.web.api.forms import Form
from comity.web.api.job_records import Record, delivery_record, webhook_record
from comity.web.parameters import only_known

MOST_SHOWN = 500
managing = allowed(Permission.WEBHOOK_MANAGE)
viewing = allowed(Permission.WEBHOOK_VIEW)
Managing = Annotated[Caller, Depends(managing)]
Viewing = Annotated[Caller, Depends(viewing)]
WebhookId = Annotated[str, Path(min_length=1, max_length=40)]
DeliveryId = Annotated[str, Path(min_length=1, max_length=40)]
After = Annotated[str, Parameter(max_length=40, description="the `next` of the page before")]
Limit = Annotated[int, Parameter(ge=1, le=MOST_SHOWN)]
Events = Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(min_length=1, max_length=50)]
router = APIRouter(prefix="/api/v1", tags=["webhooks"], dependencies=[Depends(only_known)])


class WebhookForm(Form):
    """An address, and the kinds of event that are sent there."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    events: Events


class EventsForm(Form):
    """The kinds of event that are sent from now on."""

    events: Events


@router.get("/webhooks", summary="The webhooks, without their secrets")
def webhooks(_: Viewing, service: Serving) -> Record:
    """Those in use and those that were disabled, and every kind of event there is."""
    with service.database.reading() as reading:
        found = reading.webhooks.all()
    kinds = [{"event": name, "means": sentence} for name, sentence in EVENTS.items() if name not in ALWAYS]
    return {"webhooks": [webhook_record(one) for one in found], "events": kinds}


@router.post("/webhooks", summary="Register a webhook", status_code=201)
def register(form: WebhookForm, caller: Managing, service: Serving) -> Record:
    """The webhook and its ``secret``, which is shown this once. A repeated request would register another, so it takes no idempotency key:
    a kept answer would be a kept secret.
    """
    made = desk.register(service.means, desk.WebhookOrder(form.url, frozenset(form.events)), caller.actor)
    return {**webhook_record(made), "secret": made.secret}


@router.get("/webhooks/dead", summary="Deliveries that were given up, a page at a time")
def dead(_: Viewing, service: Serving, after: After = "", limit: Limit = 100) -> Record:
    """Oldest first, of all webhooks. They stay until they are tried again and arrive."""
    with service.database.reading() as reading:
        page = reading.deliveries.dead(after, limit)
    return {"deliveries": [delivery_record(one) for one in page.items], "next": page.next}


@router.get("/webhooks/{webhook_id}", summary="One webhook")
def webhook(webhook_id: WebhookId, _: Viewing, service: Serving) -> Record:
    """The webhook, without its secret."""
    with service.database.reading() as reading:
        return webhook_record(desk.known(reading, webhook_id))


@router.put("/webhooks/{webhook_id}/events", summary="Send other kinds of event")
def change(webhook_id: WebhookId, form: EventsForm, caller: Managing, service: Serving) -> Record:
    """The webhook as it is now."""
    return webhook_record(desk.change_events(service.means, webhook_id, frozenset(form.events), caller.actor))


@router.post("/webhooks/{webhook_id}/secret", summary="Put a new secret in use")
def renew(webhook_id: WebhookId, caller: Managing, service: Serving) -> Record:
    """The webhook and its new ``secret``, shown this once. The old one signs beside it until ``old_secret_until``."""
    made = desk.renew_secret(service.database, webhook_id, caller.actor, service.now())
    return {**webhook_record(made), "secret": made.secret}


@router.post("/webhooks/{webhook_id}/test", summary="Send a test event", status_code=202)
def test(webhook_id: WebhookId, caller: Managing, service: Serving) -> Record:
    """The id of the delivery; it is sent within seconds."""
    return {"delivery": desk.test(service.database, webhook_id, caller.actor, service.now())}


@router.post("/webhooks/{webhook_id}/disable", summary="Disable a webhook")
def disable(webhook_id: WebhookId, caller: Managing, service: Serving) -> Record:
    """Nothing more is sent there, for good; register it anew to send again."""
    return webhook_record(desk.disable(service.database, webhook_id, caller.actor, service.now()))


@router.get("/webhooks/{webhook_id}/deliveries", summary="The deliveries to one webhook, newest first, a page at a time")
def deliveries(webhook_id: WebhookId, _: Viewing, service: Serving, after: After = "", limit: Limit = 100) -> Record:
    """What was sent or waits, how often it was tried, and what the receiver said last."""
    with service.database.reading() as reading:
        desk.known(reading, webhook_id)
        page = reading.deliveries.of(webhook_id, after, limit)
    return {"deliveries": [delivery_record(one) for one in page.items], "next": page.next}


@router.post("/deliveries/{delivery_id}/again", summary="Try a delivery again that was given up")
def again(delivery_id: DeliveryId, caller: Managing, service: Serving) -> Record:
    """The delivery, which is sent within seconds, and again after the usual pauses."""
    return delivery_record(desk.try_again(service.database, delivery_id, caller.actor, service.now()))
