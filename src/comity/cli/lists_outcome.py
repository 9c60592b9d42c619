"""What people are told after an update or import, and how an edition is spoken of everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from comity.cli.console import age, count, say
from comity.model import Edition
from comity.model.record import edition_to_record
from comity.node.lists import Change, Outcome


def edition_line(edition: Edition, age_days: int) -> str:
    """One edition in a sentence: id, date, age, size, what it leaves out."""
    when = f"published {day(edition.published)}" if edition.published else f"fetched {day(edition.fetched_at)}, no date of its own"
    left_out = f"; {edition.partial}" if edition.partial else ""
    old = f"{age(age_days)} old" if age_days else age(age_days)
    return f"{edition.id} ({when}, {old}, {count(edition.entries, 'entry', 'entries')}, {count(edition.names, 'name')}{left_out})"


def edition_json(edition: Edition, now: datetime) -> dict[str, Any]:
    """One edition for machines, with its age in days."""
    return {**edition_to_record(edition), "age_days": edition.age_days(now)}


def day(moment: datetime | None) -> str:
    """A moment as its day, or ``-``."""
    return moment.date().isoformat() if moment else "-"


def tell(outcome: Outcome, now: datetime) -> None:
    """Say what an update or import came to, and which edition is in use."""
    edition, current = outcome.edition, outcome.current
    words = {Change.NEW: "new edition", Change.SAME: "already held", Change.NOT_MODIFIED: "no newer edition at the publisher"}
    say(f"{outcome.name}: {words[outcome.change]}: {edition_line(edition, edition.age_days(now))}")
    if current.id != edition.id:
        say(f"  In use stays {edition_line(current, current.age_days(now))}, which is newer; --make-current puts the other in use.")
    elif outcome.before and outcome.before.id != edition.id:
        say(f"  It takes the place of {outcome.before.id}; see: comity lists diff {outcome.before.id} {edition.id}")
    if outcome.issues:
        say(f"  {count(outcome.issues, 'place')} in the file could not be taken as found; see: comity lists status --issues {edition.id}")
