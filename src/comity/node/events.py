"""What a node tells others of: the kinds of event, and how one is announced to the webhooks that want it.

An event says that something happened and to what, by kind and id. It never says of whom: whoever wants to see that, asks with a key and a
purpose. Values that are not ids, codes or counts are refused here, so that no name leaves by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from comity.node.casework import Event, Happened
from comity.storage.database import Writing, new_id
from comity.storage.database.deliveries import Delivery

EVENTS: Mapping[str, str] = {
    "list.updated": "Another edition of a list is in use.",
    Happened.NEW.value: "A monitored subject resembles a listing: a case was opened.",
    Happened.CHANGED.value: "The listing or the resemblance of an open case changed, or a decided case came back.",
    Happened.LAPSED.value: "The listing of an open case went, or resembles the subject no more.",
    Happened.EXEMPTION_ENDED.value: "An exemption ended, because the listing or the subject changed or its time was over.",
    "job.failed": "A job was given up.",
    "webhook.test": "Somebody asked for a test of this webhook.",
}
"""Every kind of event, and what it means. ``docs/how-to/webhooks.md`` names them all (a test holds the two together)."""

ALWAYS = frozenset({"webhook.test"})
"""Events that need no asking for."""

_CODE = re.compile(r"[A-Za-z0-9_.:@/+%-]{0,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened: its kind, what it happened to (``case:01J...``), and further ids, codes and counts.

    Raises ``ValueError`` for a kind that is not in ``EVENTS`` and for a value that could be more than an id or a code.
    """

    kind: str
    object: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in EVENTS:
            raise ValueError("an event of a kind that is not in the table")
        if not all(_CODE.fullmatch(text) for text in (self.object, *self.facts, *self.facts.values())):
            raise ValueError(f"an event of the kind {self.kind} holds a value that is neither an id nor a code")


def announce(writing: Writing, notices: Sequence[Notice], at: datetime) -> int:
    """Have ``notices`` sent to the webhooks that want them, if this transaction stands; how many deliveries that makes."""
    webhooks = writing.webhooks.all() if notices else ()
    wanted = [(hook.id, one) for one in notices for hook in webhooks if hook.disabled_at is None and one.kind in hook.events]
    for webhook_id, one in wanted:
        add_delivery(writing, webhook_id, one, at)
    return len(wanted)


def add_delivery(writing: Writing, webhook_id: str, notice: Notice, at: datetime) -> str:
    """Have one notice sent to one webhook; the id of the delivery."""
    delivery = Delivery(new_id(at), webhook_id, _body(notice, at), at, at)
    writing.deliveries.add(delivery)
    return delivery.id


def announce_hits(writing: Writing, events: Sequence[Event], at: datetime) -> None:
    """Announce what monitoring found: by case, list, outcome and grounds. Fits ``monitoring.Announce``."""
    announce(writing, [_of_hit(one) for one in events], at)


def coded(name: str) -> str:
    """The name of a list as an event writes it: percent-encoded (RFC 3986, section 2.1) where an own list's name holds other letters."""
    return quote(name, safe=":")[:100]


def _of_hit(event: Event) -> Notice:
    facts = {"list": coded(event.pair.list), "outcome": event.outcome}
    return Notice(event.kind.value, f"case:{event.case}", facts | ({"grounds": "+".join(event.grounds)} if event.grounds else {}))


def _body(notice: Notice, at: datetime) -> dict[str, Any]:
    return {"event": notice.kind, "at": at.isoformat(), "object": notice.object, "facts": dict(notice.facts)}
