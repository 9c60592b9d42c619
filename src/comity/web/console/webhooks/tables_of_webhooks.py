"""The tables of webhooks and of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from comity.node import webhooks as desk
from comity.storage.database import Database
from comity.storage.database.deliveries import Delivery, DeliveryState
from comity.storage.database.repository import AT_ONCE, Page, walked
from comity.storage.database.webhooks import Webhook
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.webhooks.called import answer_to, standing, state_of
from comity.web.console.words import Words

PAGE = 50
"""Rows of a page."""


def webhooks_table(words: Words, webhooks: Iterable[Webhook]) -> Table:
    """Every webhook, those in use first."""
    columns = (
        Column("url", words.say("Address")),
        Column("events", words.say("Told of")),
        Column("state", words.say("State")),
        Column("since", words.say("Registered")),
    )
    ordered = sorted(webhooks, key=lambda one: (one.disabled_at is not None, one.id))
    empty = words.say(
        "No webhook is registered. One tells a program of yours that something happened: a hit, a new edition of a list, a failed job."
    )
    return Table("webhooks", words.say("Webhooks"), columns, [_webhook(words, one) for one in ordered], empty, csv="/webhooks?as=csv")


def _webhook(words: Words, one: Webhook) -> Row:
    return {
        "url": Cell(one.url, f"/webhooks/{one.id}", "name"),
        "events": Cell(", ".join(sorted(one.events))),
        "state": Cell(standing(words, one)),
        "since": Cell(one.created_at),
    }


def deliveries(database: Database, webhook_id: str, after: str, limit: int = PAGE) -> Page[Delivery]:
    """A page of the deliveries to one webhook, newest first. Raises ``UnknownName``."""
    with database.reading() as reading:
        desk.known(reading, webhook_id)
        return reading.deliveries.of(webhook_id, after, limit)


def dead_letters(database: Database, after: str, limit: int = PAGE) -> Page[Delivery]:
    """A page of the deliveries that were given up, to any webhook, oldest first."""
    with database.reading() as reading:
        return reading.deliveries.dead(after, limit)


def every_delivery(words: Words, database: Database, webhook_id: str = "") -> Iterator[Row]:
    """All deliveries to one webhook, or all that were given up (an empty id), as rows of their table."""

    def read(after: str) -> tuple[tuple[Delivery, ...], str]:
        page = deliveries(database, webhook_id, after, AT_ONCE) if webhook_id else dead_letters(database, after, AT_ONCE)
        return page.items, page.next

    return (_delivery(words, one) for one in walked(read, ""))


def deliveries_table(words: Words, shown: Sequence[Delivery], path: str, behind: str = "") -> Table:
    """Deliveries to one webhook; ``path`` is the page's, ``behind`` where the next page begins."""
    empty = words.say("Nothing was sent yet. Events come here when they happen; a test event can be sent at any time.")
    return _of_deliveries(words, (words.say("Deliveries, newest first"), empty), shown, path, behind)


def dead_table(words: Words, shown: Sequence[Delivery], behind: str = "") -> Table:
    """Deliveries that were given up, oldest first."""
    empty = words.say("Nothing was given up. What does not arrive within a day of attempts comes here, and stays until it is tried again.")
    return _of_deliveries(words, (words.say("Given up"), empty), shown, "/webhooks/dead", behind)


def _of_deliveries(words: Words, texts: tuple[str, str], shown: Sequence[Delivery], path: str, behind: str) -> Table:
    columns = (
        Column("event", words.say("Event")),
        Column("object", words.say("Of")),
        Column("state", words.say("State")),
        Column("attempts", words.say("Attempts"), is_number=True),
        Column("answer", words.say("Last answer")),
        Column("at", words.say("Happened")),
        Column("next", words.say("Next attempt")),
    )
    rows = [_delivery(words, one) for one in shown]
    name = "dead-letters" if path.endswith("/dead") else "deliveries"
    return Table(name, texts[0], columns, rows, texts[1], next=f"{path}?after={behind}" if behind else "", csv=f"{path}?as=csv")


def _delivery(words: Words, one: Delivery) -> Row:
    return {
        "event": Cell(str(one.event.get("event", "")), f"/webhooks/deliveries/{one.id}"),
        "object": Cell(str(one.event.get("object", "")), kind="code"),
        "state": Cell(state_of(words, one)),
        "attempts": Cell(one.attempts),
        "answer": Cell(answer_to(words, one), kind="name"),
        "at": Cell(one.created_at),
        "next": Cell(one.next_at if one.state is DeliveryState.WAITING else None),
    }
