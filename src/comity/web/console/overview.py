"""The first page: how fresh every list is, what waits, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.exchange import Downloader
from comity.identity import Permission
from comity.node.lists import ListDesk, ListStatus
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_answer, wants_csv
from comity.web.console.visitor import Visitor, visiting
from comity.web.console.words import Words

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/")
def overview(visitor: Annotated[Visitor, Depends(visiting(Permission.LIST_VIEW))]) -> Response:
    """The overview."""
    service = visitor.service
    statuses = ListDesk(service.settings, service.store, Downloader()).status(service.now())
    table = _freshness(visitor.words, [status for status in statuses if status.edition])
    if wants_csv(visitor.request):
        return csv_answer(table, visitor.words)
    return page(visitor, "overview.html", {"lists": table})


def _freshness(words: Words, statuses: list[ListStatus]) -> Table:
    columns = (
        Column("list", words.say("List")),
        Column("dated", words.say("Published")),
        Column("age", words.say("Age in days"), is_number=True),
        Column("entries", words.say("Entries"), is_number=True),
    )
    empty = words.say("No list has been imported yet.")
    return Table("lists", words.say("Lists"), columns, [_row(status) for status in statuses], empty, csv="/?as=csv")


def _row(status: ListStatus) -> Mapping[str, Cell]:
    assert status.edition is not None
    return {
        "list": Cell(status.name, f"/lists/{status.name}"),
        "dated": Cell(status.edition.dated),
        "entries": Cell(status.edition.entries),
    }
