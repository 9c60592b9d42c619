"""Legal holds: orders that keep records from being erased. Only persons place and release them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from pydantic import Field

from comity.identity import Permission
from comity.node.holds import LONGEST_BASIS, LONGEST_RECORD, HoldOrder, list_holds, place_hold, release_hold
from comity.safeguards import LegalHold
from comity.web.access import Caller, Serving, allowed
from comity.web.api.forms import Form
from comity.web.parameters import only_known

MOST_SHOWN = 500
Record = dict[str, Any]
Viewing = Annotated[Caller, Depends(allowed(Permission.REQUEST_VIEW))]
Handler = Annotated[Caller, Depends(allowed(Permission.REQUEST_HANDLE))]
router = APIRouter(prefix="/api/v1/holds", tags=["holds"], dependencies=[Depends(only_known)])


class HoldForm(Form):
    """What is kept and on what basis: one record by its id, or every record of the kind."""

    kind: str = Field(min_length=1, max_length=32, description="such as subject or decision_text")
    record: str = Field(default="", max_length=LONGEST_RECORD)
    basis: str = Field(min_length=1, max_length=LONGEST_BASIS, description="the order; it stays out of the ledger")


@router.post("", summary="Place a legal hold")
def place(form: HoldForm, caller: Handler, service: Serving) -> Record:
    """Keep records from now on, whatever their rules say."""
    return _record(place_hold(service.database, HoldOrder(form.kind, form.record, form.basis), caller.actor, service.now()))


@router.post("/{hold_id}/release", summary="Release a legal hold")
def release(hold_id: Annotated[str, Path(min_length=1, max_length=64)], caller: Handler, service: Serving) -> Record:
    """Let the rules apply again. The hold stays on record."""
    return _record(release_hold(service.database, hold_id, caller.actor, service.now()))


@router.get("", summary="Legal holds")
def page(
    caller: Viewing,
    service: Serving,
    after: Annotated[str, Parameter(max_length=64)] = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_SHOWN)] = 100,
) -> Record:
    """Holds by id, released ones too, and what to ask for as ``after`` next (empty at the end)."""
    found = list_holds(service.database, caller.actor, service.now(), (after, limit))
    return {"holds": [_record(one) for one in found.items], "next": found.next}


def _record(hold: LegalHold) -> Record:
    return {
        "id": hold.id,
        "kind": hold.kind,
        "record": hold.record,
        "basis": hold.basis,
        "placed_by": hold.placed_by,
        "placed_at": hold.placed_at.isoformat(),
        "released_at": hold.released_at.isoformat() if hold.released_at else None,
    }
