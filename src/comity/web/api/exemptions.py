"""Exemptions: which pairs are spared from the queue, until when, and the end of one by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter

from comity.identity import Permission
from comity.model import UsageError
from comity.node.review_desk import Sought, show_exemptions, withdraw_exemption
from comity.node.serving_desk import desk_of
from comity.review import Act
from comity.web.access import Caller, Serving, allowed
from comity.web.api.case_records import Record, case_record, exemption_in_short, exemption_record
from comity.web.api.pages import Page, page_asked
from comity.web.parameters import only_known

Viewing = Annotated[Caller, Depends(allowed(Permission.CASE_VIEW))]
Withdrawing = Annotated[Caller, Depends(allowed(Permission.EXEMPTION_WITHDRAW))]
router = APIRouter(prefix="/api/v1", tags=["exemptions"], dependencies=[Depends(only_known)])


@router.get("/exemptions", summary="The exemptions in force, a page at a time")
def exemptions(
    page: Annotated[Page, Depends(page_asked)],
    caller: Viewing,
    service: Serving,
    ends_before: Annotated[datetime | None, Parameter(description="only those that end before this time")] = None,
) -> Record:
    """Exemptions by id, and what to ask for as ``after`` next (empty at the end)."""
    if ends_before is not None and ends_before.tzinfo is None:
        raise UsageError("ends_before: the time has no zone", "write it as 2031-03-01T00:00:00Z")
    caller.spend(page.limit)
    shown, following = show_exemptions(desk_of(service), Sought(ends_before, page.after, page.limit), caller.actor, service.now())
    return {"exemptions": [exemption_record(one) for one in shown], "next": following}


@router.post("/exemptions/{exemption_id}/withdraw", summary="End an exemption")
def withdraw(
    exemption_id: Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")], caller: Withdrawing, service: Serving
) -> Record:
    """The exemption, ended, and the case that came back into the queue because of it, or null."""
    ended = withdraw_exemption(desk_of(service), exemption_id, Act(caller.actor, service.now(), 0))
    return {"exemption": exemption_in_short(ended.exemption), "case": case_record(ended.case) if ended.case else None}
