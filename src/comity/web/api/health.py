"""``/health``: whether this process answers, on which editions, and how old they are. Nothing of it is secret: it asks for no key."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from comity import __version__
from comity.batch import against_record, freshness
from comity.web.access import Serving

router = APIRouter(tags=["health"])


@router.get("/health", summary="Whether this process answers, and on which editions")
def health(service: Serving) -> dict[str, Any]:
    """``status`` is ``ok``, or ``stale`` when an edition in use is older than its list may be."""
    ages = freshness(service.screener.editions, service.now()).values()
    stale = any(age.stale for age in ages)
    return {"status": "stale" if stale else "ok", "version": __version__, "editions": [against_record(age) for age in ages]}
