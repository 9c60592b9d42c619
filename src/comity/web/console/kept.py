"""Nothing is lost when a sitting ends in the middle of work: what was filled in is kept on the page that asks to sign in again.

The fields travel with that page, in the browser of the person who filled them in; the node keeps nothing. After signing in they see what
they had filled in and send it themselves: a request that somebody else caused is never carried out by that. A form with a password or a
code in it is not kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from comity.web.console.filled import Filled, read_form
from comity.web.console.visitor import here, local

Fields = Sequence[tuple[str, str]]
LONGEST_KEPT = 200_000
"""Characters of what is kept."""

SECRETS = frozenset({"password", "again", "code", "token", "secret"})
"""Fields that are never put into a page again."""

AT_THE_DOOR = ("/sign-in", "/sign-out", "/purpose", "/proof", "/welcome", "/language")
"""Forms of entering and leaving: not what a person came for."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a person was about when they were sent elsewhere first: the page that they come back to, and the form that they had filled in,
    packed, with the path that it was for (both empty for none).
    """

    next: str = "/"
    action: str = ""
    kept: str = ""

    @property
    def fields(self) -> Fields:
        """What had been filled in; nothing when no form was kept."""
        return unpacked(self.kept) if self.action else []


async def errand_of(request: Request) -> Errand:
    """The errand of a request: its page, and its form when it has one that can be kept."""
    fields = list(Filled(await read_form(request)).fields())
    can_be_kept = not request.url.path.startswith(AT_THE_DOOR) and SECRETS.isdisjoint(name for name, _ in fields)
    kept = packed(fields) if fields and can_be_kept else ""
    return Errand(here(request), kept_action(request.url.path) if kept else "", kept)


def carried(form: Filled) -> Errand:
    """The errand that a form of the door carries in its hidden fields."""
    return Errand(local(form.hidden("next")), kept_action(form.hidden("action")), form.text("kept", LONGEST_KEPT))


def packed(fields: Fields) -> str:
    """Fields as one text for a hidden field; empty when they are too much to keep."""
    text = json.dumps(fields, ensure_ascii=False)
    return text if len(text) <= LONGEST_KEPT else ""


def unpacked(text: str) -> Fields:
    """What ``packed`` was given; nothing for a text that is not of it."""
    try:
        found = json.loads(text[: LONGEST_KEPT + 1]) if text else []
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError, RecursionError):
        return []


def kept_action(path: str) -> str:
    """``path`` when a kept form may be sent there again: a page of ours; else empty."""
    return path if path != "/" and local(path) == path and not path.startswith(AT_THE_DOOR) else ""
