"""How long a case has waited, in words and with a sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.node.review_desk import Waiting
from comity.review import Ageing, DueBand
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


def bands(words: Words) -> tuple[tuple[str, str], ...]:
    """The bands of time in which a decision may be due, each with what it is called in a choice."""
    called = {
        DueBand.OVERDUE: words.say("overdue"),
        DueBand.DAY: words.say("within a day"),
        DueBand.WEEK: words.say("in 1 to 7 days"),
        DueBand.LATER: words.say("later"),
    }
    return tuple((band.value, called[band]) for band in DueBand)


def _due(words: Words, left: timedelta) -> str:
    hours = int(abs(left).total_seconds() // 3600)
    if left > timedelta(0):
        if hours < 24:
            return words.count("due in %(num)s hour", "due in %(num)s hours", hours)
        return words.count("due in %(num)s day", "due in %(num)s days", hours // 24)
    if hours < 24:
        return words.count("%(num)s hour late", "%(num)s hours late", hours)
    return words.count("%(num)s day late", "%(num)s days late", hours // 24)
