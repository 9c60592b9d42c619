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
from comity.web.console.tables import csv_of, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 25
IMPORTS = 10
"""Imports on the page, the last ones; the file has as many as ``ROWS_OF_CSV``."""

ROWS_OF_CSV = 1000

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/monitoring")
def monitoring(
    visitor: Annotated[Visitor, Depends(visiting(Permission.SUBJECT_VIEW))], before: Annotated[str, Parameter(max_length=40)] = ""
) -> Response:
    """The bases, the rule, the last screening, and the results of list changes."""
    is_file = wants_csv(visitor.request, "deltas")
    limits = (ROWS_OF_CSV, ROWS_OF_CSV) if is_file else (ROWS, IMPORTS)
    with visitor.service.database.reading() as reading:
        view = monitoring_view(reading, before, *limits)
    tables = {
        "watched": watched_table(visitor, view.bases),
        "deltas": deltas_table(visitor, view.deltas, f"/monitoring?before={view.next}" if view.next else ""),
        "imports": imports_table(visitor, view.imports),
    }
    if is_file:
        return csv_of(visitor.request, tables, visitor.words)
    return page(visitor, "monitoring/page.html", {**tables, "screened": view.screened, "rule": MONITORED})
