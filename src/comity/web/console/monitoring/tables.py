"""The tables of the pages about monitoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from comity.node.casework import Happened
from comity.node.monitoring_view import WatchedBase
from comity.node.waiting_files import WaitingFile
from comity.storage.database.jobs import Job, JobState
from comity.web.console.lists.tables import list_path
from comity.web.console.subjects.tables import size_cell
from comity.web.console.tables import Cell, Column, Table
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


def watched_table(words: Words, found: Sequence[WatchedBase]) -> Table:
    """The bases with their last imports."""
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
    return Table("monitoring", words.say("Customers under watch"), columns, [_watched(words, one) for one in found], empty, csv="?as=csv")


def _watched(words: Words, one: WatchedBase) -> Mapping[str, Cell]:
    row = {"base": Cell(one.size.base, f"/subjects?base={quote(one.size.base)}"), "subjects": size_cell(words, one.size)}
    if one.imported is not None:
        row["imported"] = Cell(one.imported.at)
        row |= {name: Cell(_whole(one.imported.facts.get(name))) for name in ("new", "changed", "same")}
    return row


def deltas_table(words: Words, jobs: Sequence[Job], next_page: str) -> Table:
    """What screening again after each list change came to."""
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
    rows = [_delta(words, job) for job in jobs]
    return Table(
        "rescreening",
        words.say("Hits after list changes: the customers concerned were screened again"),
        columns,
        rows,
        empty,
        next_page,
        "?as=deltas",
    )


def _delta(words: Words, job: Job) -> Mapping[str, Cell]:
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
        counts = {"new": Happened.NEW, "changed": Happened.CHANGED, "lapsed": Happened.LAPSED, "exemptions": Happened.EXEMPTION_ENDED}
        row["subjects"] = Cell(_whole(result.get("subjects", 0)))
        row |= {column: Cell(_whole(result.get(kind.value, 0))) for column, kind in counts.items()}
    return row


def imports_table(words: Words, jobs: Sequence[Job]) -> Table:
    """The last imports by hand."""
    columns = (
        Column("at", words.say("When")),
        Column("base", words.say("Base")),
        Column("state", words.say("State")),
        Column("rows", words.say("Rows"), is_number=True),
        Column("refused", words.say("Refused"), is_number=True),
    )
    rows = [
        {
            "at": Cell(job.created_at, f"/monitoring/imports/{job.id}"),
            "base": Cell(str(job.payload.get("base", ""))),
            "state": Cell(words.say(STATES[job.state]), f"/monitoring/imports/{job.id}"),
            "rows": Cell(_whole((job.result or {}).get("rows"))),
            "refused": Cell(_whole((job.result or {}).get("refused"))),
        }
        for job in jobs
    ]
    return Table("imports", words.say("Files imported here"), columns, rows, words.say("No file was imported through the console yet."))


def refused_table(words: Words, job: Job) -> Table:
    """The rows of a file that were not taken, and why."""
    columns = (Column("where", words.say("Where")), Column("what", words.say("What")), Column("hint", words.say("What to do")))
    issues = (job.result or {}).get("issues", [])
    rows = [{name: Cell(str(one.get(name, "")), kind="name") for name in ("where", "what", "hint")} for one in issues]
    empty = words.say("Every row was taken.")
    return Table("refused", words.say("Rows that were not taken"), columns, rows, empty, csv=f"/monitoring/imports/{job.id}?as=csv")


def preview_table(words: Words, file: WaitingFile, shown: int) -> Table:
    """The first rows of a file that waits, in its first ``shown`` columns."""
    columns = [Column(str(at), name) for at, name in enumerate(file.columns[:shown])]
    rows = [{str(at): Cell(cell, kind="name") for at, cell in enumerate(row[:shown])} for row in file.rows]
    return Table("preview", words.say("The first rows of the file"), columns, rows, words.say("The file has column names and no rows."))


def state_cell(words: Words, job: Job) -> Cell:
    """The state of a job, leading to it."""
    return Cell(words.say(STATES[job.state]), f"/jobs/{job.id}")


def _whole(value: object) -> int | None:
    """A count as a number; None where there is none."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else None
