"""``POST /api/v1/screen``: subjects by the caller's own ids in, outcomes and hits with their evidence by the same ids out.

``POST /api/v1/screen/stream`` takes and gives lines of JSON (NDJSON) for volume: each line is answered by itself, in order, and a bad line
costs only itself.
"""

from __future__ import annotations

import json
from asyncio import wrap_future
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi import Query as Parameter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import ValidationError

from comity.batch import Freshness, against_record, freshness, hit_record, is_empty, issue_record, not_compared, why_empty
from comity.identity import Permission
from comity.model import (
    ComityError,
    Entry,
    Hit,
    LimitExceeded,
    Locator,
    Outcome,
    Query,
    ScreeningRule,
    Subject,
    UsageError,
)
from comity.node.service import Service
from comity.web.access import Caller, Serving, allowed
from comity.web.api.forms import LONGEST_KEY, ScreenForm, SubjectForm
from comity.web.idempotency import Once, as_json
from comity.web.parameters import only_known
from comity.web.streaming import Streamed

NDJSON = "application/x-ndjson"
LONGEST_LINE = 256 * 1024
"""Bytes of one line of a stream."""

FEW = 20
"""Subjects that are read and written on the thread that listens: a millisecond or two."""

LINES_TOGETHER = 256
"""Lines of a stream that are answered together."""

T = TypeVar("T")
Record = dict[str, Any]
Screening = Annotated[Caller, Depends(allowed(Permission.SCREENING_RUN))]
router = APIRouter(prefix="/api/v1", tags=["screen"], dependencies=[Depends(only_known)])


@router.post("/screen", summary="Screen subjects, keyed by your own ids")
async def screen(form: ScreenForm, caller: Screening, once: Once) -> Response:
    """Outcomes and hits by the caller's ids, and the editions they rest on, with ages. A hit is a resemblance, not a decision."""
    return await once.answer(caller, lambda: _screened(form, caller))


async def _screened(form: ScreenForm, caller: Caller) -> Response:
    service = caller.service
    caller.spend(len(form.subjects))
    rule = form.rule.rule(service.list_names)
    many = len(form.subjects)
    queries = await _apart(many, lambda: [Query(key, one.subject(f"/subjects/{key}"[:80])) for key, one in form.subjects.items()])
    answers, ages = await screened(service, queries, rule)
    entry = entry_of(service, caller, answers, ages)
    await wrap_future(service.journal.write(entry))
    body = {"screening": entry.object.partition(":")[2], "subjects": dict(zip(form.subjects, answers, strict=True)), **grounds(rule, ages)}
    return await _apart(many, lambda: as_json(body))


async def _apart(many: int, work: Callable[[], T]) -> T:
    """What ``work`` gives: for many subjects in a thread, so that nobody else waits for it; for few here, which is quicker."""
    return await run_in_threadpool(work) if many > FEW else work()


@router.post("/screen/stream", summary="Screen many subjects as lines of JSON")
async def stream(
    request: Request, caller: Screening, service: Serving, review: Annotated[float, Parameter(gt=0.0, le=1.0)] = ScreeningRule().review
) -> Streamed:
    """One line of JSON in, one out: ``{"key": ..., "subject": {...}}`` gives ``{"key": ..., "outcome": ..., "hits": [...]}``. The last line
    says which editions were searched, and how many lines were read.
    """
    default = ScreeningRule()
    rule = ScreeningRule("request", review, max(review, default.strong))
    return Streamed(_streamed(request, rule, caller, service), media_type=NDJSON)


async def screened(service: Service, queries: Sequence[Query], rule: ScreeningRule) -> tuple[list[Record], Mapping[str, Freshness]]:
    """The answer to each query as plain values, and the ages of the editions searched. What cannot be compared is an error, never clear."""
    many = len(queries)
    empty = await _apart(many, lambda: [is_empty(query.subject) for query in queries])
    asked = [query for query, is_bare in zip(queries, empty, strict=True) if not is_bare]
    answered = await wrap_future(service.screener.submit(asked, rule))
    ages = {
        key: age for key, age in freshness(answered.editions, service.now()).items() if not rule.lists or age.edition.source in rule.lists
    }
    hits = iter(answered.hits)

    def records() -> list[Record]:
        pairs = zip(queries, empty, strict=True)
        return [refused(why_empty(one.subject)) if is_bare else _answer(one.subject, next(hits), ages) for one, is_bare in pairs]

    return await _apart(many, records), ages


def refused(why: str, hint: str = "") -> Record:
    """The answer for what was not screened."""
    return {"outcome": "error", "error": why, "hits": []} | ({"hint": hint} if hint else {})


