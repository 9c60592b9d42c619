"""Customer bases under watch: subjects put, looked at and taken away, by the owner's own keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi import Query as Parameter
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from comity.batch import query_record
from comity.identity import Permission
from comity.model import Hit, LimitExceeded, MonitoredSubject, Query, ScreeningRule, TooMany, UnknownName, UsageError
from comity.node.bases import LONGEST_BASE, UPLOADS, BaseFile, check_base, check_may_erase, import_base
from comity.node.burying import Burying, tombstone_salt
from comity.node.events import announce_hits
from comity.node.monitoring import Monitor, check_keep_until
from comity.node.person_erasure import erase_subject
from comity.node.retention import after_erasing
from comity.node.review_desk import policy_in
from comity.node.service import Service
from comity.safeguards import ErasureBasis
from comity.storage.database import Reading
from comity.storage.database.queue import QueuedCase
from comity.tables.files import SUFFIXES, split_suffix
from comity.web.access import Caller, Serving, allowed
from comity.web.api.forms import LONGEST_KEY, MOST_SUBJECTS, Form, SubjectForm
from comity.web.parameters import only_known

LARGEST_FILE = 2 * 1024 * 1024 * 1024
"""Bytes of a file that is imported."""

MOST_SHOWN = 500
Record = dict[str, Any]
Base = Annotated[str, Path(min_length=1, max_length=LONGEST_BASE, pattern=r"^[\w.-]+$")]
Key = Annotated[str, Path(min_length=1, max_length=LONGEST_KEY)]
Importing = Annotated[Caller, Depends(allowed(Permission.SUBJECT_IMPORT))]
Viewing = Annotated[Caller, Depends(allowed(Permission.SUBJECT_VIEW))]
router = APIRouter(prefix="/api/v1", tags=["subjects"], dependencies=[Depends(only_known)])


class SubjectsForm(Form):
    """Subjects by the owner's own keys, and until when they are kept."""

    subjects: dict[Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)], SubjectForm] = Field(min_length=1, max_length=MOST_SUBJECTS)
    keep_until: Annotated[datetime, Field(strict=False)] | None = None


def monitor_of(service: Service) -> Monitor:
    """Monitoring that asks the index in use."""
    editions = tuple(edition.id for edition in service.screener.editions)
    policy, watch = policy_in(service.settings.home), service.watch
    key = watch.in_use

    def screen(queries: Sequence[Query], rule: ScreeningRule) -> Sequence[Sequence[Hit]]:
        return service.screener.submit(queries, rule).result().hits

    return Monitor(service.database, screen, editions, policy, announce=announce_hits, is_current=lambda: watch.is_in_use(key))


@router.post("/bases/{base}/subjects", summary="Put subjects under watch")
def put_subjects(base: Base, form: SubjectsForm, caller: Importing, service: Serving) -> Record:
    """Add subjects or replace them by their keys, and screen those that are new or changed. The cases of each come back by its key."""
    check_base(base)
    caller.spend(len(form.subjects))
    arriving = [(key, one.subject(f"/subjects/{key}"[:80]), form.keep_until) for key, one in form.subjects.items()]
    monitor, now = monitor_of(service), service.now()
    count = monitor.put(base, arriving, caller.actor.id, now)
    watched = monitor.screen_arrived(now)
    with service.database.reading() as reading:
        found = {key: _subject(reading, base, key) for key in form.subjects}
    said = {key: {"id": subject.id, "cases": [_case(case) for case in cases]} for key, (subject, cases) in found.items()}
    counts = {"new": count.new, "changed": count.changed, "same": count.same}
    return {"base": base, **counts, "screened": watched.subjects, "subjects": said}


