"""The queue of cases and one case: what a person looks at before deciding. Every look is an entry of the ledger that names the cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter

from comity.identity import Permission
from comity.model import CaseState, Outcome
from comity.node.review_desk import Turned, policy_in, show_case, show_queue
from comity.node.serving_desk import desk_of
from comity.review import policy_to_record
from comity.storage.database.queue import QueueView
from comity.web.access import Caller, Serving, allowed
from comity.web.api.case_records import Record, queue_record, shown_record
from comity.web.api.pages import Page, page_asked
from comity.web.parameters import only_known

CaseId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Caller, Depends(allowed(Permission.CASE_VIEW))]
router = APIRouter(prefix="/api/v1", tags=["cases"], dependencies=[Depends(only_known)])


async def _view(
    state: CaseState = CaseState.OPEN,
    list_name: Annotated[str | None, Parameter(alias="list", max_length=200, description="the listing's, such as un-sc")] = None,
    outcome: Outcome | None = None,
    claimed_by: Annotated[str | None, Parameter(max_length=80, description="me, nobody, or an actor such as user:ana")] = None,
    base: Annotated[str | None, Parameter(max_length=64, description="the customer base of the subject")] = None,
    q: Annotated[str, Parameter(max_length=200, description="beginnings of words: of names, the owner's number, the listing's id")] = "",
) -> QueueView:
    """Which cases to show; what is left out asks nothing. ``me`` is still to be put in."""
    return QueueView(state, list_name, outcome, "" if claimed_by == "nobody" else claimed_by, base, sought=q.strip())


@router.get("/cases", summary="The queue, riskiest first, a page at a time")
def cases(
    view: Annotated[QueueView, Depends(_view)],
    page: Annotated[Page, Depends(page_asked)],
    caller: Viewing,
    service: Serving,
    overdue: Annotated[bool, Parameter(description="only those whose decision was due before now")] = False,  # noqa: FBT002
) -> Record:
    """Cases in the order in which they are worked: strong before review, then the higher score, then who has waited longest. ``next`` is
    what to ask for as ``after``, empty at the end.
    """
    caller.spend(page.limit)
    now = service.now()
    claimed_by = caller.actor.id if view.claimed_by == "me" else view.claimed_by
    view = replace(view, claimed_by=claimed_by, overdue_at=now if overdue else None)
    return queue_record(show_queue(desk_of(service), Turned(view, page.after, page.limit), caller.actor, now))


@router.get("/cases/{case_id}", summary="One case with both sides, the evidence and its history")
def case(case_id: CaseId, caller: Viewing, service: Serving) -> Record:
    """The subject as it is now, the listing as it was found, what was compared, and every decision. ``version`` and ``subject.digest`` are
    what an act on the case gives back as ``seen_version`` and ``seen_subject``.
    """
    caller.spend(1)
    now = service.now()
    return shown_record(show_case(desk_of(service), case_id, caller.actor, now), now)


@router.get("/policy", summary="The owner's rules of review")
def policy(_: Viewing, service: Serving) -> Record:
    """Who must look twice, which reasons go with which verdict, when decisions are due, how long exemptions hold."""
    return policy_to_record(policy_in(service.settings.home))
