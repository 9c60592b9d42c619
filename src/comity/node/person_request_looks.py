"""What whoever handles a person's request looks at beside it: which must be answered first, what was done so far, and what is held.

Nothing is changed here. Looks at a subject are entries of the ledger; each function raises ``NotAllowed`` for an actor who may not.
"""

from __future__ import annotations

from comity.identity import Permission
from comity.model import Entry, MonitoredSubject, UnknownName
from comity.node import person_erasure
from comity.node.permitted import require
from comity.node.person_requests import Handling, PersonRequests
from comity.node.retention_rules import rules_in_force
from comity.safeguards import Due, PersonRequest
from comity.storage.database.ledger import LedgerRow, LedgerSearch
from comity.storage.database.repository import AT_ONCE, Page, walked

LOOKS = frozenset({"request.view", "request.search"})
"""Acts that changed nothing of a request."""


def waiting(desk: PersonRequests, place: tuple[str, int], handling: Handling) -> Page[PersonRequest]:
    """Requests that are not answered yet, the one that is due first in front, behind the place ``place[0]``, at most ``place[1]``.

    They name nobody. Raises ``UsageError`` for a place that is none.
    """
    require(handling.by, Permission.REQUEST_VIEW)
    with desk.database.reading() as reading:
        return reading.person_requests.waiting(*place)


def overdue(desk: PersonRequests, handling: Handling) -> int:
    """How many requests should have been answered by now."""
    require(handling.by, Permission.REQUEST_VIEW)
    with desk.database.reading() as reading:
        return reading.person_requests.unanswered(handling.at)


def done_so_far(desk: PersonRequests, request_id: str, handling: Handling) -> tuple[LedgerRow, ...]:
    """The entries about a request that changed it, newest first: some ten among all the looks at it."""
    require(handling.by, Permission.REQUEST_VIEW)
    with desk.database.reading() as reading:

        def read(before: int | None) -> tuple[tuple[LedgerRow, ...], int | None]:
            rows = reading.ledger.latest(LedgerSearch(object=f"request:{request_id}"), before, AT_ONCE)
            return rows, rows[-1][0] if len(rows) == AT_ONCE else None

        return tuple(row for row in walked(read, None) if row[1].action not in LOOKS)


def retention_of(desk: PersonRequests, request: PersonRequest, handling: Handling) -> tuple[Due, ...]:
    """What the rules of retention and the legal holds say now of each subject that ``request`` is about and that is still here."""
    require(handling.by, Permission.REQUEST_VIEW)
    with desk.database.reading() as reading:
        return person_erasure.advice(reading, request.about, rules_in_force(desk.settings), handling.at)


def held_facts(desk: PersonRequests, request: PersonRequest, subject_id: str, handling: Handling) -> MonitoredSubject:
    """A subject that ``request`` is about, to be put right; looking is an entry. Raises ``UnknownName`` when it is not, or is gone."""
    require(handling.by, Permission.REQUEST_HANDLE)
    require(handling.by, Permission.SUBJECT_VIEW)
    with desk.database.writing() as writing:
        held = writing.subjects.get(subject_id) if subject_id in request.about else None
        if held is None:
            raise UnknownName("the request is not about that subject, or it is gone", "look at the request again")
        purpose = handling.by.purpose.value if handling.by.purpose else ""
        facts = {"request": request.id}
        writing.record(Entry(handling.at, handling.by.id, "subject.view", f"subject:{subject_id}", purpose, facts))
    return held
