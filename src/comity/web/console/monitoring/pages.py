"""``/monitoring``: the bases under watch, and what screening again found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.base_imports import IMPORT
from comity.node.jobs import every_job
from comity.node.monitoring import MONITORED
from comity.node.monitoring_view import DELTA, monitoring_view
from comity.web.console.monitoring.tables import delta_rows, deltas_table, import_rows, imports_table, watched_table
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import streamed_of, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 25
IMPORTS = 10
"""Imports on the page, the last ones; the file has all."""

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/monitoring")
def monitoring(
    visitor: Annotated[Visitor, Depends(visiting(Permission.SUBJECT_VIEW))], before: Annotated[str, Parameter(max_length=40)] = ""
) -> Response:
    """The bases, the rule, the last screening, and the results of list changes."""
    database = visitor.service.database
    with database.reading() as reading:
        view = monitoring_view(reading, before, ROWS, IMPORTS)
    watched = watched_table(visitor, view.bases)
    if wants_csv(visitor.request, "deltas"):
        files = {
            "watched": (watched, lambda: watched.rows),
            "deltas": (deltas_table(visitor, (), ""), lambda: delta_rows(visitor, every_job(database, None, DELTA))),
            "imports": (imports_table(visitor, ()), lambda: import_rows(visitor, every_job(database, None, IMPORT))),
        }
        return streamed_of(visitor, files)
    tables = {
        "watched": watched,
        "deltas": deltas_table(visitor, view.deltas, f"/monitoring?before={view.next}" if view.next else ""),
        "imports": imports_table(visitor, view.imports),
    }
    return page(visitor, "monitoring/page.html", {**tables, "screened": view.screened, "rule": MONITORED})
