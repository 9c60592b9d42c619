"""Importing a file that waits into a customer base, as a job: ordered by a person, watched while it runs, its refused rows told after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from comity.identity import Permission
from comity.model import Actor, Entry, Issue, Locator, UsageError
from comity.node.bases import BaseFile, Imported, check_base, check_may_erase
from comity.node.jobs import JobContext, Means
from comity.node.monitoring import check_keep_until
from comity.node.permitted import require
from comity.node.waiting_files import WaitingFile, WaitingFiles
from comity.storage.database import new_id
from comity.storage.database.jobs import Job, JobOrder
from comity.tables import choose

IMPORT = "subjects.import"
"""The kind of job, and the ledger's action for what it does."""

ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class BaseImport:
    """What to do with a file: the base, pairs of a role and a column, whether the file is the whole base, until when to keep, and how many
    a whole base may erase (None: as ``bases.SHARE_GONE`` says).
    """

    base: str
    columns: Sequence[tuple[str, str]]
    is_whole: bool = False
    keep_until: datetime | None = None
    most_gone: int | None = None


def order_import(means: Means, file: WaitingFile, wanted: BaseImport, by: Actor) -> Job:
    """Have ``file`` imported; the same file twice is one job.

    Raises ``NotAllowed``, ``UsageError`` for a base or a date that cannot be, ``MissingColumn`` when no column holds a name or a number.
    """
    require(by, Permission.SUBJECT_IMPORT)
    if wanted.most_gone is not None:
        check_may_erase(by)
    check_base(wanted.base)
    at = means.now()
    check_keep_until(wanted.keep_until, at)
    choose(wanted.columns, file.columns)
    # Columns by their places: what stands in the first row may be a person, and jobs are kept for months and seen by administrators.
    columns = [[role, file.columns.index(column)] for role, column in wanted.columns]
    payload: dict[str, Any] = {"upload": file.path.name, "base": wanted.base, "columns": columns}
    until = wanted.keep_until.isoformat() if wanted.keep_until else ""
    payload |= {"whole": wanted.is_whole, "keep_until": until, "most_gone": wanted.most_gone}
    order = JobOrder(IMPORT, at, payload, by.id, ATTEMPTS, f"{IMPORT}:{file.token}")
    with means.database.writing() as writing:
        job = writing.jobs.enqueue(new_id(at), order, at)
        facts = {"kind": IMPORT, "base": wanted.base, "whole": str(wanted.is_whole).lower()}
        facts |= {} if wanted.most_gone is None else {"most_gone": str(wanted.most_gone)}
        writing.record(Entry(at, by.id, "job.run", f"job:{job.id}", by.purpose.value if by.purpose else "", facts))
    return job


def file_of(job: Job, context: JobContext, folder: str) -> BaseFile:
    """The file that ``job`` is about, in ``folder`` of the home. Raises ``UsageError`` or ``UnknownName`` when it is no longer there."""
    path = context.settings.home / folder / str(job.payload["upload"])
    if not path.is_file():
        raise UsageError("the file is no longer here", "send it again")
    until = str(job.payload["keep_until"])
    columns = WaitingFiles(context.settings).get(path.name.partition(".")[0], job.created_by).columns
    pairs = tuple((str(role), columns[at] if isinstance(at, int) else str(at)) for role, at in job.payload["columns"])
    return BaseFile(
        path,
        str(job.payload["base"]),
        chosen=pairs,
        is_whole=bool(job.payload["whole"]),
        keep_until=datetime.fromisoformat(until) if until else None,
        most_gone=job.payload.get("most_gone"),  # a job that was ordered by an earlier version has none
        said_at=job.created_at,  # a job that is late, or tried again, does what was right when it was ordered
    )


def told(imported: Imported) -> dict[str, Any]:
    """What came of an import, without the name that the file has here."""
    imported.issues = [_without_file(issue) for issue in imported.issues]
    return imported.record()


def _without_file(issue: Issue) -> Issue:
    where = replace(issue.where, file="")
    return replace(issue, where=where if where != Locator() else Locator("the file"))