def grounds(rule: ScreeningRule, ages: Mapping[str, Freshness]) -> Record:
    """What an answer rests on: the thresholds used, and the editions searched with their ages."""
    said = {"name": rule.name, "review": rule.review, "strong": rule.strong, "lists": sorted(rule.lists), "max_hits": rule.max_hits}
    return {"rule": said, "against": [against_record(age) for age in ages.values()]}


def entry_of(service: Service, caller: Caller, answers: Sequence[Record], ages: Mapping[str, Freshness]) -> Entry:
    """The entry of the ledger for one request: who screened how many, with how many hits, on which editions."""
    facts = {
        "subjects": str(len(answers)),
        "hits": str(sum(len(answer["hits"]) for answer in answers)),
        "errors": str(sum("error" in answer for answer in answers)),
        "editions": " ".join(ages)[:1000],
    }
    return caller.entry("screening.run", f"screening:{service.new_id()}", facts)


def _answer(subject: Subject, hits: Sequence[Hit], ages: Mapping[str, Freshness]) -> Record:
    record: Record = {
        "outcome": Outcome.worst(hit.outcome for hit in hits).value,
        "hits": [hit_record(hit, ages[hit.edition.id]) for hit in hits],
    }
    issues = not_compared(subject, Locator())
    return {**record, "issues": [issue_record(issue) for issue in issues]} if issues else record


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a stream: the caller's key, and the subject or why there is none."""

    key: str
    subject: Subject | None
    why: str = ""


async def _streamed(request: Request, rule: ScreeningRule, caller: Caller, service: Service) -> AsyncIterator[bytes]:
    counts = {"lines": 0, "hits": 0, "errors": 0}
    ages: Mapping[str, Freshness] = {}
    try:
        async for raw in _in_pieces(_lines(request)):
            await caller.check_still()  # a stream may go on for hours
            caller.spend(len(raw))
            lines = await _apart(len(raw), partial(_read_all, raw))
            records, ages = await _piece(lines, rule, service)
            await wrap_future(service.journal.write(entry_of(service, caller, records, ages)))
            counts["lines"] += len(lines)
            counts["hits"] += sum(len(record["hits"]) for record in records)
            counts["errors"] += sum("error" in record for record in records)
            yield await _apart(len(raw), partial(_written, lines, records))
    except ComityError as problem:
        yield _line({"stopped": problem.message, "hint": problem.hint, **counts}).encode()
        return
    yield _line({"end": True, **counts, **grounds(rule, ages)}).encode()


async def _piece(lines: Sequence[_Line], rule: ScreeningRule, service: Service) -> tuple[list[Record], Mapping[str, Freshness]]:
    queries = [Query(line.key, line.subject) for line in lines if line.subject is not None]
    found, ages = await screened(service, queries, rule)
    answers = iter(found)
    return [refused(line.why) if line.subject is None else next(answers) for line in lines], ages


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


async def _lines(request: Request) -> AsyncIterator[bytes]:
    """The lines of the body with something on them. Raises ``LimitExceeded`` for an overlong one."""
    held = b""
    async for chunk in request.stream():
        *whole, held = (held + chunk).split(b"\n")
        for line in (*whole, held):
            if len(line) > LONGEST_LINE:
                raise LimitExceeded(f"a line is longer than {LONGEST_LINE:,} bytes", "one subject a line")
        for line in filter(bytes.strip, whole):
            yield line
    if held.strip():
        yield held


async def _in_pieces(lines: AsyncIterator[bytes]) -> AsyncIterator[list[tuple[int, bytes]]]:
    """The lines with their numbers, some together."""
    piece: list[tuple[int, bytes]] = []
    number = 0
    async for raw in lines:
        number += 1
        piece.append((number, raw))
        if len(piece) == LINES_TOGETHER:
            yield piece
            piece = []
    if piece:
        yield piece


def _read_all(raw: Sequence[tuple[int, bytes]]) -> list[_Line]:
    return [_read(line, number) for number, line in raw]


def _written(lines: Sequence[_Line], records: Sequence[Record]) -> bytes:
    return "".join(_line({"key": line.key} | record) for line, record in zip(lines, records, strict=True)).encode()


def _read(raw: bytes, number: int) -> _Line:
    key = str(number)
    try:
        record = json.loads(raw)
        if not isinstance(record, dict) or set(record) - {"key", "subject"}:
            return _Line(key, None, f'line {number}: it is not {{"key": ..., "subject": {{...}}}}')
        if isinstance(record.get("key"), str) and 0 < len(record["key"]) <= LONGEST_KEY:
            key = record["key"]
        return _Line(key, SubjectForm.model_validate(record.get("subject")).subject(f"line {number}"))
    except UsageError as problem:
        return _Line(key, None, f"{problem.message}: {problem.hint}")
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        return _Line(key, None, f"line {number}: {'/'.join(map(str, first['loc'])) or 'subject'}: {first['msg']}")
    except (ValueError, RecursionError):
        return _Line(key, None, f"line {number}: it is not JSON")
