"""One file: its columns are chosen on a preview, its screening is watched, cancelled and erased here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import MissingColumn, ScreeningRule, UsageError
from comity.model.date_text import DateOrder
from comity.node.file_screening import KEPT, FileDesk, Order, Reading, Stage
from comity.node.file_screening.desk import Standing
from comity.node.file_screening.results import ISSUES
from comity.tables import Format, Role
from comity.tables.files import SUFFIXES
from comity.web.console.filled import Filled
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.screen.asked import Asked
from comity.web.console.screen.file_tables import first_issues, searched, table_issues
from comity.web.console.screen.roles import NAMES, role_choices
from comity.web.console.screen.stages import stage_name
from comity.web.console.tables import csv_answer, wants_csv
from comity.web.console.visitor import Posted, Visitor, is_partial, posting, visiting
from comity.web.console.words import Words

COLUMNS_SHOWN = 40
"""Columns whose role is chosen on the page; those beyond keep the role that their name tells."""

DELIMITERS = (",", ";", "\t", "|")
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
FileId = Annotated[str, Path(min_length=1, max_length=40)]
Looking = Annotated[Visitor, Depends(visiting(Permission.SCREENING_RUN))]
Sending = Annotated[Posted, Depends(posting(Permission.SCREENING_RUN))]


@router.get("/screen/file/{file_id}")
def file(file_id: FileId, visitor: Looking) -> Response:
    """Where the file stands: how far it is, what came of it, what was wrong with it."""
    standing = FileDesk(visitor.service.means).get(file_id, visitor.actor)
    if standing.stage is Stage.TO_MAP:
        return go(visitor.request, f"/screen/file/{file_id}/columns")
    is_going_on = standing.stage in (Stage.WAITS, Stage.RUNS)
    if is_partial(visitor.request) and not is_going_on:  # what looked again and again sees its end: the whole page is another one now
        return Response(headers={"HX-Refresh": "true"})
    words = visitor.words
    whole = table_issues(words, standing)
    if wants_csv(visitor.request):
        return csv_answer(whole, words)
    values = {
        "file": standing,
        "record": standing.record,
        "until": standing.record.uploaded_at + KEPT,
        "stage": stage_name(words, standing.stage),
        "counts": standing.results.counts,
        "issues": first_issues(words, standing, standing.results.page(ISSUES, 0, 10)),
        "whole": whole,
        "ages": searched(visitor.service, standing),
        "is_going_on": is_going_on,
        "columns": [(column, words.say(NAMES[role])) for column, role in _mapped(standing)],
    }
    return page(visitor, "screen/file.html", values)


@router.get("/screen/file/{file_id}/columns")
def columns(file_id: FileId, visitor: Looking) -> Response:
    """The first rows, with a role for each column to be chosen."""
    return _columns(visitor, file_id)


@router.post("/screen/file/{file_id}/read")
def read(file_id: FileId, posted: Sending) -> Response:
    """Read the file in another way: another sheet, encoding or delimiter."""
    visitor, form = posted.visitor, posted.form
    delimiter = form.text("delimiter", 3)
    wanted = Reading(form.text("sheet", 200), form.text("encoding", 40), {"tab": "\t"}.get(delimiter, delimiter))
    form.done()
    try:
        FileDesk(visitor.service.means).read_again(file_id, wanted, visitor.actor)
    except UsageError as error:
        return _columns(visitor, file_id, {"mistake": error}, 400)
    return go(visitor.request, f"/screen/file/{file_id}/columns")


@router.post("/screen/file/{file_id}/run")
def run(file_id: FileId, posted: Sending) -> Response:
    """Have the file screened with the roles and the rule that were chosen. A mistake is said beside what was chosen."""
    visitor, form = posted.visitor, posted.form
    visitor.caller.spend(1)
    desk = FileDesk(visitor.service.means)
    record = desk.get(file_id, visitor.actor).record
    chosen = _roles(form)
    roles = (*chosen, *record.roles[len(chosen) :])
    dates = form.choice("dates", DateOrder)
    asked = Asked(review=form.text("review", 10), lists=frozenset(form.several("list", 200)))
    form.done()
    try:
        rule = asked.rule(visitor.service.list_names)
        desk.begin(file_id, Order(roles, dates, rule), visitor.actor)
    except UsageError as error:
        mistake = _no_subject(visitor.words) if isinstance(error, MissingColumn) else error
        return _columns(visitor, file_id, {"mistake": mistake, "roles": roles, "dates": dates, "asked": asked}, 400)
    return go(visitor.request, f"/screen/file/{file_id}")


@router.post("/screen/file/{file_id}/cancel")
def cancel(file_id: FileId, posted: Sending) -> Response:
    """End the screening; what was answered by then stays."""
    posted.form.done()
    FileDesk(posted.visitor.service.means).cancel(file_id, posted.visitor.actor)
    return go(posted.visitor.request, f"/screen/file/{file_id}")


@router.post("/screen/file/{file_id}/erase")
def erase(file_id: FileId, posted: Sending) -> Response:
    """Erase the file and all that was made of it, at once."""
    posted.form.done()
    FileDesk(posted.visitor.service.means).erase(file_id, posted.visitor.actor)
    return go(posted.visitor.request, "/screen/file")


def _roles(form: Filled) -> Sequence[Role]:
    try:
        return [Role(value) for value in form.several("role", COLUMNS_SHOWN)]
    except ValueError:
        raise UsageError("a column has a role that there is none of", "load the page again") from None


def _no_subject(words: Words) -> UsageError:
    said = words.say("No column holds a name or an identifier, so there is nothing to compare.")
    return UsageError(said, words.say("Choose for one column at least that it holds a name, a part of a name, or an identifier."))


def _mapped(standing: Standing) -> list[tuple[str, Role]]:
    record = standing.record
    pairs = zip(record.columns, record.roles, strict=True)
    return [(column, role) for column, role in pairs if role is not Role.IGNORE]


def _columns(visitor: Visitor, file_id: str, values: dict[str, Any] | None = None, status: int = 200) -> Response:
    desk = FileDesk(visitor.service.means)
    standing = desk.get(file_id, visitor.actor)
    if standing.stage in (Stage.WAITS, Stage.RUNS):
        return go(visitor.request, f"/screen/file/{file_id}")
    record, looked = standing.record, desk.preview(file_id, visitor.actor)
    rule = record.ordered.rule if record.ordered else ScreeningRule()
    review = f"{rule.review:g}" if record.ordered else ""
    form = SUFFIXES[record.suffix]
    around = {
        "record": record,
        "looked": looked,
        "until": record.uploaded_at + KEPT,
        "roles": record.roles,
        "shown": min(COLUMNS_SHOWN, len(record.columns)),
        "choices": role_choices(visitor.words),
        "role_names": {role: visitor.words.say(name) for role, name in NAMES.items()},
        "beyond": [(column, role) for column, role in _mapped(standing) if record.columns.index(column) >= COLUMNS_SHOWN],
        "dates": record.reading.order,
        "asked": Asked(review=review, lists=rule.lists),
        "rule": ScreeningRule(),
        "lists": visitor.service.list_names,
        "is_text": form in (Format.DELIMITED, Format.JSON_LINES),
        "is_delimited": form is Format.DELIMITED,
        "delimiters": DELIMITERS,
        "mistake": None,
    }
    return page(visitor, "screen/columns.html", around | (values or {}), status)
