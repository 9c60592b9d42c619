"""The rows of a screened file: by outcome, one by one with their hits explained, and all of them as files to fetch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import FileResponse, Response

from comity.identity import Permission
from comity.node.file_screening import KEPT, FileDesk, Stage
from comity.node.file_screening.desk import ANNOTATED, ANSWERS
from comity.node.file_screening.results import ISSUES, Page
from comity.web.console.explain import explained_hit
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.screen.file_page import FileId
from comity.web.console.screen.file_tables import FACTS, RowOutcome, cells_of, issues_table, rows_table, searched
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Visitor, visiting

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
Looking = Annotated[Visitor, Depends(visiting(Permission.SCREENING_RUN))]


@router.get("/screen/file/{file_id}/rows")
def rows(
    file_id: FileId,
    visitor: Looking,
    outcome: Annotated[str, Parameter(pattern="^(clear|review|strong|error|issues)?$")] = "",
    after: Annotated[int, Parameter(ge=0, le=10**9)] = 0,
) -> Response:
    """Rows that came out one way, or with which something was wrong. Looking is an entry of the ledger."""
    desk, is_file, words = FileDesk(visitor.service.means), wants_csv(visitor.request), visitor.words
    standing = desk.get(file_id, visitor.actor)
    found = Page() if is_file else desk.page(file_id, outcome, after, visitor.actor)
    table = issues_table(words, standing, found) if outcome == ISSUES else rows_table(words, standing, found, outcome)
    if is_file:
        return csv_stream(visitor, table, cells_of(words, standing, desk.every_row(file_id, outcome, visitor.actor), outcome))
    values = {
        "record": standing.record,
        "counts": standing.results.counts,
        "wanted": outcome,
        "rows": table,
        "outcomes": tuple(RowOutcome),
        "is_done": standing.stage is Stage.DONE,
    }
    return page(visitor, "screen/rows.html", values)


@router.get("/screen/file/{file_id}/rows/{number}")
def row(file_id: FileId, number: Annotated[int, Path(ge=1, le=10**9)], visitor: Looking) -> Response:
    """One row: what was read from it, what was wrong with it, and its best hits explained."""
    desk = FileDesk(visitor.service.means)
    standing, found = desk.get(file_id, visitor.actor), desk.row(file_id, number, visitor.actor)
    ages = {age.edition.id: age for age in searched(visitor.service, standing)}
    ordered = standing.record.ordered
    rule = ordered.rule if ordered else None
    explained = [
        explained_hit(visitor.words, found.subject, hit, ages[hit.edition.id], rule) for hit in found.hits if hit.edition.id in ages
    ]
    values = {
        "record": standing.record,
        "number": number,
        "rows": standing.results.rows,
        "found": found,
        "answer": found.answer.answer,
        "facts": {key: visitor.words.say(FACTS.get(key, key)) for key in found.answer.answer["query"]},
        "outcome": RowOutcome(str(found.answer.added[0])),
        "explained": explained,
        "ages": tuple(ages.values()),
        "rule": rule,
        "until": standing.record.uploaded_at + KEPT,
    }
    return page(visitor, "screen/row.html", values)


@router.get("/screen/file/{file_id}/annotated")
def annotated(file_id: FileId, visitor: Looking) -> Response:
    """The same file with the answers as columns at its end, as the command line writes it. Fetching is an entry of the ledger."""
    return _fetched(visitor, file_id, ANNOTATED)


@router.get("/screen/file/{file_id}/answers")
def answers(file_id: FileId, visitor: Looking) -> Response:
    """All answers with their evidence as JSON lines. Fetching is an entry of the ledger."""
    return _fetched(visitor, file_id, ANSWERS)


def _fetched(visitor: Visitor, file_id: str, what: str) -> Response:
    path, name = FileDesk(visitor.service.means).fetch(file_id, what, visitor.actor)
    # No type that a browser would show: what a stranger wrote is saved, never opened here.
    return FileResponse(path, media_type="application/octet-stream", filename=name)
