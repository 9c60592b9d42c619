"""What persons asked about their own data, and how far each request is; changed only by whoever saw its present version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, func, insert, literal, select, tuple_, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict, UnknownName, UsageError
from comity.safeguards.grounds import Ground, RequestKind
from comity.safeguards.requests import Holding, PersonRequest, PlanStep, RequestState, StepState
from comity.storage.database.columns import Instant, from_micros, from_text, to_micros, to_text
from comity.storage.database.repository import Page, Repository, bounded
from comity.storage.database.schema import person_requests


class PersonRequests(Repository):
    """The requests, closed ones too. They name subjects by their ids, so nothing of a request leads to a person who was erased."""

    def add(self, request: PersonRequest) -> None:
        """Keep a new request. Raises ``Conflict`` when one of that id is there."""
        self._run(insert(person_requests).values(_row(request)))

    def get(self, request_id: str) -> PersonRequest | None:
        """The request of that id."""
        row = self._row(select(person_requests).where(person_requests.c.id == request_id))
        return _request(row) if row else None

    def save(self, request: PersonRequest, seen_version: int) -> None:
        """Replace the request that had ``seen_version``.

        Raises ``Conflict`` when somebody changed it since, ``UnknownName`` when there is none of that id.
        """
        same = (person_requests.c.id == request.id) & (person_requests.c.version == seen_version)
        if self._run(update(person_requests).where(same).values(_row(request))) == 0:
            if self.get(request.id) is None:
                raise UnknownName("there is no request of that id", "the list of requests names them")
            raise Conflict("somebody else has changed this request since it was looked at", "look at it again")

    def page(self, state: RequestState | None, after_id: str, limit: int) -> Page[PersonRequest]:
        """Requests in ``state`` (None: in any) whose ids come behind ``after_id`` (empty: from the first), in the order of receipt."""
        asked = select(person_requests).where(person_requests.c.id > after_id).order_by(person_requests.c.id).limit(bounded(limit) + 1)
        asked = asked if state is None else asked.where(person_requests.c.state == state.value)
        found = [_request(row) for row in self._rows(asked)]
        return Page(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else "")

    def waiting(self, after: str, limit: int) -> Page[PersonRequest]:
        """Requests that are not closed, the one that must be answered first in front, behind the place ``after`` (empty: from the first).

        Raises ``UsageError`` when ``after`` is not what a page gave as ``next``.
        """
        due, its_id = person_requests.c.answer_by, person_requests.c.id
        asked = select(person_requests).where(person_requests.c.closed_at.is_(None)).order_by(due, its_id).limit(bounded(limit) + 1)
        asked = asked.where(tuple_(due, its_id) > tuple_(*_place(after))) if after else asked
        found = [_request(row) for row in self._rows(asked)]
        return Page(tuple(found[:limit]), _key(found[limit - 1]) if len(found) > limit else "")

    def unanswered(self, due_before: datetime | None = None) -> int:
        """How many are not closed; of those, with ``due_before``, how many had to be answered before then."""
        asked = select(func.count()).select_from(person_requests).where(person_requests.c.closed_at.is_(None))
        return int(self._scalar(asked if due_before is None else asked.where(person_requests.c.answer_by < due_before)))


def _key(request: PersonRequest) -> str:
    """What names the place of ``request`` among those that wait."""
    return f"{to_micros(request.answer_by)}.{request.id}"


def _place(after: str) -> tuple[ColumnElement[Any], ...]:
    try:
        micros, request_id = after.split(".", 1)
        return literal(from_micros(int(micros)), Instant), literal(request_id, Text)
    except (ValueError, OverflowError):
        raise UsageError("that is not a place among the requests", "give what the page before gave as next") from None


def _row(request: PersonRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "kind": request.kind.value,
        "state": request.state.value,
        "received_at": request.received_at,
        "answer_by": request.answer_by,
        "about": to_text(list(request.about)),
        "plan": to_text([_step_row(step) for step in request.plan]),
        "grounds": to_text([ground.value for ground in request.grounds]),
        "extended_because": request.extended_because,
        "closed_at": request.closed_at,
        "version": request.version,
    }


def _request(row: RowMapping) -> PersonRequest:
    return PersonRequest(
        id=row["id"],
        kind=RequestKind(row["kind"]),
        received_at=row["received_at"],
        answer_by=row["answer_by"],
        state=RequestState(row["state"]),
        about=tuple(from_text(row["about"])),
        plan=tuple(_step(*step) for step in from_text(row["plan"])),
        grounds=tuple(Ground(ground) for ground in from_text(row["grounds"])),
        extended_because=row["extended_because"],
        closed_at=row["closed_at"],
        version=row["version"],
    )


def _step_row(step: PlanStep) -> list[Any]:
    return [
        step.holding.value,
        step.records,
        step.state.value,
        step.ground.value if step.ground else "",
        _micros(step.ended_at),
    ]


def _step(holding: str, records: int, state: str, ground: str, ended: int | None) -> PlanStep:
    at = None if ended is None else from_micros(ended)
    return PlanStep(Holding(holding), records, StepState(state), Ground(ground) if ground else None, at)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)
