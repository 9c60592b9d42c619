"""``/api/v1/jobs``: the work that runs by itself, what came of it, and starting some of it by hand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response
from pydantic import Field

from comity.identity import Permission
from comity.node.jobs import LONGEST_VALUE, cancel, check_may_start, known_job, order_by_hand
from comity.storage.database.jobs import JobState
from comity.web.access import Caller, Serving, allowed
from comity.web.api.forms import Form
from comity.web.api.job_records import Record, job_record
from comity.web.idempotency import Once, as_json
from comity.web.parameters import only_known

MOST_SHOWN = 500
JobId = Annotated[str, Path(min_length=1, max_length=40)]
Viewing = Annotated[Caller, Depends(allowed(Permission.JOB_VIEW))]
Running = Annotated[Caller, Depends(allowed(Permission.JOB_RUN))]
router = APIRouter(prefix="/api/v1", tags=["jobs"], dependencies=[Depends(only_known)])


class JobForm(Form):
    """A kind of job, and the texts that it takes."""

    kind: Annotated[str, Field(min_length=1, max_length=40)]
    payload: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=LONGEST_VALUE)]] = Field(
        default_factory=dict, max_length=10
    )


@router.get("/jobs", summary="Jobs, newest first, a page at a time")
def jobs(
    _: Viewing,
    service: Serving,
    state: JobState | None = None,
    kind: Annotated[str, Parameter(max_length=40)] = "",
    after: Annotated[str, Parameter(max_length=40, description="the `next` of the page before")] = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_SHOWN)] = 100,
) -> Record:
    """Jobs in a state, of a kind, or all; those that wait for their time say when it is. ``next`` is empty at the end."""
    with service.database.reading() as reading:
        page = reading.jobs.list(state, after, limit, kind)
    return {"jobs": [job_record(job) for job in page.items], "next": page.next}


@router.get("/jobs/kinds", summary="The kinds of job that this node knows")
def kinds(_: Viewing, service: Serving) -> Record:
    """What each kind does, what it takes, and whether it can be started by hand."""
    known = sorted(service.means.kinds.items())
    return {
        "kinds": [{"kind": name, "does": one.sentence, "takes": list(one.takes), "by_hand": one.needs is not None} for name, one in known]
    }


@router.get("/jobs/{job_id}", summary="One job")
def job(job_id: JobId, _: Viewing, service: Serving) -> Record:
    """How far it is, or what came of it."""
    return job_record(known_job(service.database, job_id))


@router.post("/jobs", summary="Start a job by hand", status_code=202)
def run(form: JobForm, caller: Running, service: Serving, once: Once) -> Response:
    """The job that was added, or the one like it that waits or runs already; one that waited for its time runs now."""
    check_may_start(service.means, form.kind, caller.actor)
    return once.answer_now(caller, lambda: as_json(job_record(order_by_hand(service.means, form.kind, form.payload, caller.actor)), 202))


@router.post("/jobs/{job_id}/cancel", summary="Cancel a job")
def cancel_job(job_id: JobId, caller: Running, service: Serving) -> Record:
    """End a job that waits or runs. One that runs stops within seconds; what it has done by then stays."""
    return job_record(cancel(service.database, job_id, caller.actor, service.now()))
