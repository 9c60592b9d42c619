"""Cases for people to work on: invented subjects who resemble persons of the extract that ships with the product."""

from __future__ import annotations

from collections.abc import Sequence

from comity.model import Name, PartialDate, Schema, Subject
from comity.node.service import Service
from comity.web.api.bases import monitor_of

NAMESAKES = ("Ayman Zawahri", "Hafiz Saeed")


def prepare(service: Service, names: Sequence[str], base: str = "customers") -> None:
    """Put subjects of these names, born in 1990, under watch, and screen them: each that resembles a listing has a case then."""
    monitor, now = monitor_of(service), service.now()
    subjects = [Subject(Schema.PERSON, (Name(name),), (PartialDate(1990, 1, 1),)) for name in names]
    monitor.put(base, [(f"K-{at:03}", subject, None) for at, subject in enumerate(subjects)], "user:lena", now)
    monitor.screen_changed(now, now)


def many(count: int) -> list[str]:
    """The names of so many customers: namesakes of listed persons who were born in other years."""
    return [NAMESAKES[at % len(NAMESAKES)] for at in range(count)]
