"""Importing a file into a base: choose it, say what its columns mean beside its first rows, and watch the job that takes it in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import UnknownName
from comity.node.base_imports import IMPORT, BaseImport, order_import
from comity.node.bases import FEW_GONE, LONGEST_BASE, MOST_ISSUES, check_base
from comity.node.waiting_files import LARGEST_FILE, WaitingFiles
from comity.storage.database.jobs import Job, JobState
from comity.tables.files import PACKINGS, SUFFIXES
from comity.web.console.monitoring.mapping import MOST_COLUMNS, ROLES, chosen, guessed
from comity.web.console.monitoring.tables import STATES, preview_table, refused_table
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.screen.file_upload import Uploading
from comity.web.console.tables import csv_answer, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

MOST_GONE = 1_000_000_000

Importing = Annotated[Visitor, Depends(visiting(Permission.SUBJECT_IMPORT))]
Posting = Annotated[Posted, Depends(posting(Permission.SUBJECT_IMPORT))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/monitoring/import")
def ask_for_file(visitor: Importing, base: Annotated[str, Parameter(max_length=LONGEST_BASE)] = "") -> Response:
    """The form for the file, with its limits said before it is sent."""
    with visitor.service.database.reading() as reading:
        known = reading.subjects.bases()
    values = {
        "base": base,
        "bases": known,
        "suffixes": " ".join(SUFFIXES),
        "packings": " ".join(PACKINGS),
        "accept": ",".join((*SUFFIXES, *PACKINGS)),
        "megabytes": LARGEST_FILE // (1024 * 1024),
        "longest": LONGEST_BASE,
    }
    return page(visitor, "monitoring/import.html", values)


@router.post("/monitoring/import")
def receive_file(posted: Annotated[Posted, Depends(Uploading(Permission.SUBJECT_IMPORT))]) -> Response:
    """Keep the file for a while, and go to its first rows."""
    visitor, form = posted.visitor, posted.form
    base, upload = check_base(form.needed("base", LONGEST_BASE)), form.file("file")
    form.done()
    visitor.caller.spend(1)
    kept = WaitingFiles(visitor.service.settings).keep(upload.file, upload.filename or "", visitor.actor.id)
    visitor.service.journal.write(visitor.entry("file.upload", f"file:{kept.token}", {"base": base})).result()
    return go(visitor.request, f"/monitoring/files/{kept.token}?{urlencode({'base': base})}")


@router.get("/monitoring/files/{token}")
def preview(visitor: Importing, token: str, base: Annotated[str, Parameter(max_length=LONGEST_BASE)]) -> Response:
    """The first rows, and for each column what it means."""
    file, words = WaitingFiles(visitor.service.settings).get(token, visitor.actor.id), visitor.words
    visitor.service.journal.write(visitor.entry("file.view", f"file:{token}", {"what": "preview"})).result()
    table = preview_table(words, file, check_base(base), MOST_COLUMNS)
    if wants_csv(visitor.request):
        return csv_answer(table, words)
    values = {
        "file": file,
        "base": base,
        "preview": table,
        "guesses": guessed(file.columns),
        "roles": [(role.value, words.say(called)) for role, called in ROLES.items()],
        "says_gone": visitor.may(Permission.SUBJECT_ERASE),
        "few_gone": FEW_GONE,
        "more_columns": max(0, len(file.columns) - MOST_COLUMNS),
    }
    return page(visitor, "monitoring/preview.html", values)


@router.post("/monitoring/files/{token}")
def start(posted: Posting, token: str) -> Response:
    """Order the import."""
    visitor, form = posted.visitor, posted.form
    service = visitor.service
    file = WaitingFiles(service.settings).get(token, visitor.actor.id)
    base, until, is_whole = form.needed("base", LONGEST_BASE), form.day("keep_until"), form.ticked("whole")
    columns = chosen(form, file.columns)
    most_gone = form.number("most_gone", 1, MOST_GONE) if form.text("most_gone", 20) else None
    form.done()
    wanted = BaseImport(base, columns, is_whole, _end_of(until), most_gone)
    job = order_import(service.means, file, wanted, visitor.actor)
    return go(visitor.request, f"/monitoring/imports/{job.id}")


@router.post("/monitoring/files/{token}/drop")
def drop(posted: Posting, token: str) -> Response:
    """Remove the file that was sent: it is not to be imported."""
    visitor = posted.visitor
    posted.form.done()
    files = WaitingFiles(visitor.service.settings)
    files.drop(files.get(token, visitor.actor.id).token)
    visitor.service.journal.write(visitor.entry("file.erase", f"file:{token}", {"why": "asked"})).result()
    return go(visitor.request, "/monitoring")


@router.get("/monitoring/imports/{job_id}")
def progress(visitor: Importing, job_id: str) -> Response:
    """How far an import is, and after it, what came of it and which rows were refused."""
    with visitor.service.database.reading() as reading:
        job = reading.jobs.get(job_id)
    if job is None or job.kind != IMPORT:
        raise UnknownName("there is no import of that id", "ended jobs are dropped after some months")
    refused = refused_table(visitor.words, job)
    if wants_csv(visitor.request):
        return csv_answer(refused, visitor.words)
    values = {
        "job": job,
        "base": str(job.payload.get("base", "")),
        "state": visitor.words.say(STATES[job.state]),
        "runs": job.state in (JobState.QUEUED, JobState.RUNNING),
        "counts": _counts(job),
        "refused": refused,
        "most_told": MOST_ISSUES,
    }
    return page(visitor, "monitoring/progress.html", values)


def _counts(job: Job) -> dict[str, int]:
    return {name: value for name, value in (job.result or {}).items() if isinstance(value, int)}


def _end_of(day: date | None) -> datetime | None:
    """The end of a day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC) if day else None
