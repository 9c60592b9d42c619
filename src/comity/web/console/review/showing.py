"""The page of review, put together: the queue, the case beside it, and what was done just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.responses import Response

from comity.identity import Permission
from comity.model import CaseState, ComityError, Outcome, Verdict
from comity.node.review_desk import LastWord, last_word_of, policy_in
from comity.node.serving_desk import desk_of
from comity.web.console.pages import page
from comity.web.console.review.asked import Asked
from comity.web.console.review.case_pane import CasePane, case_pane
from comity.web.console.review.judging import Judging, reasons
from comity.web.console.review.rows import queue_pane
from comity.web.console.review.waiting_words import bands
from comity.web.console.visitor import Visitor, is_partial


@dataclass(frozen=True, slots=True)
class Done:
    """What the visitor did just now and may take back until ``word.until``."""

    case_id: str
    href: str
    word: LastWord


def whole(visitor: Visitor, asked: Asked, case_id: str = "", done: str = "") -> Response:
    """The queue with the case opened beside it, none where ``case_id`` is empty. ``done`` is the case that was decided just now."""
    now = visitor.service.now()
    opened = case_pane(visitor, case_id, now) if case_id else None
    return shown(visitor, asked, opened, done)


def shown(visitor: Visitor, asked: Asked, opened: CasePane | None, done: str = "", status: int = 200) -> Response:
    """The page around a case that is laid out already; under htmx its two panes."""
    now = visitor.service.now()
    values = {
        **_around(visitor, asked, now),
        "pane": opened,
        "queue": queue_pane(visitor, asked, now),
        "done": _done(visitor, asked, done, now) if done else None,
    }
    template = "review/panes.html" if is_partial(visitor.request) else "review/page.html"
    return page(visitor, template, values, status)


def case_alone(visitor: Visitor, asked: Asked, case_id: str) -> Response:
    """The case by itself, to be put beside the queue that is there."""
    now = visitor.service.now()
    return page(visitor, "review/case.html", {"asked": asked, "pane": case_pane(visitor, case_id, now)})


def _around(visitor: Visitor, asked: Asked, now: datetime) -> Mapping[str, Any]:
    policy, may_close = policy_in(visitor.service.settings.home), visitor.may(Permission.CASE_CLOSE_MANY)
    bulk = [verdict for verdict in Verdict if (Outcome.REVIEW, verdict) in policy.bulk] if may_close else []
    return {
        "asked": asked,
        "now": now,
        "states": tuple(CaseState),
        "bands": bands(visitor.words),
        "outcomes": (Outcome.STRONG, Outcome.REVIEW),
        "lists": sorted({edition.source for edition in visitor.service.screener.editions} | ({asked.list} - {""})),
        "bulk": tuple((verdict, reasons(policy, verdict)) for verdict in bulk),
        "bulk_limit": policy.bulk_limit,
    }


def _done(visitor: Visitor, asked: Asked, case_id: str, now: datetime) -> Done | None:
    """What can still be taken back; an address that names something else says nothing."""
    try:
        word = last_word_of(desk_of(visitor.service), case_id, visitor.actor, now)
    except ComityError:
        return None
    return Done(case_id, asked.path(case_id), word) if word else None


def filled_again(visitor: Visitor, asked: Asked, case_id: str, filled: Judging) -> Response:
    """The case as it is now beside what could not be carried out, with status 409."""
    return shown(visitor, asked, case_pane(visitor, case_id, visitor.service.now(), filled), status=409)
