"""The pages of webhooks that show: the list, one of them, what was given up, one delivery."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.node import webhooks as desk
from comity.web.console.once import new_form_id
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_answer, csv_stream, wants_csv
from comity.web.console.visitor import Visitor, visiting
from comity.web.console.webhooks import tables_of_webhooks as tables
from comity.web.console.webhooks.called import answer_to, choosable, standing, state_of

Id = Annotated[str, Path(min_length=1, max_length=40)]
After = Annotated[str, Parameter(max_length=40)]
Viewing = Annotated[Visitor, Depends(visiting(Permission.WEBHOOK_VIEW))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


class Done(StrEnum):
    """What was done just now, as the address of the page after it says."""

    EVENTS = "events"
    TEST = "test"
    DISABLED = "disabled"
    AGAIN = "again"


@router.get("/webhooks")
def webhooks(visitor: Viewing) -> Response:
    """Every webhook, what was given up, and the form to register one."""
    words, database = visitor.words, visitor.service.database
    with database.reading() as reading:
        table = tables.webhooks_table(words, reading.webhooks.all())
    if wants_csv(visitor.request):
        return csv_answer(table, words)
    dead = tables.dead_letters(database, "", 10)
    values = {
        "webhooks": table,
        "dead": tables.dead_table(words, dead.items, dead.next),
        "events": choosable(words),
        "chosen": frozenset(),
        "reach": desk.reach_of(visitor.service.settings),
        "form_id": new_form_id(),
    }
    return page(visitor, "webhooks/list.html", values)


@router.get("/webhooks/dead")
def dead(visitor: Viewing, after: After = "") -> Response:
    """Deliveries that were given up, a page at a time."""
    words, database = visitor.words, visitor.service.database
    if wants_csv(visitor.request):
        return csv_stream(visitor, tables.dead_table(words, ()), tables.every_delivery(words, database))
    found = tables.dead_letters(database, after)
    return page(visitor, "webhooks/dead.html", {"dead": tables.dead_table(words, found.items, found.next)})


@router.get("/webhooks/deliveries/{delivery_id}")
def delivery(delivery_id: Id, visitor: Viewing, done: Done | None = None) -> Response:
    """One delivery: what is sent, how often it was tried, what the receiver said."""
    words, (found, webhook) = visitor.words, desk.known_delivery(visitor.service.database, delivery_id)
    values = {
        "delivery": found,
        "webhook": webhook,
        "state": state_of(words, found),
        "answer": answer_to(words, found),
        "body": json.dumps({"id": found.id, **found.event}, ensure_ascii=False, indent=2),
        "done": done,
    }
    return page(visitor, "webhooks/delivery.html", values)


@router.get("/webhooks/{webhook_id}")
def webhook(webhook_id: Id, visitor: Viewing, after: After = "", done: Done | None = None) -> Response:
    """One webhook, without its secret, and what was sent there."""
    words, database, path = visitor.words, visitor.service.database, f"/webhooks/{webhook_id}"
    with database.reading() as reading:
        found = desk.known(reading, webhook_id)
    if wants_csv(visitor.request):
        return csv_stream(visitor, tables.deliveries_table(words, (), path), tables.every_delivery(words, database, webhook_id))
    sent = tables.deliveries(database, webhook_id, after)
    now = visitor.service.now()
    values = {
        "webhook": found,
        "standing": standing(words, found),
        "overlaps": found.old_secret_until is not None and now < found.old_secret_until,
        "overlap": desk.OVERLAP.total_seconds() / 3600,
        "deliveries": tables.deliveries_table(words, sent.items, path, sent.next),
        "events": choosable(words),
        "chosen": found.events,
        "form_id": new_form_id(),
        "done": done,
    }
    return page(visitor, "webhooks/webhook.html", values)