@router.post("/bases/{base}/import", summary="Import a file of subjects")
async def import_file(
    base: Base,
    request: Request,
    caller: Importing,
    service: Serving,
    file: Annotated[str, Parameter(max_length=200, description="the file's name; its suffix tells the form")],
    columns: Annotated[str, Parameter(max_length=2000, description="which columns mean what, such as key=Customer no")] = "",
    whole: Annotated[bool, Parameter(description="the file is the whole base: subjects it does not name are erased")] = False,  # noqa: FBT002
    keep_until: Annotated[datetime | None, Parameter(description="until when the subjects of the file are kept: a time to come")] = None,
    most_gone: Annotated[
        int | None, Parameter(ge=1, description="of a whole base: erase up to so many; for supervisors, never a key")
    ] = None,
) -> Record:
    """Put every row under watch and screen those that are new or changed. The body is the file itself: CSV, XLSX, JSON lines or Parquet.

    A whole base erases whom it does not name: ten, or a tenth of those who were there. When more would go nobody does; an issue says so.
    """
    check_base(base)
    if most_gone is not None:
        check_may_erase(caller.actor)
    said_at = service.now()  # before the body, which may come for minutes
    check_keep_until(keep_until, said_at)
    caller.spend(0)
    suffix, packing = split_suffix(file)
    if suffix not in SUFFIXES:
        raise UsageError("the file is of no form that is known here", "known: " + " ".join(SUFFIXES))
    folder = await run_in_threadpool(service.settings.folder, UPLOADS)
    # The name that was sent never becomes a path.
    path = folder / f"{secrets.token_hex(16)}{suffix}{packing}"
    try:
        await _receive(request, path)
        given = BaseFile(path, base, columns, whole, keep_until, most_gone=most_gone, said_at=said_at)
        imported = await run_in_threadpool(import_base, given, monitor_of(service), caller.actor.id, service.now())
    finally:
        path.unlink(missing_ok=True)
    if imported.gone:
        await run_in_threadpool(after_erasing, service.database, service.settings)
    with suppress(TooMany):  # how many rows there are shows only now, and what is done is not refused any more
        caller.spend(imported.rows)
    return {"base": base, **imported.record()}


@router.get("/bases", summary="Bases and how many subjects they have")
def bases(_: Viewing, service: Serving) -> Record:
    """The bases that have a subject."""
    with service.database.reading() as reading:
        return {"bases": [{"base": base, "subjects": reading.subjects.count(base)} for base in reading.subjects.bases()]}


@router.get("/bases/{base}/subjects", summary="The subjects of a base, a page at a time")
def subjects(
    base: Base,
    caller: Viewing,
    service: Serving,
    after: Annotated[str, Parameter(max_length=40)] = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_SHOWN)] = 100,
) -> Record:
    """Subjects by id, and what to ask for as ``after`` next (empty at the end). Looking is an entry of the ledger."""
    with service.database.writing() as writing:
        page = writing.subjects.each(base, after, limit)
        writing.record(caller.entry("subject.view", f"base:{base}", {"subjects": str(len(page)), "after": after}))
    return {"subjects": [_record(one) for one in page], "next": page[-1].id if len(page) == limit else ""}


@router.get("/bases/{base}/subjects/{key}", summary="One subject and its cases")
def subject(base: Base, key: Key, caller: Viewing, service: Serving) -> Record:
    """The subject that the owner knows by that key. Looking is an entry of the ledger."""
    with service.database.writing() as writing:
        found, cases = _subject(writing, base, key)
        writing.record(caller.entry("subject.view", f"subject:{found.id}", {}))
    return {**_record(found), "cases": [_case(case) for case in cases]}


@router.delete("/bases/{base}/subjects/{key}", summary="Erase one subject")
def erase(
    base: Base,
    key: Key,
    caller: Annotated[Caller, Depends(allowed(Permission.SUBJECT_ERASE))],
    service: Serving,
    basis: Annotated[ErasureBasis, Parameter(description="why; the ledger names its article, and takes no words of yours")],
) -> Record:
    """Remove a subject and what was kept of it elsewhere; a tombstone stays, and the entry that proves it."""
    with service.database.reading() as reading:
        found, _ = _subject(reading, base, key)
    purpose = caller.actor.purpose.value if caller.actor.purpose else ""
    burying = Burying(tombstone_salt(service.settings), caller.actor.id, service.now(), purpose)
    erase_subject(service.database, service.settings, found, basis, burying)
    return {"erased": found.id}


async def _receive(request: Request, path: File) -> None:
    """Write the body to ``path``, for the owner's eyes only. Raises ``LimitExceeded`` when it is too large."""
    size = 0
    with path.open("xb") as out:
        path.chmod(0o600)
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST_FILE:
                raise LimitExceeded(f"the file is larger than {LARGEST_FILE:,} bytes", "part it into several")
            out.write(chunk)


def _subject(reading: Reading, base: str, key: str) -> tuple[MonitoredSubject, tuple[QueuedCase, ...]]:
    found = reading.subjects.by_key(base, key)
    if found is None:
        raise UnknownName("there is no subject of that key in this base", "see the subjects of the base")
    return found, reading.cases.for_subject(found.id)


def _record(one: MonitoredSubject) -> Record:
    times = {"added_at": one.added_at.isoformat(), "changed_at": one.changed_at.isoformat()}
    keep = {"keep_until": one.keep_until.isoformat()} if one.keep_until else {}
    return {"id": one.id, "base": one.base, "key": one.key, "subject": query_record(one.subject), **times, **keep}


def _case(queued: QueuedCase) -> Record:
    case = queued.case
    listing = {"list": case.pair.list, "listing_id": case.pair.listing}
    return {"id": case.id, **listing, "outcome": case.outcome.value, "score": round(case.score, 4), "state": case.state.value}
