"""``/monitoring``: the bases under watch, and what screening again found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.monitoring import MONITORED
from comity.node.monitoring_view import monitoring_view
from comity.web.console.monitoring.tables import deltas_table, imports_table, watched_table
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_answer
from comity.web.console.visitor import Visitor, visiting

ROWS = 25
ROWS_OF_CSV = 1000

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/monitoring")
def monitoring(
    visitor: Annotated[Visitor, Depends(visiting(Permission.SUBJECT_VIEW))], before: Annotated[str, Parameter(max_length=40)] = ""
) -> Response:
    """The bases, the rule, the last screening, and the results of list changes."""
    words, what = visitor.words, visitor.request.query_params.get("as", "")
    with visitor.service.database.reading() as reading:
        view = monitoring_view(reading, before, ROWS_OF_CSV if what == "deltas" else ROWS)
    if what == "deltas":
        return csv_answer(deltas_table(words, view.deltas, ""), words)
    watched = watched_table(words, view.bases)
    if what == "csv":
        return csv_answer(watched, words)
    values = {
        "watched": watched,
        "screened": view.screened,
        "deltas": deltas_table(words, view.deltas, f"/monitoring?before={view.next}" if view.next else ""),
        "imports": imports_table(words, view.imports),
        "rule": MONITORED,
    }
    return page(visitor, "monitoring/page.html", values)
