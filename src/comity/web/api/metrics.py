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
_NOT_SIGNED = "# HELP comity_ledger_not_signed Whether the last try to sign the ledger failed\n# TYPE comity_ledger_not_signed gauge\n"
Watching = Annotated[Caller, Depends(allowed(Permission.METRICS_VIEW))]
router = APIRouter(tags=["health"])


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
def metrics(_: Watching, service: Serving) -> Response:
    """The metrics of this process, the age of each edition in days, and whether the ledger can be signed."""
    ages = freshness(service.screener.editions, service.now()).values()
    lines = [f'comity_edition_age_days{{list="{_label(age.edition.source)}"}} {age.age_days}\n' for age in ages]
    lines += [_NOT_SIGNED, f"comity_ledger_not_signed {int(service.signing.problem is not None)}\n"]
    return Response(generate_latest(REGISTRY) + "".join((_AGES, *lines)).encode(), media_type=CONTENT_TYPE_LATEST)


def _label(name: str) -> str:
    """The name of a list as the format writes the value of a label: own lists may have any name without control characters."""
    return name.replace("\\", "\\\\").replace('"', '\\"')
