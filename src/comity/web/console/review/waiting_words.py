"""How long a case has waited, in words and with a sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.node.review_desk import Waiting
from comity.review import Ageing
from comity.web.console.words import Words

SIGNS = {Ageing.FRESH: "○", Ageing.AGEING: "◐", Ageing.OVERDUE: "●"}
"""An empty, a half and a full circle: how much of the time has gone."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The ageing class, its sign, what it is called, and until or since when a decision is due."""

    kind: str
    sign: str
    called: str
    due: str


def waited(words: Words, waiting: Waiting, now: datetime) -> Waited:
    """How ``waiting`` is said at ``now`` (aware)."""
    called = {Ageing.FRESH: words.say("fresh"), Ageing.AGEING: words.say("ageing"), Ageing.OVERDUE: words.say("overdue")}
    return Waited(waiting.ageing.value, SIGNS[waiting.ageing], called[waiting.ageing], _due(words, waiting.due_at - now))


def _due(words: Words, left: timedelta) -> str:
    hours = int(abs(left).total_seconds() // 3600)
    if left > timedelta(0):
        if hours < 24:
            return words.count("due in %(num)s hour", "due in %(num)s hours", hours)
        return words.count("due in %(num)s day", "due in %(num)s days", hours // 24)
    if hours < 24:
        return words.count("%(num)s hour late", "%(num)s hours late", hours)
    return words.count("%(num)s day late", "%(num)s days late", hours // 24)
