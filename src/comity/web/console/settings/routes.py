"""The page of settings. Nothing is changed here: settings are files and variables of the machine, out of reach of a browser left open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import ComityError
from comity.node.node_file import NODE_FILE
from comity.node.retention_rules import RULES, rules_in_force
from comity.node.settings import Settings
from comity.node.timetable import timetable
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.settings.fixed import fixed_table
from comity.web.console.settings.made import groups, settings_table
from comity.web.console.settings.retention_table import retention_table
from comity.web.console.settings.review_policy import review_rules
from comity.web.console.settings.schedule_table import schedule_table
from comity.web.console.tables import Table, csv_of, wants_csv
from comity.web.console.visitor import Visitor, visiting
from comity.web.console.words import Words

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/settings")
def settings(
    visitor: Annotated[Visitor, Depends(visiting(Permission.SETTINGS_VIEW))],
) -> Response:
    """Every setting and rule that is in force."""
    words, service = visitor.words, visitor.service
    made, rules = groups(words, service.settings), review_rules(words, service.settings.home)
    retention, fault = _retention(words, service.settings)
    schedule, fixed = schedule_table(words, timetable(service.means)), fixed_table(words)
    if wants_csv(visitor.request):
        tables = {"settings": settings_table(words, made), "policy": rules.table, "retention": retention}
        return csv_of(visitor.request, tables | {"schedule": schedule, "fixed": fixed}, words)
    home = service.settings.home
    values = {
        "groups": made,
        "rules": rules,
        "retention": retention,
        "retention_fault": fault,
        "retention_file": str(home / RULES),
        "has_own_retention": (home / RULES).exists(),
        "node_file": str(home / NODE_FILE),
        "schedule": schedule,
        "fixed": fixed,
    }
    return page(visitor, "settings/page.html", values)


def _retention(words: Words, made: Settings) -> tuple[Table | None, ComityError | None]:
    """The table of the rules, or why they cannot be used."""
    try:
        return retention_table(words, rules_in_force(made)), None
    except ComityError as fault:
        return None, fault
