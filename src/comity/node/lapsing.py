"""A list that is no longer in use: nothing is screened against it any more, so its cases wait for nobody, and lapse."""

from __future__ import annotations

from datetime import datetime

from comity.model import Entry
from comity.node.casework import LIST_REMOVED, Casework, Event, Grounds, Happened
from comity.node.monitoring import ACTOR, BATCH, Announce, Progress, Watched, hand_on
from comity.review import Policy
from comity.storage.database import Database, Durability


def lapse_list(database: Database, name: str, announce: Announce, at: datetime, progress: Progress) -> Watched:
    """Let every case of list ``name`` lapse, some in each transaction, on the ground ``LIST_REMOVED``; how many subjects and cases.

    Verdicts stay on their cases. Each case is an entry of the ledger, and so is their number. Raises what the database raises; running
    again does the rest.
    """
    lapsed = Watched()
    while events := _lapse_some(database, name, announce, at):
        lapsed = lapsed.after(len({event.pair.subject for event in events}), events)
        progress(lapsed.subjects)
    with database.writing() as writing:
        facts = {"cases": str(lapsed.happened.get(Happened.LAPSED.value, 0)), "grounds": LIST_REMOVED}
        writing.record(Entry(at, ACTOR, "list.lapse", f"list:{name}"[:256], facts=facts))
    return lapsed


def _lapse_some(database: Database, name: str, announce: Announce, at: datetime) -> list[Event]:
    grounds = Grounds("", "", lambda _list, _listing: False, Policy(), at)
    with database.writing(Durability.FULL) as writing:
        some = [one.case for one in writing.cases.of_list(name, BATCH)]
        events = Casework(writing, grounds).lapse(some, LIST_REMOVED)
        hand_on(writing, events, grounds, announce)
    return events
