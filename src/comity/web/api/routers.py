"""What of the API is not there from the first moment of a node, in the order in which its description shows it: all but screening and
``/health``.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from comity.web.api import (
    bases,
    cases,
    decisions,
    evidence,
    exemptions,
    holds,
    jobs,
    keys,
    ledger,
    lists,
    me,
    metrics,
    oidc,
    person_requests,
    registry,
    replay,
    sign_in,
    users,
    webhooks,
)
from comity.web.compatible import compatible
from comity.web.described import name_permissions

ROUTERS: tuple[APIRouter, ...] = tuple(
    part.router
    for part in (
        sign_in,
        me,
        oidc,
        bases,
        cases,
        decisions,
        exemptions,
        evidence,
        replay,
        lists,
        registry,
        jobs,
        webhooks,
        ledger,
        person_requests,
        holds,
        users,
        keys,
        metrics,
    )
)
"""The routers, to be mounted one after the other."""


def mount(app: FastAPI) -> None:
    """Add these parts to ``app``, and the API that clients of yente know."""
    for part in (*ROUTERS, compatible()):
        app.include_router(name_permissions(part))
