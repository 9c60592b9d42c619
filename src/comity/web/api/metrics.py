"""``/metrics`` in the text format of Prometheus: counts and durations, never a name or an id."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from comity.batch import freshness
from comity.identity import Permission
from comity.web.access import Caller, Serving, allowed
from comity.web.metrics_of_requests import REGISTRY

_AGES = "# HELP comity_edition_age_days Age of the editions in use\n# TYPE comity_edition_age_days gauge\n"
Watching = Annotated[Caller, Depends(allowed(Permission.METRICS_VIEW))]
router = APIRouter(tags=["health"])


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
def metrics(_: Watching, service: Serving) -> Response:
    """The metrics of this process, and the age of each edition in days."""
    ages = freshness(service.screener.editions, service.now()).values()
    lines = [f'comity_edition_age_days{{list="{age.edition.source}"}} {age.age_days}\n' for age in ages]
    return Response(generate_latest(REGISTRY) + "".join((_AGES, *lines)).encode(), media_type=CONTENT_TYPE_LATEST)
