"""What people ask about their own data: received, found, planned, carried out, answered. Only persons handle it; no key may.

A person is looked for in the body of a request, never in an address, since addresses end up in logs. Every change says which version of the
request was seen, and is refused as a conflict where somebody else has changed it since.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response
from pydantic import Field

from comity.identity import Permission
from comity.model import UsageError
from comity.node.person_requests import Handling, PersonRequests, Seen
from comity.node.person_search import Candidate, Wanted
from comity.node.person_text import person_text
from comity.safeguards import Due, Ground, Holding, PersonRequest, RequestKind, RequestState, sentences
from comity.web.access import Caller, Serving, allowed
from comity.web.api.bases import monitor_of
from comity.web.api.forms import LONGEST_KEY, LONGEST_NAME, Form, SubjectForm
from comity.web.parameters import only_known

MOST_SHOWN = 200
MOST_SUBJECTS = 100
"""Subjects that one request is about."""

Record = dict[str, Any]
Id = Annotated[str, Path(min_length=1, max_length=64)]
SubjectId = Annotated[str, Field(min_length=1, max_length=64)]
Viewing = Annotated[Caller, Depends(allowed(Permission.REQUEST_VIEW))]
Handler = Annotated[Caller, Depends(allowed(Permission.REQUEST_HANDLE))]
Eraser = Annotated[Caller, Depends(allowed(Permission.SUBJECT_ERASE))]
router = APIRouter(prefix="/api/v1/requests", tags=["requests"], dependencies=[Depends(only_known)])


class ReceiveForm(Form):
    """A request that came: what for, and when (left out: now)."""

    kind: RequestKind = Field(strict=False)
    received_at: Annotated[datetime, Field(strict=False)] | None = None


class FindForm(Form):
    """Who is looked for, in one way: ``base`` and ``key``, ``subject``, or ``name``, which other facts may narrow."""

    base: str = Field(default="", max_length=64)
    key: str = Field(default="", max_length=LONGEST_KEY)
    subject: str = Field(default="", max_length=64)
    name: str = Field(default="", max_length=LONGEST_NAME)
    birth_date: str = Field(default="", max_length=200)
    nationality: str = Field(default="", max_length=100)
    number: str = Field(default="", max_length=200)


class SeenForm(Form):
    """Which version of the request was seen."""

    seen_version: int = Field(ge=1)


class IdentifyForm(SeenForm):
    """The subjects who are the person; none where nothing was found."""

    subjects: list[SubjectId] = Field(max_length=MOST_SUBJECTS)


class ExtendForm(SeenForm):
    """Why two months more are needed; the person is told."""

    because: str = Field(min_length=1, max_length=1000)


class RefuseForm(SeenForm):
    """On which grounds, and of which holding; without one the whole request."""

    grounds: list[Annotated[Ground, Field(strict=False)]] = Field(min_length=1, max_length=len(Ground))
    holding: Annotated[Holding, Field(strict=False)] | None = None


class StepForm(SeenForm):
    """The holding in which a correction was carried out."""

    holding: Holding = Field(strict=False)


class CorrectForm(SeenForm):
    """A subject, and all its facts as they should be."""

    subject: SubjectId
    facts: SubjectForm


@router.post("", summary="A person's request came")
def receive(form: ReceiveForm, caller: Handler, service: Serving) -> Record:
    """Keep a request for access, correction or erasure. The answer is due within a month of the day it came."""
    now = service.now()
    came = form.received_at or now
    if came.tzinfo is None:
        raise UsageError("/received_at: the time has no zone", "write it as 2026-03-01T00:00:00Z")
    return request_record(_desk(service).receive(form.kind, came, _handling(caller)), now)


@router.get("", summary="Requests, in the order in which they came")
def page(
    caller: Viewing,
    service: Serving,
    state: RequestState | None = None,
    after: Annotated[str, Parameter(max_length=64)] = "",
    limit: Annotated[int, Parameter(ge=1, le=MOST_SHOWN)] = 100,
) -> Record:
    """Requests with their state and deadline, and what to ask for as ``after`` next (empty at the end). They name nobody."""
    found = _desk(service).page(state, (after, limit), _handling(caller))
    return {"requests": [request_record(one, service.now()) for one in found.items], "next": found.next}


@router.get("/{request_id}", summary="One request")
def get(request_id: Id, caller: Viewing, service: Serving) -> Record:
    """How far a request is, step by step, and the sentences that its answer has to hold."""
    return request_record(_desk(service).get(request_id, _handling(caller)), service.now())


@router.post("/{request_id}/find", summary="Look for the person")
def find(request_id: Id, form: FindForm, caller: Handler, service: Serving) -> Record:
    """Who may be the person, with enough to be sure and what agrees. A name that fits more than twenty shows nobody: ask for more."""
    wanted = Wanted(**form.model_dump())
    found = _desk(service).find(request_id, wanted, _handling(caller))
    return {"fitting": found.fitting, "candidates": [_candidate(one) for one in found.candidates]}


@router.post("/{request_id}/identify", summary="Say who the person is")
def identify(request_id: Id, form: IdentifyForm, caller: Handler, service: Serving) -> Record:
    """The subjects that the person was shown to be."""
    seen = Seen(request_id, form.seen_version)
    return request_record(_desk(service).identify(seen, form.subjects, _handling(caller)), service.now())


@router.post("/{request_id}/plan", summary="Look into every holding")
def plan(request_id: Id, form: SeenForm, caller: Handler, service: Serving) -> Record:
    """How many records each holding has, and what rules of retention and legal holds say of each subject."""
    request, said = _desk(service).plan(Seen(request_id, form.seen_version), _handling(caller))
    return {**request_record(request, service.now()), "retention": [_advice(one) for one in said]}


@router.post("/{request_id}/extend", summary="Take two months more")
def extend(request_id: Id, form: ExtendForm, caller: Handler, service: Serving) -> Record:
    """Once, within the first month, with a reason that the person is told."""
    seen = Seen(request_id, form.seen_version)
    return request_record(_desk(service).extend(seen, form.because, _handling(caller)), service.now())


@router.post("/{request_id}/refuse", summary="Refuse a request, or one step of it")
def refuse(request_id: Id, form: RefuseForm, caller: Handler, service: Serving) -> Record:
    """On grounds that the law gives for this kind of request. A step of an erasure that is refused is kept and restricted."""
    desk, seen, handling = _desk(service), Seen(request_id, form.seen_version), _handling(caller)
    if form.holding is None:
        return request_record(desk.refuse(seen, form.grounds, handling), service.now())
    if len(form.grounds) != 1:
        raise UsageError("/grounds: one step is refused on one ground", "give the one that holds")
    return request_record(desk.refuse_step(seen, form.holding, form.grounds[0], handling), service.now())


@router.post("/{request_id}/withdraw", summary="The person took it back")
def withdraw(request_id: Id, form: SeenForm, caller: Handler, service: Serving) -> Record:
    """Close a request that its person does not pursue."""
    return request_record(_desk(service).withdraw(Seen(request_id, form.seen_version), _handling(caller)), service.now())


@router.post("/{request_id}/correct", summary="Put a subject's facts right")
def correct(request_id: Id, form: CorrectForm, caller: Handler, service: Serving) -> Record:
    """Replace all facts of one subject, and screen it again at once."""
    handling = _handling(caller)
    facts = form.facts.subject("/facts")
    request = _desk(service).correct(Seen(request_id, form.seen_version), form.subject, facts, handling)
    watched = monitor_of(service).screen_arrived(handling.at)
    return {**request_record(request, service.now()), "screened": watched.subjects, "happened": dict(watched.happened)}


@router.post("/{request_id}/step", summary="A step of a correction was carried out")
def step(request_id: Id, form: StepForm, caller: Handler, service: Serving) -> Record:
    """End a step that people carried out: texts looked through, recipients told."""
    seen = Seen(request_id, form.seen_version)
    return request_record(_desk(service).step_done(seen, form.holding, _handling(caller)), service.now())


@router.post("/{request_id}/erase", summary="Carry out an erasure")
def erase(request_id: Id, form: SeenForm, caller: Eraser, service: Serving) -> Record:
    """Erase what the open steps name, and leave tombstones, so that no backup brings it back."""
    return request_record(_desk(service).carry_out(Seen(request_id, form.seen_version), _handling(caller)), service.now())


@router.post("/{request_id}/file", summary="Make the file for the person, as JSON", response_class=Response)
def file(request_id: Id, caller: Handler, service: Serving) -> Response:
    """Everything held about the person, with sources. Making it ends the open steps and is an entry for each subject."""
    _, made = _desk(service).file(request_id, _handling(caller))
    return Response(made.json, media_type="application/json", headers=_as_file(f"{request_id}.json"))


@router.post("/{request_id}/file.md", summary="Make the file for the person, as a text", response_class=Response)
def text(request_id: Id, caller: Handler, service: Serving) -> Response:
    """The same as a text to be read and printed (Markdown)."""
    _, made = _desk(service).file(request_id, _handling(caller))
    return Response(person_text(made), media_type="text/markdown; charset=utf-8", headers=_as_file(f"{request_id}.md"))


def request_record(request: PersonRequest, now: datetime) -> Record:
    """A request as plain values; times ISO 8601."""
    return {
        "id": request.id,
        "kind": request.kind.value,
        "state": request.state.value,
        "received_at": request.received_at.isoformat(),
        "answer_by": request.answer_by.isoformat(),
        "overdue": request.overdue(now),
        "about": list(request.about),
        "plan": [
            {
                "holding": one.holding.value,
                "records": one.records,
                "state": one.state.value,
                "ground": one.ground.value if one.ground else "",
            }
            for one in request.plan
        ],
        "grounds": [ground.value for ground in request.grounds],
        "extended_because": request.extended_because,
        "closed_at": request.closed_at.isoformat() if request.closed_at else None,
        "version": request.version,
        "answer": list(sentences(request)),
    }


def _candidate(one: Candidate) -> Record:
    return {
        "subject": one.subject,
        "base": one.base,
        "key": one.key,
        "names": list(one.names),
        "birth_dates": list(one.birth_dates),
        "nationalities": list(one.nationalities),
        "numbers": list(one.numbers),
        "fits": [{"fact": fact, "value": value} for fact, value in one.fits],
    }


def _advice(one: Due) -> Record:
    ends = one.ends_at.isoformat() if one.ends_at else None
    return {"subject": one.record.id, "fate": one.fate.value, "reason": one.reason, "ends_at": ends}


def _desk(service: Serving) -> PersonRequests:
    return PersonRequests(service.database, service.settings)


def _handling(caller: Caller) -> Handling:
    return Handling(caller.actor, caller.service.now())


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
