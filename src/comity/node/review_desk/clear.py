"""Proof that somebody was screened and nothing was found, made as they are screened.

A node keeps no record of whom a clear screening was about: what is not kept cannot leak. So the pack is made at once, and carries the
screening's id and the number of its entry in the ledger, which says when, on which editions and under which rule, and not whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.batch import is_empty, why_empty
from comity.identity import Permission
from comity.model import Actor, Conflict, Edition, Hit, Outcome, Query, ScreeningRule, Subject, UnknownName, UsageError
from comity.model.record import rule_to_text
from comity.node.permitted import require
from comity.node.review_desk.desk import Desk, entry
from comity.node.review_desk.evidence import consulted, made, recorded, tell_of
from comity.review import ClearScreening, Pack, Surroundings, clear_evidence
from comity.storage.database import new_id
from comity.storage.database.screenings import Screening, ScreeningKind


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to screen: the facts, and the id under which this node watches the subject, or empty."""

    subject: Subject
    id: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """A screening that was made just now, as it is kept; its hits, and the editions searched."""

    screening: Screening
    hits: tuple[Hit, ...]
    editions: tuple[Edition, ...]


def clear_pack(desk: Desk, whom: Whom, rule: ScreeningRule, by: Actor, at: datetime) -> Pack:
    """Screen ``whom`` against the lists in use and give the evidence that nothing was found.

    The screening is kept and recorded whatever it finds. Raises ``NotAllowed``; ``UsageError`` when there is nothing to compare;
    ``Conflict`` when something was found: that is no clear screening.
    """
    require(by, Permission.SCREENING_RUN)
    if is_empty(whom.subject):
        raise UsageError(why_empty(whom.subject), "give a name or a number that can be compared")
    screened = _screened(desk, whom.subject, rule, by, at)
    _keep(desk, screened.screening, whom, by)
    found = sum(hit.outcome is not Outcome.CLEAR for hit in screened.hits)
    if found:
        raise Conflict(f"this screening is not clear: it found {found:,}", "screen the subject to see what was found, and decide about it")
    with desk.database.reading() as reading:
        around = Surroundings(consulted(screened.editions, at), tuple(recorded(reading, f"screening:{screened.screening.id}")))
    clear = ClearScreening(screened.screening.id, at, whom.subject, screened.screening.rule, screened.hits)
    pack = clear_evidence(clear, around, made(desk, by, at))
    tell_of(desk, pack, f"screening:{clear.id}", by, at)
    return pack


def watched(desk: Desk, subject_id: str, by: Actor) -> Whom:
    """A monitored subject, for its evidence. Raises ``NotAllowed``, ``UnknownName``."""
    require(by, Permission.SUBJECT_VIEW)
    with desk.database.reading() as reading:
        found = reading.subjects.get(subject_id)
    if found is None:
        raise UnknownName("there is no subject of that id", "give the id under which this node watches it")
    return Whom(found.subject, found.id)


def _screened(desk: Desk, subject: Subject, rule: ScreeningRule, by: Actor, at: datetime) -> Screened:
    answered = desk.ask([Query("1", subject)], rule)
    searched = tuple(one for one in answered.editions if not rule.lists or one.source in rule.lists)
    (hits,) = answered.hits
    ids = tuple(one.id for one in searched)
    screening = Screening(new_id(at), at, ScreeningKind.SINGLE, rule_to_text(rule), ids, 1, len(hits), by.id)
    return Screened(screening, hits, searched)


def _keep(desk: Desk, screening: Screening, whom: Whom, by: Actor) -> None:
    facts = {
        "subjects": "1",
        "subject": whom.id,
        "hits": str(screening.hits),
        "editions": " ".join(screening.editions)[:1000],
        "rule": screening.rule[:1000],
    }
    with desk.database.writing() as writing:
        writing.screenings.add(screening)
        writing.record(entry(by, screening.at, Permission.SCREENING_RUN, f"screening:{screening.id}", facts))
