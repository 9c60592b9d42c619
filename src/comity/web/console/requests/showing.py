"""The page of one request: where it stands, the step that is next with what the law asks of it, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.responses import Response

from comity.identity import Permission
from comity.model import ComityError
from comity.node.person_request_looks import done_so_far, retention_of
from comity.node.person_requests import Handling, PersonRequests
from comity.node.person_search import FoundPersons
from comity.safeguards import Fits, PersonRequest, RequestKind, RequestState, StepState, fits, sentences
from comity.web.console.pages import page
from comity.web.console.requests import meaning
from comity.web.console.requests.deadline import deadline_of
from comity.web.console.requests.rows import done_table, plan_table, retention_table
from comity.web.console.tables import Table, csv_of
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words
from comity.web.problems import status_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of a request shows beside it: who was found, what went wrong, and what was filled in, so that none of it is lost."""

    found: FoundPersons | None = None
    error: ComityError | None = None
    filled: Mapping[str, str] = field(default_factory=dict)


def desk_of(visitor: Visitor) -> PersonRequests:
    """The desk of the node."""
    return PersonRequests(visitor.service.database, visitor.service.settings)


def handling_of(visitor: Visitor) -> Handling:
    """The visitor as the one who handles a request now."""
    return Handling(visitor.actor, visitor.service.now())


def may_for_purpose(visitor: Visitor, permission: Permission) -> bool:
    """Whether the visitor may do it for the purpose of their sitting."""
    return visitor.may(permission) and isinstance(fits(visitor.sitting.purpose, permission.value), Fits)


def request_page(visitor: Visitor, request_id: str, shown: Shown = Shown()) -> Response:
    """The page of a request as it is now. Raises ``UnknownName``."""
    desk, handling = desk_of(visitor), handling_of(visitor)
    request = desk.get(request_id, handling)
    words = visitor.words
    values = {
        "request": request,
        "title": words.say(meaning.TITLES[request.kind]),
        "deadline": deadline_of(words, request, handling.at),
        "steps": steps_of(words, request),
        "law": meaning.LAW[request.kind],
        "meaning": meaning,
        "grounds": meaning.grounds_for(words, request.kind),
        "open_steps": [step for step in request.plan if step.state is StepState.OPEN],
        **_tables(visitor, request, handling),
        "answer": sentences(request),
        "is_open": request.closed_at is None,
        "can_extend": request.closed_at is None and not request.extended_because and handling.at <= request.answer_by,
        "handles": may_for_purpose(visitor, Permission.REQUEST_HANDLE),
        "erases": may_for_purpose(visitor, Permission.SUBJECT_ERASE),
        "sees_subjects": may_for_purpose(visitor, Permission.SUBJECT_VIEW),
        "shown": shown,
    }
    return page(visitor, "requests/request.html", values, status_of(shown.error)[0] if shown.error else 200)


def request_tables(visitor: Visitor, request_id: str) -> Response:
    """The table of a request's page that the address names, as a file. Raises ``UnknownName``."""
    handling = handling_of(visitor)
    request = desk_of(visitor).get(request_id, handling)
    return csv_of(visitor.request, _tables(visitor, request, handling), visitor.words)


def _tables(visitor: Visitor, request: PersonRequest, handling: Handling) -> dict[str, Table | None]:
    """The tables of a request's page by their names; None for those that it has no use for yet."""
    words, desk = visitor.words, desk_of(visitor)
    done = done_so_far(desk, request.id, handling)
    weighed = retention_of(desk, request, handling) if _is_weighed(request) else None
    return {
        "plan": plan_table(words, request) if request.plan else None,
        "retention": retention_table(words, request.id, weighed) if weighed is not None else None,
        "done": done_table(words, request.id, done, sees_ledger=visitor.may(Permission.LEDGER_VIEW)),
    }


def _is_weighed(request: PersonRequest) -> bool:
    """Whether rules of retention matter to it now: it is an erasure that is not closed."""
    return request.kind is RequestKind.ERASURE and request.state is RequestState.PLANNED


_WAY = (RequestState.RECEIVED, RequestState.IDENTIFIED, RequestState.PLANNED)


def steps_of(words: Words, request: PersonRequest) -> list[dict[str, Any]]:
    """The steps from the day it came to the answer, each ``done``, ``now`` or ``later``."""
    titles = (
        words.say("It came"),
        words.say("Find the person"),
        words.say("Look into every holding"),
        words.say("Carry it out"),
        words.say("Answer the person"),
    )
    at = _WAY.index(request.state) + 1 if request.state in _WAY else len(titles) - 1
    return [{"title": title, "state": "done" if n < at else "now" if n == at else "later"} for n, title in enumerate(titles)]
