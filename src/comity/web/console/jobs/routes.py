"""The pages of jobs. While something runs, a page looks again by itself, for ten minutes: an open page alone must not keep a sitting alive
for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.jobs import LONGEST_VALUE, cancel, check_may_start, every_job, known_job, order_by_hand
from comity.storage.database.jobs import Job, JobState
from comity.web.console.jobs.called import KINDS, STATES, about, percent, progress_of, sentence_of, state_of, taken_called, title_of
from comity.web.console.jobs.jobs_table import Wanted, job_rows, jobs_page, jobs_table
from comity.web.console.jobs.outcomes import outcome_of
from comity.web.console.jobs.starting import startable
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

MOST_LOOKS = 200
"""Times that a page looks again by itself, every three seconds."""

JobId = Annotated[str, InPath(min_length=1, max_length=40)]
Looks = Annotated[int, Parameter(ge=0, le=MOST_LOOKS)]
Viewing = Annotated[Visitor, Depends(visiting(Permission.JOB_VIEW))]
Running = Annotated[Posted, Depends(posting(Permission.JOB_RUN))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/jobs")
def jobs(
    visitor: Viewing,
    state: Annotated[str, Parameter(max_length=20)] = "",
    kind: Annotated[str, Parameter(max_length=40)] = "",
    after: Annotated[str, Parameter(max_length=40)] = "",
    look: Looks = 0,
) -> Response:
    """Jobs, newest first; those of a state or kind, a page at a time."""
    words, database = visitor.words, visitor.service.database
    wanted = Wanted(JobState(state) if state in list(JobState) else None, kind, after)
    if wants_csv(visitor.request):
        return csv_stream(visitor, jobs_table(words, (), wanted), job_rows(words, every_job(database, wanted.state, wanted.kind)))
    found, behind = jobs_page(database, wanted)
    values = {
        "jobs": jobs_table(words, found, wanted, behind),
        "wanted": wanted,
        "states": [(one.value, words.say(said)) for one, said in STATES.items()],
        "kinds": [(name, title_of(words, name)) for name in sorted({*KINDS, *visitor.service.means.kinds})],
        "again": _again(found, visitor.service.now(), look) if not after else "",
        "startable": startable(visitor) if visitor.may(Permission.JOB_RUN) else (),
        "longest": LONGEST_VALUE,
    }
    return page(visitor, "jobs/list.html", values)


@router.post("/jobs")
def start(posted: Running) -> Response:
    """Start a job, or show the one like it that waits or runs already: sent twice, it comes to the same."""
    visitor, form = posted.visitor, posted.form
    means, kind = visitor.service.means, form.needed("kind", 40)
    check_may_start(means, kind, visitor.actor)
    takes = means.kinds[kind].takes if kind in means.kinds else ()
    payload = {name: form.needed(name, LONGEST_VALUE) for name in takes}
    form.done()
    return go(visitor.request, f"/jobs/{order_by_hand(means, kind, payload, visitor.actor).id}")


@router.get("/jobs/{job_id}")
def job(job_id: JobId, visitor: Viewing, look: Looks = 0) -> Response:
    """One job with everything that is known of it."""
    words, found = visitor.words, known_job(visitor.service.database, job_id)
    values = {
        "job": found,
        "title": title_of(words, found.kind),
        "does": sentence_of(words, found.kind, visitor.service.means.kinds.get(found.kind)),
        "about": about(words, found),
        "state": state_of(words, found),
        "progress": progress_of(words, found),
        "percent": percent(found),
        "outcome": outcome_of(words, found),
        "payload": [(taken_called(words, name), str(value)) for name, value in found.payload.items()],
        "recorded": json.dumps(found.result, ensure_ascii=False, indent=2) if found.result else "",
        "again": _again((found,), visitor.service.now(), look),
        "may_end": found.state in (JobState.QUEUED, JobState.RUNNING) and visitor.may(Permission.JOB_RUN),
    }
    return page(visitor, "jobs/job.html", values)


@router.post("/jobs/{job_id}/cancel")
def end(job_id: JobId, posted: Running) -> Response:
    """Cancel a job. Sent twice, the second is refused and changes nothing."""
    visitor = posted.visitor
    posted.form.done()
    cancel(visitor.service.database, job_id, visitor.actor, visitor.service.now())
    return go(visitor.request, f"/jobs/{job_id}")


def _again(shown: Iterable[Job], now: datetime, look: int) -> str:
    """The number of the page's next look, as a text; empty when nothing is under way, or it has looked often enough."""
    is_moving = any(one.state is JobState.RUNNING or (one.state is JobState.QUEUED and one.run_at <= now) for one in shown)
    return str(look + 1) if is_moving and look < MOST_LOOKS else ""
