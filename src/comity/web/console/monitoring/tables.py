"""The tables of the pages about monitoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

from comity.identity import Permission
from comity.model import CaseState
from comity.node.casework import Happened
from comity.node.monitoring_view import WatchedBase
from comity.node.waiting_files import WaitingFile
from comity.storage.database.jobs import Job, JobState
from comity.web.console.lists.tables import list_path
from comity.web.console.overview.waiting import review_path
from comity.web.console.subjects.tables import base_path, size_cell
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


STATES = {
    JobState.QUEUED: _("waits"),
    JobState.RUNNING: _("runs"),
    JobState.DONE: _("done"),
    JobState.FAILED: _("failed"),
    JobState.CANCELLED: _("cancelled"),
}
"""What the states of a job are called."""


def watched_table(visitor: Visitor, found: Sequence[WatchedBase]) -> Table:
    """The bases with their last imports; what an import counted leads to the base, and its time to its entry for those who may see it."""
    words = visitor.words
    columns = (
        Column("base", words.say("Base")),
        Column("subjects", words.say("Subjects"), is_number=True),
        Column("imported", words.say("Last import")),
        Column("new", words.say("New in it"), is_number=True),
        Column("changed", words.say("Changed in it"), is_number=True),
        Column("same", words.say("As before"), is_number=True),
    )
    empty = words.say(
        "No customer is under watch yet. Import a file below: whoever is in it is screened now, and again when a list changes."
    )
    rows = [_watched(visitor, one) for one in found]
    return Table("monitoring", words.say("Customers under watch"), columns, rows, empty, csv="/monitoring?as=csv&table=watched")


def _watched(visitor: Visitor, one: WatchedBase) -> Row:
    base = one.size.base
    row = {"base": Cell(base, base_path(base)), "subjects": size_cell(visitor.words, one.size)}
    if one.imported is not None:
        entries = f"/ledger?{urlencode({'action': 'subject.import', 'of': f'base:{base}'})}"
        row["imported"] = Cell(one.imported.at, entries if visitor.may(Permission.LEDGER_VIEW) else "")
        row |= {name: Cell(_whole(one.imported.facts.get(name)), base_path(base)) for name in ("new", "changed", "same")}
    return row


def deltas_table(visitor: Visitor, jobs: Sequence[Job], next_page: str) -> Table:
    """What screening again after each list change came to; numbers lead to the list's cases and exemptions as they stand now."""
    words = visitor.words
    columns = (
        Column("at", words.say("When")),
        Column("list", words.say("List")),
        Column("changes", words.say("What changed")),
        Column("state", words.say("State")),
        Column("subjects", words.say("Looked at"), is_number=True),
        Column("new", words.say("New"), is_number=True),
        Column("changed", words.say("Changed"), is_number=True),
        Column("lapsed", words.say("Lapsed"), is_number=True),
        Column("exemptions", words.say("Exemptions ended"), is_number=True),
    )
    empty = words.say(
        "No list has changed yet. When one does, the customers whom the change concerns are screened, and what came of it stands here."
    )
    rows = list(delta_rows(visitor, jobs))
    return Table(
        "rescreening",
        words.say("Hits after list changes: the customers concerned were screened again"),
        columns,
        rows,
        empty,
        next_page,
        "/monitoring?as=csv&table=deltas",
    )


def delta_rows(visitor: Visitor, jobs: Iterable[Job]) -> Iterator[Row]:
    """Jobs of list changes as rows of their table."""
    return (_delta(visitor.words, job) for job in jobs)


