"""Every part of the node's own API, in the order in which its description shows them."""

from __future__ import annotations

from fastapi import APIRouter

from comity.web.api import (
    bases,
    cases,
    decisions,
    evidence,
    exemptions,
    health,
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
    screen,
    sign_in,
    users,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    part.router
    for part in (
        sign_in,
        me,
        oidc,
        screen,
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
        health,
        metrics,
    )
)
"""The routers, to be mounted one after the other."""
