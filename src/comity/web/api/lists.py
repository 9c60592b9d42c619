"""``/api/v1/lists``: the lists, their editions and ages, what changed between two, one listing by its id, and updating one now."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.exchange import Downloader
from comity.identity import Permission
from comity.model import UnknownName, UsageError
from comity.node.jobs import order_by_hand
from comity.node.lists import ListDesk, ListStatus
from comity.node.references import resolve_edition
from comity.node.service import Service
from comity.web.access import Caller, Serving, allowed
from comity.web.api.job_records import job_record
from comity.web.api.list_records import Record, changes_of, edition_record, shown_record, status_record
from comity.web.idempotency import Once, as_json
from comity.web.parameters import only_known

MOST_CHANGES = 500
COST_OF_A_DELTA = 500
"""Subjects whose screening takes about as long as reading and comparing two editions."""

ListName = Annotated[str, Path(min_length=1, max_length=100)]
Reference = Annotated[str, Parameter(max_length=200, description="an edition: its id, the beginning of it, or list@YYYY-MM-DD")]
Viewing = Annotated[Caller, Depends(allowed(Permission.LIST_VIEW))]
Updating = Annotated[Caller, Depends(allowed(Permission.LIST_UPDATE))]
router = APIRouter(prefix="/api/v1", tags=["lists"], dependencies=[Depends(only_known)])


@router.get("/lists", summary="The lists, their editions in use and how old these are")
def lists(_: Viewing, service: Serving) -> Record:
    """Every list that this node can read or has. ``edition`` is null for one that was never fetched."""
    screened = _screened(service)
    statuses = _desk(service).status(service.now())
    return {"lists": [status_record(status, screened=screened.get(status.name, "")) for status in statuses]}


@router.get("/lists/{name}", summary="One list and its editions, oldest first")
def one_list(name: ListName, _: Viewing, service: Serving) -> Record:
    """The list, and every edition of it that is kept."""
    status = _status(service, name)
    history = [edition_record(edition) for edition in service.store.history(name)]
    return {**status_record(status, screened=_screened(service).get(name, "")), "editions": history}


@router.get("/lists/{name}/delta", summary="What changed between two editions of a list")
def delta(
    name: ListName,
    caller: Viewing,
    service: Serving,
    old: Reference = "",
    new: Reference = "",
    after: Annotated[int, Parameter(ge=0, le=100_000_000, description="the `next` of the page before")] = 0,
    limit: Annotated[int, Parameter(ge=1, le=MOST_CHANGES)] = 100,
) -> Record:
    """Who came, who went, and which facts of whom were amended; by default up to the edition in use, from the one before it. ``next`` is
    null at the end.
    """
    caller.spend(COST_OF_A_DELTA)
    status = _status(service, name)
    current = new or (status.edition.id if status.edition else "")
    found = _desk(service).delta(old or _before(service, name, current), current)
    if found.new.source != name:
        raise UsageError("these are editions of another list", "name two editions of this list")
    counts = {"added": len(found.added), "removed": len(found.removed), "amended": len(found.amended)}
    changes = list(islice(changes_of(found), after, after + limit))
    seen = after + len(changes)
    return {
        "old": edition_record(found.old),
        "new": edition_record(found.new),
        "counts": counts,
        "changes": changes,
        "next": seen if seen < sum(counts.values()) else None,
    }


@router.get("/listings/{listing_id:path}", summary="A listing by its publisher's id")
def listing(
    listing_id: Annotated[str, Path(min_length=1, max_length=200)],
    _: Viewing,
    service: Serving,
    within: Annotated[str, Parameter(alias="list", max_length=100, description="only in this list")] = "",
) -> Record:
    """Every listing of that id in the editions in use, with all its facts."""
    if within and within not in service.store.names():
        raise UnknownName("there is no edition of a list of that name here", "see /api/v1/lists")
    found = _desk(service).show(listing_id, service.now(), [within] if within else None)
    return {"listings": [shown_record(shown) for shown in found]}


@router.post("/lists/{name}/update", summary="Fetch a list now", status_code=202)
def update(name: ListName, caller: Updating, service: Serving, once: Once) -> Response:
    """The job that fetches it from its publisher. The edition in use stays until a newer one has come whole."""
    if name not in _desk(service).updatable():
        _status(service, name)
        raise UsageError("this list has no address to fetch it from", "import a file of it, see `comity lists import`")
    order = {"list": name}
    return once.answer_now(caller, lambda: as_json(job_record(order_by_hand(service.means, "lists.update", order, caller.actor)), 202))


def _desk(service: Service) -> ListDesk:
    return ListDesk(service.settings, service.store, Downloader())


def _screened(service: Service) -> dict[str, str]:
    return {edition.source: edition.id for edition in service.screener.editions}


def _status(service: Service, name: str) -> ListStatus:
    for status in _desk(service).status(service.now()):
        if status.name == name:
            return status
    raise UnknownName("there is no list of that name", "see the lists")


def _before(service: Service, name: str, current: str) -> str:
    """The edition that stands before ``current`` in the history of the list; two of one day stand in the order in which they came."""
    history = [one.id for one in service.store.history(name)]
    edition = resolve_edition(service.store, current).id if current else ""
    earlier = history[: history.index(edition)] if edition in history else []
    if not earlier:
        raise UnknownName("there is no earlier edition to compare with", "name one with `old`, or wait for the next update")
    return earlier[-1]