def _delta(words: Words, job: Job) -> Row:
    old, new, name = (str(job.payload.get(part, "")) for part in ("old", "new", "list"))
    row = {
        "at": Cell(job.finished_at or job.created_at),
        "list": Cell(name, list_path(name)),
        "changes": Cell(words.say("the changes"), f"{list_path(name)}/changes?{urlencode({'old': old, 'new': new})}")
        if old and new
        else Cell(words.say("the whole list")),
        "state": state_cell(words, job),
    }
    result = job.result or {}
    if job.state is JobState.DONE:
        row["subjects"] = Cell(_whole(result.get("subjects", 0)), "/subjects")
        row |= {column: Cell(_whole(result.get(kind.value, 0)), path) for column, kind, path in _brought(name)}
    return row


def _brought(list_name: str) -> Sequence[tuple[str, Happened, str]]:
    """What a change of a list may bring: its column, its kind, and where what it brought stands."""
    return (
        ("new", Happened.NEW, review_path(list=list_name)),
        ("changed", Happened.CHANGED, review_path(list=list_name)),
        ("lapsed", Happened.LAPSED, review_path(list=list_name, state=CaseState.LAPSED.value)),
        ("exemptions", Happened.EXEMPTION_ENDED, f"/exemptions?{urlencode({'state': 'ended', 'list': list_name})}"),
    )


def imports_table(visitor: Visitor, jobs: Sequence[Job]) -> Table:
    """The last imports by hand; their numbers lead to them for those who may import, and to the base."""
    words = visitor.words
    columns = (
        Column("at", words.say("When")),
        Column("base", words.say("Base")),
        Column("state", words.say("State")),
        Column("rows", words.say("Rows"), is_number=True),
        Column("refused", words.say("Refused"), is_number=True),
    )
    rows = list(import_rows(visitor, jobs))
    empty = words.say("No file was imported through the console yet.")
    return Table("imports", words.say("Files imported here"), columns, rows, empty, csv="/monitoring?as=csv&table=imports")


def import_rows(visitor: Visitor, jobs: Iterable[Job]) -> Iterator[Row]:
    """Imports as rows of their table."""
    return (_import(visitor, job) for job in jobs)


def _import(visitor: Visitor, job: Job) -> Row:
    base, result = str(job.payload.get("base", "")), job.result or {}
    path = f"/monitoring/imports/{job.id}" if visitor.may(Permission.SUBJECT_IMPORT) else ""
    return {
        "at": Cell(job.created_at, path),
        "base": Cell(base, base_path(base)),
        "state": Cell(visitor.words.say(STATES[job.state]), path),
        "rows": Cell(_whole(result.get("rows")), path),
        "refused": Cell(_whole(result.get("refused")), f"{path}#refused" if path else ""),
    }


def refused_table(words: Words, job: Job) -> Table:
    """The rows of a file that were not taken, and why."""
    columns = (Column("where", words.say("Where")), Column("what", words.say("What")), Column("hint", words.say("What to do")))
    issues = (job.result or {}).get("issues", [])
    rows = [{name: Cell(str(one.get(name, "")), kind="name") for name in ("where", "what", "hint")} for one in issues]
    empty = words.say("Every row was taken.")
    return Table("refused", words.say("Rows that were not taken"), columns, rows, empty, csv=f"/monitoring/imports/{job.id}?as=csv")


def preview_table(words: Words, file: WaitingFile, base: str, shown: int) -> Table:
    """The first rows of a file that waits to be imported into ``base``, in its first ``shown`` columns."""
    columns = [Column(str(at), name) for at, name in enumerate(file.columns[:shown])]
    rows = [{str(at): Cell(cell, kind="name") for at, cell in enumerate(row[:shown])} for row in file.rows]
    empty = words.say("The file has column names and no rows.")
    csv = f"/monitoring/files/{file.token}?{urlencode({'base': base, 'as': 'csv'})}"
    return Table("preview", words.say("The first rows of the file"), columns, rows, empty, csv=csv)


def state_cell(words: Words, job: Job) -> Cell:
    """The state of a job, leading to it."""
    return Cell(words.say(STATES[job.state]), f"/jobs/{job.id}")


def _whole(value: object) -> int | None:
    """A count as a number; None where there is none."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else None
