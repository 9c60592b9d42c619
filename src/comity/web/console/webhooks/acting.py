"""The forms of webhooks. A secret is shown by the answer to the form that asked for it, once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.exchange.targets import LONGEST
from comity.identity import Permission
from comity.node import webhooks as desk
from comity.web.console.filled import Filled
from comity.web.console.once import form_id_in, once
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.visitor import Posted, posting
from comity.web.console.webhooks.looking import Done, Id

MOST_EVENTS = 50
Managing = Annotated[Posted, Depends(posting(Permission.WEBHOOK_MANAGE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.post("/webhooks")
def register(posted: Managing) -> Response:
    """Register a webhook, and show its secret."""
    visitor, form = posted.visitor, posted.form
    form_id, order = form_id_in(form), desk.WebhookOrder(form.needed("url", LONGEST), _events(form))
    form.done()
    made = once(visitor, form_id, lambda: desk.register(visitor.service.means, order, visitor.actor))
    return page(visitor, "webhooks/secret.html", {"webhook": made, "is_new": True})


@router.post("/webhooks/{webhook_id}/secret")
def renew(webhook_id: Id, posted: Managing) -> Response:
    """Put a new secret in use, and show it."""
    visitor, form_id = posted.visitor, form_id_in(posted.form)
    posted.form.done()
    service = visitor.service
    made = once(visitor, form_id, lambda: desk.renew_secret(service.database, webhook_id, visitor.actor, service.now()))
    return page(visitor, "webhooks/secret.html", {"webhook": made, "is_new": False})


@router.post("/webhooks/{webhook_id}/events")
def change(webhook_id: Id, posted: Managing) -> Response:
    """Send other kinds of event there. Sent twice, it comes to the same."""
    visitor, events = posted.visitor, _events(posted.form)
    posted.form.done()
    desk.change_events(visitor.service.means, webhook_id, events, visitor.actor)
    return go(visitor.request, f"/webhooks/{webhook_id}?done={Done.EVENTS}")


@router.post("/webhooks/{webhook_id}/test")
def test(webhook_id: Id, posted: Managing) -> Response:
    """Send a test event."""
    visitor, form_id = posted.visitor, form_id_in(posted.form)
    posted.form.done()
    service = visitor.service
    delivery = once(visitor, form_id, lambda: desk.test(service.database, webhook_id, visitor.actor, service.now()))
    return go(visitor.request, f"/webhooks/deliveries/{delivery}?done={Done.TEST}")


@router.post("/webhooks/{webhook_id}/disable")
def disable(webhook_id: Id, posted: Managing) -> Response:
    """Send nothing there any more. Sent twice, the second is refused and changes nothing."""
    visitor = posted.visitor
    posted.form.done()
    desk.disable(visitor.service.database, webhook_id, visitor.actor, visitor.service.now())
    return go(visitor.request, f"/webhooks/{webhook_id}?done={Done.DISABLED}")


@router.post("/webhooks/deliveries/{delivery_id}/again")
def again(delivery_id: Id, posted: Managing) -> Response:
    """Try a delivery again that was given up. Sent twice, the second is refused and changes nothing."""
    visitor = posted.visitor
    posted.form.done()
    desk.try_again(visitor.service.database, delivery_id, visitor.actor, visitor.service.now())
    return go(visitor.request, f"/webhooks/deliveries/{delivery_id}?done={Done.AGAIN}")


def _events(form: Filled) -> frozenset[str]:
    return frozenset(form.several("events", MOST_EVENTS))
