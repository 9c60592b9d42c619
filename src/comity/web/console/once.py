"""Forms that are carried out once: whoever presses twice, reloads an answer or comes back to an old page does nothing a second time.

A secret is shown by the answer to its form, and nothing leads there again: the browser is told to keep nothing of it. What a browser can do
is send the form once more, so the form carries a text of its own that is good for one act; the node remembers that it was used, never what
was answered. After ``repeats.ANSWERS_KEPT`` it forgets; by then a form is sent again only by a person who says so (see ``kept``).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from comity.model import Conflict, UsageError
from comity.node.repeats import Kept, Ticket, begin, finish, forget
from comity.web.console.filled import Filled
from comity.web.console.visitor import Visitor

T = TypeVar("T")

FIELD = "id_of_form"
"""The hidden field; ``parts/once.html`` makes it from the value ``form_id``."""

_FORM = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def new_form_id() -> str:
    """The text for the forms of one page."""
    return secrets.token_urlsafe(16)


def form_id_in(form: Filled) -> str:
    """The text that a form carries. Raises ``UsageError`` for none."""
    found = form.hidden(FIELD)
    if not _FORM.fullmatch(found):
        raise UsageError("the form is not one of this node's pages", "load the page again")
    return found


def once(visitor: Visitor, form_id: str, act: Callable[[], T]) -> T:
    """What ``act`` gives, carried out once for this form on this path. What it raises is raised, and the form may be sent again.

    Raises ``Conflict`` for a form that was sent before.
    """
    service = visitor.service
    path = sha256(visitor.request.url.path.encode()).hexdigest()  # one page may have several forms
    ticket = Ticket(visitor.actor.id, f"form:{form_id}:{path[:16]}", path)
    if begin(service.database, ticket, service.now()) is not None:
        raise Conflict("this form was sent before; nothing was done a second time", "load the page again to see how things stand now")
    try:
        made = act()
    except Exception:
        forget(service.database, ticket)
        raise
    finish(service.database, ticket, Kept(200, b""))
    return made
