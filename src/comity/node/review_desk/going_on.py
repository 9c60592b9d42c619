"""Going on with the work: which case comes next, and whether an act that is sent again was carried out before."""

from __future__ import annotations

from dataclasses import replace

from comity.identity import Permission
from comity.model import Actor
from comity.node.permitted import require
from comity.node.review_desk.desk import Desk
from comity.node.review_desk.queue import Turned, page_of, place_in
from comity.review import Act, Judgement
from comity.review.case_file import lasting


def next_case(desk: Desk, turned: Turned, after: str, by: Actor) -> str:
    """The id of the case that comes behind the case ``after`` in the queue that was turned to, else of its first; empty when none is there
    but ``after``.

    It shows nobody, and is no entry of the ledger: looking at the case is. Raises ``NotAllowed``.
    """
    require(by, Permission.CASE_VIEW)
    with desk.database.reading() as reading:
        known = reading.cases.get(after)
        places = [place_in(turned.order, known), ""] if known else [""]
        pages = (page_of(reading, replace(turned, after=place, limit=2)) for place in places)
        found = (one.case.id for page in pages for one in page.items)
        return next((case_id for case_id in found if case_id != after), "")


def is_decided_so(desk: Desk, case_id: str, judgement: Judgement, act: Act) -> bool:
    """Whether ``act`` gave this judgement on this version already: a form that was sent twice. False once it was taken back."""
    require(act.by, Permission.CASE_DECIDE)
    with desk.database.reading() as reading:
        trail = lasting(reading.decisions.for_case(case_id))
    made = f"{case_id}-{act.seen + 1}"
    said = (judgement.verdict, judgement.because, act.by.id)
    return any(one.id == made and (one.verdict, one.because, one.by) == said for one in trail)
