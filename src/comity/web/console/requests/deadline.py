"""How much time is left to answer a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.safeguards import PersonRequest
from comity.web.console.words import Words

SOON = 7
"""Days left from which on a request is shown as pressing."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time to answer: until ``by``. ``days`` are days of the calendar left, negative when they are over, ``said`` in words; ``badge``
    is the class of its sign.
    """

    by: datetime
    days: int
    said: str
    badge: str


def deadline_of(words: Words, request: PersonRequest, now: datetime) -> Deadline:
    """How ``request`` stands at ``now``."""
    days = (request.answer_by.date() - now.date()).days
    if request.closed_at is not None:
        in_time = request.closed_at <= request.answer_by
        return Deadline(request.answer_by, days, words.say("closed in time") if in_time else words.say("closed too late"), "plain")
    if request.overdue(now):
        over = max(1, -days)
        return Deadline(request.answer_by, -over, words.count("%(num)s day overdue", "%(num)s days overdue", over), "late")
    said = words.count("%(num)s day left", "%(num)s days left", days) if days else words.say("to be answered today")
    return Deadline(request.answer_by, days, said, "review" if days <= SOON else "good")
