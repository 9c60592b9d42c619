"""Files to be screened: the form that says the limits before anything is sent, and the files that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import NotAllowed
from comity.node.file_screening import KEPT, LARGEST, MOST_FILES, MOST_ROWS, Arrived, FileDesk
from comity.node.file_screening.desk import Kept, Standing
from comity.node.file_screening.looking import reads_parquet
from comity.storage.database.ids import is_id
from comity.storage.database.repository import AT_ONCE, walked
from comity.tables import TableOptions
from comity.tables.cells import MAX_VALUES
from comity.tables.files import SUFFIXES
from comity.tables.table import Format
from comity.web.access import Caller, Seat, admit, service_of
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.screen.stages import stage_name
from comity.web.console.tables import Cell, Column, Row, Table, streamed_of, wants_csv
from comity.web.console.visitor import Posted, Posting, Visitor, visiting
from comity.web.console.words import Words
from comity.web.sitting_cookie import shown_token

ROWS = 50
"""Files on one page."""


After = Annotated[str, Parameter(max_length=26)]

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


class Uploading(Posting):
    """A dependency as ``Posting``, which asks for the right before the body is read: nobody fills the disk who may not screen."""

    async def __call__(self, request: Request) -> Posted:  # type: ignore[override]
        """The visitor behind ``request``, and their form."""
        if request.headers.get("authorization"):
            raise NotAllowed("this is for persons, never for a key or a program", "send files as a stream to /api/v1/screen/stream")
        service = service_of(request)
        token = shown_token(request, service.settings.front)
        user, sitting = await run_in_threadpool(service.doorkeeper.sitting, token)
        await admit(Caller(user.actor(sitting.purpose), None, service, Seat(user, sitting)), self.permission)
        return await super().__call__(request)


@router.get("/screen/file")
def files(visitor: Annotated[Visitor, Depends(visiting(Permission.SCREENING_RUN))], after: After = "") -> Response:
    """The form, the limits, and the files that the visitor may see, the newest first."""
    limits = _limits(visitor.words)
    if wants_csv(visitor.request):
        files = _kept(visitor.words, Kept((), ""))
        return streamed_of(visitor, {"files": (files, lambda: _every_file(visitor)), "limits": (limits, lambda: limits.rows)})
    forms = [suffix for suffix, form in SUFFIXES.items() if form is not Format.PARQUET or reads_parquet()]
    values = {
        "files": _kept(visitor.words, FileDesk(visitor.service.means).kept(after, ROWS, visitor.actor)),
        "limits": limits,
        "after": after,
        "forms": forms,
        "reads_parquet": reads_parquet(),
        "new_id": visitor.service.new_id(),
        "days": KEPT.days,
    }
    return page(visitor, "screen/files.html", values)


@router.post("/screen/file")
def upload(posted: Annotated[Posted, Depends(Uploading(Permission.SCREENING_RUN))]) -> Response:
    """Keep the file, look at it, and go to the choice of its columns. A file that cannot be read is refused with its reason."""
    visitor, form = posted.visitor, posted.form
    visitor.caller.spend(1)
    wanted, sent = form.text("id", 26), form.file("file")
    form.done()
    file_id = wanted if is_id(wanted) else visitor.service.new_id()
    try:
        record = FileDesk(visitor.service.means).receive(Arrived(file_id, sent.filename or "", sent.file), visitor.actor)
    finally:
        sent.file.close()
    return go(visitor.request, f"/screen/file/{record.id}/columns")


def _limits(words: Words) -> Table:
    options = TableOptions()
    said = (
        (words.say("bytes of a file, and of what a workbook unpacks to"), LARGEST, words.say("refused")),
        (words.say("rows"), MOST_ROWS, words.say("refused; part the file, or use the command line")),
        (words.say("columns"), options.max_columns, words.say("refused")),
        (words.say("characters of a cell that are compared"), options.max_cell, words.say("the rest is kept, and not compared")),
        (words.say("values in one cell"), MAX_VALUES, words.say("the rest is kept, and not compared")),
        (words.say("files that you keep at a time"), MOST_FILES, words.say("refused; erase some that are done with")),
    )
    columns = (
        Column("what", words.say("What")),
        Column("most", words.say("At most"), is_number=True),
        Column("beyond", words.say("Beyond it")),
    )
    rows = [{"what": Cell(what), "most": Cell(most), "beyond": Cell(beyond)} for what, most, beyond in said]
    return Table("limits", words.say("Limits"), columns, rows, csv="/screen/file?as=csv&table=limits")


def _kept(words: Words, kept: Kept) -> Table:
    columns = (
        Column("name", words.say("File")),
        Column("stage", words.say("Stands")),
        Column("strong", words.say("Strong"), is_number=True),
        Column("review", words.say("Review"), is_number=True),
        Column("clear", words.say("Clear"), is_number=True),
        Column("error", words.say("Not screened"), is_number=True),
        Column("by", words.say("Uploaded by")),
        Column("at", words.say("Uploaded")),
        Column("until", words.say("Erased")),
    )
    empty = words.say("No file is kept. One that you upload stands here until it is erased, %(days)s days at most.", days=KEPT.days)
    rows = [_row(words, one) for one in kept.files]
    following = f"/screen/file?after={kept.next}" if kept.next else ""
    return Table("files", words.say("Files kept"), columns, rows, empty, following, "/screen/file?as=csv")


def _every_file(visitor: Visitor) -> Iterator[Row]:
    """All files that the visitor may see, as rows of their table."""
    desk = FileDesk(visitor.service.means)

    def read(place: str) -> tuple[Sequence[Standing], str]:
        kept = desk.kept(place, AT_ONCE, visitor.actor)
        return kept.files, kept.next

    return (_row(visitor.words, one) for one in walked(read, ""))


def _row(words: Words, one: Standing) -> Row:
    record = one.record
    counts = (one.job.result if one.job else None) or {}
    place = f"/screen/file/{record.id}"
    outcomes = [name for name in ("strong", "review", "clear", "error") if name in counts]
    found: dict[str, Cell] = {name: Cell(counts[name], f"{place}/rows?outcome={name}") for name in outcomes}
    return {
        "name": Cell(record.name, place, "name"),
        "stage": Cell(stage_name(words, one.stage)),
        "by": Cell(record.owner.removeprefix("user:"), kind="name"),
        "at": Cell(record.uploaded_at),
        "until": Cell(record.uploaded_at + KEPT),
        **found,
    }
