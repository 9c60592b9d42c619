"""``/``: the overview. Each person sees what their roles and purpose let them see; every number leads to what it counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from comity.exchange import Downloader
from comity.identity import Permission
from comity.node import overview as node_overview
from comity.node.lists import ListDesk
from comity.node.permitted import is_allowed
from comity.web.console.overview import changed, lists, waiting
from comity.web.console.overview.tiles import keeping_tiles
from comity.web.console.pages import page
from comity.web.console.purposes import wants_one
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Table, csv_of, wants_csv
from comity.web.console.visitor import Visitor, visiting

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/")
def overview(
    visitor: Annotated[Visitor, Depends(visiting(Permission.LIST_VIEW))],
) -> Response:
    """The overview; with ``as=csv`` one of its tables."""
    values = _values(visitor)
    if wants_csv(visitor.request):
        return csv_of(visitor.request, {one.name: one for one in values.values() if isinstance(one, Table)}, visitor.words)
    return page(visitor, "overview/overview.html", values)


def yesterday(now: datetime) -> datetime:
    """The first moment of the day before, in UTC."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def _values(visitor: Visitor) -> dict[str, Any]:
    """The parts of the page; None for what this person may not see."""
    service, actor, words, now = visitor.service, visitor.actor, visitor.words, visitor.service.now()
    sees_cases = is_allowed(actor, Permission.CASE_VIEW)
    approves, keeps = is_allowed(actor, Permission.CASE_APPROVE), is_allowed(actor, Permission.LEDGER_VERIFY)
    fresh = node_overview.freshness(ListDesk(service.settings, service.store, Downloader()), service.database, now)
    since = node_overview.changes(service.database, actor, yesterday(now))
    work = node_overview.work(service.database, yesterday(now)) if visitor.may(Permission.JOB_VIEW) else None
    return {
        "lists": lists.freshness_table(words, fresh),
        "worry": lists.worry(fresh),
        "risks": waiting.risk_table(words, node_overview.risks(service.database, actor, now)) if sees_cases else None,
        "to_approve": waiting.said(words, node_overview.to_approve(service.database, actor), node_overview.MOST_LOOKED_AT)
        if approves
        else None,
        "jobs": waiting.job_table(words, work) if work else None,
        "editions": changed.edition_table(words, since),
        "cases": changed.case_table(visitor, since) if since.cases is not None else None,
        "since": since.since,
        "wants_purpose": wants_one(visitor),
        "keeping": keeping_tiles(visitor, node_overview.keeping(service.database, actor, now), now) if keeps else (),
    }
