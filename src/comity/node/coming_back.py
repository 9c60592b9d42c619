"""What comes back to people because a time has passed: cases whose exemption ran out, and cases that nobody could decide some weeks ago.

Monitoring looks at a pair when one of its sides changes; where neither does, this is what ends an exemption on its day. Work is done in
small transactions and may be stopped and started again: what came back is not met twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from comity.model import Actor, Case, Exemption, ExemptionState
from comity.node.casework import Event, Happened
from comity.node.events import announce_hits
from comity.node.jobs import JobContext
from comity.node.review_desk import policy_in
from comity.node.review_desk.desk import entry
from comity.node.review_desk.keeping import look_again
from comity.review import Act, Ground, Policy, wants_look
from comity.review.case_file import FINAL, lasting
from comity.storage.database import Database, Durability, Reading, Writing
from comity.storage.database.jobs import Job

ACTOR = Actor("system:review")

BATCH = 100
"""Exemptions or cases of one transaction."""


def come_back(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """End the exemptions whose time is over and bring their cases back, and the cases whose time to look again has come; how many of each.

    No verdict changes: a person looks and decides.
    """
    act, policy = Act(ACTOR, context.now(), 0), policy_in(context.settings.home)
    ended = looked = 0
    while count := _end_exemptions(context.database, act, policy):
        ended += count
        context.progress(ended)
    for batch in _due(context.database, policy, act.at):
        with context.database.writing(Durability.FULL) as writing:
            looked += sum(_looks_again(writing, case, act, policy) for case in batch)
        context.progress(ended + looked)
    return {"exemptions": ended, "cases": looked}


def _end_exemptions(database: Database, act: Act, policy: Policy) -> int:
    """End some of the exemptions whose time is over; how many, 0 when there were none."""
    with database.writing(Durability.FULL) as writing:
        over = writing.exemptions.expiring(act.at, "", BATCH)
        events = [event for one in over for event in _ended(writing, one, act, policy)]
        announce_hits(writing, events, act.at)
    return len(over)


def _ended(writing: Writing, exemption: Exemption, act: Act, policy: Policy) -> Iterator[Event]:
    """End one exemption, and tell what became of its case."""
    why = f"it ran out on {exemption.expires_at.date().isoformat()}"
    writing.exemptions.end(exemption.id, ExemptionState.EXPIRED, act.at, why)
    writing.record(entry(act.by, act.at, "exemption.end", f"exemption:{exemption.id}", {"why": why}))
    if queued := writing.cases.by_pair(exemption.pair):
        yield _event(Happened.EXEMPTION_ENDED, queued.case, ExemptionState.EXPIRED)
    if case := look_again(writing, exemption.pair, act, policy):
        yield _event(Happened.CHANGED, case, Ground.EXEMPTION_ENDED)


def _due(database: Database, policy: Policy, now: datetime) -> Iterator[list[Case]]:
    """The cases that nobody could decide, and whose time to look again has come, some at a time."""
    after = ""
    while True:
        with database.reading() as reading:
            page = reading.cases.undecided(after, BATCH)
            decided = {case.id: _settled(reading, case) for case in page}
        if not page:
            return
        yield [case for case in page if decided[case.id] and wants_look(case, decided[case.id][-1], policy, now)]
        after = page[-1].id


def _settled(reading: Reading, case: Case) -> list[datetime]:
    """When the case was decided, each time that was not taken back."""
    return [one.at for one in lasting(reading.decisions.for_case(case.id)) if one.step in FINAL]


def _looks_again(writing: Writing, due: Case, act: Act, policy: Policy) -> bool:
    """Bring one case back if it is still as it was when it was found due, and its subject is still there."""
    queued = writing.cases.get(due.id)
    if queued is None or queued.case.version != due.version:
        return False
    case = look_again(writing, due.pair, act, policy, Ground.LOOK_AGAIN)
    if case is not None:
        announce_hits(writing, [_event(Happened.CHANGED, case, Ground.LOOK_AGAIN)], act.at)
    return case is not None


def _event(kind: Happened, case: Case, ground: str) -> Event:
    return Event(kind, case.id, case.pair, case.outcome.value, (ground,))
